"""Who may look at the dashboard: accounts, sessions, invitations and failed logins."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    _accounts()
    _sessions()
    _attempts()


def _accounts() -> None:
    op.create_table(
        "accounts",
        *map(_word, ("name", "role")),
        sa.Column("communes", sa.Text, nullable=False),
        *map(_word, ("password", "made", "made_by")),
        *(sa.Column(name, WORD, nullable=True) for name in ("disabled", "disabled_by", "last_login")),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )


def _sessions() -> None:
    op.create_table(
        "web_sessions",
        _token("token"),
        *map(_word, ("account", "started", "seen")),
        sa.PrimaryKeyConstraint("token"),
        sqlite_with_rowid=False,
    )
    op.create_index("web_sessions_account", "web_sessions", ["account"])
    op.create_table(
        "web_invitations",
        _token("token"),
        _word("made"),
        sa.PrimaryKeyConstraint("token"),
        sqlite_with_rowid=False,
    )


def _attempts() -> None:
    op.create_table(
        "web_attempts",
        _token("subject"),
        sa.Column("failures", sa.Integer, nullable=False),
        _word("last"),
        sa.PrimaryKeyConstraint("subject"),
        sqlite_with_rowid=False,
    )
    op.create_index("web_attempts_last", "web_attempts", ["last"])


def _word(name: str) -> sa.Column[str]:
    return sa.Column(name, WORD, nullable=False)


def _token(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=False)
