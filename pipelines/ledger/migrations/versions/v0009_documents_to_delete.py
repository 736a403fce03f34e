"""Which listings may have a document in Elasticsearch, to be deleted with them wherever a purge runs."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of what is there by now whatever had a match may have one."""
    op.add_column("listings", sa.Column("has_document", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute("UPDATE listings SET has_document = true WHERE id IN (SELECT listing_id FROM matches)")
