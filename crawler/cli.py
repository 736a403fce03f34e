"""The command line: options before a command, which commands there are, and how each ends.

What a command takes stands in `crawler/commands/` and `crawler/sites/commands.py`: a few lines that call what does
the work.
"""

from __future__ import annotations

import logging
import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Optional

import typer

from config.errors import StallwatchError, TorBusy, TorUnavailable
from crawler import log
from crawler.command import Globals
from crawler.commands.deliver import deliver, outbox_app, reindex
from crawler.commands.keep import hold_app, purge
from crawler.commands.look import listings, show
from crawler.commands.prepare import doctor, elasticsearch_app, init, rules_app
from crawler.commands.quarantine import quarantine_app
from crawler.commands.repair import salvage
from crawler.commands.trial import demo, extract
from crawler.commands.visit import crawl, run
from crawler.exits import Exit, combine
from crawler.sites.commands import replay, sites_app
from pipelines.collector import collect_rarely

COMMANDS = (init, doctor, run, crawl, deliver, reindex, salvage, listings, show, extract, replay, purge, demo)
"""As `--help` lists them."""
GROUPS = {
    "sites": sites_app,
    "rules": rules_app,
    "quarantine": quarantine_app,
    "outbox": outbox_app,
    "hold": hold_app,
    "elasticsearch": elasticsearch_app,
}

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
for _command in COMMANDS:
    app.command()(_command)
for _name, _group in GROUPS.items():
    app.add_typer(_group, name=_name)


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"stallwatch {version('stallwatch')}")
        raise typer.Exit(Exit.OK)


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
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_tell_version, help="Print the version and leave.")
    ] = False,
) -> None:
    """Watch dark-web forums and markets for claims of stolen data."""
    folder = config or Path(os.environ.get("STALLWATCH_HOME") or "stallwatch")
    given: Globals = context.obj
    given.folder, given.env_file, given.verbose = folder, env_file, verbose
    log.set_up(verbose=verbose)


def main() -> None:
    """Run the command line; an operator's mistake ends with 2 and a sentence, a bug with 1 and no text of any post."""
    collect_rarely()
    given = Globals()
    try:
        app(obj=given)
    except SystemExit as ended:
        sys.exit(_code(ended, given))
    except TorBusy as error:
        typer.echo(f"stallwatch: {error}", err=True)
        sys.exit(Exit.NOTHING_CLAIMED)
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


def _code(ended: SystemExit, given: Globals) -> int | str | None:
    """Give a command's exit code; what it did without some of the sites is not well, even where the rest is."""
    if not given.aside or ended.code not in tuple(Exit):
        return ended.code
    typer.echo(f"stallwatch: sites were left out, {len(given.aside)} in all: see above", err=True)
    return combine([int(ended.code), Exit.USAGE])


if __name__ == "__main__":
    main()
