"""How every commune of a judgement stands, in one column of it: what a trend reads."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("judgements", sa.Column("standings", sa.Text, nullable=True))
