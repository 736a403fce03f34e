"""What each language calls things: TOML files, one folder a language. Adding a language adds a folder, no code."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Any


@functools.cache
def languages() -> tuple[str, ...]:
    """Return the codes of all languages that have a folder here, sorted."""
    return tuple(
        sorted(each.name for each in resources.files(__name__).iterdir() if each.is_dir() and each.name.isalpha())
    )


@functools.cache
def lexicon(language: str, topic: str) -> dict[str, Any]:
    """Read one file, such as ("ru", "quantities"); empty when the language has none of this topic."""
    file = resources.files(__name__) / language / f"{topic}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
