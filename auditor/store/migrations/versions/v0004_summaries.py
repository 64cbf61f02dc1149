"""What each commune's findings come to; and the way to one commune's, one device's, one finding."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("judged_communes", sa.Column("summary", sa.Text, nullable=True))
    op.create_index("judged_communes_code", "judged_communes", ["judgement", "code"])
    op.create_index("judged_devices_commune", "judged_devices", ["judgement", "commune"])
    op.create_index("judged_devices_device", "judged_devices", ["judgement", "device"])
    op.create_index("findings_device", "findings", ["judgement", "device", "verdict"])
    op.create_index("findings_rule", "findings", ["judgement", "rule", "verdict", "device"])
    op.create_index("run_devices_commune", "run_devices", ["run", "commune"])
    op.create_table(
        "finding_ids",
        sa.Column("judgement", sa.Integer, nullable=False),
        sa.Column("ident", sa.BigInteger, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["judgement"], ["judgements.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("judgement", "ident", "position"),
        sqlite_with_rowid=False,
    )
