"""A proposal becomes a file of the operator's folder, or nothing is written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from config.errors import ConfigError, StallwatchError
from config.load import Config, load
from config.schema import Slug
from crawler.sites.propose import PLACEHOLDER, Proposal, as_yaml, chosen
from spiders.engines import ENGINES


def add(config: Config, name: str, proposal: Proposal, wanted: Sequence[str] = ()) -> Path:
    """Write `sites/NAME.yml` and load it. Raises `StallwatchError`; then nothing was written.

    `wanted`: which boards, by id, title or path; all when empty.
    """
    _check(config, name, proposal)
    choices = chosen(proposal, wanted)
    target = config.folder / "sites" / f"{name}.yml"
    _write(target, as_yaml(proposal, name, choices))
    try:
        ENGINES[proposal.found.engine or ""](load(config.folder).site(name))
    except ConfigError:
        target.unlink()
        raise
    return target


def _check(config: Config, name: str, proposal: Proposal) -> None:
    if any(site.id == name for site in config.sites):
        raise StallwatchError(f"there is a site {name} already: choose another id, or edit its file in sites/")
    try:
        TypeAdapter(Slug).validate_python(name)
    except ValidationError:
        raise StallwatchError("ID: expected a-z, 0-9, - and _, beginning with a letter or digit") from None
    if not proposal.readable or not proposal.choices:
        raise StallwatchError(f"nothing was written: {proposal.advice}")
    if proposal.address == PLACEHOLDER:
        raise StallwatchError("a saved page does not say where it came from: give its address with --url")


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
