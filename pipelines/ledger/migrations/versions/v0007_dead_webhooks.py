"""Which webhook of a channel is gone, so that another one is tried."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of channels that are dead by now nobody knows it, and they are tried once more."""
    op.add_column("webhooks", sa.Column("dead_address", sa.String(length=32), nullable=True))
