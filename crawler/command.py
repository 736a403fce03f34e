"""What the command line's files share: common options, the operator's folder, and a way to tell him a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from config.environment import Environment
from config.errors import ConfigError
from config.load import Broken, Config, load
from crawler.lines import Progress

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print problems only.")]


@dataclass(slots=True)
class Globals:
    """What stands before a command, and what it found out about the folder."""

    folder: Path = Path("stallwatch")
    env_file: Path | None = None
    verbose: bool = False
    aside: set[str] = field(default_factory=set)
    """What was said of sites that the command had to leave out: it ends with 2, whatever became of the others."""


def read_folder(context: typer.Context, *, about_sites: bool = True) -> tuple[Config, Environment]:
    """Read the operator's folder and the environment, and tell of sites whose files are wrong. Raises `ConfigError`.

    `about_sites`: whether the command looks at sites or works on them, and so has not done all when one is left out.
    """
    given: Globals = context.obj
    config, environment = read_silently(context)
    tell_aside(config.broken, given if about_sites else None)
    return config, environment


def read_silently(context: typer.Context) -> tuple[Config, Environment]:
    """Read the same without a word of sites' files: for what has nothing to do with them. Raises `ConfigError`."""
    from spiders.engines import ENGINES  # noqa: PLC0415 - keeps `--help` fast

    given: Globals = context.obj
    config = load(given.folder)
    for site in config.sites:
        try:
            ENGINES[site.engine](site)  # a wrong selector is told now, not in the middle of a visit
        except ConfigError as error:
            config = config.aside(site, str(error))
    return config, Environment.read(given.env_file)


def tell_aside(broken: Iterable[Broken], given: Globals | None) -> None:
    """Say what is wrong with sites that are left out. `given`: lets the command end with 2; `None`: as it will."""
    for each in broken:
        typer.echo(f"stallwatch: left out: {each.says}", err=True)
        if given is not None:
            given.aside.add(each.says)


def teller(quiet: bool) -> Callable[[str], None]:
    """Give what tells the operator one line, on standard error. `quiet`: how it goes is left out, problems are not."""
    from pipelines.scrub import printable  # noqa: PLC0415 - keeps `--help` fast

    console = Console(stderr=True, highlight=False)

    def say(line: str) -> None:
        if not (quiet and isinstance(line, Progress)):
            console.print(printable(line), markup=False, soft_wrap=True)

    return say
