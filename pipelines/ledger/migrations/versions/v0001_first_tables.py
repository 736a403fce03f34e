"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make all tables, each after those that it refers to."""
    _boards()
    _listings()
    _runs()
    _sites()
    _threads()
    _webhooks()
    _alerts()
    _claim_countries()
    _events()
    _matches()
    _outbox()


def _boards() -> None:
    op.create_table(
        "boards",
        sa.Column("site", sa.String(length=63), nullable=False),
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("board", sa.String(length=63), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("high_water", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("site", "generation", "board", name=op.f("pk_boards")),
    )


def _listings() -> None:
    op.create_table(
        "listings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("site", sa.String(length=63), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("native_id", sa.Text(), nullable=False),
        sa.Column("board", sa.String(length=63), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("price_text", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("standing", sa.Text(), nullable=True),
        sa.Column("updates", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("posted_at", sa.BigInteger(), nullable=True),
        sa.Column("posted_precision", sa.String(length=8), nullable=True),
        sa.Column("edited_at", sa.BigInteger(), nullable=True),
        sa.Column("edited_precision", sa.String(length=8), nullable=True),
        sa.Column("last_activity_at", sa.BigInteger(), nullable=True),
        sa.Column("last_activity_precision", sa.String(length=8), nullable=True),
        sa.Column("replies", sa.BigInteger(), nullable=True),
        sa.Column("views", sa.BigInteger(), nullable=True),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("last_seen", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.Column("sold_at", sa.BigInteger(), nullable=True),
        sa.Column("is_claim", sa.Boolean(), nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("price_amount", sa.Text(), nullable=True),
        sa.Column("price_currency", sa.Text(), nullable=True),
        sa.Column("price_usd", sa.Float(), nullable=True),
        sa.Column("usd_rate_at", sa.String(length=10), nullable=True),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("redactions", sa.Text(), nullable=False),
        sa.Column("reader_version", sa.String(length=32), nullable=False),
        sa.Column("own_digest", sa.String(length=32), nullable=False),
        sa.Column("content_digest", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listings")),
    )
    op.create_index(op.f("ix_listings_first_seen"), "listings", ["first_seen"], unique=False)
    op.create_index(op.f("ix_listings_site"), "listings", ["site"], unique=False)


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("command", sa.String(length=32), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("exit_code", sa.Integer(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_index(op.f("ix_runs_started_at"), "runs", ["started_at"], unique=False)


def _sites() -> None:
    op.create_table(
        "sites",
        sa.Column("id", sa.String(length=63), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=True),
        sa.Column("advice", sa.Text(), server_default="", nullable=False),
        sa.Column("state_since", sa.BigInteger(), nullable=True),
        sa.Column("visit_state", sa.String(length=32), nullable=True),
        sa.Column("last_visit", sa.BigInteger(), nullable=True),
        sa.Column("last_good", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("lease_owner", sa.String(length=200), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sites")),
    )


def _threads() -> None:
    op.create_table(
        "threads",
        sa.Column("site", sa.String(length=63), nullable=False),
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("native_id", sa.Text(), nullable=False),
        sa.Column("listing_id", sa.String(length=32), nullable=True),
        sa.Column("board", sa.String(length=63), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=32), nullable=True),
        sa.Column("fetched_at", sa.BigInteger(), nullable=True),
        sa.Column("revisit_at", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("quarantined", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("site", "generation", "native_id", name=op.f("pk_threads")),
    )
    op.create_index("ix_threads_due", "threads", ["site", "generation", "revisit_at"], unique=False)
    op.create_index(op.f("ix_threads_listing_id"), "threads", ["listing_id"], unique=False)


def _webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("channel", sa.String(length=63), nullable=False),
        sa.Column("hold_until", sa.BigInteger(), nullable=True),
        sa.Column("dead_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_webhooks")),
    )


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("rule", sa.String(length=63), nullable=False),
        sa.Column("listing_id", sa.String(length=32), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=63), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("run", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_alerts_listing_id_listings"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("rule", "listing_id", "trigger", name=op.f("uq_alerts_rule_listing_id_trigger")),
    )
    op.create_index("ix_alerts_listing_id", "alerts", ["listing_id"], unique=False)


def _claim_countries() -> None:
    op.create_table(
        "claim_countries",
        sa.Column("listing_id", sa.String(length=32), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_claim_countries_listing_id_listings"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("listing_id", "country", name=op.f("pk_claim_countries")),
    )
    op.create_index("ix_claim_countries_country", "claim_countries", ["country"], unique=False)


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("listing_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("run", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_events_listing_id_listings"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index("ix_events_listing_id", "events", ["listing_id"], unique=False)


def _matches() -> None:
    op.create_table(
        "matches",
        sa.Column("listing_id", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.String(length=63), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_matches_listing_id_listings"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("listing_id", "rule", name=op.f("pk_matches")),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("target", sa.String(length=16), nullable=False),
        sa.Column("listing_id", sa.String(length=32), nullable=False),
        sa.Column("alert_id", SERIAL, nullable=True),
        sa.Column("channel", sa.String(length=63), nullable=True),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("queued_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("dead", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_outbox_alert_id_alerts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_outbox_listing_id_listings"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_due", "outbox", ["target", "dead", "due_at"], unique=False)
    op.create_index("ix_outbox_listing_id", "outbox", ["listing_id"], unique=False)
