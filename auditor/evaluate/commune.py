"""A commune as a subject of rules: what is worked out of its devices, and what people attested of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from auditor.evaluate.derive import Derived
from auditor.evaluate.places import Served, demanded
from auditor.model import ATTEST_PREFIX, NEEDS, Attestation, Commune, Device, Kind, Quantity, Step
from auditor.model.dictionary import dictionary
from auditor.standard.reasons import (
    ATTESTATION_EXPIRED,
    LEFT_OUT,
    NOT_ALL_MEASURED,
    NOT_ATTESTED,
    NOT_LISTED,
    NOT_STATED,
    attested,
    because,
)

SUBJECT = "commune_"
"""What the id of a commune's subject begins with, as its group in the inventory does."""


def subject(commune: Commune) -> Device:
    """What the findings on the commune as a whole are of."""
    return Device(SUBJECT + commune.code, Kind.COMMUNE, commune.code)


def facts(
    commune: Commune,
    quantities: Sequence[Quantity],
    served: Sequence[Served],
    attestations: Iterable[Attestation],
    at: datetime,
) -> Derived:
    """Every fact that the dictionary has of a commune: there, or missing with the reason."""
    into = Derived()
    into.facts["quantities"] = [_record(quantity) for quantity in quantities]
    for name in _named("quantity."):
        noun, what = name.removeprefix("quantity.").split(".")
        tell = _missing if what == "missing" else _not_working
        tell(commune, name, [q for q in quantities if q.noun == noun], into)
    _counters(commune, served, into)
    _unserved_counters(commune, served, into)
    _unserved_steps(commune, served, into)
    _attested(commune.code, attestations, at, into)
    return into


def _named(prefix: str) -> list[str]:
    return [name for name in dictionary() if name.startswith(prefix)]


def _record(quantity: Quantity) -> dict[str, Any]:
    record = asdict(quantity) | {"broken": len(quantity.broken), "unknown": len(quantity.unknown)}
    del record["unseen"]
    return {name: value for name, value in record.items() if value is not None}


def _short(quantity: Quantity, **counts: int) -> dict[str, Any]:
    """Where how many are too few, the decisive figure first."""
    where = {"site": quantity.site} if quantity.site else {}
    return {**where, **counts, "required": quantity.required or 0}


# --- how many ---------------------------------------------------------------------------------------------
def _missing(commune: Commune, name: str, of: Sequence[Quantity], into: Derived) -> None:
    stated = [quantity for quantity in of if quantity.required is not None]
    short = [quantity for quantity in stated if quantity.present < (quantity.required or 0)]
    known = [quantity for quantity in short if quantity.missing]
    if not stated:
        into.missing[name] = because(NOT_STATED, f"required.{_noun(name)}")
    elif short and not known:
        into.missing[name] = because(LEFT_OUT if commune.left_out else NOT_ALL_MEASURED)
    else:
        into.facts[name] = [_short(q, missing=q.missing, present=q.present) for q in known]


def _not_working(commune: Commune, name: str, of: Sequence[Quantity], into: Derived) -> None:
    """Of those that are there: what is missing altogether is another fact's, and bought, not repaired."""
    stated = [quantity for quantity in of if quantity.required is not None]
    short = [quantity for quantity in stated if quantity.working < _wanted(quantity)]
    known = [quantity for quantity in short if quantity.working + len(quantity.unknown) < _wanted(quantity)]
    unknown = sorted({id for quantity in short for id in quantity.unknown})
    if not stated:
        into.missing[name] = because(NOT_STATED, f"required.{_noun(name)}")
    elif known:
        into.facts[name] = [_short(q, working=q.working, present=q.present) for q in known]
    elif short:
        into.missing[name] = because(NOT_ALL_MEASURED, ", ".join(unknown))
    elif commune.left_out and any(quantity.working < (quantity.required or 0) for quantity in stated):
        into.missing[name] = because(LEFT_OUT)
    else:
        into.facts[name] = []


def _wanted(quantity: Quantity) -> int:
    return min(quantity.required or 0, quantity.present)


def _noun(fact: str) -> str:
    return fact.split(".")[1]


# --- counters ---------------------------------------------------------------------------------------------
def _counters(commune: Commune, served: Sequence[Served], into: Derived) -> None:
    name = "counters.missing"
    if commune.counters is None:
        into.missing[name] = because(NOT_STATED, "counters_required")
    elif len(served) >= commune.counters:
        into.facts[name] = []
    elif commune.left_out:
        into.missing[name] = because(LEFT_OUT)
    else:
        missing = commune.counters - len(served)
        into.facts[name] = [{"missing": missing, "present": len(served), "required": commune.counters}]


def _unserved_counters(commune: Commune, served: Sequence[Served], into: Derived) -> None:
    name = "counters.unserved"
    several = len({each.site for each in served}) > 1
    lacks = [(each, noun) for each in served for noun, enough in each.nouns.items() if not enough]
    known = [(e, noun) for e, noun in lacks if e.nouns[noun] is False and demanded(commune, noun, e.site)]
    listed = [f"{each.name(several)}: {noun}" for each, noun in known or lacks]
    if not any(each.nouns for each in served):
        into.missing[name] = because(NOT_STATED, "per_counter" if served else "counter")
    elif known or not lacks:
        into.facts[name] = listed
    elif commune.left_out:
        into.missing[name] = because(LEFT_OUT)
    else:
        seen = all(each.nouns[noun] is False for each, noun in lacks)
        into.missing[name] = because(NOT_LISTED if seen else NOT_ALL_MEASURED, ", ".join(listed))


def _unserved_steps(commune: Commune, served: Sequence[Served], into: Derived) -> None:
    name = "steps.unserved"
    steps = [step for step in Step if _demanded(commune, served, NEEDS[step])]
    by_step = {step: {each.nouns[NEEDS[step]] for each in served} for step in steps}
    unserved = [step.value for step, seen in by_step.items() if seen == {False}]
    if not steps:
        into.missing[name] = because(NOT_STATED, "required")
    elif unserved or all(True in seen for seen in by_step.values()):
        into.facts[name] = unserved
    else:
        into.missing[name] = because(LEFT_OUT if commune.left_out else NOT_ALL_MEASURED)


def _demanded(commune: Commune, served: Sequence[Served], noun: str) -> bool:
    known = [each for each in served if noun in each.nouns]
    return any(demanded(commune, noun, each.site) for each in known)


# --- people -----------------------------------------------------------------------------------------------
def _attested(code: str, attestations: Iterable[Attestation], at: datetime, into: Derived) -> None:
    newest: Mapping[str, Attestation] = {
        said.topic: said
        for said in sorted(attestations, key=lambda said: (said.made, said.id))
        if said.commune == code and said.said(at)
    }
    for name in _named(ATTEST_PREFIX):
        said = newest.get(name.removeprefix(ATTEST_PREFIX))
        if said is None:
            into.missing[name] = because(NOT_ATTESTED)
        elif not said.valid(at):
            into.missing[name] = because(ATTESTATION_EXPIRED, said.until.isoformat())
        else:
            into.facts[name] = said.answer
            into.told[name] = attested(said)
