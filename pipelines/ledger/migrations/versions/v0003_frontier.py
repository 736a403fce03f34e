"""What the frontier keeps of dead sites, mirrors, whole visits and threads that cannot be read."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the two partial indexes."""
    op.add_column("sites", sa.Column("down_visits", sa.Integer(), server_default="0", nullable=False))
    op.add_column("sites", sa.Column("address", sa.Text(), nullable=True))
    op.add_column("sites", sa.Column("preferred_at", sa.BigInteger(), nullable=True))
    op.add_column("threads", sa.Column("whole_at", sa.BigInteger(), nullable=True))
    op.add_column("threads", sa.Column("unread", sa.Integer(), server_default="0", nullable=False))
    op.add_column("threads", sa.Column("failed_at", sa.BigInteger(), nullable=True))
    _index("ix_threads_watched", ["site", "generation", "revisit_at"], "revisit_at <= fetched_at")
    _index("ix_threads_quarantined", ["site"], "quarantined")


def _index(name: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, "threads", columns, sqlite_where=condition, postgresql_where=condition)
