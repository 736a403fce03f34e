"""`stallwatch quarantine …`: threads that could not be read, and how to have them tried again."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from crawler.command import Json, read_folder

quarantine_app = typer.Typer(no_args_is_help=True, help="Threads that could not be read time and again.")

Site = Annotated[Optional[str], typer.Option(help="A site's id.")]  # noqa: UP045


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
