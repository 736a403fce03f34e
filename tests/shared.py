"""Where the labelled texts and saved pages lie: beside the project, not in it."""

import os
from pathlib import Path

import pytest

REQUIRED = "(REQUIRE_SERVICES=1)"
"""Ends what a failure says that only wants for a service."""


def shared_path(name: str) -> Path:
    """Return a folder or file of `../shared`, or skip; in CI (REQUIRE_SERVICES=1) its absence is a failure."""
    path = Path(__file__).parents[2] / "shared" / name
    if not path.exists():
        missing(f"../shared/{name} is not beside this clone")
    return path


def missing(what: str) -> None:
    """End a test that cannot run here: a skip that says why, or a failure where CI demands every service."""
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(f"{what} {REQUIRED}", pytrace=False)
    pytest.skip(what)
