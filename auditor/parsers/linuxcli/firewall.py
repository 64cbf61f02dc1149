"""Does a firewall filter what comes in: ufw, firewalld, iptables, nft."""

import re
from typing import Any

from auditor.parsers.linuxcli.ask import ask

Facts = dict[str, Any]


def ufw(text: str) -> Facts:
    """ufw status [verbose]: active, and not letting everything in by default."""
    state = re.search(r"(?m)^Status: (active|inactive)$", text)
    if not state:
        return {}
    lets_in = re.search(r"(?m)^Default: allow \(incoming\)", text)
    return {"firewall.active": state[1] == "active" and not lets_in}


def firewalld(text: str) -> Facts:
    """systemctl status firewalld."""
    if not re.search(r"firewalld\.service\b", text):
        return {}
    state = re.search(r"(?m)^\s+Active: (\w+)", text)
    return {"firewall.active": state[1] == "active"} if state else {}


def iptables(text: str) -> Facts:
    """iptables -L -n [-v]: INPUT's policy, or a rule of it that drops or rejects whatever comes."""
    chain = re.search(r"(?m)^Chain INPUT \(policy (\w+)", text)
    if not chain:
        return {}
    rules = text[chain.end() :].partition("\n\n")[0].splitlines()
    return {"firewall.active": chain[1] in ("DROP", "REJECT") or any(map(_closes, rules))}


_ANYTHING = re.compile(
    r"(?:\S+\s+\S+\s+)?(?:DROP|REJECT)\s+(?:all|0)\s+--\s+(?:\*\s+\*\s+)?"
    r"0\.0\.0\.0/0\s+0\.0\.0\.0/0\s*(?:reject-with \S+\s*)?"
)


def _closes(rule: str) -> bool:
    return _ANYTHING.fullmatch(rule.strip()) is not None


def iptables_save(text: str) -> Facts:
    """iptables-save."""
    return ask({"firewall": {"iptables": text}}, ("firewall.active",)) if "*filter" in text else {}


def nft(text: str) -> Facts:
    """nft list ruleset; an empty one filters nothing, and is also what no answer looks like."""
    return ask({"firewall": {"nft": text}}, ("firewall.active",)) if "table " in text else {}
