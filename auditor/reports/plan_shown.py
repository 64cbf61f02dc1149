"""What the parts of a plan on a terminal have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from auditor.model import Commune, PlanItem, PlanStep
from auditor.reports.text import line
from auditor.reports.words import Words

Part = TypeVar("Part", PlanStep, PlanItem)


@dataclass(frozen=True)
class Around:
    """What is worth knowing beside a plan: how many findings of its scope are not in it, not being failed;
    how its run ended; the communes by code, for their names."""

    unknown: int = 0
    waived: int = 0
    status: str = "complete"
    communes: Mapping[str, Commune] = field(default_factory=dict)


def by_commune(parts: Sequence[Part]) -> list[Part]:
    """*parts* of each commune together, otherwise in their order."""
    return sorted(parts, key=lambda part: part.commune)


def title(text: str) -> Text:
    """Who a part is for."""
    return Text(text, style="bold underline")


def commune_name(code: str, words: Words, around: Around) -> str:
    """Its name and code; the code alone where the name is not known."""
    known = around.communes.get(code)
    if known and known.name:
        return words.commune(known, 40)
    return words.gettext("commune {code}").format(code=line(code, 20))


def more(count: int, words: Words) -> Text:
    """What was cut."""
    return Text(words.gettext("and {n} more").format(n=words.number(count)), style="dim")


def indented(part: RenderableType, level: int) -> Padding:
    """*part* so many steps to the right."""
    return Padding(part, (0, 0, 0, 2 * level), expand=False)
