"""`stallwatch salvage`: after a ledger was found damaged and set aside."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from crawler.command import read_folder


def salvage(
    context: typer.Context,
    file: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Argument(metavar="[FILE]", help="The damaged ledger; else the newest that was set aside."),
    ] = None,
) -> None:
    """Put what can be read of a damaged ledger into a new one, and let the sites be read again for the rest."""
    from crawler.salvage import salvage as save  # noqa: PLC0415

    config, _ = read_folder(context)
    for line in save(config, file):
        typer.echo(line)
