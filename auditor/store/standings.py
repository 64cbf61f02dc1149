"""How every commune of a judgement stands, in one column: a trend reads twelve of them, not 40,000 rows."""

import json
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, select, update

from auditor.model import CommuneAssessment, Level, Step
from auditor.model.standing import Standing, measured, standing
from auditor.store import codec, marks
from auditor.store.schema import judged_communes, judgements


def save(
    connection: Connection, judgement: int, communes: Sequence[CommuneAssessment], steps: Collection[Step]
) -> None:
    """Write how *communes* stand; *steps* are those that the summaries say were measured (none: look)."""
    known = steps or measured(communes)
    document = codec.to_json({each.code: _row(standing(each, known)) for each in communes})
    connection.execute(update(judgements).where(judgements.c.id == judgement).values(standings=document))


def load(connection: Connection, judgement: int) -> dict[str, Standing]:
    """How each commune stands, by code; worked out where nobody has written it yet."""
    query = select(judgements.c.standings).where(judgements.c.id == judgement)
    if document := connection.execute(query).scalar():
        return {code: Standing(Level(level), *rest) for code, (level, *rest) in json.loads(document).items()}
    communes = assessments(connection, judgement)
    known = steps(connection, judgement) or measured(communes.values())
    return {code: standing(each, known) for code, each in communes.items()}


def complete(connection: Connection) -> None:
    """Write them for the judgements of an auditor that kept none."""
    bare = select(judgements.c.id).where(judgements.c.standings.is_(None))
    for judgement in connection.execute(bare).scalars().all():
        renew(connection, judgement)


def renew(connection: Connection, judgement: int) -> None:
    """Write them anew out of what is stored."""
    communes = tuple(assessments(connection, judgement).values())
    save(connection, judgement, communes, steps(connection, judgement) or ())


def assessments(connection: Connection, judgement: int) -> Mapping[str, CommuneAssessment]:
    """Every commune's assessment by code, in the order of the codes."""
    query = select(judged_communes).where(judged_communes.c.judgement == judgement)
    rows = connection.execute(query.order_by(judged_communes.c.code)).mappings()
    return {row["code"]: codec.assessment_of(row) for row in rows}


def steps(connection: Connection, judgement: int) -> frozenset[Step] | None:
    """The steps that some rule measured in some commune; None where nobody summarised them yet."""
    told = select(marks.measured_steps(connection)).where(judged_communes.c.judgement == judgement).distinct()
    found = [text for text in connection.execute(told).scalars() if text]
    return frozenset(Step(word) for text in found for word in json.loads(text)) if found else None


def _row(of: Standing) -> list[object]:
    return [of.level, of.serving, of.required, of.failed, of.unknown, of.applicable, of.checks]
