"""Drafts of inventory entries: YAML to be read by a person before it is anything."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.inventory import editing
from auditor.inventory.lists.matching import STEMS, shared_keys
from auditor.model import Kind
from auditor.model.text import printable

_COMMENT = 160
_HEAD = """\
---
# BẢN NHÁP, chưa ai xem lại. DRAFT, nobody has looked at it yet.
# {commune}: do lệnh “auditor inventory discover” ghi lúc {when} từ {subnets}.
# Xem từng máy, điền quầy (counter), tài khoản (ansible_user), sửa tên, rồi chép vào inventories/.
# Dòng ghi chú là lời thiết bị tự khai, không ai bảo đảm là đúng.
"""


@dataclass(frozen=True)
class Draft:
    """One proposed host; ``remarks`` become comments above it."""

    name: str
    kind: Kind
    variables: Mapping[str, Any]
    remarks: tuple[str, ...] = ()


class Names:
    """Names of hosts that nobody has yet: pasc-<code>-<kind><number>."""

    def __init__(self, commune: str, taken: Iterable[str]) -> None:
        self._commune, self._taken = commune, {name.casefold() for name in taken}

    def free(self, kind: Kind) -> str:
        """The first that is free, taken from now on."""
        number, stem = 1, f"pasc-{self._commune}-{STEMS.get(kind, kind.value)}"
        while (name := f"{stem}{number:02}") in self._taken:
            number += 1
        self._taken.add(name)
        return name


class Known:
    """The hosts of an inventory by address and serial number."""

    def __init__(self, hosts: Mapping[str, Mapping[str, Any]]) -> None:
        self._hosts: dict[str, str] = {}
        self._serials: dict[str, str] = {}
        for name, variables in hosts.items():
            kind, serial = str(variables.get("kind", "")), str(variables.get("asset_serial") or "")
            for key in shared_keys(kind, str(variables.get("ansible_host") or name)):
                self._hosts.setdefault(key, name)
            for key in shared_keys(kind, serial):
                self._serials.setdefault(key, name)

    def by_address(self, kind: Kind, address: str) -> str:
        """The host there that is of *kind*, or of another kind that nothing else shares an address with."""
        return _first(self._hosts, kind, address)

    def by_serial(self, kind: Kind, serial: str) -> str:
        """The host with that serial number."""
        return _first(self._serials, kind, serial)


def _first(index: Mapping[str, str], kind: Kind, value: str) -> str:
    return next((index[key] for key in shared_keys(kind, value) if key in index), "")


def draft(commune: str, label: str, drafts: Sequence[Draft], subnets: Sequence[str], when: str) -> str:
    """The YAML of *drafts* for the commune *commune* (a code), which people call *label*."""
    text = _HEAD.format(commune=_comment(label), when=when, subnets=", ".join(subnets))
    if not drafts:
        return text + "{}\n"
    text += f"commune_{commune}:\n  hosts:\n"
    for each in drafts:
        text += "".join(f"    # {_comment(remark)}\n" for remark in each.remarks)
        text += editing.block({each.name: dict(each.variables)}, 4)
    for kind in sorted({each.kind for each in drafts}):
        names = {each.name: None for each in drafts if each.kind is kind}
        text += editing.block({kind.value: {"hosts": names}})
    return text


def _comment(said: str) -> str:
    # one line without control characters, whatever a device said
    line = printable(" ".join(said.split()))
    return line if len(line) <= _COMMENT else line[: _COMMENT - 1] + "…"
