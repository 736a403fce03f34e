"""What was forgotten, and what must not be."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let listings say when they were forgotten, and why they are on hold."""
    with op.batch_alter_table("listings") as listings:
        listings.add_column(sa.Column("purged_at", sa.BigInteger(), nullable=True))
        listings.add_column(sa.Column("hold", sa.Text(), nullable=True))
