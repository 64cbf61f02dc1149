"""Standards' files: found, read as YAML, and every problem in them told with file, line and column."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from auditor.errors import Problem, StandardError, did_you_mean
from auditor.i18n import _, os_error

SHIPPED = Path(__file__).parent
"""The folder of the standards that come with the product."""

SUFFIXES = (".yml", ".yaml")
BESIDE = {"pages", "files"}
"""Folders of a standard that hold no rules or values."""


@dataclass(frozen=True)
class Place:
    """Somewhere in a file: the keys and indexes that lead there from the top."""

    file: Path
    keys: tuple[str | int, ...] = ()

    def __truediv__(self, key: str | int) -> "Place":
        return Place(self.file, (*self.keys, key))


@dataclass
class Problems:
    """Collects what is wrong; lines and columns are looked up only when there is something to tell."""

    found: list[tuple[Place, str, str]] = field(default_factory=list)
    marked: list[Problem] = field(default_factory=list)

    def add(self, place: Place, message: str, remedy: str = "") -> None:
        """One more problem at *place*."""
        self.found.append((place, message, remedy))

    def unknown(self, place: Place, message: str, word: Any, known: Sequence[str]) -> None:
        """A word that is none of *known*: with the nearest, or with all of them when none is near."""
        near = did_you_mean(str(word), tuple(known))
        self.add(place, message, near or _("one of: {words}").format(words=", ".join(known)))

    def raise_any(self) -> None:
        """Raise StandardError with everything collected, by file and line, if there is anything."""
        if not self.found and not self.marked:
            return
        trees: dict[Path, yaml.Node | None] = {}
        problems = set(self.marked)
        for place, message, remedy in self.found:
            if place.file not in trees:
                trees[place.file] = _tree(place.file)
            line, column = _position(trees[place.file], place.keys)
            problems.add(Problem(str(place.file), line, column, message, remedy))
        raise StandardError(sorted(problems, key=lambda p: (p.file, p.line, p.column, p.message)))


def _tree(file: Path) -> yaml.Node | None:
    try:
        return yaml.compose(file.read_text("utf-8"), yaml.CSafeLoader)
    except (OSError, ValueError, yaml.YAMLError):
        return None


def _position(node: yaml.Node | None, keys: tuple[str | int, ...]) -> tuple[int, int]:
    """1-based line and column of what *keys* lead to, or of the nearest that is there."""
    if node is None:
        return 0, 0
    mark = node.start_mark
    for key in keys:
        pair = _child(node, key)
        if pair is None:
            break
        at, node = pair
        mark = at.start_mark
    return mark.line + 1, mark.column + 1


def _child(node: yaml.Node, key: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """Where *key* is told (the key itself in a mapping) and the node that it leads to."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == key or yaml.safe_load(name.value) == key:
                return name, value
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key]
    return None


# --- reading ------------------------------------------------------------------------------------------------
class _Loader(yaml.CSafeLoader):
    """Sees keys that are there twice, of which YAML would silently take the last."""

    def __init__(self, stream: Any) -> None:
        super().__init__(stream)
        self.twice: list[yaml.Node] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [key.value for key, _value in node.value if isinstance(key, yaml.ScalarNode)]
        if len(set(names)) < len(names):
            self.twice += [key for index, (key, _v) in enumerate(node.value) if key.value in names[:index]]
        return super().construct_mapping(node, deep)


def read(file: Path, problems: Problems) -> dict[str, Any]:
    """The mapping in *file*; ``{}`` and a problem when it is none."""
    try:
        loader = _Loader(file.read_text("utf-8"))
        data = loader.get_single_data()
    except OSError as error:
        problems.add(Place(file), _("cannot be read: {error}").format(error=os_error(error)))
        return {}
    except UnicodeDecodeError:
        problems.add(Place(file), _("is not UTF-8"), _("save it as UTF-8"))
        return {}
    except yaml.YAMLError as error:
        problems.marked.append(_yaml_problem(file, error))
        return {}
    for key in loader.twice:
        mark = key.start_mark
        message = _("“{key}” is there twice").format(key=key.value)
        problems.marked.append(Problem(str(file), mark.line + 1, mark.column + 1, message, _("remove one")))
    if data is not None and not isinstance(data, dict):
        problems.add(Place(file), _("a standard is a mapping (name:, values:, rules: …)"))
        return {}
    return data or {}


def _yaml_problem(file: Path, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or str(error)
    message = _("is not YAML: {error}").format(error=said)
    return Problem(str(file), mark.line + 1 if mark else 0, mark.column + 1 if mark else 0, message)


# --- finding ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Layer:
    """One standard as it was read: its documents, and the folder that has ``pages``."""

    root: Path
    documents: tuple[tuple[Place, dict[str, Any]], ...]

    def extends(self) -> tuple[Place, Any] | None:
        """What it extends and where it says so."""
        said = [(place / "extends", data["extends"]) for place, data in self.documents if "extends" in data]
        return said[0] if said else None


def chain(name: str, search: Sequence[Path], problems: Problems) -> list[Layer]:
    """The standard *name* and what it extends, the most basic first; StandardError when it is not there."""
    path = _find(name, search)
    if path is None:
        raise StandardError([Problem(name, 0, 0, _("there is no such standard"), _hint(name, search))])
    layers, seen = [read_layer(path, problems)], [path.resolve()]
    while (said := layers[-1].extends()) is not None:
        place, base = said
        path = _find(str(base), (SHIPPED, place.file.parent), place.file.parent)
        if path is None or path.resolve() in seen:
            _lost(problems, place, str(base), path)
            break
        seen.append(path.resolve())
        layers.append(read_layer(path, problems))
    return layers[::-1]


def _lost(problems: Problems, place: Place, base: str, path: Path | None) -> None:
    if path is None:
        message = _("there is no standard “{name}” to extend").format(name=base)
        problems.add(place, message, _hint(base, (SHIPPED, place.file.parent)))
    else:
        problems.add(place, _("the standard extends itself, by way of {path}").format(path=path))


def read_layer(path: Path, problems: Problems) -> Layer:
    """A standard's file, or its folder with every YAML file in it."""
    files = _files(path) if path.is_dir() else [path]
    documents = tuple((Place(file), read(file, problems)) for file in files)
    return Layer(path if path.is_dir() else path.parent, documents)


def _files(folder: Path) -> list[Path]:
    files = (file for suffix in SUFFIXES for file in folder.rglob(f"*{suffix}"))
    return sorted(file for file in files if not BESIDE & set(file.relative_to(folder).parts[:-1]))


def _find(name: str, search: Sequence[Path], here: Path | None = None) -> Path | None:
    if "/" in name or name.endswith(SUFFIXES):
        path = (here or Path()) / Path(name).expanduser()
        return path if path.exists() else None
    candidates = [
        folder / (name + suffix)
        for folder in (*search, *(() if SHIPPED in search else (SHIPPED,)))
        for suffix in (*SUFFIXES, "")
    ]
    return next((path for path in candidates if path.is_file() or (path.is_dir() and _files(path))), None)


def _hint(name: str, search: Sequence[Path]) -> str:
    known = sorted({entry for folder in (*search, SHIPPED) for entry in _names(folder)})
    return did_you_mean(name, known) or _("there are: {names}").format(names=", ".join(known))


def _names(folder: Path) -> list[str]:
    entries = folder.iterdir() if folder.is_dir() else ()
    return [
        e.stem
        for e in entries
        if e.suffix in SUFFIXES or (e.is_dir() and e.name[:1] not in "._" and _files(e))
    ]
