"""`stallwatch extract` and `demo`: try it, without a folder and without any site."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from config.errors import StallwatchError
from crawler.exits import Exit


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
