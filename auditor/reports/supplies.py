"""What all communes together must have, have, and have working; what of the rest is bought or repaired."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditor.model import NOUNS, Quantity
from auditor.reports.shortages import Remedy
from auditor.reports.view import CommuneBrief, ProvinceView


@dataclass(frozen=True, slots=True)
class SupplyView:
    """One noun over the communes whose inventory states how many there must be (none states it: over all).

    ``required`` is None where none does. ``unseen``: there may be more than ``present`` that could
    not be looked at. ``unknown`` were not (wholly) measured, so that nobody takes them for broken. ``needs``
    counts over all communes, ``communes`` are those that lack some, by code.
    """

    noun: str
    required: int | None
    present: int
    unseen: bool
    working: int
    unknown: int
    needs: Mapping[Remedy, int]
    communes: tuple[str, ...]


def supplies(view: ProvinceView) -> tuple[SupplyView, ...]:
    """Every noun of which some commune lacks something, in the order in which nouns are counted."""
    needs = {need.noun: need for need in view.needs}
    return tuple(
        SupplyView(noun, *_counted(_of(view.communes, noun)), needs[noun].counts, needs[noun].communes)
        for noun in NOUNS
        if noun in needs
    )


def _of(communes: Sequence[CommuneBrief], noun: str) -> list[Quantity]:
    """The quantities of whole communes: those of a site are part of them."""
    return [q for c in communes for q in c.assessment.quantities if q.noun == noun and not q.site]


def _counted(quantities: Sequence[Quantity]) -> tuple[int | None, int, bool, int, int]:
    stated = [quantity for quantity in quantities if quantity.required is not None]
    of = stated or quantities
    required = sum(quantity.required or 0 for quantity in stated) if stated else None
    present, working = sum(each.present for each in of), sum(each.working for each in of)
    unseen = any(each.unseen for each in of)
    return required, present, unseen, working, sum(len(each.unknown) for each in of)
