"""Scenario files: what a lab consists of and which faults it has, with every problem told by file and line.

communes: 3                 # each of these may be left out
pcs: 4
printers: 1                 # 1 to 9
kiosks: 1                   # and windows, scanners, ups: how many of each in a commune, 0 to 9
faults:
  - {fault: disk-full, at: pasc-03158-pc01, with: {percent: 95}}
random: {seed: 7, count: 20}
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from auditor.errors import Problem, ScenarioError, UsageError, did_you_mean
from auditor.i18n import _
from auditor.lab.catalogue import FAULTS
from auditor.lab.plan import MOST_COMMUNES, MOST_OTHERS, MOST_PCS

DEFAULT_COMMUNES = 2
DEFAULT_PCS = 4
OTHERS = ("kiosks", "windows", "scanners", "ups")
_WORDS = ("communes", "pcs", "printers", *OTHERS, "faults", "random")
SHIPPED = Path(__file__).parent / "scenarios"


@dataclass(frozen=True)
class Wanted:
    """One fault of a scenario: its name, place and settings, and where in the file it stands (0 = not from
    a file).
    """

    fault: str
    at: str
    given: Mapping[str, Any] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True)
class Scenario:
    """A lab's size and faults. *random_count* faults more are drawn with *seed*."""

    name: str = ""
    communes: int = DEFAULT_COMMUNES
    pcs: int = DEFAULT_PCS
    kiosks: int = 1
    windows: int = 1
    scanners: int = 1
    ups: int = 1
    printers: int = 1
    blank: bool = False
    faults: tuple[Wanted, ...] = ()
    seed: int = 1
    random_count: int = 0

    @property
    def others(self) -> dict[str, int]:
        """How many of each other machine a commune has, by the plan's names."""
        return {name: getattr(self, name) for name in ("printers", *OTHERS)}

    @property
    def size(self) -> dict[str, Any]:
        """What is in it, without its faults."""
        return {"communes": self.communes, "pcs": self.pcs, "blank": self.blank, **self.others}

    def with_options(self, **options: int | None) -> "Scenario":
        """A copy in which the options that are not None win."""
        return replace(self, **{name: value for name, value in options.items() if value is not None})  # type: ignore[arg-type]


BLANK = Scenario("blank", 1, 8, kiosks=0, windows=0, ups=0, printers=2, blank=True)
"""A new center: what a commune buys."""


def choose(file: str | None, blank: bool, options: Mapping[str, int | None]) -> Scenario:
    """The scenario of *file*, or the blank center, or the usual one; *options* that are not None win.

    Raises ScenarioError, and UsageError for what a blank center cannot have.
    """
    begun = BLANK if blank else load_scenario(Path(file)) if file else Scenario()
    wanted = begun.with_options(**options)
    if blank and (file or wanted.random_count or wanted.kiosks or wanted.windows):
        raise UsageError(_("a blank center has PCs, printers, scanners and UPSes, and no faults"))
    return wanted


def load_scenario(path: Path) -> Scenario:
    """Read a scenario from *path* (or, when there is no such file, one of the shipped ones by name).
    Raises ScenarioError.
    """
    shipped = SHIPPED / f"{path.name.removesuffix('.yml')}.yml"
    file = path if path.is_file() or not shipped.is_file() else shipped
    try:
        text = file.read_text()
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        data = yaml.load(text, Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        known = ", ".join(sorted(p.stem for p in SHIPPED.glob("*.yml")))
        raise ScenarioError(
            [
                Problem(
                    str(path),
                    0,
                    0,
                    str(error),
                    _("shipped scenarios: {names}").format(name=known, names=known),
                )
            ]
        ) from error
    except yaml.YAMLError as error:
        spot = getattr(error, "problem_mark", None)
        line, column = (spot.line + 1, spot.column + 1) if spot else (0, 0)
        raise ScenarioError(
            [Problem(str(file), line, column, str(getattr(error, "problem", error)))]
        ) from error
    if data is None:
        return Scenario(file.stem)
    problems = list(_Check(str(file)).scenario(node, data))
    if problems:
        raise ScenarioError(problems)
    return _scenario(file.stem, node, data)


def _scenario(name: str, node: Any, data: dict[str, Any]) -> Scenario:
    drawn = data.get("random") or {}
    items = _children(node).get("faults")
    lines = [n.start_mark.line + 1 for n in items.value] if items is not None and data.get("faults") else []
    faults = [
        Wanted(item["fault"], str(item.get("at", "")), item.get("with") or {}, line)
        for item, line in zip(data.get("faults") or [], lines, strict=True)
    ]
    size = {key: data[key] for key in ("communes", "pcs", "printers", *OTHERS) if key in data}
    return Scenario(
        name, faults=tuple(faults), seed=drawn.get("seed", 1), random_count=drawn.get("count", 0), **size
    )


def _children(node: Any) -> dict[str, Any]:
    return {key.value: value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


class _Check:
    """Finds every problem of one file."""

    def __init__(self, file: str) -> None:
        self.file = file

    def problem(self, node: Any, message: str, remedy: str = "") -> Problem:
        return Problem(self.file, node.start_mark.line + 1, node.start_mark.column + 1, message, remedy)

    def scenario(self, node: Any, data: Any) -> Iterator[Problem]:
        if not isinstance(data, dict):
            yield self.problem(node, _("a scenario is a mapping of {words}").format(words=", ".join(_WORDS)))
            return
        yield from self.words(node, _WORDS)
        nodes = _children(node)
        bounds = [("communes", 1, MOST_COMMUNES), ("pcs", 1, MOST_PCS), ("printers", 1, MOST_OTHERS)]
        for name, least, most in (*bounds, *((name, 0, MOST_OTHERS) for name in OTHERS)):
            if name in nodes:
                yield from self.number(nodes[name], name, data[name], least, most)
        if data.get("random") is not None:
            yield from self.random(nodes["random"], data["random"])
        if data.get("faults") is not None:
            yield from self.faults(nodes["faults"], data["faults"])

    def words(self, node: Any, known: tuple[str, ...]) -> Iterator[Problem]:
        for key, _value in node.value:
            if key.value not in known:
                message = _("“{word}” is not known here").format(word=key.value)
                yield self.problem(key, message, did_you_mean(key.value, known) or ", ".join(known))

    def number(self, node: Any, name: str, value: Any, least: int, most: int) -> Iterator[Problem]:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            message = _("{name} must be a whole number from {least} to {most}")
            yield self.problem(node, message.format(name=name, least=least, most=most))

    def random(self, node: Any, value: Any) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield self.problem(node, _("random is a mapping of seed and count"))
            return
        yield from self.words(node, ("seed", "count"))
        for key, child in _children(node).items():
            if key in ("seed", "count"):
                yield from self.number(child, key, value[key], 0, 2**31)

    def faults(self, node: Any, value: Any) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield self.problem(node, _("faults is a list of mappings with fault, at and with"))
            return
        for child, item in zip(node.value, value, strict=True):
            yield from self.fault(child, item)

    def fault(self, node: Any, item: Any) -> Iterator[Problem]:
        if not isinstance(item, dict) or not isinstance(item.get("fault"), str):
            yield self.problem(node, _("a fault is a mapping with “fault: NAME”"))
            return
        yield from self.words(node, ("fault", "at", "with"))
        nodes, known = _children(node), FAULTS
        if item["fault"] not in known:
            message = _("there is no fault “{name}”").format(name=item["fault"])
            yield self.problem(
                nodes["fault"], message, did_you_mean(item["fault"], tuple(known)) or ", ".join(known)
            )
            return
        if "at" in item and not isinstance(item["at"], str):
            yield self.problem(
                nodes["at"], _("“at” must be text: put a commune's code in quotes"), f'at: "0{item["at"]}"'
            )
        yield from self.settings(nodes.get("with"), item.get("with"), known[item["fault"]].settings)

    def settings(self, node: Any, value: Any, known: Mapping[str, Any]) -> Iterator[Problem]:
        if value is None:
            return
        if not isinstance(value, dict):
            yield self.problem(node, _("“with” is a mapping"))
            return
        if not known:
            yield self.problem(node, _("this fault has no settings"))
            return
        yield from self.words(node, tuple(known))
        for key, child in _children(node).items():
            if key in known and type(value[key]) is not type(known[key]):
                kind = _("a whole number") if isinstance(known[key], int) else _("text")
                yield self.problem(child, _("{name} must be {kind}").format(name=key, kind=kind))
