"""Runs, what they asked, what came back, and what was judged of it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    _runs()
    _answers()
    _judgements()
    _findings()


def _table(name: str, *items: Any) -> None:
    op.create_table(name, *items, sqlite_with_rowid=False)


def _word(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, WORD, nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _of_run() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["run"], ["runs.id"], ondelete="CASCADE")


def _of_judgement() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["judgement"], ["judgements.id"], ondelete="CASCADE")


def _runs() -> None:
    op.create_table(
        "runs",
        _word("id"),
        _word("started"),
        _word("ended", nullable=True),
        *map(_word, ("status", "who", "tool_version")),
        *map(_word, ("standard_name", "standard_digest", "inventory_digest", "limit")),
        sa.PrimaryKeyConstraint("id"),
    )
    _table(
        "run_communes",
        *map(_word, ("run", "code", "name", "region")),
        sa.Column("lat", sa.Float(53)),
        sa.Column("lon", sa.Float(53)),
        sa.Column("counters", sa.Integer),
        _number("left_out"),
        sa.PrimaryKeyConstraint("run", "code"),
        _of_run(),
    )
    _table(
        "run_devices",
        *map(_word, ("run", "device", "kind", "commune", "site", "counter", "role", "address")),
        sa.Column("expect", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("run", "device"),
        _of_run(),
    )


def _answers() -> None:
    _table(
        "devices",
        *map(_word, ("name", "identity", "first_seen", "last_seen")),
        sa.PrimaryKeyConstraint("name", "identity"),
    )
    op.create_index("devices_identity", "devices", ["identity"])
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.LargeBinary, nullable=False),
        _number("size"),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "observations",
        *map(_word, ("run", "device", "started", "ended")),
        _word("failure", nullable=True),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("run", "device"),
        _of_run(),
    )
    _table(
        "evidence",
        *map(_word, ("run", "device", "name")),
        sa.Column("blob", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("run", "device", "name"),
        sa.ForeignKeyConstraint(["blob"], ["blobs.sha256"]),
        sa.ForeignKeyConstraint(
            ["run", "device"], ["observations.run", "observations.device"], ondelete="CASCADE"
        ),
    )
    op.create_index("evidence_blob", "evidence", ["blob"])


def _judgements() -> None:
    op.create_table(
        "judgements",
        _number("id"),
        *map(_word, ("run", "standard_name", "standard_digest", "judged_at")),
        sa.PrimaryKeyConstraint("id"),
        _of_run(),
    )
    op.create_index("judgements_run", "judgements", ["run", "standard_digest"], unique=True)
    _table(
        "judged_communes",
        *map(_number, ("judgement", "position")),
        *map(_word, ("code", "level")),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("judgement", "position"),
        _of_judgement(),
    )
    _table(
        "judged_rules",
        *map(_number, ("judgement", "number")),
        *map(_word, ("rule", "severity", "area", "fact")),
        sa.Column("texts", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("judgement", "number"),
        _of_judgement(),
    )
    _table(
        "judged_devices",
        *map(_number, ("judgement", "number")),
        *map(_word, ("device", "kind", "commune", "site", "counter")),
        _word("observed", nullable=True),
        sa.PrimaryKeyConstraint("judgement", "number"),
        _of_judgement(),
    )


def _findings() -> None:
    _table(
        "findings",
        *map(_number, ("judgement", "position", "rule", "device")),
        _word("verdict"),
        sa.Column("expected", sa.Text, nullable=False),
        sa.Column("found", sa.Text),
        sa.Column("found_blob", sa.LargeBinary),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("judgement", "position"),
        sa.ForeignKeyConstraint(["found_blob"], ["blobs.sha256"]),
        _of_judgement(),
    )
    kept = sa.text("found_blob IS NOT NULL")
    op.create_index("findings_blob", "findings", ["found_blob"], sqlite_where=kept, postgresql_where=kept)
