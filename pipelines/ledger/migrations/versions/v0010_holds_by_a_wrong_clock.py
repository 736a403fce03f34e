"""When a channel was told to wait, so that a wait by a clock that ran ahead is known."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("webhooks", sa.Column("held_at", sa.BigInteger(), nullable=True))
