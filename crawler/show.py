"""`stallwatch show`: one listing, with the words marked that each value was read from."""

from __future__ import annotations

import json
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from config.errors import StallwatchError
from config.load import Config
from crawler.printed import json_line, one_line, price_words, print_line, size_words
from pipelines.deliver.document import render
from pipelines.ledger import Ledger, browse
from pipelines.ledger.browse import Shown
from pipelines.links import unlinked
from pipelines.reading.claim import FIELDS, Claim, Price, Source
from pipelines.scrub import printable

SOURCES: tuple[Source, ...] = ("prefix", "title", "price", "author", "body", "update")
NAMED = 8
"""Listings that are named for one contact."""
PALETTE = ("black on yellow", "black on green", "black on cyan", "black on magenta", "white on blue", "black on white")


def show_listing(config: Config, listing: str, *, as_json: bool) -> None:
    """Print everything about one listing. Raises `StallwatchError` when there is none, or several."""
    with Ledger.open(config.settings.ledger, config.folder) as ledger:
        found = ledger.read(lambda conn: browse.show(conn, listing))
    if found is None:
        raise StallwatchError(f"no listing {listing[:32]!a}: `stallwatch listings` shows their ids")
    if as_json:
        print_line(json_line(render(found.stored)))
        return
    console = Console(highlight=False)
    for block in _blocks(found):
        console.print(block, soft_wrap=True)


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
        *(("contact", line) for line in _contacts(found)),
    ):
        table.add_row(name, Styled(printable(value)))
    return table


def _contacts(found: Shown) -> Iterator[str]:
    """Say where the seller can be reached, as far as that is kept, and which listings give the same contact."""
    for each, others in found.contacts.items():
        address = f" {one_line(each.address)}" if each.address else ""
        same = ", ".join(other[:8] for other in others[:NAMED]) + (", …" if len(others) > NAMED else "")
        yield f"{each.kind}{address} {each.hash}" + (f"  the same as in {same}" if others else "")


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
    return unlinked("".join(each if each == "\n" or printable(each) == each else " " for each in text))


def _history(found: Shown) -> Iterator[Styled]:
    yield Styled("\nhistory", style="bold dim")
    for event in found.stored.events:
        yield Styled(f"{event.at:%Y-%m-%d %H:%M} {event.kind} {_change(dict(event.detail))}".rstrip())
    for each in found.stored.matches:
        yield Styled(f"rule {each.rule}: {one_line('; '.join(each.reasons))}" + ("" if each.active else " (no longer)"))
    for raised in found.alerts:
        sent = f"sent {raised.sent_at:%H:%M}" if raised.sent_at else "not sent"
        yield Styled(f"alert {raised.rule} ({raised.trigger.split(':')[0]}) to {raised.channel}: {sent}")


def _change(detail: dict[str, object]) -> str:
    if "after" not in detail:
        return ""
    before, after = (json.dumps(detail.get(name), ensure_ascii=False) for name in ("before", "after"))
    return one_line(f"{before} -> {after}")
