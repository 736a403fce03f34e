"""What the command line's files share: common options, the operator's folder, and a way to tell him a line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from config.environment import Environment
from config.load import Config, load

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print problems only.")]


@dataclass(slots=True)
class Globals:
    """What stands before a command."""

    folder: Path
    env_file: Path | None
    verbose: bool


def read_folder(context: typer.Context) -> tuple[Config, Environment]:
    """Read the operator's folder and the environment. Raises `ConfigError`."""
    from spiders.engines import ENGINES  # noqa: PLC0415 - keeps `--help` fast

    given: Globals = context.obj
    config = load(given.folder)
    for site in config.sites:
        ENGINES[site.engine](site)  # a wrong selector is told now, not in the middle of a visit
    return config, Environment.read(given.env_file)


def teller(quiet: bool) -> Callable[[str], None]:
    """Give what tells the operator one line, on standard error."""
    from pipelines.scrub import printable  # noqa: PLC0415 - keeps `--help` fast

    console = Console(stderr=True, highlight=False)

    def say(line: str) -> None:
        if not quiet:
            console.print(printable(line), markup=False, soft_wrap=True)

    return say
