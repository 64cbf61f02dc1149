"""A probe's answer as the nouns read it: typed access, and a reason for all that is not there."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from auditor.i18n import _
from auditor.parsers.parsed import Unreadable, bounded, text

T = TypeVar("T")


class Missing(Exception):
    """Raised by a fact's function when the answer does not hold it; the text is the reason, for people."""


def reason(text: str) -> str:
    """The probe's own short words in the user's language; the rest (a system's error text) as it is."""
    known = {
        "needs root": _("needs root"),
        "time limit": _("the device took too long to look"),
        "systemd does not run here": _("systemd does not run here"),
        "no physical disks on a virtual machine": _("no physical disks on a virtual machine"),
        "pkcs11-tool is not installed": _("pkcs11-tool (package opensc) is not installed"),
        "no PKCS#11 module is installed": _("no PKCS#11 module (a token's driver) is installed"),
        "pcscd is not there": _("the service that reads cards (pcscd) is not there"),
    }
    return known.get(text, text[:300])


@dataclass(frozen=True)
class Answer:
    """One answer. *data* is the JSON; *asked_at* and *answered_at* are Unix times by the auditor's clock."""

    data: Mapping[str, Any]
    asked_at: float | None = None
    answered_at: float | None = None

    @classmethod
    def read(cls, raw: bytes, asked_at: float | None, answered_at: float | None) -> "Answer":
        """*raw*, the JSON that a probe printed. Raises Unreadable when it is no object."""
        try:
            data = json.loads(raw)
        except (ValueError, RecursionError) as error:
            data, why = None, str(error)
        else:
            why = type(data).__name__
        if not isinstance(data, dict):
            raise Unreadable(_("the device's answer is not the probe's: {error}").format(error=why))
        return cls(data, asked_at, answered_at)

    def look(self, facts: Mapping[str, "Fact"]) -> tuple[dict[str, Any], dict[str, str]]:
        """Those of *facts* that the answer holds, and for each other the reason why not."""
        found: dict[str, Any] = {}
        missing: dict[str, str] = {}
        for name, fact in facts.items():
            try:
                found[name] = bounded(fact(self))
            except Missing as why:
                missing[name] = text(str(why))
            except Exception as error:  # a device may answer anything: one fact's trouble is that fact's
                missing[name] = text(_("the device's answer is malformed: {place}").format(place=error))
        return found, missing

    @property
    def cut(self) -> tuple[str, ...]:
        """Sentences on what was too long for the probe, a hundred at the most."""
        places = self.data.get("cut")
        said = places[:100] if isinstance(places, list) else []
        return tuple(
            _("{place} was too long and is cut").format(place=text(str(each))[:200]) for each in said
        )

    @cached_property
    def errors(self) -> Mapping[str, str]:
        """Why parts are not there, by the probe's name of the part."""
        errors = self.data.get("errors")
        return {k: str(v) for k, v in errors.items()} if isinstance(errors, dict) else {}

    @cached_property
    def now(self) -> float:
        """The time of the answer by the auditor's clock, or by the device's where that is not known."""
        if self.answered_at is not None:
            return self.answered_at
        return self.number(self.data.get("clock"))

    def get(self, place: str, kind: type[T], *errors: str) -> T:
        """What stands at *place* (``section`` or ``section.part``), of type *kind*.

        Raises Missing with the probe's reason under one of *errors* (or *place* itself) when it is not there.
        """
        found: Any = self.data.get("sections")
        for step in place.split(".", 1):
            found = found.get(step) if isinstance(found, dict) else None
        if isinstance(found, kind) and (kind is bool or not isinstance(found, bool)):
            return found
        if found is not None:
            raise Missing(_("the device's answer is malformed: {place}").format(place=place))
        raise Missing(self.why(*errors, place, place.split(".", maxsplit=1)[0]))

    def why(self, *places: str) -> str:
        """The first reason that the probe gave for one of *places*."""
        given = next((self.errors[place] for place in places if place in self.errors), None)
        return reason(given) if given else _("the device does not say")

    def refuse(self, *places: str) -> None:
        """Raise Missing when the probe could not see one of *places*: the rest would be half the truth."""
        for place in places:
            if place in self.errors:
                raise Missing(reason(self.errors[place]))

    @staticmethod
    def number(value: Any) -> float:
        """*value* as a finite float; raises Missing for anything else."""
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15:
            return float(value)
        raise Missing(_("the device's answer is malformed: {place}").format(place=repr(value)[:60]))

    # --- what several nouns need ---

    @cached_property
    def packages(self) -> Mapping[str, str]:
        """Installed packages: name to version, the first of two architectures."""
        listed = self.get("packages", dict)
        text = listed.get("dpkg") or listed.get("rpm")
        if not isinstance(text, str):
            raise Missing(self.why("packages"))
        pairs = (line.partition("\t") for line in reversed(text.splitlines()) if line)
        return {name: version for name, _tab, version in pairs}

    @cached_property
    def units(self) -> Mapping[str, tuple[str, str, str]]:
        """systemd's units: name to load, active and sub state."""
        rows = (line.split(" ") for line in self.get("units.list", str).splitlines())
        return {row[0]: (row[1], row[2], row[3]) for row in rows if len(row) == 4}

    @cached_property
    def enabled(self) -> frozenset[str]:
        """Units that something in /etc/systemd/system wants."""
        return frozenset(texts(self.get("units.enabled", list, "units.files")))

    @cached_property
    def masked(self) -> frozenset[str]:
        """Units that are masked."""
        return frozenset(texts(self.get("units.masked", list, "units.files")))

    @property
    def debian(self) -> bool:
        """True where dpkg keeps the packages."""
        return "dpkg" in self.get("packages", dict)


Fact = Callable[[Answer], Any]
"""A pure function to one fact's value; raises Missing where the answer does not hold it."""


def texts(values: Any) -> list[str]:
    """The texts in *values*, whatever it is."""
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def lines_of(files: Any) -> list[str]:
    """All lines of ``{path: [line]}`` in the order of the files."""
    if not isinstance(files, dict):
        return []
    return [line for lines in files.values() for line in texts(lines)]
