"""Required quantities of communes; waivers and attestations, and which waivers a judgement used."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("run_communes", sa.Column("required", sa.Text, nullable=False, server_default="{}"))
    op.add_column("judgements", sa.Column("waivers", sa.Text, nullable=False, server_default="[]"))
    op.create_table(
        "waivers",
        *_key(),
        *map(_word, ("rule", "scope", "device", "commune", "site")),
        sa.Column("reason", sa.Text, nullable=False),
        _word("approver"),
        *_dates(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "attestations",
        *_key(),
        *map(_word, ("commune", "topic")),
        sa.Column("answer", sa.Boolean, nullable=False),
        _word("answered_by"),
        sa.Column("note", sa.Text, nullable=False),
        *_dates(),
        sa.PrimaryKeyConstraint("id"),
    )


def _key() -> list[sa.Column[int]]:
    return [sa.Column("id", sa.Integer, nullable=False)]


def _dates() -> list[sa.Column[str]]:
    given = [_word(name) for name in ("until", "entered_by", "made")]
    return [*given, *(sa.Column(name, WORD, nullable=True) for name in ("revoked", "revoked_by"))]


def _word(name: str) -> sa.Column[str]:
    return sa.Column(name, WORD, nullable=False)
