"""What the command line shows of the ledger: tables, one listing with its words marked, and the outbox.

Every text of a post passes `printable`: no control sequence of a hostile title reaches a terminal.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled
from sqlalchemy import Connection

from config.errors import StallwatchError
from config.load import Config
from config.schema import check_country
from pipelines.deliver.document import render
from pipelines.ledger import Ledger, browse, outbox
from pipelines.ledger.browse import Hit, Shown
from pipelines.reading.claim import FIELDS, Claim, Price, Source
from pipelines.scrub import printable

SIZES = (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3))
SOURCES: tuple[Source, ...] = ("prefix", "title", "price", "author", "body", "update")
WHOLE_LINE = 1000
"""Columns of a table that nobody's terminal has to hold."""
PALETTE = ("black on yellow", "black on green", "black on cyan", "black on magenta", "white on blue", "black on white")


@dataclass(frozen=True, slots=True)
class Filter:
    """What `listings` was asked for; `None`: no condition."""

    country: str | None
    records: int | None
    price_usd: float | None
    age: str | None
    rule: str | None
    site: str | None
    text: str | None
    claims_only: bool
    limit: int


def list_listings(config: Config, wanted: Filter, *, as_json: bool) -> None:
    """Print what fits the filter, newest first. Raises `StallwatchError` for an age that cannot be read."""
    _check(config, wanted)
    with Ledger.open(config.settings.ledger, config.folder) as ledger:
        hits = ledger.read(
            lambda conn: browse.search(
                conn,
                country=wanted.country,
                records_at_least=wanted.records,
                price_usd_at_least=wanted.price_usd,
                newer_than=_since(wanted.age),
                rule=wanted.rule,
                site=wanted.site,
                text=wanted.text,
                claims_only=wanted.claims_only,
                limit=wanted.limit,
            )
        )
    if as_json:
        for hit in hits:
            print_line(json.dumps(_hit_json(hit), ensure_ascii=False))
        return
    console = Console()
    print_table(console, hits)
    console.print(f"{len(hits)} listings" + (" (more with --limit)" if len(hits) == wanted.limit else ""))


def _check(config: Config, wanted: Filter) -> None:
    """Refuse a filter that nothing can fit: "0 listings" must never be the answer to a typing error."""
    if wanted.site is not None:
        config.site(wanted.site)
    rules = [rule.id for rule in config.rules]
    if wanted.rule is not None and wanted.rule not in rules:
        raise StallwatchError(f"no rule {wanted.rule!r}; known: {', '.join(rules) or 'none'}")
    if wanted.country is not None:
        try:
            check_country(wanted.country.upper())
        except ValueError as error:
            raise StallwatchError(f"--country: {error}") from None


def show_listing(config: Config, listing: str, *, as_json: bool) -> None:
    """Print everything about one listing. Raises `StallwatchError` when there is none, or several."""
    with Ledger.open(config.settings.ledger, config.folder) as ledger:
        found = ledger.read(lambda conn: browse.show(conn, listing))
    if found is None:
        raise StallwatchError(f"no listing {listing[:32]!a}: `stallwatch listings` shows their ids")
    if as_json:
        print_line(json.dumps(render(found.stored), ensure_ascii=False))
        return
    console = Console(highlight=False)
    for block in _blocks(found):
        console.print(block, soft_wrap=True)


def outbox_lines(ledger: Ledger, *, as_json: bool) -> Iterator[str]:
    """Say what waits and what was refused for good, a line each."""
    waiting = ledger.read(_waiting)
    letters = ledger.read(outbox.dead)
    if as_json:
        dead = [{"target": each.job.target, "listing": each.job.listing_id, "reason": each.reason} for each in letters]
        yield json.dumps({"waiting": waiting, "dead": dead})
        return
    yield ", ".join(f"{target}: {count} waiting" for target, count in waiting.items())
    for each in letters:
        place = each.job.target + (f" {each.job.channel}" if each.job.channel else "")
        what = f"listing {each.job.listing_id[:8]}" if each.job.listing_id else "a message to the operator"
        yield f"refused for good by {place}: {what}: {printable(each.reason)}"
    if letters:
        yield "mend the cause, then: stallwatch outbox --retry"


def print_table(console: Console, hits: Iterable[Hit]) -> None:
    """Print hits as a table: fitted to a terminal, whole lines into a file or pipe."""
    if console.is_terminal:
        console.print(listing_table(hits, console.width))
    else:
        Console(file=console.file, width=WHOLE_LINE, quiet=console.quiet).print(listing_table(hits))


def _waiting(conn: Connection) -> dict[str, int]:
    return {target: outbox.pending(conn, target) for target in (outbox.ELASTICSEARCH, outbox.SLACK)}


def listing_table(hits: Iterable[Hit], width: int | None = None) -> Table:
    """Lay out hits as a table. `width`: cut titles so that it fits; `None`: show them whole."""
    rows = [_cells(hit) for hit in hits]
    names = ("id", "posted", "site", "records", "size", "price", "usd", "who", "title")
    others = sum(max(cell_len(row[column]) for row in [names, *rows]) + 2 for column in range(len(names) - 1))
    room = None if width is None else max(width - others, 20)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name in names:
        right = name in ("records", "size", "price", "usd")
        table.add_column(name, no_wrap=True, justify="right" if right else "left")
    for *cells, title in rows:
        shown = Styled(title)
        if room is not None:
            shown.truncate(room, overflow="ellipsis")
        table.add_row(*map(Styled, cells), shown)
    return table


def _cells(hit: Hit) -> tuple[str, ...]:
    state = "".join(f" [{word}]" for word, at in (("gone", hit.removed_at), ("sold", hit.sold_at)) if at)
    return (
        hit.listing_id[:8],
        (hit.posted or hit.first_seen).strftime("%Y-%m-%d %H:%M"),
        hit.site,
        "" if hit.records is None else f"{hit.records:,}",
        size_words(hit.size_bytes),
        price_words(hit.price),
        "" if hit.price_usd is None else f"{hit.price_usd:,.0f}",
        " ".join(hit.countries),
        (one_line(hit.title) + state) if hit.is_claim else f"({one_line(hit.title)})",
    )


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
    return " ".join(printable(text or "").split())


def print_line(line: str) -> None:
    """Print a line for a program to read, as it is."""
    Console(soft_wrap=True, markup=False, highlight=False, emoji=False).out(line, highlight=False)


def _blocks(found: Shown) -> Iterator[Styled | Table]:
    stored = found.stored
    yield Styled(one_line(stored.listing.title), style="bold")
    yield _facts(found)
    yield Styled("")
    if stored.reading.claim.is_claim:
        yield _values(found)
    else:
        yield Styled("not a claim" if any(stored.reading.text.of(each) for each in SOURCES) else "text no longer kept")
    yield from _texts(found)
    yield from _history(found)


def _facts(found: Shown) -> Table:
    stored, listing = found.stored, found.stored.listing
    posted = f"{listing.posted.at:%Y-%m-%d %H:%M} UTC ({listing.posted.precision})" if listing.posted else "not said"
    table = Table.grid(padding=(0, 2))
    for name, value in (
        ("id", listing.listing_id),
        ("where", f"{listing.site} / {listing.board} / {listing.native_id}  {listing.path}"),
        ("author", one_line(listing.author) or "not shown"),
        ("posted", posted),
        ("first seen", f"{stored.first_seen:%Y-%m-%d %H:%M} UTC"),
        ("last seen", f"{stored.last_seen:%Y-%m-%d %H:%M} UTC"),
        ("state", ", ".join(_states(found)) or "there"),
    ):
        table.add_row(name, Styled(printable(value)))
    return table


def _states(found: Shown) -> Iterator[str]:
    for word, at in (("sold", found.stored.sold_at), ("removed", found.stored.removed_at)):
        if at:
            yield f"{word} since {at:%Y-%m-%d %H:%M} UTC"


def _values(found: Shown) -> Table:
    """Lay out each value of the claim beside the words that it was read from."""
    claim = found.stored.reading.claim
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("field", "value", "words", "where"):
        table.add_column(name)
    for name, style in zip(FIELDS, _styles(), strict=False):
        value = getattr(claim, name)
        if value in (None, ()):
            continue
        evidence = claim.evidence.get(name, ())
        words = " · ".join(dict.fromkeys(one_line(each.words) for each in evidence))
        places = " ".join(
            dict.fromkeys(
                each.source + ("" if each.confidence == "stated" else f" ({each.confidence})") for each in evidence
            )
        )
        table.add_row(Styled(name, style=style), Styled(_value_words(found, name, value)), Styled(words), places)
    for part in claim.parts:
        table.add_row("part", Styled(_part_words(part)), "", " ".join(_sources(part)))
    return table


def _part_words(part: Claim) -> str:
    """Write a further database of the post on one line."""
    stated = (
        one_line(part.victim or part.domain or ", ".join(part.countries)),
        None if part.records is None else f"{part.records:,}",
        None if part.size_bytes is None else size_words(part.size_bytes),
        None if part.price is None else price_words(part.price),
    )
    return " · ".join(each for each in stated if each)


def _sources(part: Claim) -> Iterator[str]:
    yield from dict.fromkeys(each.source for found in part.evidence.values() for each in found)


def _value_words(found: Shown, name: str, value: object) -> str:
    if isinstance(value, Price):
        usd = found.stored.price_usd
        rate = (
            "" if usd is None or value.currency == "USD" else f" = {usd:,.0f} USD (rate of {found.stored.usd_rate_at})"
        )
        return price_words(value) + rate
    if name == "size_bytes":
        return f"{size_words(int(str(value)))} ({value:,} bytes)"
    if isinstance(value, int):
        return f"{value:,}"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else one_line(str(value))


def _texts(found: Shown) -> Iterator[Styled]:
    """Show each source with the words of the evidence marked in their field's colour."""
    reading = found.stored.reading
    for source in SOURCES:
        text = reading.text.of(source)
        if not text.strip():
            continue
        marked = Styled(_same_length(text))
        for name, style in zip(FIELDS, _styles(), strict=False):
            for each in reading.claim.evidence.get(name, ()):
                if each.source == source:
                    marked.stylize(style, each.start, each.end)
        yield Styled(f"\n{source}", style="bold dim")
        yield marked


def _styles() -> Iterator[str]:
    yield from (PALETTE[index % len(PALETTE)] for index in range(len(FIELDS)))


def _same_length(text: str) -> str:
    """Make a text printable without moving an offset: what must not be printed stands as a space."""
    return "".join(each if each == "\n" or printable(each) == each else " " for each in text)


def _history(found: Shown) -> Iterator[Styled]:
    yield Styled("\nhistory", style="bold dim")
    for event in found.stored.events:
        yield Styled(f"{event.at:%Y-%m-%d %H:%M} {event.kind} {_change(dict(event.detail))}".rstrip())
    for each in found.stored.matches:
        yield Styled(f"rule {each.rule}: {'; '.join(each.reasons)}" + ("" if each.active else " (no longer)"))
    for raised in found.alerts:
        sent = f"sent {raised.sent_at:%H:%M}" if raised.sent_at else "not sent"
        yield Styled(f"alert {raised.rule} ({raised.trigger.split(':')[0]}) to {raised.channel}: {sent}")


def _change(detail: dict[str, object]) -> str:
    if "after" not in detail:
        return ""
    before, after = (json.dumps(detail.get(name), ensure_ascii=False) for name in ("before", "after"))
    return one_line(f"{before} -> {after}")


def _since(age: str | None) -> datetime | None:
    if age is None:
        return None
    units = {"d": "days", "h": "hours", "m": "minutes"}
    found = re.fullmatch(r"(\d{1,6})([dhm])", age)
    if found is None:
        raise StallwatchError("--age: expected a number with d, h or m behind it, such as 14d or 36h")
    return datetime.now(UTC) - timedelta(**{units[found[2]]: int(found[1])})


def _hit_json(hit: Hit) -> dict[str, object]:
    found = dataclasses.asdict(hit)
    found["price"] = None if hit.price is None else {"amount": float(hit.price.amount), "currency": hit.price.currency}
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in found.items()}
