"""A proposal becomes a file of the operator's folder, or nothing is written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from config.errors import StallwatchError
from config.load import Config, read_site
from config.schema import Slug
from crawler.sites.propose import PLACEHOLDER, Proposal, as_yaml, chosen
from spiders.engines import ENGINES


def add(config: Config, name: str, proposal: Proposal, wanted: Sequence[str] = (), *, every: bool = False) -> Path:
    """Write `sites/NAME.yml`. Raises `StallwatchError`; then nothing was written.

    `wanted`: which boards, by id, title or path; when empty the first of them, or `every` one.
    """
    target = check_name(config, name)
    if not proposal.usable:
        raise StallwatchError(f"nothing was written: {proposal.advice}")
    if proposal.address == PLACEHOLDER:
        raise StallwatchError("a saved page does not say where it came from: give its address with --url")
    text = as_yaml(proposal, name, chosen(proposal, wanted, every=every))
    site = read_site(text, "nothing was written: its file would be wrong")
    ENGINES[site.engine](site)
    _write(target, text)
    return target


def check_name(config: Config, name: str) -> Path:
    """Give the file that a new site of that name gets. Raises `StallwatchError` when the name is none, or taken."""
    try:
        TypeAdapter(Slug).validate_python(name)
    except ValidationError:
        raise StallwatchError("ID: expected a-z, 0-9, - and _, beginning with a letter or digit") from None
    if any(site.id == name for site in config.sites):
        raise StallwatchError(f"there is a site {name} already: choose another id, or edit its file in sites/")
    target = config.folder / "sites" / f"{name}.yml"
    if target.exists() or any(name in each.names for each in config.broken):
        raise StallwatchError(f"{target} exists already and is not overwritten")
    return target


def _write(target: Path, text: str) -> None:
    """Write a file that does not exist yet, for this user alone."""
    try:
        target.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise StallwatchError(f"{target} exists already and is not overwritten") from None
    except OSError as error:
        raise StallwatchError(f"{target}: cannot be written: {error.strerror}") from None
