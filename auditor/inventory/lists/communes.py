"""Which commune a list means: by code or name, of today or of before the merger of 1 July 2025."""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import vietnam_provinces

from auditor.i18n import _
from auditor.inventory.provinces import Unit, plain, province

_TYPE = re.compile(r"^(ubnd |trung tam .*?)?(xa|phuong|thi tran|dac khu|tt|p|x) ")
_TYPES = {"x": "xa", "p": "phuong", "tt": "thi tran"}
_SHOWN = 6


@dataclass(frozen=True)
class Meant:
    """The commune that a cell means, and what its reader should know (``""``: nothing)."""

    code: str
    warning: str = ""


class NotMeant(ValueError):
    """Raised when a cell names no commune, or more than one; carries what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


@dataclass(frozen=True)
class _Name:
    """One name that leads to the commune *unit*: its own, or that of a unit merged into it."""

    name: str
    unit: Unit
    old: bool = False


class Communes:
    """The communes *codes* (an inventory's; none: every one of the country) by all their names."""

    def __init__(self, codes: Iterable[str]) -> None:
        wanted = set(codes)
        units = [unit for unit in _units(frozenset(wanted)) if not wanted or unit.code in wanted]
        self._units = {unit.code: unit for unit in units}
        self._units |= {code: Unit(code, code, "") for code in wanted - self._units.keys()}
        merged = [(old, unit) for unit in units for old in unit.merged_from]
        self._old_codes = {old.code: unit for old, unit in merged if old.code not in self._units}
        self._names = [_Name(unit.name, unit) for unit in self._units.values()]
        self._names += [_Name(old.name, unit, old=True) for old, unit in merged]
        self._typed = [(name, _typed(plain(name.name))) for name in self._names]
        self._meant: dict[str, Meant] = {}

    def label(self, code: str) -> str:
        """Name and code."""
        unit = self._units.get(code)
        return f"{unit.name} ({code})" if unit and unit.name != code else code

    def meant(self, text: str) -> Meant:
        """The commune that *text*, a code or a name, means. Raises NotMeant."""
        if text not in self._meant:
            digits = re.fullmatch(r"\d{1,5}", text)
            self._meant[text] = self._by_code(text) if digits else self._by_name(text)
        return self._meant[text]

    def _by_code(self, text: str) -> Meant:
        code = text.zfill(5)
        zero = _("the code {text} lost its zeros: read as {code}").format(text=text, code=code)
        warning = zero if code != text else ""
        if code in self._units:
            return Meant(code, warning)
        if code in self._old_codes:
            unit = self._old_codes[code]
            merged = _("{code} is a commune of before July 2025, now part of {commune}")
            return Meant(unit.code, merged.format(code=code, commune=self.label(unit.code)))
        near = difflib.get_close_matches(code, [*self._units, *self._old_codes], n=1)
        raise NotMeant(
            _("no commune of this inventory has the code {code}").format(code=code),
            _("did you mean “{word}”?").format(word=self.label(near[0])) if near else "",
        )

    def _by_name(self, text: str) -> Meant:
        found = self._matching(text)
        today = {name.unit.code for name in found if not name.old}
        before = {name.unit.code for name in found if name.old}
        if len(today) == 1:
            (code,) = today
            return Meant(code, self._trap(text, code, before - today))
        if not today and len(before) == 1:
            (code,) = before
            merged = _("“{name}” is a commune of before July 2025, now part of {commune}")
            return Meant(code, merged.format(name=text, commune=self.label(code)))
        if found:
            several = _("“{name}” may be {communes}").format(
                name=text, communes=_listed([self._told(name) for name in found])
            )
            raise NotMeant(several, _("write the code, or the name with its accents"))
        raise NotMeant(
            _("no commune of this inventory is named “{name}”").format(name=text), self._near(text)
        )

    def _trap(self, text: str, code: str, others: set[str]) -> str:
        if not others:
            return ""
        return _(
            "“{name}” is read as {commune} of today; the one of that name before July 2025 is now part of"
            " {other}: write the code if that is meant"
        ).format(name=text, commune=self.label(code), other=_listed([self.label(each) for each in others]))

    def _matching(self, text: str) -> Sequence[_Name]:
        """The names that *text* is: with accents and type, else without type, else without accents."""
        wanted = _typed(plain(text))
        accented = _bare(text)
        plainly = [name for name, typed in self._typed if _is(wanted, typed)]
        exactly = [name for name in plainly if _bare(name.name) == accented]
        return exactly or plainly

    def _told(self, name: _Name) -> str:
        return f"{name.name} → {self.label(name.unit.code)}" if name.old else self.label(name.unit.code)

    def _near(self, text: str) -> str:
        names = {_typed(plain(name.name))[1]: name for name in self._names}
        near = difflib.get_close_matches(_typed(plain(text))[1], names, n=1)
        return _("did you mean “{word}”?").format(word=self._told(names[near[0]])) if near else ""


def _is(wanted: tuple[str, str], name: tuple[str, str]) -> bool:
    return wanted[1] == name[1] and wanted[0] in ("", name[0])


def _typed(words: str) -> tuple[str, str]:
    """Type (``""``: not stated) and name of plain *words*: ("xa", "sin thau")."""
    found = _TYPE.match(words)
    if not found:
        return "", words
    return _TYPES.get(found[2], found[2]), words[found.end() :]


def _bare(text: str) -> str:
    """The name with accents and without its type, in lower case."""
    words = " ".join(text.casefold().replace(".", ". ").split())
    return re.sub(r"^(ubnd )?(xã|phường|thị trấn|đặc khu|tt\.?|p\.|x\.)\s+", "", words)


def _listed(names: Iterable[str]) -> str:
    told = list(dict.fromkeys(names))
    return ", ".join(told[:_SHOWN]) + (" …" if len(told) > _SHOWN else "")


@cache
def _units(codes: frozenset[str]) -> tuple[Unit, ...]:
    """Every unit of the provinces that *codes* are of; of the whole country where there is none."""
    of = {
        f"{ward.province_code.value:02}"
        for ward in vietnam_provinces.Ward.iter_all()
        if not codes or f"{ward.code.value:05}" in codes
    }
    return tuple(unit for code in sorted(of) for unit in province(code).units)
