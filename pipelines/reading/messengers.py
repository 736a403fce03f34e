"""What messengers are called, in every language, and the words before an address of no named one."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources


@functools.cache
def words() -> Mapping[str, str]:
    """Return the kind of each name.

    >>> words()["тг"], words()["reach me"]
    ('telegram', 'contact')
    """
    file = tomllib.loads(resources.files("pipelines.reading").joinpath("messengers.toml").read_text(encoding="utf-8"))
    return {word: kind for kind, names in file.items() for word in names}
