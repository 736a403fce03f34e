"""What was forgotten stays so when it is seen again."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the digests of forgotten updates, and take back what came back: the reasons of matches."""
    op.add_column("listings", sa.Column("forgotten_updates", sa.Text(), nullable=True))
    op.execute("DELETE FROM matches WHERE listing_id IN (SELECT id FROM listings WHERE purged_at IS NOT NULL)")
