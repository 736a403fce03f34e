"""`stallwatch deliver`, `outbox …` and `reindex`: what was found, on its way out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from config.errors import StallwatchError
from crawler.command import Json, Quiet, read_folder, read_silently, teller

if TYPE_CHECKING:
    from config.load import Config
    from pipelines.ledger import Ledger

outbox_app = typer.Typer(invoke_without_command=True, help="What waits to be delivered, and what was refused for good.")


def deliver(
    context: typer.Context,
    follow: Annotated[bool, typer.Option(help="Go on until standard input is closed, then drain the outbox.")] = False,
    quiet: Quiet = False,
) -> None:
    """Send what waits in the outbox to Elasticsearch and Slack."""
    from crawler.deliver import deliver as send  # noqa: PLC0415

    config, environment = read_silently(context)
    raise typer.Exit(send(config, environment, follow=follow, say=teller(quiet)))


@outbox_app.callback()
def outbox(context: typer.Context, as_json: Json = False) -> None:
    """Show what waits to be delivered and what was refused for good."""
    if context.invoked_subcommand is None:
        _show(context, as_json=as_json)


@outbox_app.command("list")
def outbox_list(context: typer.Context, as_json: Json = False) -> None:
    """Show what waits and what was refused for good, as `outbox` alone does."""
    _show(context, as_json=as_json)


@outbox_app.command("retry")
def outbox_retry(context: typer.Context) -> None:
    """Put what was refused for good back in the queue, once what was wrong is mended."""
    from pipelines.ledger import outbox as box  # noqa: PLC0415

    config, _ = read_folder(context, about_sites=False)
    with _opened(config) as ledger:
        typer.echo(f"{ledger.run(lambda conn: box.requeue(conn, datetime.now(UTC)))} put back")


def reindex(context: typer.Context) -> None:
    """Queue all that has or had a match for Elasticsearch again: after an index was deleted or a cluster replaced."""
    from pipelines.ledger import outbox as box  # noqa: PLC0415

    config, environment = read_folder(context, about_sites=False)
    if environment.elasticsearch() is None:
        raise StallwatchError("STALLWATCH_ELASTICSEARCH_URL is not set: there is nothing to fill")
    with _opened(config) as ledger:
        queued = ledger.run(lambda conn: box.reindex(conn, datetime.now(UTC)))
        waiting = ledger.read(lambda conn: box.pending(conn, box.ELASTICSEARCH))
    typer.echo(f"{queued} listings queued, {waiting} wait for {config.settings.elasticsearch.index} in all")
    typer.echo("next: stallwatch deliver, or the next run. Slack gets nothing of it")


def _show(context: typer.Context, *, as_json: bool) -> None:
    from crawler.outbox import outbox_lines  # noqa: PLC0415

    config, _ = read_folder(context, about_sites=False)
    with _opened(config) as ledger:
        for line in outbox_lines(ledger, as_json=as_json):
            typer.echo(line)


def _opened(config: Config) -> Ledger:
    from pipelines.ledger import Ledger  # noqa: PLC0415 - keeps `--help` fast

    return Ledger.open(config.settings.ledger, config.folder)
