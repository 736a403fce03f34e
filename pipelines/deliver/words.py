"""Values of a claim in words, as an alert shows them. What a post wrote is made harmless here."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from babel import Locale

from pipelines.deliver.escape import defang, one_line
from pipelines.match import rate_note
from pipelines.reading.claim import Claim, Price
from spiders.listing import Moment

LONGEST = 200
"""Code points of one value."""

MOST_PARTS = 8
"""Further databases of one post that are named."""

EVENTS: Mapping[str, str] = {
    "new": "new listing",
    "edited": "the post was edited",
    "price_changed": "the price changed",
    "count_changed": "the number of records changed",
    "sold": "said to be sold",
    "removed": "removed from the site",
    "restored": "back on the site",
}
"""What each kind of event is called."""

_UNITS = ((10**15, "PB"), (10**12, "TB"), (10**9, "GB"), (10**6, "MB"), (10**3, "kB"))


def said(text: str, limit: int = LONGEST) -> str:
    """Put what somebody wrote on one line, defanged and cut; not yet escaped."""
    line = one_line(text)
    return defang(line if len(line) <= limit else line[: limit - 1] + "…")


def records(claim: Claim) -> str | None:
    """Write the count and the words that it was read from; `None`: not stated."""
    return None if claim.records is None else f"{claim.records:,}{_words(claim, 'records', claim.records)}"


def size(claim: Claim) -> str | None:
    """Write the volume in decimal units and its words; `None`: not stated."""
    if claim.size_bytes is None:
        return None
    return f"{bytes_in_words(claim.size_bytes)}{_words(claim, 'size_bytes', claim.size_bytes)}"


def bytes_in_words(count: int) -> str:
    """Write a number of bytes.

    >>> [bytes_in_words(count) for count in (23 * 10**12, 1_500_000_000, 100_000, 999)]
    ['23 TB', '1.5 GB', '100 kB', '999 bytes']
    """
    for unit, name in _UNITS:
        if count >= unit:
            return f"{Decimal(count) / unit:,.2f}".rstrip("0").rstrip(".") + f" {name}"
    return f"{count:,} bytes"


def price(claim: Claim, usd: float | None, rate_at: str | None, now: datetime) -> str | None:
    """Write the price as stated, and what it is in US dollars at which day's rate; `None`: not stated."""
    if claim.price is None:
        return None
    stated = amount(claim.price.amount, claim.price.currency)
    if usd is None or rate_at is None or claim.price.currency in ("USD", None):
        return stated
    return f"{stated} ≈ USD {usd:,.{0 if usd >= 100 else 2}f} at the {rate_note(rate_at, now)}"


def amount(value: Decimal, currency: str | None) -> str:
    """Write an amount of money.

    >>> amount(Decimal("4200.50"), "EUR"), amount(Decimal(0), None)
    ('4,200.50 EUR', 'free')
    """
    if value == 0:
        return "free"
    written = f"{value:,f}" if value.is_finite() and abs(value.adjusted()) < 30 else f"{value:.3e}"
    return said(f"{written} {currency or ''}").strip()


def countries(codes: Iterable[str]) -> str | None:
    """Write countries with their codes; `None`: none.

    >>> countries(["CN", "XX"])
    'China (CN), XX'
    """
    names = _territories()
    return ", ".join(f"{names[code]} ({code})" if code in names else said(code, 8) for code in codes) or None


def parts(claim: Claim) -> str | None:
    """Name the further databases of a post, the first of them by name or country and count; `None`: there are none."""
    if not claim.parts:
        return None
    named = [_part(each) for each in claim.parts[:MOST_PARTS]]
    more = len(claim.parts) - len(named)
    return " · ".join([*named, f"and {more} more"] if more else named)


def _part(part: Claim) -> str:
    whose = said(part.victim or part.domain or "", 60) or ", ".join(part.countries)
    return whose if part.records is None else f"{whose} {part.records:,}"


def listed(values: Iterable[str]) -> str | None:
    """Write names of our own lists; `None`: none."""
    return ", ".join(value.replace("_", " ") for value in values) or None


def moment(at: Moment | None) -> str | None:
    """Write a time as precisely as the site shows it; `None`: it does not say."""
    if at is None:
        return None
    return f"{at.at:%Y-%m-%d}" if at.precision == "day" else instant(at.at)


def instant(at: datetime) -> str:
    """Write a time, UTC, to the minute."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def change(before: object, after: object) -> str:
    """Write what an event changed: counts or stated prices.

    >>> change({"amount": "10", "currency": "BTC"}, {"amount": "4", "currency": "BTC"}), change(None, 5000)
    ('10 BTC → 4 BTC', 'not stated → 5,000')
    """
    return f"{_state(before)} → {_state(after)}"


def _state(value: object) -> str:
    if isinstance(value, Mapping):
        return _stated(value)
    if isinstance(value, int):
        return f"{value:,}"
    return "not stated" if value is None else said(str(value), 60)


def _stated(value: Mapping[object, object]) -> str:
    try:
        found = Price(Decimal(str(value.get("amount"))), None)
    except ArithmeticError:
        return "not stated"
    currency = value.get("currency")
    return amount(found.amount, None if currency is None else str(currency))


def _words(claim: Claim, field: str, value: object) -> str:
    """Quote the words that a value was read from, unless they are the number as we write it anyway."""
    for each in claim.evidence.get(field, ()):
        if each.value == value and each.words.strip() and each.words.strip() != f"{value:,}":
            return f" (“{said(each.words, 100)}”)"
    return ""


@functools.cache
def _territories() -> Mapping[str, str]:
    return {str(code): str(name) for code, name in Locale("en").territories.items() if len(str(code)) == 2}
