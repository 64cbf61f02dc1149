"""The tables as they are now. How they came to be, version by version, stands in ``migrations/versions``.

Keys of one judgement's rows are numbered within it, so that 180,000 findings need neither look-ups nor wide
keys. Texts of a rule and a device are stored once per judgement, raw answers and long values once per store.
"""

from typing import Any

from sqlalchemy import (
    TEXT,
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)

HEAD = "0006"
"""The newest version; equal to the head of the migrations (a test holds it)."""

metadata = MetaData()


def storable(text: str) -> str:
    """*text* without what PostgreSQL cannot keep: NUL becomes ``␀``, a lone surrogate ``?``."""
    return text.replace("\0", "\u2400").encode("utf-8", "replace").decode("utf-8")


class Word(TypeDecorator[str]):
    """Text that sorts by code point on both databases, whatever the server's locale."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return TEXT(collation="C" if dialect.name == "postgresql" else None)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


def _run_key(**more: Any) -> Column[str]:
    return Column("run", Word, ForeignKey("runs.id", ondelete="CASCADE"), nullable=False, **more)


def _judgement_key() -> Column[int]:
    return Column("judgement", Integer, ForeignKey("judgements.id", ondelete="CASCADE"), primary_key=True)


# Times are RFC 3339 text in UTC (model.times): they sort, and read the same on both databases.
runs = Table(
    "runs",
    metadata,
    Column("id", Word, primary_key=True),
    Column("started", Word, nullable=False),
    Column("ended", Word),
    Column("status", Word, nullable=False),
    Column("who", Word, nullable=False),
    Column("tool_version", Word, nullable=False),
    Column("standard_name", Word, nullable=False),
    Column("standard_digest", Word, nullable=False),
    Column("inventory_digest", Word, nullable=False),
    Column("limit", Word, nullable=False),
    Column("purpose", Word, nullable=False),
)

run_communes = Table(
    "run_communes",
    metadata,
    _run_key(primary_key=True),
    Column("code", Word, primary_key=True),
    Column("name", Word, nullable=False),
    Column("region", Word, nullable=False),
    Column("lat", Float(53)),
    Column("lon", Float(53)),
    Column("counters", Integer),
    Column("left_out", Integer, nullable=False),
    Column("required", Text, nullable=False),  # JSON in ASCII: site → noun → number
    sqlite_with_rowid=False,
)

run_devices = Table(
    "run_devices",
    metadata,
    _run_key(primary_key=True),
    Column("device", Word, primary_key=True),
    Column("kind", Word, nullable=False),
    Column("commune", Word, nullable=False),
    Column("site", Word, nullable=False),
    Column("counter", Word, nullable=False),
    Column("role", Word, nullable=False),
    Column("address", Word, nullable=False),
    Column("expect", Text, nullable=False),  # JSON in ASCII
    Column("origin", Word, nullable=False),
    Index("run_devices_commune", "run", "commune"),
    sqlite_with_rowid=False,
)

# A machine keeps its identity (serial, machine-id) when it gets another name: one row for each pair.
devices = Table(
    "devices",
    metadata,
    Column("name", Word, primary_key=True),
    Column("identity", Word, primary_key=True),
    Column("first_seen", Word, nullable=False),
    Column("last_seen", Word, nullable=False),
    Index("devices_identity", "identity"),
    sqlite_with_rowid=False,
)

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", LargeBinary, primary_key=True),  # of the content before it was deflated
    Column("size", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

observations = Table(
    "observations",
    metadata,
    _run_key(primary_key=True),
    Column("device", Word, primary_key=True),
    Column("started", Word, nullable=False),
    Column("ended", Word, nullable=False),
    Column("failure", Word),  # a word of FailureKind
    Column("document", LargeBinary, nullable=False),  # deflated JSON: facts, missing, failure, identity
)

evidence = Table(
    "evidence",
    metadata,
    Column("run", Word, primary_key=True),
    Column("device", Word, primary_key=True),
    Column("name", Word, primary_key=True),
    Column("blob", LargeBinary, ForeignKey("blobs.sha256"), nullable=False),
    ForeignKeyConstraint(
        ["run", "device"],
        ["observations.run", "observations.device"],
        ondelete="CASCADE",
        name="of_observation",
    ),
    Index("evidence_blob", "blob"),
    sqlite_with_rowid=False,
)

judgements = Table(
    "judgements",
    metadata,
    Column("id", Integer, primary_key=True),
    _run_key(),
    Column("standard_name", Word, nullable=False),
    Column("standard_digest", Word, nullable=False),
    Column("judged_at", Word, nullable=False),
    Column("waivers", Text, nullable=False),  # JSON in ASCII: those valid then, and what they excused
    Column("standings", Text),  # JSON in ASCII (store.standings); NULL: nobody has worked them out yet
    Index("judgements_run", "run", "standard_digest", unique=True),
)

judged_communes = Table(
    "judged_communes",
    metadata,
    _judgement_key(),
    Column("position", Integer, primary_key=True),
    Column("code", Word, nullable=False),
    Column("level", Word, nullable=False),
    Column("document", Text, nullable=False),  # JSON in ASCII
    Column("summary", Text),  # JSON in ASCII (store.summaries); NULL: nobody has worked it out yet
    Index("judged_communes_code", "judgement", "code"),
    sqlite_with_rowid=False,
)

judged_rules = Table(
    "judged_rules",
    metadata,
    _judgement_key(),
    Column("number", Integer, primary_key=True),
    Column("rule", Word, nullable=False),
    Column("severity", Word, nullable=False),
    Column("area", Word, nullable=False),
    Column("fact", Word, nullable=False),
    Column("texts", Text, nullable=False),  # JSON in ASCII: steps, title, fix, source
    sqlite_with_rowid=False,
)

judged_devices = Table(
    "judged_devices",
    metadata,
    _judgement_key(),
    Column("number", Integer, primary_key=True),
    Column("device", Word, nullable=False),
    Column("kind", Word, nullable=False),
    Column("commune", Word, nullable=False),
    Column("site", Word, nullable=False),
    Column("counter", Word, nullable=False),
    Column("observed", Word),
    Index("judged_devices_commune", "judgement", "commune"),
    Index("judged_devices_device", "judgement", "device"),
    sqlite_with_rowid=False,
)

# No foreign key to judged_rules and judged_devices: deleting them would search all findings for each.
findings = Table(
    "findings",
    metadata,
    _judgement_key(),
    Column("position", Integer, primary_key=True),
    Column("rule", Integer, nullable=False),  # judged_rules.number
    Column("device", Integer, nullable=False),  # judged_devices.number
    Column("verdict", Word, nullable=False),
    Column("expected", Text, nullable=False),
    Column("found", Text),  # JSON in ASCII; NULL: null, or in found_blob
    Column("found_blob", LargeBinary, ForeignKey("blobs.sha256")),
    Column("reason", Text, nullable=False),
    Index(
        "findings_blob",
        "found_blob",
        sqlite_where=Column("found_blob").is_not(None),
        postgresql_where=Column("found_blob").is_not(None),
    ),
    # Each holds all that a search by it needs: of SQLite's choices only such a one beats the primary key.
    Index("findings_device", "judgement", "device", "verdict"),
    Index("findings_rule", "judgement", "rule", "verdict", "device"),
    sqlite_with_rowid=False,
)

# Where the finding with an id (``F-`` and these 32 bits in hex) stands; of 12 million some share one.
finding_ids = Table(
    "finding_ids",
    metadata,
    _judgement_key(),
    Column("ident", BigInteger, primary_key=True),
    Column("position", Integer, primary_key=True),  # findings.position
    sqlite_with_rowid=False,
)


def _said() -> list[Column[Any]]:
    """Until when, by whom and when it was entered, and whether and by whom it was taken back."""
    given = [Column(name, Word, nullable=False) for name in ("until", "entered_by", "made")]
    return [*given, Column("revoked", Word), Column("revoked_by", Word)]


# What people said is no part of a run and outlives all of them: nothing here is deleted, ever.
waivers = Table(
    "waivers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("rule", Word, nullable=False),
    Column("scope", Word, nullable=False),
    Column("device", Word, nullable=False),
    Column("commune", Word, nullable=False),
    Column("site", Word, nullable=False),
    Column("reason", Text, nullable=False),
    Column("approver", Word, nullable=False),
    *_said(),
)

attestations = Table(
    "attestations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("commune", Word, nullable=False),
    Column("topic", Word, nullable=False),
    Column("answer", Boolean, nullable=False),
    Column("answered_by", Word, nullable=False),
    Column("note", Text, nullable=False),
    *_said(),
)
