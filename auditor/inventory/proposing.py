"""What was found in a commune's network → what would be written into the inventory: name, kind, counter."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from auditor.i18n import _
from auditor.inventory.drafting import Draft, Names
from auditor.inventory.lists.cells import Spot
from auditor.inventory.lists.reading import Entry
from auditor.model import Kind

_PLATFORMS = {"SSH-2.0-Cisco": "cisco_ios", "SSH-2.0-ROSSSH": "mikrotik_routeros"}
"""What ansible_network_os is, by the first words of an SSH server."""


def proposals(
    drafts: Sequence[Draft], code: str, stated: Mapping[str, Any], hosts: Mapping[str, Mapping[str, Any]]
) -> tuple[Draft, ...]:
    """*drafts* named anew for commune *code*, PCs at its counters that have none yet.

    *stated* are the commune's variables, *hosts* the inventory's. What stands at the commune's gateway is its
    router, whatever its SSH server looks like. A line, which nobody can find, is proposed where the commune
    must have one.
    """
    names = Names(code, hosts)
    free = _free_counters(stated.get("counters"), hosts, code)
    gateway = str(stated.get("expect_gateway") or "")
    made = [_one(draft, gateway) for draft in drafts]
    named = [replace(draft, name=names.free(draft.kind)) for draft in made]
    seated = [_seated(draft, free) for draft in named]
    if _wants_line(stated, hosts, code) and gateway:
        measured = _("the line is measured to its gateway")
        seated.append(Draft(names.free(Kind.LINK), Kind.LINK, {"ansible_host": gateway}, (measured,)))
    return tuple(seated)


def _one(draft: Draft, gateway: str) -> Draft:
    variables = dict(draft.variables)
    if draft.kind is Kind.PC and gateway and variables.get("ansible_host") == gateway:
        variables.pop("ansible_shell_type", None)
        at_gateway = _("it stands at the commune's gateway")
        return replace(draft, kind=Kind.NETWORK, variables=variables, remarks=(*draft.remarks, at_gateway))
    if draft.kind is Kind.NETWORK:
        said = " ".join(draft.remarks)
        platform = next((name for banner, name in _PLATFORMS.items() if banner in said), "")
        more = {"ansible_network_os": platform} if platform else {}
        return replace(draft, variables={**variables, **more})
    return draft


def _seated(draft: Draft, free: Iterator[str]) -> Draft:
    counter = next(free, "") if draft.kind is Kind.PC else ""
    if not counter:
        return draft
    return replace(draft, variables={**draft.variables, "counter": counter, "role": "counter"})


def _free_counters(counters: Any, hosts: Mapping[str, Mapping[str, Any]], code: str) -> Iterator[str]:
    taken = {str(each.get("counter")) for each in _of(hosts, code) if each.get("kind") == Kind.PC}
    labels = [str(label) for label in counters] if isinstance(counters, list | tuple) else []
    return iter([label for label in labels if label not in taken])


def _of(hosts: Mapping[str, Mapping[str, Any]], code: str) -> list[Mapping[str, Any]]:
    return [variables for variables in hosts.values() if variables.get("commune") == code]


def _wants_line(stated: Mapping[str, Any], hosts: Mapping[str, Mapping[str, Any]], code: str) -> bool:
    required = stated.get("required")
    wanted = required.get(Kind.LINK, 0) if isinstance(required, Mapping) else 0
    return bool(wanted) and not any(each.get("kind") == Kind.LINK for each in _of(hosts, code))


def entries(drafts: Sequence[Draft], code: str, source: str) -> list[Entry]:
    """*drafts* as entries of a list named *source*."""
    return [
        Entry(Spot(source, "", number), draft.kind, code, draft.name, dict(draft.variables))
        for number, draft in enumerate(drafts, 1)
    ]


def by_address(drafts: Sequence[Draft], addresses: Collection[str]) -> tuple[Draft, ...]:
    """Those of *drafts* at one of *addresses*."""
    return tuple(draft for draft in drafts if draft.variables.get("ansible_host") in addresses)
