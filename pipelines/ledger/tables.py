"""The ledger's tables. Times are UTC milliseconds since 1970; texts are redacted; what migrations make equals this."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
)

from pipelines.ledger.columns import Count, Document, Dollars, Instant, Words, serial

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ON_WATCH = text("revisit_at <= fetched_at")
_QUARANTINED = text("quarantined")


def _listing_id(*, primary_key: bool = False, nullable: bool = False) -> Column[str]:
    key = ForeignKey("listings.id", ondelete="CASCADE")
    return Column("listing_id", String(32), key, primary_key=primary_key, nullable=nullable)


sites = Table(
    "sites",
    metadata,
    Column("id", String(63), primary_key=True),
    Column("state", String(32)),  # as found when it was last judged; NULL: never
    Column("advice", Words, nullable=False, server_default=""),
    Column("state_since", Instant),
    Column("visit_state", String(32)),  # as found at the last visit
    Column("last_visit", Instant),
    Column("last_good", Instant),
    Column("due_at", Instant),  # NULL: at once
    Column("down_visits", Integer, nullable=False, server_default="0"),  # in a row that found it dead
    Column("address", Words),  # of its file, the one that last answered; NULL: the first
    Column("preferred_at", Instant),  # when the first address is tried again; NULL: it is in use
    Column("lease_owner", String(200)),  # NULL: free
    Column("lease_until", Instant),
)
"""A row per site: how it is, and who visits it until when."""

boards = Table(
    "boards",
    metadata,
    Column("site", String(63), primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("board", String(63), primary_key=True),
    Column("cursor", Words),  # NULL: no interrupted scan
    Column("high_water", Instant),  # end of the last complete scan; NULL: none yet, backfill
)
"""How far each board has been read."""

threads = Table(
    "threads",
    metadata,
    Column("site", String(63), primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("native_id", Words, primary_key=True),
    Column("listing_id", String(32), index=True),  # NULL: never stored
    Column("board", String(63), nullable=False),
    Column("path", Words, nullable=False),
    Column("fingerprint", String(32)),  # of the row that last led here; NULL: any row counts as changed
    Column("fetched_at", Instant),  # NULL: never
    Column("whole_at", Instant),  # when all of its pages were last read; NULL: never
    Column("revisit_at", Instant),
    Column("failures", Integer, nullable=False, server_default="0"),  # in a row
    Column("unread", Integer, nullable=False, server_default="0"),  # of these, those in which a page came
    Column("failure", Words),  # the last one's reason
    Column("failed_at", Instant),  # when that was
    Column("quarantined", Boolean, nullable=False, server_default=false()),
    Index("ix_threads_due", "site", "generation", "revisit_at"),
    Index("ix_threads_watched", "site", "generation", "revisit_at", sqlite_where=_ON_WATCH, postgresql_where=_ON_WATCH),
    Index("ix_threads_quarantined", "site", sqlite_where=_QUARANTINED, postgresql_where=_QUARANTINED),
)
"""The frontier: threads that are known, and when to look again."""

listings = Table(
    "listings",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("site", String(63), nullable=False, index=True),
    Column("generation", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("native_id", Words, nullable=False),
    Column("board", String(63), nullable=False),
    Column("path", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("prefix", Words),
    Column("body", Words, nullable=False),
    Column("price_text", Words),
    Column("author", Words),
    Column("standing", Words),
    Column("updates", Document, nullable=False),  # [{native_id, posted, text}]
    Column("folded", Words, nullable=False),  # all texts as shadow text in lower case, to search in
    Column("posted_at", Instant),
    Column("posted_precision", String(8)),
    Column("edited_at", Instant),
    Column("edited_precision", String(8)),
    Column("last_activity_at", Instant),
    Column("last_activity_precision", String(8)),
    Column("replies", Count),
    Column("views", Count),
    Column("first_seen", Instant, nullable=False, index=True),
    Column("last_seen", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),  # when what is shown of it last changed
    Column("removed_at", Instant),  # NULL: there
    Column("sold_at", Instant),  # NULL: not known to be sold
    Column("is_claim", Boolean, nullable=False),
    Column("records", Count),  # NULL also above 10^12
    Column("size_bytes", Count),
    Column("price_amount", Words),  # decimal digits as text
    Column("price_currency", Words),
    Column("price_usd", Dollars),
    Column("usd_rate_at", String(10)),
    Column("claim", Document, nullable=False),
    Column("redactions", Document, nullable=False),
    Column("reader_version", String(32), nullable=False),
    Column("own_digest", String(32), nullable=False),  # of title and opening post
    Column("content_digest", String(32), nullable=False),  # of all that a search document shows
    Column("revision", Count, nullable=False),  # max(previous + 1, Unix ms)
    Column("purged_at", Instant),  # when its contents were forgotten; NULL: they are there
    Column("forgotten_updates", Document),  # digests of updates that were forgotten, ever; NULL: not known
    Column("has_document", Boolean, nullable=False, server_default=false()),  # was ever queued for Elasticsearch
    Column("hold", Words),  # why nothing may forget it, in the operator's words; NULL: no legal hold
)
"""What was read, in its newest state."""

claim_countries = Table(
    "claim_countries",
    metadata,
    _listing_id(primary_key=True),
    Column("country", String(2), primary_key=True),
    Index("ix_claim_countries_country", "country"),
)
"""`claim.countries`, a row each."""

contacts = Table(
    "contacts",
    metadata,
    _listing_id(primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("hash", String(32), primary_key=True),  # with the installation's key
    Column("address", Words),  # NULL: not kept in the clear
    Index("ix_contacts_hash", "hash"),
)
"""Where sellers can be reached, as far as it may be kept: which listings give the same contact."""

events = Table(
    "events",
    metadata,
    Column("id", serial(), primary_key=True),
    _listing_id(),
    Column("kind", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("detail", Document, nullable=False),
    Column("run", String(64), nullable=False),
    Index("ix_events_listing_id", "listing_id"),
)
"""What happened to listings."""

matches = Table(
    "matches",
    metadata,
    _listing_id(primary_key=True),
    Column("rule", String(63), primary_key=True),
    Column("reasons", Document, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("since", Instant, nullable=False),
    Column("ended_at", Instant),  # NULL: holds
)
"""Rules that hold for a listing, or once did."""

alerts = Table(
    "alerts",
    metadata,
    Column("id", serial(), primary_key=True),
    Column("rule", String(63), nullable=False),
    _listing_id(),
    Column("trigger", Words, nullable=False),
    Column("channel", String(63), nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("run", String(64), nullable=False),
    Column("sent_at", Instant),  # NULL: not (yet) taken by Slack
    UniqueConstraint("rule", "listing_id", "trigger"),
    Index("ix_alerts_listing_id", "listing_id"),
)
"""What was raised: once for each rule, listing and trigger."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", serial(), primary_key=True),
    Column("target", String(16), nullable=False),
    _listing_id(nullable=True),  # NULL: a message to the operator, about no listing
    Column("alert_id", serial(), ForeignKey("alerts.id", ondelete="CASCADE")),  # NULL for Elasticsearch
    Column("channel", String(63)),  # NULL for Elasticsearch
    Column("payload", Document),  # NULL for Elasticsearch: rendered at delivery
    Column("queued_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),  # that failed
    Column("leased_until", Instant),  # NULL: nobody delivers it
    Column("reason", Words),  # why it was put off or buried
    Column("dead", Boolean, nullable=False, server_default=false()),
    Index("ix_outbox_due", "target", "dead", "due_at"),
    Index("ix_outbox_listing_id", "listing_id"),
)
"""What is still to be delivered, and the dead letters."""

site_events = Table(
    "site_events",
    metadata,
    Column("id", serial(), primary_key=True),
    Column("site", String(63), nullable=False),  # "": the run itself
    Column("subject", String(80), nullable=False),  # "state", or an expectation's name
    Column("before", String(32)),  # NULL: nothing was known
    Column("after", String(32), nullable=False),
    Column("advice", Words, nullable=False),
    Column("at", Instant, nullable=False),
    Column("run", String(64), nullable=False),
    Column("told_at", Instant),  # NULL: not told to the operator
    Index("ix_site_events_subject", "site", "subject", "id"),
)
"""How sites changed: their states, and whether they do what is expected of them."""

webhooks = Table(
    "webhooks",
    metadata,
    Column("channel", String(63), primary_key=True),
    Column("hold_until", Instant),  # NULL: open
    Column("held_at", Instant),  # when that was said, by the clock of then; NULL: not known
    Column("dead_reason", Words),  # NULL: alive
    Column("dead_address", String(32)),  # a hash of the webhook that is gone; NULL: not known
)
"""Slack channels that asked to wait, or are gone."""

runs = Table(
    "runs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("command", String(32), nullable=False),
    Column("started_at", Instant, nullable=False, index=True),
    Column("ended_at", Instant),  # NULL: under way, or killed
    Column("exit_code", Integer),
    Column("summary", Document),
)
"""What ran when, and how it ended."""

rates = Table(
    "rates",
    metadata,
    Column("currency", String(16), primary_key=True),
    Column("day", String(10), primary_key=True),  # ISO
    Column("usd", Words, nullable=False),  # for one unit, decimal digits as text
    Column("source", String(63), nullable=False),  # its id in stallwatch.yml
    Column("fetched_at", Instant, nullable=False),
)
"""What the operator's sources said; the first that was heard of a day stands, as prices were converted by it."""

rate_sources = Table(
    "rate_sources",
    metadata,
    Column("id", String(63), primary_key=True),
    Column("asked_at", Instant, nullable=False),  # when it last answered or failed to
    Column("good_at", Instant),  # when rates were last taken from an answer; NULL: never
    Column("trouble", Words),  # with the last answer, in our words; NULL: none
)
"""How the operator's sources of rates are."""
