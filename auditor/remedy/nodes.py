"""A YAML file that people edited, as plain values with the line of each; what YAML would guess is refused.

YAML 1.1 reads 03127 as 1623, 1:30 as 90, ``no`` as false and a day as a date, takes the last of two equal
keys and lets a small file unfold into gigabytes. Here a day stays a text; the rest is told with its line.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from auditor.errors import PlanError, Problem
from auditor.i18n import _, os_error

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 40
Keys = tuple[str | int, ...]
_TAG = "tag:yaml.org,2002:"
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_TRUTHS = {"true": True, "false": False}


@dataclass
class Problems:
    """Collects what is wrong in one file; ``places`` are line and column of what was read, by its keys."""

    file: str
    places: dict[Keys, tuple[int, int]] = field(default_factory=dict)
    found: set[Problem] = field(default_factory=set)

    def add(self, keys: Keys, message: str, remedy: str = "") -> None:
        """One more problem at what *keys* lead to, or at the nearest above it that is there."""
        while keys and keys not in self.places:
            keys = keys[:-1]
        line, column = self.places.get(keys, (0, 0))
        self.found.add(Problem(self.file, line, column, message, remedy))

    def raise_any(self) -> None:
        """Raise PlanError with everything, by line, if there is anything."""
        if self.found:
            raise PlanError(sorted(self.found, key=lambda p: (p.line, p.column, p.message)))


def read(path: Path) -> tuple[Any, Problems]:
    """The plain values in the file, and where each stands. Raises PlanError when it is no YAML at all."""
    problems = Problems(str(path))
    text = _text(path, problems)
    problems.raise_any()
    try:
        _bounded(text, problems)
        node = None if problems.found else yaml.compose(text, yaml.CSafeLoader)
    except yaml.YAMLError as error:
        problems.found.add(_broken(problems.file, error))
        node = None
    problems.raise_any()
    return (None if node is None else _Reading(problems).value(node, ())), problems


def _text(path: Path, problems: Problems) -> str:
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            problems.add((), _("is larger than {size} MB").format(size=MAX_BYTES // 1024**2))
        return raw.decode("utf-8-sig")
    except OSError as error:
        problems.add((), _("cannot be read: {error}").format(error=os_error(error)))
    except UnicodeDecodeError:
        problems.add((), _("is not UTF-8"), _("save it as UTF-8"))
    return ""


def _broken(file: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or str(error)
    message = _("is not YAML: {error}").format(error=said)
    return Problem(file, mark.line + 1 if mark else 0, mark.column + 1 if mark else 0, message)


def _bounded(text: str, problems: Problems) -> None:
    """Whether it is safe to build a tree of it: no reuse of parts, not endlessly deep, one document."""
    depth = documents = 0
    for event in yaml.parse(text, yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        wrong = _unwanted(event, depth, documents)
        if wrong:
            problems.found.add(Problem(problems.file, *_place(event), wrong))
            return


def _unwanted(event: yaml.Event, depth: int, documents: int) -> str:
    if getattr(event, "anchor", None):
        return _("anchors (&…) and aliases (*…) have no place here")
    tag = getattr(event, "tag", None)
    if tag is not None and (not tag.startswith(_TAG) or tag.startswith(f"{_TAG}python")):
        return _("tags ({tag}) have no place here").format(tag=tag)
    if depth > MAX_DEPTH:
        return _("is nested too deeply")
    return _("there is more than one document (---)") if documents > 1 else ""


@dataclass(frozen=True)
class _Reading:
    problems: Problems

    def value(self, node: yaml.Node, keys: Keys) -> Any:
        self.problems.places.setdefault(keys, _place(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, keys)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*keys, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, keys)

    def _mapping(self, node: yaml.MappingNode, keys: Keys) -> Mapping[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.problems.add(keys, _("a key is a text"))
                continue
            name = str(key.value)
            at = (*keys, name)
            if name in found:
                self._at(key, _("“{key}” is there twice").format(key=name), _("remove one"))
            self.problems.places[at] = _place(key)
            found[name] = self.value(value, at)
        return found

    def _scalar(self, node: yaml.Node, keys: Keys) -> Any:
        text, tag = str(node.value), node.tag.removeprefix(_TAG)
        if tag == "null":
            return None
        if tag == "bool" and text.lower() in _TRUTHS:
            return _TRUTHS[text.lower()]
        if tag == "int" and _DECIMAL.fullmatch(text):
            return int(text) if len(text) < MAX_DIGITS else text
        if tag == "float":
            return self._float(text, node)
        if tag in ("int", "bool"):
            said = _("YAML does not read {text} as it stands there").format(text=text)
            self._at(node, said, _("write it in quotes if it is a text: {text}").format(text=f'"{text}"'))
        return text

    def _float(self, text: str, node: yaml.Node) -> Any:
        try:
            return float(text)
        except ValueError:  # .inf, .nan, 1:30.5
            self._at(node, _("{text} is no number").format(text=text))
            return text

    def _at(self, node: yaml.Node, message: str, remedy: str = "") -> None:
        line, column = _place(node)
        self.problems.found.add(Problem(self.problems.file, line, column, message, remedy))


MAX_DIGITS = 19
"""A number with more is none that anything here counts."""


def _place(part: yaml.Node | yaml.Event) -> tuple[int, int]:
    mark = part.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)
