"""Who runs this is told how the sites are: once when something changes, once when it is well again.

What flaps is not told each time: what was told in the last day is told again only when it has stayed for a while.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from config.load import Config
from crawler.context import Run
from pipelines.deliver.operator import Change, operator_messages
from pipelines.ledger import leases, outbox, site_events
from pipelines.ledger.site_events import RUN, STATE, SiteEvent

LATELY = timedelta(hours=24)
"""What was told since then is no news when it comes again."""

STAYED = timedelta(hours=1)
"""It is told all the same when it has stayed for so long."""

MET, BREACHED = "met", "breached"
"""How an expectation is found."""

OK = "ok"
TOR = "tor"
"""Subject of the run's own events."""


@dataclass(frozen=True, slots=True)
class Found:
    """How something was found at a visit."""

    subject: str
    """`STATE`, or an expectation's name."""
    value: str
    """The state; of an expectation `MET` or `BREACHED`."""
    advice: str = ""
    """The next step for the operator, or what was found."""


def note(conn: Connection, site: str, found: Sequence[Found], now: datetime, run: str) -> list[SiteEvent]:
    """Note how a site was found, and return what changed; an expectation that was always met is no change."""
    changed = []
    for each in found:
        known = site_events.last(conn, site, each.subject)
        if known is None and each.subject != STATE and each.value == _good(each.subject):
            continue
        if site_events.note(conn, site, each.subject, each.value, each.advice, now, run):
            event = site_events.last(conn, site, each.subject)
            changed += [event] if event else []
    return changed


def tell(run: Run, config: Config, sites: Sequence[str]) -> int:
    """Queue the messages about some sites (`RUN`: the run itself); return how many. None without a channel."""
    channel = config.settings.operator_channel
    if channel is None or not {outbox.SLACK, f"{outbox.SLACK}:{channel}"} & run.targets:
        return 0
    names = {site.id: site.name or site.id for site in config.sites}
    return run.ledger.run(lambda conn: _queue(conn, channel, sites, names, run.now()))


def _queue(conn: Connection, channel: str, sites: Sequence[str], names: Mapping[str, str], now: datetime) -> int:
    due = [each for site in sites for subject in _subjects(conn, site) if (each := _due(conn, site, subject, now))]
    messages = operator_messages([_change(conn, event, names) for event in due], now)
    for message in messages:
        outbox.queue_note(conn, channel, message, now)
    for event in due:
        site_events.tell(conn, event, now)
    return len(messages)


def _subjects(conn: Connection, site: str) -> Iterator[str]:
    """Give the state first: what else is wrong may follow from it."""
    known = site_events.subjects(conn, site)
    yield from sorted(known, key=lambda subject: (subject != STATE, subject))


def _due(conn: Connection, site: str, subject: str, now: datetime) -> SiteEvent | None:
    """Return what is to be told now of a subject; `None`: nothing, or not yet."""
    event = site_events.last(conn, site, subject)
    if event is None or event.after == _told(conn, event):
        return None
    if event.after == _good(subject) or now - event.at >= STAYED:
        return event
    return None if site_events.told_since(conn, site, subject, event.after, now - LATELY) else event


def _told(conn: Connection, event: SiteEvent) -> str:
    told = site_events.last(conn, event.site, event.subject, told=True)
    return told.after if told else _good(event.subject)


def _good(subject: str) -> str:
    return OK if subject in (STATE, TOR) else MET


def _change(conn: Connection, event: SiteEvent, names: Mapping[str, str]) -> Change:
    good = event.after == _good(event.subject)
    subject = "" if event.subject in (STATE, TOR) else f"{event.subject} not as expected"
    before = _told(conn, event)
    return Change(
        site=TOR if event.site == RUN else names.get(event.site, event.site),
        what=subject or event.after,
        good=good,
        before=subject if good and subject else {MET: "as expected"}.get(before, before),
        advice="" if good else event.advice,
        since=(site_events.began(conn, event, event.after) or event.at) if good else event.at,
        last_good=None if event.site == RUN else leases.last_good(conn, event.site),
        often=not good and site_events.told_since(conn, event.site, event.subject, event.after, event.at - LATELY),
    )
