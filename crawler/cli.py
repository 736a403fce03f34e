"""The command line: every command is a few lines that call what does the work."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Optional

import typer

from config.errors import StallwatchError, TorUnavailable
from crawler import log
from crawler.command import Globals, Json, Quiet, read_folder, teller
from crawler.exits import Exit
from crawler.sites.commands import replay, sites_app
from pipelines.collector import collect_rarely

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
elasticsearch_app = typer.Typer(no_args_is_help=True, help="Prepare Elasticsearch (needs admin rights once).")
rules_app = typer.Typer(no_args_is_help=True, help="Check the rules.")
app.add_typer(elasticsearch_app, name="elasticsearch")
app.add_typer(rules_app, name="rules")
app.add_typer(sites_app, name="sites")
app.command()(replay)
quarantine_app = typer.Typer(no_args_is_help=True, help="Threads that could not be read time and again.")
app.add_typer(quarantine_app, name="quarantine")

MaxMinutes = Annotated[Optional[int], typer.Option(min=1, help="End the visits after this long.")]  # noqa: UP045
Sites = Annotated[Optional[list[str]], typer.Option("--site", help="Only this site (repeat for more).")]  # noqa: UP045
Site = Annotated[Optional[str], typer.Option(help="A site's id.")]  # noqa: UP045
Strict = Annotated[bool, typer.Option(help="Exit with 3 for every bad site, not only for one that got worse.")]


@app.callback()
def _options(
    context: typer.Context,
    config: Annotated[
        Optional[Path], typer.Option("--config", help="The operator's folder [$STALLWATCH_HOME, else ./stallwatch].")  # noqa: UP045
    ] = None,
    env_file: Annotated[Optional[Path], typer.Option(help="NAME=value lines with secrets, for cron.")] = None,  # noqa: UP045
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Log what happens, without any text of posts.")
    ] = False,
) -> None:
    """Watch dark-web forums and markets for claims of stolen data."""
    folder = config or Path(os.environ.get("STALLWATCH_HOME") or "stallwatch")
    context.obj = Globals(folder, env_file, verbose)
    log.set_up(verbose=verbose)


# --- set up ---


@app.command()
def init(context: typer.Context) -> None:
    """Make the operator's folder, commented."""
    from crawler.init import init as make  # noqa: PLC0415

    folder = context.obj.folder
    written = make(folder)
    for path in written:
        typer.echo(f"wrote {path}")
    if not written:
        typer.echo("nothing to write: all of it is there")
    typer.echo(f"next: stallwatch --config {folder} sites detect http://<56 characters>.onion/, then sites add")
    typer.echo("or by hand: copy an example of sites/ to sites/<name>.yml, change it, then doctor")


@app.command()
def doctor(context: typer.Context, as_json: Json = False) -> None:
    """Look whether a run would work, and whether anything stands open."""
    from crawler.doctor import examine  # noqa: PLC0415

    checks = examine(*read_folder(context))
    if as_json:
        typer.echo(json.dumps([{"name": each.name, "ok": each.ok, "says": each.says} for each in checks]))
    else:
        for each in checks:
            typer.echo(f"{'ok  ' if each.ok else 'LOOK'}  {each.name}: {each.says}")
    raise typer.Exit(Exit.OK if all(each.ok for each in checks) else Exit.WORSE)


@rules_app.command("check")
def rules_check(context: typer.Context) -> None:
    """Read all files of the folder and say what is wrong with them."""
    config, environment = read_folder(context)
    webhooks = environment.slack_channels(config.channels)
    for rule in config.rules:
        off = " (off: no webhook)" if rule.then == "alert" and rule.channel not in webhooks else ""
        typer.echo(f"{rule.id}: {rule.then}" + (f" to {rule.channel}{off}" if rule.channel else ""))
    typer.echo(f"{len(config.rules)} rules, {len(config.sites)} sites: all well")


@elasticsearch_app.command("setup")
def elasticsearch_setup(context: typer.Context) -> None:
    """Install the index template and the index, and print the writer's role. Run it with an admin's login."""
    from pipelines.deliver.cluster import connect, setup  # noqa: PLC0415

    config, environment = read_folder(context)
    target = environment.elasticsearch()
    if target is None:
        raise StallwatchError("STALLWATCH_ELASTICSEARCH_URL is not set: nothing to set up")
    role = setup(connect(target, config.settings.elasticsearch), config.settings.elasticsearch)
    typer.echo(f"template and index of {config.settings.elasticsearch.index} are in place. The writer needs this role:")
    typer.echo(json.dumps(role, indent=2))


# --- run ---


@app.command()
def run(
    context: typer.Context,
    site: Sites = None,
    max_minutes: MaxMinutes = None,
    quiet: Quiet = False,
    strict: Strict = False,
) -> None:
    """Crawl and deliver: what cron calls."""
    from crawler.run import Commands  # noqa: PLC0415
    from crawler.run import run as both  # noqa: PLC0415
    from crawler.targets import targets  # noqa: PLC0415

    config, environment = read_folder(context)
    given: Globals = context.obj
    common = ["--config", str(given.folder), *(["--env-file", str(given.env_file)] if given.env_file else [])]
    common += ["--verbose"] if given.verbose else []
    limits = [] if max_minutes is None else ["--max-minutes", str(max_minutes)]
    limits += [option for name in site or () for option in ("--site", name)]
    flags = (["--quiet"] if quiet else []) + (["--strict"] if strict else [])
    crawling = [*common, "crawl", *limits, *flags]
    delivering = [*common, "deliver", "--follow", *(["--quiet"] if quiet else [])]
    raise typer.Exit(both(config.folder, Commands(crawling, delivering), targets(config, environment)))


@app.command()
def crawl(
    context: typer.Context,
    site: Sites = None,
    max_minutes: MaxMinutes = None,
    quiet: Quiet = False,
    strict: Strict = False,
    as_json: Json = False,
) -> None:
    """Visit the due sites through Tor and fill the ledger."""
    from crawler.crawl import Order  # noqa: PLC0415
    from crawler.crawl import crawl as visit  # noqa: PLC0415
    from crawler.run import terminated  # noqa: PLC0415
    from crawler.summary import summarise  # noqa: PLC0415

    # Until Scrapy takes signals over: who is told to end while tor starts or rates are asked gives the sites back.
    signal.signal(signal.SIGTERM, terminated)
    config, environment = read_folder(context)
    outcome = visit(Order(config, environment, tuple(site or ()), max_minutes, strict), teller(quiet))
    if as_json:
        typer.echo(json.dumps({name: summarise(found) for name, found in outcome.visits.items()}))
    raise typer.Exit(outcome.exit)


@app.command()
def deliver(
    context: typer.Context,
    follow: Annotated[bool, typer.Option(help="Go on until standard input is closed, then drain the outbox.")] = False,
    quiet: Quiet = False,
) -> None:
    """Send what waits in the outbox to Elasticsearch and Slack."""
    from crawler.deliver import deliver as send  # noqa: PLC0415

    config, environment = read_folder(context)
    raise typer.Exit(send(config, environment, follow=follow, say=teller(quiet)))


@app.command()
def outbox(
    context: typer.Context,
    retry: Annotated[bool, typer.Option(help="Put the dead letters back in the queue.")] = False,
    as_json: Json = False,
) -> None:
    """Show what waits to be delivered and what was refused for good."""
    from crawler.show import outbox_lines  # noqa: PLC0415
    from pipelines.ledger import Ledger  # noqa: PLC0415
    from pipelines.ledger import outbox as box  # noqa: PLC0415

    config, _ = read_folder(context)
    with Ledger.open(config.settings.ledger, config.folder) as ledger:
        if retry:
            typer.echo(f"{ledger.run(lambda conn: box.requeue(conn, datetime.now(UTC)))} put back")
        for line in outbox_lines(ledger, as_json=as_json):
            typer.echo(line)


@quarantine_app.command("list")
def quarantine_list(context: typer.Context, site: Site = None, as_json: Json = False) -> None:
    """List the threads that are left alone, with what was wrong."""
    from crawler.quarantine import list_lines  # noqa: PLC0415

    config, _ = read_folder(context)
    for line in list_lines(config, site, as_json=as_json):
        typer.echo(line)


@quarantine_app.command("release")
def quarantine_release(
    context: typer.Context,
    site: Site = None,
    thread: Annotated[Optional[str], typer.Option(help="Its id, as `list` shows it.")] = None,  # noqa: UP045
    every: Annotated[bool, typer.Option("--all", help="Of all sites.")] = False,
) -> None:
    """Let threads be tried again at their site's next visit."""
    from crawler.quarantine import release  # noqa: PLC0415

    config, _ = read_folder(context)
    typer.echo(f"{release(config, site, thread, every=every)} released")


# --- look ---


@app.command()
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
) -> None:
    """List what was found, the newest first."""
    from crawler.show import Filter, list_listings  # noqa: PLC0415

    wanted = Filter(country, records, price, age, rule, site, text, not all_posts, limit)
    config, _ = read_folder(context)
    list_listings(config, wanted, as_json=as_json)


@app.command()
def show(
    context: typer.Context,
    listing: Annotated[str, typer.Argument(metavar="ID", help="A listing's id, or its beginning.")],
    as_json: Json = False,
) -> None:
    """Show one listing: every value with the words that it was read from, its events and matches."""
    from crawler.show import show_listing  # noqa: PLC0415

    config, _ = read_folder(context)
    show_listing(config, listing, as_json=as_json)


@app.command()
def extract(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="JSON lines of {id, title, body} or {id, text}.")],
) -> None:
    """Read claims from texts: one JSON object a line in, one out. Needs no folder, no network."""
    from crawler.extract import extract_lines  # noqa: PLC0415

    with _lines(file) as lines:
        bad = 0
        for line in extract_lines(lines):
            typer.echo(line.text, err=line.error)
            bad += line.error
    raise typer.Exit(Exit.USAGE if bad else Exit.OK)


@app.command()
def demo(
    day: Annotated[int, typer.Option(min=1, max=2, help="Day 2 plays scripted changes.")] = 1,
    reset: Annotated[bool, typer.Option(help="Forget the demo's state first.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its state.")] = Path(".demo"),
) -> None:
    """Try everything on a private Tor network with three onion sites, on this machine alone."""
    from importlib import import_module  # noqa: PLC0415

    # `demo` stands above `crawler` in the order of imports: it is reached by name, and only when asked for.
    raise typer.Exit(import_module("demo.play").play(day=day, reset=reset, folder=folder))


@contextlib.contextmanager
def _lines(file: str) -> Iterator[Iterator[bytes]]:
    if file == "-":
        yield iter(sys.stdin.buffer)
        return
    try:
        with Path(file).open("rb") as stream:
            yield iter(stream)
    except OSError as error:
        raise StallwatchError(f"{file}: cannot be read: {error.strerror}") from None


def main() -> None:
    """Run the command line; an operator's mistake ends with 2 and a sentence, a bug with 1 and no text of any post."""
    collect_rarely()
    try:
        app()
    except TorUnavailable as error:
        typer.echo(f"stallwatch: tor_unavailable: {error}", err=True)
        sys.exit(Exit.TOR)
    except StallwatchError as error:
        typer.echo(f"stallwatch: {error}", err=True)
        sys.exit(Exit.USAGE)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception:
        logging.getLogger("stallwatch").exception("this is a bug of ours; please report the lines below")
        sys.exit(Exit.BUG)


if __name__ == "__main__":
    main()
