"""A device as discovery found it: several answers made one, and what devices say made safe."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from auditor.model import Kind
from auditor.model.text import printable

_SERIAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{2,39}")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_PATH = re.compile(r"/?[A-Za-z0-9._~/-]{0,100}")
_LONGEST = 120


@dataclass(frozen=True)
class Found:
    """One device at an address. ``variables`` are an inventory's; ``said``: by which protocol it told what.

    Every text was a device's: ``model`` and ``said`` are bounded and printable, ``name`` and ``serial`` match
    what a host name and a serial number may be, else they are ``""``.
    """

    address: str
    kind: Kind
    name: str = ""
    model: str = ""
    serial: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)
    said: tuple[str, ...] = ()


# ── one device out of several answers ────────────────────────────────────────────────────────────


def merged(found: Sequence[Found]) -> list[Found]:
    """One for each kind; a printer or scanner with an SSH server inside is no PC."""
    kinds = {each.kind for each in found}
    office = kinds & {Kind.PRINTER, Kind.SCANNER, Kind.UPS}
    kept: dict[Kind, Found] = {}
    for each in sorted(found, key=_last):
        if each.kind in (Kind.PC, Kind.NETWORK) and office:
            kind = next(kind for kind in (Kind.PRINTER, Kind.SCANNER, Kind.UPS) if kind in office)
            kept[kind] = replace(kept[kind], said=(*kept[kind].said, *each.said))
        elif each.kind is Kind.PC and Kind.NETWORK in kept:
            kept[Kind.NETWORK] = _both(kept[Kind.NETWORK], replace(each, variables={}))
        elif each.kind in kept:
            kept[each.kind] = _both(kept[each.kind], each)
        else:
            kept[each.kind] = each
    shared = next((each.serial for each in kept.values() if each.serial), "") if office else ""
    return [replace(each, serial=each.serial or shared) for each in kept.values()]


def _last(found: Found) -> int:
    # what may be only a part of another device comes after that
    return {Kind.NETWORK: 1, Kind.PC: 2}.get(found.kind, 0)


def _both(first: Found, second: Found) -> Found:
    return replace(
        first,
        name=first.name or second.name,
        model=first.model or second.model,
        serial=first.serial or second.serial,
        variables={**second.variables, **first.variables},
        said=(*first.said, *second.said),
    )


# ── texts that devices say ───────────────────────────────────────────────────────────────────────


def line(said: Any) -> str:
    """What a device *said*, as one bounded line that shows what a terminal would not."""
    return printable(" ".join(str(said or "").split()))[:_LONGEST]


def serial(said: Any) -> str:
    """A serial number, ``""`` for what is none."""
    text = str(said or "")
    return text if _SERIAL.fullmatch(text) else ""


def host(said: Any) -> str:
    """The first label of a host's name in lower case, ``""`` for what may not be one."""
    text = str(said or "").partition(".")[0]
    return text.lower() if _HOST.fullmatch(text) else ""


def safe_path(said: str) -> str:
    """The path of an URL, ``""`` for one that no device needs."""
    return "/" + said.strip("/") if said.strip("/") and _PATH.fullmatch(said) else ""
