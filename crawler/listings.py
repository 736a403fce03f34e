"""`stallwatch listings`: what the ledger holds, filtered, as a table or JSON lines."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from pydantic import TypeAdapter, ValidationError
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from config.errors import StallwatchError
from config.load import Config
from config.schema import Duration, check_country
from crawler.printed import WHOLE_LINE, counted, json_line, one_line, price_words, print_line, size_words
from crawler.spreadsheet import csv_lines
from pipelines.ledger import Ledger, browse
from pipelines.ledger.browse import Hit
from pipelines.links import unlinked

Form = Literal["table", "json", "csv"]

COLUMNS = (
    "listing_id", "posted", "first_seen", "site", "board", "is_claim", "records", "size_bytes", "price", "currency",
    "price_usd", "countries", "author", "title", "rules", "removed_at", "sold_at",
)  # fmt: skip
"""Of the CSV: the keys of the JSON, with a price's currency apart."""


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


def list_listings(config: Config, wanted: Filter, form: Form = "table") -> None:
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
    if form == "csv":
        for line in csv_lines(COLUMNS, map(_hit_row, hits)):
            print_line(line)
        return
    if form == "json":
        for hit in hits:
            print_line(unlinked(json_line(_hit_json(hit))))
        return
    console = Console()
    print_table(console, hits)
    more = " (more with --limit)" if len(hits) == wanted.limit else ""
    console.print(counted(len(hits), "listing") + more)


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


def print_table(console: Console, hits: Iterable[Hit]) -> None:
    """Print hits as a table: fitted to a terminal, whole lines into a file or pipe."""
    if console.is_terminal:
        console.print(listing_table(hits, console.width))
    else:
        Console(file=console.file, width=WHOLE_LINE, quiet=console.quiet).print(listing_table(hits))


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


def _since(age: str | None) -> datetime | None:
    if age is None:
        return None
    try:
        return datetime.now(UTC) - TypeAdapter(Duration).validate_python(age)
    except ValidationError:
        raise StallwatchError("--age: expected a number with d, h, m or s behind it, such as 14d or 36h") from None


def _hit_json(hit: Hit) -> dict[str, object]:
    found = dataclasses.asdict(hit)
    found["price"] = None if hit.price is None else {"amount": float(hit.price.amount), "currency": hit.price.currency}
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in found.items()}


def _hit_row(hit: Hit) -> dict[str, object]:
    price = {} if hit.price is None else {"price": f"{hit.price.amount:f}", "currency": hit.price.currency}
    lists = {"countries": " ".join(hit.countries), "rules": " ".join(hit.rules)}
    return {**_hit_json(hit), "price": None, "is_claim": "yes" if hit.is_claim else "no", **price, **lists}
