"""The tables of the dashboard: who may look, who is looking now, and who tries passwords."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text

from auditor.store.schema import Word, metadata

# The name in lower case and NFC is the key: no two accounts look the same in a log.
accounts = Table(
    "accounts",
    metadata,
    Column("name", Word, primary_key=True),
    Column("role", Word, nullable=False),
    Column("communes", Text, nullable=False),  # JSON in ASCII: a technician's codes
    Column("password", Word, nullable=False),  # scrypt, its parameters and salt with it
    Column("made", Word, nullable=False),
    Column("made_by", Word, nullable=False),
    Column("disabled", Word),
    Column("disabled_by", Word),
    Column("last_login", Word),
    sqlite_with_rowid=False,
)

# Whoever reads this table cannot log in with it: only what a token hashes to is kept.
web_sessions = Table(
    "web_sessions",
    metadata,
    Column("token", LargeBinary, primary_key=True),  # SHA-256
    Column("account", Word, nullable=False),  # "": let in by the address that `serve` printed
    Column("started", Word, nullable=False),
    Column("seen", Word, nullable=False),
    Index("web_sessions_account", "account"),
    sqlite_with_rowid=False,
)

web_invitations = Table(
    "web_invitations",
    metadata,
    Column("token", LargeBinary, primary_key=True),  # SHA-256
    Column("made", Word, nullable=False),
    sqlite_with_rowid=False,
)

# Names and addresses that were tried are hashed: a password typed as a name is not kept either.
web_attempts = Table(
    "web_attempts",
    metadata,
    Column("subject", LargeBinary, primary_key=True),  # SHA-256 of what the tries are counted by
    Column("failures", Integer, nullable=False),
    Column("last", Word, nullable=False),
    Index("web_attempts_last", "last"),
    sqlite_with_rowid=False,
)
