"""Ready-made selectors of known market software."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path


def preset(name: str) -> dict[str, str]:
    """Give the selectors of a preset. Raises `KeyError` for an unknown name.

    >>> preset("annularis")["next"]
    'ul.pagination li.next a::attr(href)'
    """
    return dict(_presets()[name])


def preset_names() -> tuple[str, ...]:
    """Give the names that `preset` knows."""
    return tuple(sorted(_presets()))


@functools.cache
def _presets() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("presets.toml").read_text(encoding="utf-8"))
