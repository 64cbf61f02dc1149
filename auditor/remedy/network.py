"""From a network device's running configuration and what is wanted of it to commands, their inverse, a diff.

Pure. A configuration is a list of lines «section > line» as ``network.config_lines`` has them; edits add a
line or take one away. What a device says is sent back only as single lines of printable text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.errors import MatchError
from auditor.i18n import _
from auditor.matchers.sections import INSIDE, compare
from auditor.parsers import netcli

MAX_LINE = 500
"""Longer lines are not typed: a command line cuts them at some length of its own."""
_BETTER = {"transport input ": "transport input ssh"}
"""What a line that a pattern forbids becomes where taking it away would leave a default as bad."""


class Refused(ValueError):
    """Raised for what must not, or cannot, be done: carries the reason, before anything was touched."""


@dataclass(frozen=True)
class Wanted:
    """What a device's configuration is to be.

    ``required`` and ``forbidden`` are lines, ``patterns`` forbid each line that fits one wholly;
    ``sections`` are as ``matchers.sections`` has them; ``up`` are interfaces that must not be shut down.
    """

    required: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    sections: tuple[Mapping[str, Any], ...] = ()
    up: tuple[str, ...] = ()

    def forbids(self, line: str) -> bool:
        """Whether *line*, secrets blanked, must not be there."""
        return line in self.forbidden or any(re.fullmatch(each, line) for each in self.patterns)


@dataclass(frozen=True)
class Edit:
    """One line to be added, or taken away; ``instead`` is the line that adding it replaces."""

    line: str
    add: bool
    instead: str = ""

    @property
    def inverse(self) -> "Edit":
        """What takes it back."""
        return Edit(self.instead or self.line, bool(self.instead) or not self.add)


@dataclass(frozen=True)
class Candidate:
    """What to type, what takes it back, and the configuration before and after, secrets blanked."""

    commands: tuple[str, ...]
    inverse: tuple[str, ...]
    before: str
    after: str


def lines_of(running: str) -> list[str]:
    """The lines of ``show running-config``, secrets and all. Raises Refused when it shows none."""
    said = netcli.parse({netcli.CONFIG: running}, "").facts
    if "network.config_lines" not in said:
        raise Refused(_("the device shows no configuration"))
    return list(said["network.config_lines"])


def candidate(
    running: str, wanted: Wanted, replaces: tuple[str, ...] = (), off: Sequence[str] = ()
) -> Candidate:
    """What makes the configuration *running* as *wanted*. Raises Refused.

    *replaces* are beginnings of lines of which a section has one; *off* are interfaces that are switched off,
    whether the configuration says so or not.
    """
    lines = lines_of(running)
    for name in off:
        if (line := f"interface {name}{INSIDE}shutdown") not in lines:
            lines = _edited(lines, Edit(line, True))
    edits = list(_edits(lines, wanted, replaces))
    after = lines
    for edit in edits:
        after = _edited(after, edit)
    if left := list(_edits(after, wanted, replaces)):
        raise Refused(_("what is wanted contradicts itself: “{line}”").format(line=_shown(left[0].line)))
    return Candidate(_commands(edits), _commands(_inverse(lines, edits)), rendered(lines), rendered(after))


# --- edits --------------------------------------------------------------------------------------------------
def _edits(lines: list[str], wanted: Wanted, replaces: tuple[str, ...]) -> Iterator[Edit]:
    """What is added comes first: a way out is there before the old one goes."""
    known = {_shown(line): line for line in lines}
    missing = [line for line in wanted.required if line not in known]
    extra = [line for line in lines if wanted.forbids(_shown(line))]
    missing += [better for line in extra if (better := _better(line))]
    extra += [line for name in wanted.up if (line := f"interface {name}{INSIDE}shutdown") in known]
    more, less = _of_sections(list(known), wanted.sections)
    missing, extra = [*missing, *more], [*extra, *(known[line] for line in less if line in known)]
    extra = _outermost(dict.fromkeys(extra))
    replaced: set[str] = set()
    for line in dict.fromkeys(missing):
        instead = _of_same_kind(line, extra, replaces) or _of_same_kind(line, lines, replaces)
        replaced.add(instead)
        yield Edit(line, True, instead)
    for line in extra:
        if line not in replaced:
            yield Edit(line, False)


def _of_sections(lines: list[str], wanted: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[str]]:
    """Lines that the sections lack, and those that are in them and must not be."""
    missing: list[str] = []
    extra: list[str] = []
    for each in wanted:
        for wrong in _compared(lines, each):
            name = wrong["section"]
            if wrong.get("absent") and name != each.get("section"):
                raise Refused(
                    _("no section fits “{pattern}”, and its name is not known").format(pattern=name)
                )
            if "order" in wrong:
                raise Refused(_("the lines of “{section}” are in another order").format(section=name))
            missing += [f"{name}{INSIDE}{line}" for line in wrong.get("missing", ())]
            extra += [f"{name}{INSIDE}{line}" for line in wrong.get("extra", ())]
    return missing, extra


def _compared(lines: list[str], wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    try:
        return compare(lines, [wanted])
    except MatchError as error:
        raise Refused(str(error)) from error


def _outermost(lines: Iterable[str]) -> list[str]:
    """*lines* without those that go with a section of them."""
    kept: list[str] = []
    for line in lines:
        if not any(line.startswith(each + INSIDE) for each in kept):
            kept.append(line)
    return kept


def _better(line: str) -> str:
    section, inside, text = line.rpartition(INSIDE)
    return next((section + inside + new for old, new in _BETTER.items() if text.startswith(old)), "")


def _of_same_kind(line: str, there: Iterable[str], replaces: tuple[str, ...]) -> str:
    """The line of *there* that *line* takes the place of, or ``""``."""
    section, inside, text = line.rpartition(INSIDE)
    kind = next((kind for kind in replaces if text.startswith(kind)), None)
    if kind is None or text.endswith(" secondary"):
        return ""
    return next((each for each in there if each.startswith(section + inside + kind)), "")


def _edited(lines: list[str], edit: Edit) -> list[str]:
    """*lines* as they are after *edit*."""
    if not edit.add:
        kept = [each for each in lines if each != edit.line and not each.startswith(edit.line + INSIDE)]
        opposite = _without_no(edit.line)
        return kept if opposite is None else [*kept, opposite]
    if edit.instead:
        return [edit.line if each == edit.instead else each for each in lines]
    section = edit.line.rpartition(INSIDE)[0]
    if not section:
        return [*lines, edit.line]
    if section not in lines:
        return _edited(_edited(lines, Edit(section, True)), edit)
    last = max(at for at, each in enumerate(lines) if each == section or each.startswith(section + INSIDE))
    return [*lines[: last + 1], edit.line, *lines[last + 1 :]]


def _without_no(line: str) -> str | None:
    """What taking a line that begins with “no” away leaves; None for other lines."""
    section, inside, text = line.rpartition(INSIDE)
    return f"{section}{inside}{text[3:]}" if text.startswith("no ") else None


def _inverse(lines: Sequence[str], edits: Sequence[Edit]) -> Iterator[Edit]:
    for edit in reversed(edits):
        yield edit.inverse
        if not edit.add:  # a section comes back with what was in it
            yield from (Edit(each, True) for each in lines if each.startswith(edit.line + INSIDE))


# --- commands -----------------------------------------------------------------------------------------------
def _commands(edits: Iterable[Edit]) -> tuple[str, ...]:
    """What is typed in configuration mode. Raises Refused for a line that is not to be typed."""
    return tuple(_checked(command) for edit in edits for command in _typed(edit))


def _typed(edit: Edit) -> Iterator[str]:
    *sections, text = edit.line.split(INSIDE)
    yield from sections
    if edit.add:
        yield text
    else:
        yield text[3:] if text.startswith("no ") else f"no {text}"
    if edit.add and not sections and _opens(text):
        yield "exit"
    yield from ("exit" for _section in sections)


def _opens(text: str) -> bool:
    """Whether a line without a section around it opens one."""
    return text.startswith(
        ("interface ", "router ", "line ", "vrf ", "route-map ", "class-map ", "policy-map ")
    )


def _checked(line: str) -> str:
    # ? asks for help on the spot, and what is not printable could do anything
    if not line.isprintable() or "?" in line or not 0 < len(line) <= MAX_LINE or "***" in line:
        raise Refused(_("“{line}” is no line that can be typed").format(line=_shown(line)[:80]))
    return line


# --- shown --------------------------------------------------------------------------------------------------
def _shown(line: str) -> str:
    """*line* as rules see it and people may: secrets blanked."""
    section, inside, text = line.rpartition(INSIDE)
    return section + inside + netcli.blank_secrets(text)


def rendered(lines: Iterable[str]) -> str:
    """*lines* as a configuration is written: each section's lines under it, one space deeper; no secrets."""
    texts = (_shown(line).split(INSIDE) for line in lines)
    return "".join(f"{' ' * (len(parts) - 1)}{parts[-1]}\n" for parts in texts)
