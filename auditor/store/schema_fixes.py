"""Tables of what was done to devices: fixes, who holds which commune, and moves between communes.

Like what people said, this is no part of a run and outlives all of them: nothing here is deleted, ever.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from auditor.store.schema import Word, metadata

fixes = Table(
    "fixes",
    metadata,
    Column("id", Word, primary_key=True),
    Column("plan", Word, nullable=False),
    Column("run", Word, nullable=False),  # that the plan was made from; no foreign key: runs are pruned
    Column("who", Word, nullable=False),
    Column("started", Word, nullable=False),
    Column("ended", Word),
    Column("status", Word, nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("forced", Boolean, nullable=False),
    Column("summary", Text, nullable=False),  # JSON in ASCII: counts of devices, steps and the proof
    Column("document", LargeBinary, nullable=False),  # deflated JSON, its long texts in fix_texts
)

fix_devices = Table(
    "fix_devices",
    metadata,
    Column("fix", Word, ForeignKey("fixes.id", ondelete="CASCADE"), primary_key=True),
    Column("device", Word, primary_key=True),
    Column("commune", Word, nullable=False),
    Column("statuses", Text, nullable=False),  # JSON in ASCII: status → how many steps
    Index("fix_devices_device", "device"),
    sqlite_with_rowid=False,
)

fix_texts = Table(
    "fix_texts",
    metadata,
    Column("fix", Word, ForeignKey("fixes.id", ondelete="CASCADE"), primary_key=True),
    Column("blob", LargeBinary, ForeignKey("blobs.sha256"), primary_key=True),
    Index("fix_texts_blob", "blob"),
    sqlite_with_rowid=False,
)

# Read only while somebody holds the commune's lock, which is the kernel's or the server's: a row is no lock.
commune_holds = Table(
    "commune_holds",
    metadata,
    Column("commune", Word, primary_key=True),
    Column("who", Word, nullable=False),
    Column("since", Word, nullable=False),
    sqlite_with_rowid=False,
)

moves = Table(
    "moves",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("device", Word, nullable=False),
    Column("identity", Word, nullable=False),
    Column("from_commune", Word, nullable=False),
    Column("to_commune", Word, nullable=False),
    Column("renamed", Word, nullable=False),  # its name since then; "": as before
    Column("moved_by", Word, nullable=False),
    Column("entered_by", Word, nullable=False),
    Column("made", Word, nullable=False),
    Column("reason", Text, nullable=False),
    Index("moves_device", "device"),
    Index("moves_identity", "identity"),
)
