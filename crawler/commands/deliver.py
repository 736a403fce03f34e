"""`stallwatch deliver` and `outbox`: what was found, on its way out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from crawler.command import Json, Quiet, read_folder, read_silently, teller


def deliver(
    context: typer.Context,
    follow: Annotated[bool, typer.Option(help="Go on until standard input is closed, then drain the outbox.")] = False,
    quiet: Quiet = False,
) -> None:
    """Send what waits in the outbox to Elasticsearch and Slack."""
    from crawler.deliver import deliver as send  # noqa: PLC0415

    config, environment = read_silently(context)
    raise typer.Exit(send(config, environment, follow=follow, say=teller(quiet)))


def outbox(
    context: typer.Context,
    retry: Annotated[bool, typer.Option(help="Put the dead letters back in the queue.")] = False,
    as_json: Json = False,
) -> None:
    """Show what waits to be delivered and what was refused for good."""
    from crawler.outbox import outbox_lines  # noqa: PLC0415
    from pipelines.ledger import Ledger  # noqa: PLC0415
    from pipelines.ledger import outbox as box  # noqa: PLC0415

    config, _ = read_folder(context, about_sites=False)
    with Ledger.open(config.settings.ledger, config.folder) as ledger:
        if retry:
            typer.echo(f"{ledger.run(lambda conn: box.requeue(conn, datetime.now(UTC)))} put back")
        for line in outbox_lines(ledger, as_json=as_json):
            typer.echo(line)
