"""`stallwatch purge` and `hold …`: what is forgotten, and what nothing may forget."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from crawler.command import Json, Quiet, read_folder, teller

hold_app = typer.Typer(no_args_is_help=True, help="Legal holds: listings that nothing forgets.")

Listings = Annotated[Optional[list[str]], typer.Option("--listing", help="This listing (repeat for more).")]  # noqa: UP045
OfSites = Annotated[Optional[list[str]], typer.Option("--site", help="All of this site (repeat for more).")]  # noqa: UP045
OfRules = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--rule", help="All that this rule holds, or once held for (repeat for more)."),
]


def purge(
    context: typer.Context,
    listing: Listings = None,
    site: OfSites = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how much it would be.")] = False,
    quiet: Quiet = False,
) -> None:
    """Forget what is older than `retention:` allows, or what is named: in the ledger and in Elasticsearch."""
    from crawler import retention  # noqa: PLC0415
    from crawler.deliver import deliver as send  # noqa: PLC0415
    from crawler.targets import targets  # noqa: PLC0415
    from pipelines.ledger.outbox import ELASTICSEARCH  # noqa: PLC0415

    config, environment = read_folder(context)
    to = targets(config, environment)
    chosen = retention.Chosen(listing or (), site or ())
    counted = retention.purge(config, chosen, to, dry_run=dry_run)
    typer.echo(retention.said(counted, dry_run=dry_run))
    if not dry_run and ELASTICSEARCH not in to and (waiting := retention.deletions(config)):
        typer.echo(
            f"{waiting:,} documents wait to be deleted from Elasticsearch: set STALLWATCH_ELASTICSEARCH_URL and run "
            "`stallwatch deliver`"
        )
    if not dry_run and ELASTICSEARCH in to:
        raise typer.Exit(send(config, environment, follow=False, say=teller(quiet)))


@hold_app.command("set")
def hold_set(
    context: typer.Context,
    reason: Annotated[str, typer.Option(help="Why, for whoever asks later.")],
    listing: Listings = None,
    site: OfSites = None,
    rule: OfRules = None,
) -> None:
    """Put listings that are there now under a legal hold."""
    from crawler.retention import Chosen, hold  # noqa: PLC0415

    config, _ = read_folder(context)
    typer.echo(f"{hold(config, Chosen(listing or (), site or (), rule or ()), reason)} put on hold")


@hold_app.command("release")
def hold_release(context: typer.Context, listing: Listings = None, site: OfSites = None, rule: OfRules = None) -> None:
    """Let listings go: `retention:` applies to them again."""
    from crawler.retention import Chosen, release  # noqa: PLC0415

    config, _ = read_folder(context)
    typer.echo(f"{release(config, Chosen(listing or (), site or (), rule or ()))} let go")


@hold_app.command("list")
def hold_list(context: typer.Context, as_json: Json = False) -> None:
    """List what is on hold, and why."""
    from crawler.retention import held_lines  # noqa: PLC0415

    config, _ = read_folder(context)
    for line in held_lines(config, as_json=as_json):
        typer.echo(line)
