"""Where IPP and SNMP differ about one printer, each fact compared in a form that both can write."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from auditor.parsers.parsed import text

_PAGES, _PAGES_SHARE = 20, 0.01
"""Pages that may be printed between the two answers, or are counted by one and not by the other."""
_PERCENT = 5
_LONGEST = 200
_SHORTEST_MODEL = 3

Facts = Mapping[str, Any]
Difference = tuple[str, str]
"""What IPP says and what SNMP says, in words."""

_COLOURS = {"#000000": "black", "#00ffff": "cyan", "#ff00ff": "magenta", "#ffff00": "yellow", "none": ""}
_HALTS = {
    "media-empty": "media-empty",
    "media-needed": "media-empty",
    "media-jam": "media-jam",
    "cover-open": "cover-open",
    "door-open": "cover-open",
    "interlock-open": "cover-open",
    "toner-empty": "supply-empty",
    "marker-supply-empty": "supply-empty",
    "developer-empty": "supply-empty",
    "marker-waste-full": "waste-full",
}
"""Reasons that both ways have a word for, alike in meaning; the rest only one of them can say."""


def disagreements(ipp: Facts, snmp: Facts) -> list[dict[str, str]]:
    """As ``printer.disagreements``: every fact that both state and differ in."""
    return [
        {"fact": fact, "ipp": text(ours[:_LONGEST]), "snmp": text(theirs[:_LONGEST])}
        for fact, differences in _COMPARED.items()
        if fact in ipp and fact in snmp
        for ours, theirs in differences(ipp[fact], snmp[fact])
    ]


def _apart(same: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Iterator[Difference]]:
    def compared(ours: Any, theirs: Any) -> Iterator[Difference]:
        if not same(ours, theirs):
            yield str(ours), str(theirs)

    return compared


def _folded(word: str) -> str:
    return re.sub(r"[\W_]+", "", word.lower())


def _same_serial(ours: str, theirs: str) -> bool:
    return _folded(ours).lstrip("0") == _folded(theirs).lstrip("0")


def _same_firmware(ours: str, theirs: str) -> bool:
    # one names only a part of what the other names in whole
    one, other = _folded(ours), _folded(theirs)
    return one in other or other in one


def _same_model(ours: str, theirs: str) -> bool:
    """Whether a word with a digit in it («M404dn», «M404-M405») begins as one of the other's."""
    if _same_firmware(ours, theirs):
        return True
    one, other = _numbered(ours), _numbered(theirs)
    return not one or not other or any(a.startswith(b) or b.startswith(a) for a in one for b in other)


def _numbered(model: str) -> list[str]:
    words = re.findall(r"[a-z0-9]+", model.lower())
    return [word for word in words if re.search(r"\d", word) and len(word) >= _SHORTEST_MODEL]


def _same_pages(ours: int, theirs: int) -> bool:
    return abs(ours - theirs) <= max(_PAGES, _PAGES_SHARE * max(ours, theirs))


def _same_state(ours: str, theirs: str) -> bool:
    # it may have begun to print between the two answers
    return (ours == "stopped") == (theirs == "stopped")


def _halts(reasons: list[str]) -> set[str]:
    words = (reason.removesuffix("-error") for reason in reasons)
    return {_HALTS[word] for word in words if word in _HALTS}


def _reasons(ours: list[str], theirs: list[str]) -> Iterator[Difference]:
    one, other = _halts(ours), _halts(theirs)
    if one != other:
        yield ", ".join(sorted(one)) or "none", ", ".join(sorted(other)) or "none"


def _media(ours: list[str], theirs: list[str]) -> Iterator[Difference]:
    # one may know the tray that the other does not; nothing in common is no such matter
    if ours and theirs and not set(ours) & set(theirs):
        yield ", ".join(ours), ", ".join(theirs)


def _supplies(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> Iterator[Difference]:
    one, other = _by_kind(ours), _by_kind(theirs)
    for key in one.keys() & other.keys():
        if abs(one[key] - other[key]) > _PERCENT:
            name = " ".join(filter(None, key))
            yield f"{name} {one[key]:g} %", f"{name} {other[key]:g} %"


def _by_kind(supplies: list[dict[str, Any]]) -> dict[tuple[str, str], float]:
    """Percentages by colour and kind, where that names one supply. Waste boxes are left out: one way says
    how full they are, the other how much still fits in."""
    found: dict[tuple[str, str], list[float]] = {}
    for each in supplies:
        colour = _COLOURS.get(each["colour"].lower(), each["colour"].lower())
        kind = each["kind"].removesuffix("-cartridge")
        if "percent" in each and "waste" not in kind:
            found.setdefault((colour, kind), []).append(each["percent"])
    return {key: levels[0] for key, levels in found.items() if len(levels) == 1}


def _trays(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> Iterator[Difference]:
    one, other = _by_name(ours), _by_name(theirs)
    for name in one.keys() & other.keys():
        if abs(one[name] - other[name]) > 2 * _PERCENT:
            yield f"{name} {one[name]:g} %", f"{name} {other[name]:g} %"


def _by_name(trays: list[dict[str, Any]]) -> dict[str, float]:
    return {_folded(each["name"]): each["percent"] for each in trays if "percent" in each}


_COMPARED: Mapping[str, Callable[[Any, Any], Iterator[Difference]]] = {
    "printer.make_model": _apart(_same_model),
    "printer.serial": _apart(_same_serial),
    "printer.firmware": _apart(_same_firmware),
    "printer.state": _apart(_same_state),
    "printer.state_reasons": _reasons,
    "printer.page_count": _apart(_same_pages),
    "printer.supplies": _supplies,
    "printer.trays": _trays,
    "printer.media_ready": _media,
    "printer.duplex": _apart(lambda ours, theirs: ours is theirs),
    "printer.color": _apart(lambda ours, theirs: ours is theirs),
}
