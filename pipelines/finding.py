"""The item that grows down the pipelines: each stage returns a new one with its own part filled."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from config.schema import EventKind
from pipelines.contacts import Sealed
from pipelines.reading.claim import Reading
from spiders.listing import Listing


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a listing."""

    kind: EventKind
    at: datetime
    """UTC; when it was seen."""
    detail: Mapping[str, object] = field(default_factory=dict)
    """What changed, JSON-able and redacted: {"before": {"amount": "10", "currency": "BTC"}, "after": {…}}."""

    @property
    def trigger(self) -> str:
        """What makes an alert about this event the same alert: its kind and what it came to.

        A price that goes to 4 BTC twice is told once; 4 and then 3 BTC are told twice.
        """
        after = self.detail.get("after")
        return self.kind if after is None else f"{self.kind}:{json.dumps(after, sort_keys=True)}"


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that holds for a listing."""

    rule: str
    """The rule's id."""
    reasons: tuple[str, ...]
    """In words, one for each condition: "records 1,000,000,000 >= 1,000,000"."""
    alerts: tuple[EventKind, ...] = ()
    """Events of this visit that the rule asks to be told of; empty: index only."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A message to send, made when the rule matched: what the listing becomes later does not change it."""

    rule: str
    """The rule's id; with the listing and the trigger the alert's UNIQUE key."""
    trigger: str
    """`Event.trigger` of the event that raised it."""
    channel: str
    """The operator's name of a webhook."""
    payload: Mapping[str, object] = field(repr=False)
    """The Slack message as JSON, escaped and defanged."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A listing and what the pipelines made of it."""

    listing: Listing
    """With redacted texts from the moment that it was read."""
    reading: Reading
    contacts: tuple[Sealed, ...] = ()
    """Where the post says that its seller can be reached, as it may be kept."""
    backfill: bool = False
    """Whether the listing's board is in its first scan: what is old there alerts nobody."""
    first_seen: datetime | None = None
    """UTC; `None` until tracked."""
    price_usd: float | None = None
    """The price at the rate of first sight; `None`: no price, or no rate for its currency."""
    usd_rate_at: str | None = None
    """Day of that rate, ISO; `None` with `price_usd`."""
    events: tuple[Event, ...] = ()
    matches: tuple[Match, ...] = ()
    alerts: tuple[Alert, ...] = ()

    def __repr__(self) -> str:
        return f"<Finding {self.listing!r}>"
