"""Lists of facts that no language owns: `lexicons/<file>.toml`."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources

from pipelines.reading import lexicons


@functools.cache
def facts(file: str, key: str) -> frozenset[str]:
    """Return a list, such as ("hosts", "generic")."""
    text = (resources.files(lexicons) / f"{file}.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)[key])
