"""Fixes with what they changed, who holds which commune, moves of devices, and what a run was for."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("runs", sa.Column("purpose", WORD, nullable=False, server_default=""))
    op.add_column("run_devices", sa.Column("origin", WORD, nullable=False, server_default=""))
    _fixes()
    _holds()
    _moves()


def _fixes() -> None:
    op.create_table(
        "fixes",
        *map(_word, ("id", "plan", "run", "who", "started")),
        sa.Column("ended", WORD, nullable=True),
        _word("status"),
        sa.Column("dry_run", sa.Boolean, nullable=False),
        sa.Column("forced", sa.Boolean, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "fix_devices",
        *map(_word, ("fix", "device", "commune")),
        sa.Column("statuses", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["fix"], ["fixes.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("fix", "device"),
        sqlite_with_rowid=False,
    )
    op.create_index("fix_devices_device", "fix_devices", ["device"])
    op.create_table(
        "fix_texts",
        _word("fix"),
        sa.Column("blob", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["fix"], ["fixes.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["blob"], ["blobs.sha256"]),
        sa.PrimaryKeyConstraint("fix", "blob"),
        sqlite_with_rowid=False,
    )
    op.create_index("fix_texts_blob", "fix_texts", ["blob"])


def _holds() -> None:
    op.create_table(
        "commune_holds",
        *map(_word, ("commune", "who", "since")),
        sa.PrimaryKeyConstraint("commune"),
        sqlite_with_rowid=False,
    )


def _moves() -> None:
    names = ("device", "identity", "from_commune", "to_commune", "renamed", "moved_by", "entered_by", "made")
    op.create_table(
        "moves",
        sa.Column("id", sa.Integer, nullable=False),
        *map(_word, names),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("moves_device", "moves", ["device"])
    op.create_index("moves_identity", "moves", ["identity"])


def _word(name: str) -> sa.Column[str]:
    return sa.Column(name, WORD, nullable=False)
