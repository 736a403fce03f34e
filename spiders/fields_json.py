"""JSON as the fields of `spiders.fields`, by JMESPath. Hostile JSON is refused or cut, never a stall."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from jmespath.exceptions import JMESPathError

from spiders.dom import parse, squeeze, words
from spiders.fields import MANY, MAX_ROWS, Fields
from spiders.text import MARKUP, body_of

MAX_DEPTH = 60
"""Levels of a page's JSON."""

MAX_VALUES = 400_000
"""Values in a page's JSON."""


class Path(Protocol):
    """A compiled JMESPath."""

    def search(self, value: Any) -> Any:
        """Evaluate it."""


def load(text: str) -> Any:
    """Read a page's JSON. Raises `ValueError` when it is none, or deeper or larger than any site needs."""
    try:
        value = json.loads(text.lstrip("\ufeff"), parse_constant=lambda _: None)
    except RecursionError:
        raise ValueError("too deep") from None
    level, seen = [value], 0
    for _ in range(MAX_DEPTH):
        level = [inner for outer in level for inner in _inside(outer)]
        seen += len(level)
        if not level:
            return value
        if seen > MAX_VALUES:
            break
    raise ValueError("too deep or too large")


class JsonFields:
    """Fields by JMESPath."""

    def __init__(self, value: Any, paths: Mapping[str, Path]) -> None:
        self._value = value
        self._paths = paths

    def text(self, key: str) -> str | None:
        """Give a value in one line; of a list, its values joined by commas."""
        return ", ".join(self.all(key)) or None

    def all(self, key: str) -> list[str]:
        """Give the values of a list, else the one value; objects are no values."""
        return [found for each in _listed(self._find(key)) if (found := _line(each))]

    def body(self, key: str) -> str:
        """Give the text of a value; HTML in it is read as such."""
        return "\n".join(found for each in _listed(self._find(key)) if (found := _lines(each)))

    def has(self, key: str) -> bool:
        """Say whether there is a value, and not null, false or an empty one."""
        return bool(self._find(key))

    def rows(self, key: str) -> list[Fields] | None:
        """Give the objects of a list; `None` where there is no list."""
        found = self._find(key)
        if not isinstance(found, list):
            return None
        return [JsonFields(each, self._paths) for each in found[:MAX_ROWS] if isinstance(each, dict)]

    def leave_out(self, body: str, whole: str, short: Iterable[str]) -> None:
        """Do nothing: JSON has what moves in values of its own."""

    def _find(self, key: str) -> Any:
        path = self._paths.get(key)
        try:
            return None if path is None else path.search(self._value)
        except (JMESPathError, TypeError, ValueError, AttributeError, KeyError, RecursionError):
            return None  # its functions are strict about types, and a page may hold any


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _listed(value: Any) -> list[Any]:
    return value[:MANY] if isinstance(value, list) else [value]


def _line(value: Any) -> str:
    if isinstance(value, str):
        return words(parse(value)) if MARKUP.search(value) else squeeze(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else ""


def _lines(value: Any) -> str:
    return body_of(value).text if isinstance(value, str) else _line(value)
