"""Summaries of communes as rows: JSON in ASCII, with an example's place instead of the finding itself."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, update

from auditor.model import Finding, Step
from auditor.model.summary import Blind, Cause, CommuneSummary, Remedy, Shortage
from auditor.store import codec, idents, judged
from auditor.store.schema import judged_communes, storable

_CHUNK = 500
_FORM = 2
"""Of the document. One of form 1 (which says none) knows neither the counters that a cause stops nor what is
the operator's to repair."""
_Key = tuple[str, str]
_Item = TypeVar("_Item")


def save(connection: Connection, known: judged.Known, told: Iterable[CommuneSummary]) -> None:
    """Write summaries beside the assessments of the same judgement."""
    c = judged_communes.c
    for code, document in documents(connection, known, tuple(told)).items():
        of = (c.judgement == known.judgement, c.code == code)
        connection.execute(update(judged_communes).where(*of).values(summary=document))


def documents(
    connection: Connection, known: judged.Known, told: Sequence[CommuneSummary]
) -> Mapping[str, str]:
    """The column of each commune by its code; the findings are written before."""
    examples = (cause.example for summary in told for cause in summary.causes)
    places = _places(connection, known, list(examples))
    return {summary.code: _document(summary, places) for summary in told}


def _document(summary: CommuneSummary, places: Mapping[_Key, int]) -> str:
    return codec.to_json(
        {
            "form": _FORM,
            "causes": [
                [each.rule, each.devices, each.counters, places[_key(each.example)]]
                for each in summary.causes
            ],
            "blind": [[b.reason, b.checks, b.blockers, b.devices] for b in summary.blind],
            "shortages": [[s.noun, s.site, s.count, s.remedy, s.devices] for s in summary.shortages],
            "devices": summary.devices,
            "measured": summary.measured,
        }
    )


def _key(finding: Finding) -> _Key:
    return storable(finding.rule), storable(finding.device)


def _places(connection: Connection, known: judged.Known, wanted: Sequence[Finding]) -> dict[_Key, int]:
    found: dict[_Key, int] = {}
    for part in _parts(wanted):
        stand = idents.positions(connection, known.judgement, (each.id for each in part))
        found |= {_key(each): place for place, each in judged.at_positions(connection, known, stand)}
    return found


def load(
    connection: Connection, known: judged.Known, rows: Iterable[tuple[str, str]]
) -> dict[str, CommuneSummary]:
    """The summaries of *rows*, each a commune's code with its column; none of an older form, so that whoever
    wants it makes it anew out of the findings (as where an auditor made none) and keeps it."""
    read = {code: json.loads(document) for code, document in rows}
    told = {code: data for code, data in read.items() if data.get("form") == _FORM}
    places = sorted({cause[-1] for data in told.values() for cause in data["causes"]})
    examples = {
        place: each for part in _parts(places) for place, each in judged.at_positions(connection, known, part)
    }
    return {code: _summary(code, data, examples) for code, data in told.items()}


def _summary(code: str, data: Mapping[str, Any], examples: Mapping[int, Finding]) -> CommuneSummary:
    return CommuneSummary(
        code=code,
        causes=tuple(
            Cause(rule, examples[at], (code,), devices, counters)
            for rule, devices, counters, at in data["causes"]
        ),
        blind=tuple(
            Blind(reason, checks, blockers, tuple(devices), (code,))
            for reason, checks, blockers, devices in data["blind"]
        ),
        shortages=tuple(
            Shortage(noun, site, count, Remedy(remedy), tuple(devices))
            for noun, site, count, remedy, devices in data["shortages"]
        ),
        devices=data["devices"],
        measured=tuple(Step(step) for step in data["measured"]),
    )


def _parts(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))
