"""The way of one listing through the pure stages, in the only order that makes sense.

read -> (store's transaction: track -> price -> match -> alerts -> save). What stands before the parenthesis sees raw
text; everything after it redacted text only.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import unquote

from config.schema import Rule
from pipelines.contacts import Sealer
from pipelines.deliver.message import message
from pipelines.finding import Alert, Event, Finding
from pipelines.ledger.listings import Previous
from pipelines.match import match
from pipelines.rates import Known, in_usd
from pipelines.reading import Raw, Reading, read
from pipelines.track import track
from spiders.listing import Listing
from spiders.plain_address import hidden_path, is_hidden

_TOLD = 4
"""Letters and digits that a masked value has at least to be looked for in the address."""
_WORDED = re.compile(r"[^\w./?=&%~+-]")
"""What no slug holds."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the stages need to know besides the listing and what was known of it."""

    rules: Sequence[Rule]
    now: datetime
    """UTC."""
    outage: timedelta = timedelta(0)
    """Since the site's last good visit before this one."""
    silent: bool = False
    """Raise nothing: the text is not new, only our reading of it."""
    rates: Known = field(default_factory=dict)
    """What the operator's sources said of currencies."""


def read_listing(listing: Listing, reader: Callable[[Raw], Reading] = read, sealer: Sealer | None = None) -> Finding:
    """Read a raw listing. The finding's listing holds the redacted texts; the raw ones end here.

    `sealer`: seals the contacts that the post gives; `None`: they are not kept in any form.
    """
    raw = Raw(
        title=listing.title,
        body=listing.body,
        prefix=listing.prefix or "",
        price=listing.price or "",
        author=listing.author or "",
        updates=tuple(update.text for update in listing.updates),
    )
    reading = reader(raw)
    text = reading.text
    path = _path(listing, reading, reader)
    redacted = dataclasses.replace(
        listing,
        path=path,
        own_page=listing.own_page and not is_hidden(path),
        title=text.title,
        body=text.body,
        prefix=text.prefix or None,
        price=text.price or None,
        author=text.author or None,
        standing=_masked(listing.standing, reader),
        updates=tuple(
            dataclasses.replace(update, text=words) for update, words in zip(listing.updates, text.updates, strict=True)
        ),
    )
    sealed = sealer.seal(reading.contacts) if sealer else ()
    return Finding(redacted, dataclasses.replace(reading, contacts=()), contacts=sealed)


def _path(listing: Listing, reading: Reading, reader: Callable[[Raw], Reading]) -> str:
    """Keep the path unless it tells what is masked in the title that it was made from, or has words of its own."""
    squashed = _squash(unquote(listing.path))
    told = (listing.title[each.start : each.end] for each in reading.redactions if each.source == "title")
    shown = any(len(words) >= _TOLD and words in squashed for words in map(_squash, told))
    return hidden_path(listing.path) if shown else masked_path(listing.path, reader)


def masked_path(path: str, reader: Callable[[Raw], Reading] = read) -> str:
    """Hide a path in whose own words the reader finds somebody's data; slugs hold no such words."""
    words = unquote(path)
    return hidden_path(path) if _WORDED.search(words) and reader(Raw(body=words)).redactions else path


def _squash(words: str) -> str:
    return "".join(filter(str.isalnum, words.lower()))


def _masked(standing: str | None, reader: Callable[[Raw], Reading]) -> str | None:
    """Mask what a member's page says of them; it is shown, and no source of a claim."""
    return None if standing is None else reader(Raw(author=standing[:200])).text.author


def process(finding: Finding, previous: Previous | None, given: Circumstances) -> Finding:
    """Track, price, match and word the alerts: all that depends on what was known before."""
    events = () if given.silent else track(previous, finding, given.now)
    first_seen = previous.first_seen if previous else given.now
    finding = dataclasses.replace(finding, events=events, first_seen=first_seen)
    return rematch(_priced(finding, previous, given), given)


def rematch(finding: Finding, given: Circumstances) -> Finding:
    """Match a finding whose events are known, and word the alerts."""
    finding = match(given.rules, finding, given.now, given.outage)
    return dataclasses.replace(finding, alerts=_alerts(finding, given))


def _priced(finding: Finding, previous: Previous | None, given: Circumstances) -> Finding:
    """Put the price in US dollars beside it; a price that stands keeps the rate at which it was first seen."""
    price = finding.reading.claim.price
    if price is None:
        return finding
    if previous and previous.price == price and previous.price_usd is not None:
        return dataclasses.replace(finding, price_usd=previous.price_usd, usd_rate_at=previous.usd_rate_at)
    converted = in_usd(price, given.now.date(), given.rates)
    if converted is None:
        return finding
    return dataclasses.replace(finding, price_usd=converted[0], usd_rate_at=converted[1])


def _alerts(finding: Finding, given: Circumstances) -> tuple[Alert, ...]:
    rules: Mapping[str, Rule] = {rule.id: rule for rule in given.rules}
    return tuple(
        Alert(found.rule, event.trigger, channel, message(finding, rules[found.rule], found, event, given.now))
        for found in finding.matches
        for event in _first_of_each_trigger(finding.events)
        if event.kind in found.alerts and (channel := rules[found.rule].channel)
    )


def _first_of_each_trigger(events: Sequence[Event]) -> list[Event]:
    return list({event.trigger: event for event in events}.values())
