"""Does a firewall on the PC filter what comes in?"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from auditor.parsers.pc.answer import Answer, Fact, Missing

_FAMILIES = ("ip", "inet")
_HARMLESS = re.compile(
    r"\b(counter( packets \d+ bytes \d+)?|log( (prefix|level|flags|group) (\"[^\"]*\"|\S+))*)\s*"
)
_MOST_JUMPS = 20


def active(answer: Answer) -> bool:
    """True when what no rule lets in is dropped or rejected: by the chain's policy or by its last word."""
    if _ufw_on(answer) or _runs(answer, "firewalld.service"):
        return True
    seen = [_seen(answer, "nft", _nft_filters), _seen(answer, "iptables", _iptables_filters)]
    if any(seen):
        return True
    if all(verdict is None for verdict in seen) and not _no_tools(answer):
        raise Missing(answer.why("firewall.nft", "firewall.iptables"))
    return False


def _no_tools(answer: Answer) -> bool:
    """Nothing on the machine could have set a filter."""
    tools = (answer.errors.get(f"firewall.{tool}", "") for tool in ("nft", "iptables"))
    return all(error.endswith("is not installed") for error in tools)


def _seen(answer: Answer, tool: str, filters: Callable[[str], bool]) -> bool | None:
    try:
        text = answer.get(f"firewall.{tool}", str)
    except Missing:
        return None
    return filters(text)


def _ufw_on(answer: Answer) -> bool:
    """ufw.conf says that it starts at boot; its unit says that it did."""
    try:
        said = answer.get("firewall.ufw", str)
    except Missing:
        return False
    enabled = re.search(r"^ENABLED=[\"']?yes", said, re.MULTILINE | re.IGNORECASE) is not None
    return enabled and _runs(answer, "ufw.service")


def _runs(answer: Answer, unit: str) -> bool:
    try:
        return answer.units.get(unit, ("", "", ""))[1] == "active"
    except Missing:
        return False


@dataclass
class _Chain:
    base: str = ""
    rules: list[str] = field(default_factory=list)


def _nft_filters(ruleset: str) -> bool:
    tables = _tables(ruleset)
    return any(
        re.search(r"\bhook input\b", chain.base)
        and re.search(r"\btype filter\b", chain.base)
        and ("policy drop" in chain.base or _closes(chain, chains, _MOST_JUMPS))
        for family, chains in tables
        if family in _FAMILIES
        for chain in chains.values()
    )


def _tables(ruleset: str) -> list[tuple[str, dict[str, _Chain]]]:
    """Tables of ``nft list ruleset`` with their chains: the base line, then the rules as they stand."""
    tables: list[tuple[str, dict[str, _Chain]]] = []
    chain: _Chain | None = None
    for line in (line.strip() for line in ruleset.splitlines()):
        words = line.split()
        if len(words) >= 3 and words[0] == "table":
            tables.append((words[1], {}))
        elif len(words) >= 2 and words[0] == "chain" and tables:
            chain = tables[-1][1].setdefault(words[1], _Chain())
        elif line == "}":
            chain = None
        elif chain is not None and line.startswith("type "):
            chain.base = line
        elif chain is not None and line:
            chain.rules.append(line)
    return tables


def _closes(chain: _Chain, chains: Mapping[str, _Chain], jumps: int) -> bool:
    """True when no packet gets past the chain's end: an unconditional drop or reject, here or a jump on."""
    for rule in chain.rules:
        words = _HARMLESS.sub("", rule).split()
        if words[:1] in (["drop"], ["reject"]):
            return True
        if words[:1] in (["jump"], ["goto"]) and len(words) > 1 and jumps > 0:
            target = chains.get(words[1])
            if target is not None and _closes(target, chains, jumps - 1):
                return True
        if words == ["accept"]:
            return False
    return False


def _iptables_filters(saved: str) -> bool:
    """iptables-save: ``:INPUT DROP [0:0]``, or an INPUT rule without a condition that drops or rejects."""
    filter_table = saved.partition("*filter")[2].partition("COMMIT")[0]
    return re.search(r"^:INPUT DROP\b|^-A INPUT -j (DROP|REJECT)\b", filter_table, re.MULTILINE) is not None


FACTS: Mapping[str, Fact] = {"firewall.active": active}
