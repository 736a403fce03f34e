"""`stallwatch listings` and `show`: what was found."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from crawler.command import Json, read_folder


def listings(
    context: typer.Context,
    country: Annotated[Optional[str], typer.Option(help="ISO code, such as CN.")] = None,  # noqa: UP045
    records: Annotated[Optional[int], typer.Option(help="At least this many.")] = None,  # noqa: UP045
    price: Annotated[Optional[float], typer.Option(help="At least this many US dollars.")] = None,  # noqa: UP045
    age: Annotated[Optional[str], typer.Option(help="First seen at most this long ago, such as 36h or 14d.")] = None,  # noqa: UP045
    rule: Annotated[Optional[str], typer.Option(help="A rule's id.")] = None,  # noqa: UP045
    site: Annotated[Optional[str], typer.Option(help="A site's id.")] = None,  # noqa: UP045
    text: Annotated[Optional[str], typer.Option(help="Words in any text of it.")] = None,  # noqa: UP045
    all_posts: Annotated[bool, typer.Option("--all", help="Also what is no claim.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, for a spreadsheet to open.")] = False,
) -> None:
    """List what was found, the newest first."""
    from crawler.listings import Filter, list_listings  # noqa: PLC0415

    wanted = Filter(country, records, price, age, rule, site, text, not all_posts, limit)
    config, _ = read_folder(context, about_sites=False)
    list_listings(config, wanted, "json" if as_json else "csv" if as_csv else "table")


def show(
    context: typer.Context,
    listing: Annotated[str, typer.Argument(metavar="ID", help="A listing's id, or its beginning.")],
    as_json: Json = False,
) -> None:
    """Show one listing: every value with the words that it was read from, its events and matches."""
    from crawler.show import show_listing  # noqa: PLC0415

    config, _ = read_folder(context, about_sites=False)
    show_listing(config, listing, as_json=as_json)
