"""How values, texts and lines are printed: nothing in a hostile title steers a terminal, or is a link to an onion."""

from __future__ import annotations

import json

from rich.console import Console

from pipelines.links import unlinked
from pipelines.reading.claim import Price
from pipelines.scrub import printable

SIZES = (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3))
WHOLE_LINE = 1000
"""Columns of a table that nobody's terminal has to hold."""


def counted(count: int, noun: str) -> str:
    """Write how many there are.

    >>> counted(1, "listing"), counted(2_000, "listing")
    ('1 listing', '2,000 listings')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def size_words(size: int | None) -> str:
    """Write bytes with a decimal unit.

    >>> size_words(23 * 10**12), size_words(512), size_words(None)
    ('23 TB', '512 B', '')
    """
    if size is None:
        return ""
    unit, factor = next(((unit, factor) for unit, factor in SIZES if size >= factor), ("B", 1))
    return f"{size / factor:.4g} {unit}"


def price_words(price: Price | None) -> str:
    """Write a price as stated.

    >>> from decimal import Decimal
    >>> price_words(Price(Decimal("10"), "BTC")), price_words(Price(Decimal(0), None)), price_words(None)
    ('10 BTC', 'free', '')
    """
    if price is None:
        return ""
    return "free" if price.amount == 0 else f"{price.amount.normalize():,f} {price.currency}"


def one_line(text: str | None) -> str:
    """Make a text fit for one line of a table."""
    return unlinked(" ".join(printable(text or "").split()))


def json_line(value: object) -> str:
    r"""Write JSON on one line that steers no terminal: what is no plain character stands as its escape.

    >>> json_line({"title": "海 \x9b31m \u202e"})
    '{"title": "海 \\u009b31m \\u202e"}'
    """
    written = json.dumps(value, ensure_ascii=False)
    if written.isprintable():
        return written
    return "".join(each if each.isprintable() else json.dumps(each)[1:-1] for each in written)


def print_line(line: str) -> None:
    """Print a line for a program to read, as it is."""
    Console(soft_wrap=True, markup=False, highlight=False, emoji=False).out(line, highlight=False)
