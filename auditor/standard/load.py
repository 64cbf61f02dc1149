"""The way in: a standard by its name or file, read, put together and checked."""

from collections.abc import Sequence
from pathlib import Path

from auditor.standard.build import build
from auditor.standard.merge import merge
from auditor.standard.model import Standard
from auditor.standard.reading import Problems, chain


def load_standard(name_or_path: str | Path, search: Sequence[Path] = ()) -> Standard:
    """The standard *name_or_path*: a name is looked for in *search*, then among those that are shipped.

    Raises StandardError with every problem of its files and of those it extends.
    """
    problems = Problems()
    layers = chain(str(name_or_path), search, problems)
    standard = build(merge(layers, problems), problems)
    problems.raise_any()
    return standard
