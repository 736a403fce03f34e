"""Which rules hold for a finding, with the reasons in words, and which of its events each asks to be told of.

`max_age` limits alerts only: a rule goes on holding for an old listing, so that it stays searchable. A value that the
post does not state never satisfies a threshold.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from config.schema import UNSPECIFIED, AtLeast, Rule, When
from pipelines.finding import Finding, Match
from pipelines.reading.shadow import make

BACKFILL_MAX_AGE = timedelta(days=14)
"""What counts as news in a board's first scan when the rule sets no `max_age`."""

Reasons = list[str] | None
"""Why a condition holds, in words; `None`: it does not hold."""


def match(rules: Iterable[Rule], finding: Finding, now: datetime, outage: timedelta = timedelta(0)) -> Finding:
    """Return the finding with the matches of all rules that hold.

    `outage` is the time since the site's last good visit before this one: a post made meanwhile is not too old.
    """
    found = (_match(rule, finding, now, outage) for rule in rules)
    return dataclasses.replace(finding, matches=tuple(each for each in found if each is not None))


def _match(rule: Rule, finding: Finding, now: datetime, outage: timedelta) -> Match | None:
    reasons = next((each for one in _databases(finding) if (each := _reasons(rule, one, now)) is not None), None)
    if reasons is None:
        return None
    alerts = tuple(event.kind for event in finding.events if event.kind in rule.on)
    told = alerts if rule.then == "alert" and _young_enough(rule, finding, now, outage) else ()
    return Match(rule.id, tuple(dict.fromkeys(reasons)), told)


def _databases(finding: Finding) -> Iterator[Finding]:
    """Yield the finding, then what it would be if the post offered only one of its further databases.

    Who watches for a name must hear of it in the middle of a list, too. In dollars only the claim's own price is known.
    """
    yield finding
    claim = finding.reading.claim
    for part in claim.parts:
        alone = dataclasses.replace(part, seller=part.seller or claim.seller)
        reading = dataclasses.replace(finding.reading, claim=alone)
        yield dataclasses.replace(finding, reading=reading, price_usd=None, usd_rate_at=None)


def _reasons(rule: Rule, finding: Finding, now: datetime) -> Reasons:
    """Return why a rule holds: its conditions, and one of its further blocks at least where it has any."""
    reasons = _holds(rule.when, finding, now)
    further = [each for each in (_holds(block, finding, now) for block in rule.any_of) if each is not None]
    if reasons is None or (rule.any_of and not further):
        return None
    return [*reasons, *(reason for block in further for reason in block)]


def _holds(when: When, finding: Finding, now: datetime) -> Reasons:
    """Return the reasons of all conditions that are set, or `None` as soon as one of them fails."""
    reasons: list[str] = []
    for key, check in CONDITIONS.items():
        wanted = getattr(when, key)
        if wanted is None or wanted == ():
            continue
        found = check(finding, wanted, now)
        if found is None:
            return None
        reasons += found
    return reasons or ["every listing"]


def _any_of(name: str, value: str | None, allowed: Sequence[str]) -> Reasons:
    return [f"{name} {value}"] if value in allowed else None


def _shared(name: str, values: Sequence[str], allowed: Sequence[str]) -> Reasons:
    shared = [value for value in values if value in allowed]
    return [f"{name} {', '.join(shared)}"] if shared else None


def _countries(values: Sequence[str], allowed: Sequence[str]) -> Reasons:
    if not values and UNSPECIFIED in allowed:
        return ["country unspecified"]
    return _shared("country", values, allowed)


def _whole(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _threshold(name: str, value: Decimal | None, bounds: AtLeast) -> Reasons:
    if value is None:
        return None
    if bounds.at_least is not None and value < bounds.at_least:
        return None
    if bounds.at_most is not None and value > bounds.at_most:
        return None
    limits = [
        f"{sign} {limit:,f}" for sign, limit in ((">=", bounds.at_least), ("<=", bounds.at_most)) if limit is not None
    ]
    return [f"{name} {value:,f} {' and '.join(limits)}"]


def _price(finding: Finding, bounds: AtLeast, now: datetime) -> Reasons:
    usd = None if finding.price_usd is None else Decimal(str(finding.price_usd)).quantize(Decimal("0.01"))
    reasons = _threshold("price in USD", usd, bounds)
    if reasons is None or finding.usd_rate_at is None:
        return reasons
    return [f"{reasons[0]} ({rate_note(finding.usd_rate_at, now)})"]


def rate_note(rate_at: str, now: datetime) -> str:
    """Say of which day a rate is, and how old when it is not of this day.

    >>> from datetime import UTC
    >>> rate_note("2022-07-01", datetime(2022, 7, 3, tzinfo=UTC))
    'rate of 2022-07-01, 2 days old'
    """
    days = (now.date() - date.fromisoformat(rate_at)).days
    return f"rate of {rate_at}" + (f", {days} days old" if days > 0 else "")


def _domain(domain: str | None, allowed: Sequence[str]) -> Reasons:
    for each in allowed:
        wanted = each.lower().removeprefix("www.")
        if domain and (domain == wanted or domain.endswith("." + wanted)):
            return [f"domain {domain}"]
    return None


def _words(name: str, text: str | None, wanted: Sequence[str]) -> Reasons:
    folded = make(text or "").folded
    hits = [word for word in wanted if _contains(folded, make(word).folded)]
    return [f"{name} {', '.join(hits)}"] if hits else None


def _contains(text: str, word: str) -> bool:
    """Find a whole word or phrase; scripts written without spaces have no word bounds to ask for."""
    before = r"(?<!\w)" if re.match(r"\w", word) and not _unspaced(word[0]) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", word) and not _unspaced(word[-1]) else ""
    return re.search(before + re.escape(word) + after, text) is not None


def _unspaced(character: str) -> bool:
    return "\u2e80" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7af" or "\u0e00" <= character <= "\u0e7f"


def _all_text(finding: Finding) -> str:
    text = finding.reading.text
    return "\n".join((text.title, text.prefix, text.body, *text.updates, text.author))


def _author(author: str | None, wanted: Sequence[str]) -> Reasons:
    folded = make(author or "").folded.lstrip("@")
    return [f"seller {author}"] if any(folded == make(each).folded.lstrip("@") for each in wanted) else None


def _young_enough(rule: Rule, finding: Finding, now: datetime, outage: timedelta) -> bool:
    """Tell whether the listing is young enough to alert; only in a backfill has a rule without `max_age` a limit."""
    limits = [block.max_age for block in (rule.when, *rule.any_of) if block.max_age is not None]
    limit = min(limits) if limits else (BACKFILL_MAX_AGE if finding.backfill else None)
    if limit is None or _is_news(finding):
        return True
    posted = finding.listing.posted
    if posted is None:
        return not finding.backfill and now - (finding.first_seen or now) <= limit
    return now - posted.at <= max(limit, outage)


def _is_news(finding: Finding) -> bool:
    """Tell whether we saw a change happen: it is as young as the visit, however old the thread."""
    return bool(finding.events) and all(event.kind != "new" for event in finding.events)


CONDITIONS: Mapping[str, Callable[[Finding, Any, datetime], Reasons]] = {
    "is_claim": lambda finding, wanted, _: [] if finding.reading.claim.is_claim == wanted else None,
    "site": lambda finding, wanted, _: _any_of("site", finding.listing.site, wanted),
    "board": lambda finding, wanted, _: _any_of("board", finding.listing.board, wanted),
    "language": lambda finding, wanted, _: _any_of("language", finding.reading.claim.language, wanted),
    "records": lambda finding, wanted, _: _threshold("records", _whole(finding.reading.claim.records), wanted),
    "size_bytes": lambda finding, wanted, _: _threshold(
        "size in bytes", _whole(finding.reading.claim.size_bytes), wanted
    ),
    "price_usd": _price,
    "countries": lambda finding, wanted, _: _countries(finding.reading.claim.countries, wanted),
    "data_types": lambda finding, wanted, _: _shared("data types", finding.reading.claim.data_types, wanted),
    "causes": lambda finding, wanted, _: _any_of("cause", finding.reading.claim.cause, wanted),
    "domains": lambda finding, wanted, _: _domain(finding.reading.claim.domain, wanted),
    "victim": lambda finding, wanted, _: _words("victim", finding.reading.claim.victim, wanted),
    "providers": lambda finding, wanted, _: _words(
        "provider", (finding.reading.claim.provider or "").replace("_", " "), wanted
    ),
    "author": lambda finding, wanted, _: _author(finding.reading.claim.seller or finding.listing.author, wanted),
    "keywords": lambda finding, wanted, _: _words("keyword", _all_text(finding), wanted),
}
"""A check for each condition of `When`, in the order in which they are tried: the cheapest first."""
