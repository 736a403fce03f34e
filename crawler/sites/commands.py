"""`stallwatch sites …` and `stallwatch replay`: a site from its address to its file, and a look at how it is."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from config.errors import StallwatchError
from crawler.command import Json, Quiet, read_folder, teller
from crawler.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

sites_app = typer.Typer(no_args_is_help=True, help="Find out about a new site, add it, check it; see how all are.")

Pages = Annotated[
    list[str], typer.Argument(metavar="URL|FILE...", help="An address, asked through Tor; or a saved page.")
]
OnePage = Annotated[str, typer.Argument(metavar="URL|FILE", help="An address, asked through Tor; or a saved page.")]
Url = Annotated[Optional[str], typer.Option(help="Where a saved page came from.")]  # noqa: UP045
Engine = Annotated[Optional[str], typer.Option(help="What it is, when that is known better than the page tells.")]  # noqa: UP045
Clearnet = Annotated[
    bool, typer.Option("--clearnet-over-tor", help="Allow an address that is no onion's, through Tor.")
]
Boards = Annotated[Optional[list[str]], typer.Option("--board", help="Only this board: id, title or path (repeat).")]  # noqa: UP045
AllBoards = Annotated[bool, typer.Option("--all-boards", help="All boards that are found, however many.")]
BoardId = Annotated[Optional[str], typer.Option("--board", help="This board of the site; its first by default.")]  # noqa: UP045
SiteId = Annotated[str, typer.Argument(metavar="ID", help="The site's id, as in its file.")]


@sites_app.command()
def detect(
    context: typer.Context,
    pages: Pages,
    url: Url = None,
    engine: Engine = None,
    clearnet: Clearnet = False,
    all_boards: AllBoards = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Name the software of a page, its boards, and the file that would watch them. Ends with 3 without such a file."""
    from crawler.sites import propose, tables  # noqa: PLC0415 - keeps `--help` fast
    from crawler.sites.source import open_sources  # noqa: PLC0415

    usable = True
    config = lambda: read_folder(context, about_sites=False)[0]  # noqa: E731 - a file needs no folder
    for source in open_sources(pages, config, url=url, clearnet=clearnet, say=teller(quiet)):
        if source.page is None:
            usable = False
            _print([f"{source.name}: {source.trouble}"], {"source": source.name, "trouble": source.trouble}, as_json)
            continue
        found = propose.propose(source.page, source.cookies, engine, known=source.known)
        choices = propose.chosen(found, (), every=all_boards)
        data = propose.as_json(found, propose.site_id(found), source.name, choices)
        usable = usable and found.usable
        _print(tables.proposal_blocks(found, source.name, data["site"]), data, as_json)
    raise typer.Exit(Exit.OK if usable else Exit.WORSE)


@sites_app.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="Your name for the site; it stays.")],
    page: OnePage,
    board: Boards = None,
    url: Url = None,
    engine: Engine = None,
    clearnet: Clearnet = False,
    all_boards: AllBoards = False,
    quiet: Quiet = False,
) -> None:
    """Write the file that `detect` proposes; ends with 3 without one. What exists is not overwritten."""
    from crawler.sites.add import add as write  # noqa: PLC0415
    from crawler.sites.add import check_name  # noqa: PLC0415
    from crawler.sites.propose import propose  # noqa: PLC0415
    from crawler.sites.source import open_sources  # noqa: PLC0415

    config, _ = read_folder(context, about_sites=False)
    check_name(config, name)
    (source,) = open_sources([page], lambda: config, url=url, clearnet=clearnet, say=teller(quiet))
    found = propose(source.page, source.cookies, engine, known=source.known) if source.page else None
    if found is None or not found.usable:
        typer.echo(f"{source.name}: nothing was written: {found.advice if found else source.trouble}", err=True)
        raise typer.Exit(Exit.WORSE)
    if found.clearnet and not clearnet:
        raise StallwatchError("--url: not an onion address; add --clearnet-over-tor if that is meant")
    target = write(config, name, found, board or (), every=all_boards)
    typer.echo(f"wrote {target}")
    if found.note and not (board or all_boards):
        typer.echo(found.note)
    typer.echo(f"next: look it over, then: stallwatch --config {config.folder} sites check {name}")


@sites_app.command()
def check(
    context: typer.Context, site: SiteId, board: BoardId = None, quiet: Quiet = False, as_json: Json = False
) -> None:
    """Fetch one page of a board and one thread, and show what would be read. Stores nothing."""
    from crawler.sites import report, tables  # noqa: PLC0415
    from crawler.sites.check import check as look  # noqa: PLC0415
    from spiders.engines import ENGINES  # noqa: PLC0415
    from spiders.listing import SiteState  # noqa: PLC0415

    config, environment = read_folder(context)
    of_site = config.site(site)
    checked = look(config, environment, of_site, board, teller(quiet))
    engine = ENGINES[of_site.engine](of_site)
    _print(tables.checked_blocks(checked, engine), report.checked(checked), as_json)
    raise typer.Exit(Exit.OK if checked.state is SiteState.OK else Exit.WORSE)


@sites_app.command("list")
def list_sites(context: typer.Context, as_json: Json = False) -> None:
    """Show how each site is: state, last good visit, listings a visit, share of claims, next visit."""
    from crawler.sites import overview, tables  # noqa: PLC0415

    config, _ = read_folder(context)
    found = overview.look(config)
    if as_json:
        for each in found:
            _print((), overview.as_json(each), as_json)
        return
    if not found:
        typer.echo(f"no sites yet: stallwatch --config {config.folder} sites detect URL, then sites add ID URL")
        return
    _print([tables.health_table(found, datetime.now(UTC))], {}, as_json)
    for each in found:
        if each.advice and each.state != "ok":
            typer.echo(f"{each.id}: {each.advice}")


def replay(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Saved pages.")],
    site: Annotated[Optional[str], typer.Option(help="Read as this site of the folder.")] = None,  # noqa: UP045
    engine: Annotated[Optional[str], typer.Option(help="Read by this engine, without a folder.")] = None,  # noqa: UP045
    url: Url = None,
    fetched_at: Annotated[
        Optional[datetime],  # noqa: UP045
        typer.Option(
            help="When they were fetched, UTC; when each file was written by default.",
            formats=["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M", "%Y-%m-%d"],
        ),
    ] = None,
    selector: Annotated[Optional[list[str]], typer.Option(metavar="KEY=CSS", help="Try a selector (repeat).")] = None,  # noqa: UP045
    read_as: Annotated[Optional[str], typer.Option("--as", help="listing or thread; found out by default.")] = None,  # noqa: UP045
    full: Annotated[bool, typer.Option(help="With --json: whole texts, masked as always.")] = False,
    as_json: Json = False,
) -> None:
    """Read saved pages again, to mend a selector without asking the site. Personal data is masked, as in the ledger."""
    from crawler.sites import replay as again  # noqa: PLC0415
    from crawler.sites import source, tables  # noqa: PLC0415

    if (site is None) == (engine is None):
        raise StallwatchError("expected --site ID or --engine NAME")
    kind = _kind(read_as)
    of_site = read_folder(context)[0].site(site) if site is not None else None
    reader = again.engine_for(of_site, engine, url, again.pairs(selector or []))
    address = url or (of_site.addresses[0] + "/" if of_site is not None else None)
    when = None if fetched_at is None else fetched_at.replace(tzinfo=fetched_at.tzinfo or UTC).astimezone(UTC)
    good = True
    for file in files:
        page = source.read_page(file, address, when)
        found = again.replay(reader, page, kind)
        good = good and found.good
        blocks = [
            *tables.read_blocks(found, reader, f"{file}", addressed=url is not None),
            *([tables.item_table(found)] if found.good else [found.says]),
        ]
        _print(blocks, again.as_json(reader, file, page, found, 100_000 if full else 200), as_json)
    raise typer.Exit(Exit.OK if good else Exit.WORSE)


def _kind(read_as: str | None) -> Any:
    if read_as not in (None, "listing", "thread"):
        raise StallwatchError("--as: expected listing or thread")
    return read_as


def _print(blocks: Iterable[RenderableType], data: dict[str, Any], as_json: bool) -> None:
    """Print for people, or one line of JSON; a pipe gets whole lines."""
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from crawler.printed import WHOLE_LINE, json_line, print_line  # noqa: PLC0415

    if as_json:
        print_line(json_line(data))
        return
    console = Console(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else WHOLE_LINE)
    for block in blocks:
        whole = isinstance(block, Text) and block.no_wrap is True
        console.print(block, soft_wrap=whole or not sys.stdout.isatty())
