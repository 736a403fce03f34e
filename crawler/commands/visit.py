"""`stallwatch run` and `crawl`: visit the due sites."""

from __future__ import annotations

import json
import signal
from typing import Annotated, Optional

import typer

from crawler.command import Globals, Json, Quiet, read_folder, read_silently, tell_aside, teller

MaxMinutes = Annotated[Optional[int], typer.Option(min=1, help="End the visits after this long.")]  # noqa: UP045
Sites = Annotated[Optional[list[str]], typer.Option("--site", help="Only this site (repeat for more).")]  # noqa: UP045
Strict = Annotated[bool, typer.Option(help="Exit with 3 for every bad site, not only for one that got worse.")]


def run(
    context: typer.Context,
    site: Sites = None,
    max_minutes: MaxMinutes = None,
    quiet: Quiet = False,
    strict: Strict = False,
) -> None:
    """Crawl and deliver: what cron calls."""
    from crawler.access import with_access  # noqa: PLC0415
    from crawler.context import utc_now  # noqa: PLC0415
    from crawler.run import Commands  # noqa: PLC0415
    from crawler.run import run as both  # noqa: PLC0415
    from crawler.targets import targets  # noqa: PLC0415

    config, environment = read_silently(context)  # the crawl process tells of what is wrong
    given: Globals = context.obj
    # Not the env file: each half gets of its variables what it may know, and the file holds all.
    common = ["--config", str(given.folder), *(["--verbose"] if given.verbose else [])]
    limits = [] if max_minutes is None else ["--max-minutes", str(max_minutes)]
    limits += [option for name in site or () for option in ("--site", name)]
    flags = (["--quiet"] if quiet else []) + (["--strict"] if strict else [])
    crawling = [*common, "crawl", "--follow", *limits, *flags]
    delivering = [*common, "deliver", "--follow", *(["--quiet"] if quiet else [])]
    commands = Commands(crawling, delivering)
    lame = bool(with_access(config, environment, utc_now()).broken)
    raise typer.Exit(both(config.folder, commands, environment.variables, targets(config, environment), lame=lame))


def crawl(
    context: typer.Context,
    site: Sites = None,
    max_minutes: MaxMinutes = None,
    quiet: Quiet = False,
    strict: Strict = False,
    as_json: Json = False,
    follow: Annotated[
        bool, typer.Option(hidden=True, help="End when standard input is closed: `run` is gone.")
    ] = False,
) -> None:
    """Visit the due sites through Tor and fill the ledger."""
    from crawler.access import with_access  # noqa: PLC0415
    from crawler.context import utc_now  # noqa: PLC0415
    from crawler.crawl import Order  # noqa: PLC0415
    from crawler.crawl import crawl as visit  # noqa: PLC0415
    from crawler.follow import end_when_stdin_closes  # noqa: PLC0415
    from crawler.run import terminated  # noqa: PLC0415
    from crawler.summary import summarise  # noqa: PLC0415

    # Until Scrapy takes signals over: who is told to end while tor starts or rates are asked gives the sites back.
    signal.signal(signal.SIGTERM, terminated)
    if follow:
        end_when_stdin_closes()
    config, environment = read_folder(context)
    ready = with_access(config, environment, utc_now())
    tell_aside(ready.broken[len(config.broken) :], context.obj)
    outcome = visit(Order(ready, environment, tuple(site or ()), max_minutes, strict), teller(quiet))
    if as_json:
        typer.echo(json.dumps({name: summarise(found) for name, found in outcome.visits.items()}))
    raise typer.Exit(outcome.exit)
