"""Rows of the store from the model's shapes, and back.

JSON is kept in ASCII, so that a NUL or a lone surrogate that a device sent comes back as it was.
"""

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from auditor.model import (
    Area,
    CommuneAssessment,
    CounterAssessment,
    Failure,
    FailureKind,
    Level,
    Observation,
    Part,
    Quantity,
    Source,
    SourceKind,
    Step,
    Tally,
    Texts,
    Verdict,
    Work,
    times,
)

# A tenth of level 9's time for a fifth more bytes, and a run deflates thousands of answers.
_LEVEL = 2
_encode = json.JSONEncoder(separators=(",", ":")).encode

# To look a word up costs a tenth of making the member from it, and there are millions of them.
_STEPS = {step.value: step for step in Step}
VERDICTS = {verdict.value: verdict for verdict in Verdict}
"""Each verdict by its word."""


def deflate(raw: bytes) -> bytes:
    """*raw* smaller."""
    return zlib.compress(raw, _LEVEL)


def inflate(data: bytes) -> bytes:
    """The inverse of :func:`deflate`."""
    return zlib.decompress(data)


def to_json(value: Any) -> str:
    """*value* as JSON in ASCII without spaces."""
    return _encode(value)


def moment(text: str | None) -> datetime | None:
    """The time of a column, None for NULL."""
    return times.from_text(text) if text else None


def moment_text(value: datetime | None) -> str | None:
    """The inverse of :func:`moment`."""
    return times.to_text(value) if value else None


def observation_row(run: str, observation: Observation) -> dict[str, Any]:
    """The row of *observation* without its raw answers."""
    failure = observation.failure
    document = {
        "facts": dict(observation.facts),
        "missing": dict(observation.missing),
        "failure": failure.message if failure else "",
        "identity": observation.identity,
    }
    return {
        "run": run,
        "device": observation.device,
        "started": times.to_text(observation.started),
        "ended": times.to_text(observation.ended),
        "failure": failure.kind.value if failure else None,
        "document": deflate(to_json(document).encode("ascii")),
    }


def observation_of(row: RowMapping) -> Observation:
    """The inverse of :func:`observation_row`."""
    document = json.loads(inflate(row["document"]))
    failure = row["failure"]
    return Observation(
        device=row["device"],
        started=times.from_text(row["started"]),
        ended=times.from_text(row["ended"]),
        facts=document["facts"],
        missing=document["missing"],
        failure=Failure(FailureKind(failure), document["failure"]) if failure else None,
        identity=document["identity"],
    )


def assessment_json(assessment: CommuneAssessment) -> str:
    """*assessment* without code and level, which have columns."""
    data = asdict(assessment)
    del data["code"], data["level"]
    return to_json(data)


def assessment_of(row: RowMapping) -> CommuneAssessment:
    """The inverse of :func:`assessment_json` with the row's columns."""
    data = json.loads(row["document"])
    return CommuneAssessment(
        code=row["code"],
        level=Level(row["level"]),
        tally=Tally(**data["tally"]),
        counters=tuple(_counter(counter) for counter in data["counters"]),
        counters_required=data["counters_required"],
        blockers=tuple(data["blockers"]),
        unmeasured=tuple(data["unmeasured"]),
        areas={Area(area): Tally(**tally) for area, tally in data["areas"].items()},
        quantities=tuple(_quantity(quantity) for quantity in data.get("quantities", ())),
        level_unwaived=Level(unwaived) if (unwaived := data.get("level_unwaived")) else None,
    )


def _quantity(data: Mapping[str, Any]) -> Quantity:
    return Quantity(**{**data, "broken": tuple(data["broken"]), "unknown": tuple(data["unknown"])})


def _counter(data: Mapping[str, Any]) -> CounterAssessment:
    return CounterAssessment(
        site=data["site"],
        counter=data["counter"],
        steps={_STEPS[step]: VERDICTS[verdict] for step, verdict in data["steps"].items()},
        stopped_by=tuple(data["stopped_by"]),
        unserved=tuple(Step(step) for step in data.get("unserved", ())),
        unseen=tuple(Step(step) for step in data.get("unseen", ())),
    )


def rule_texts_json(
    steps: tuple[Step, ...],
    title: Texts,
    fix: Texts,
    source: Source,
    work: Work | None = None,
    problem: Texts | None = None,
) -> str:
    """What a judged rule carries beside its columns."""
    texts: list[Any] = [steps, dict(title), dict(fix), [source.kind, source.reference]]
    more = [asdict(work) if work else None, dict(problem) if problem else None]
    while more and more[-1] is None:
        more.pop()
    return to_json([*texts, *more])


def rule_texts_of(text: str) -> dict[str, Any]:
    """The inverse of :func:`rule_texts_json`, by the names of Finding's fields."""
    steps, title, fix, (kind, reference), *more = json.loads(text)
    work, problem = (*more, None, None)[:2]
    return {
        "steps": tuple(Step(step) for step in steps),
        "title": title,
        "fix": fix,
        "source": Source(SourceKind(kind), reference),
        "work": _work(work) if work else None,
        "problem": problem,
    }


def _work(data: Mapping[str, Any]) -> Work:
    return Work(**{**data, "bring": tuple(Part(**part) for part in data["bring"])})
