"""The entries of a JSON endpoint, as leak sites and blogs have them: where they stand, and what their keys mean."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "uuid", "guid", "slug", "hash", "postid"),
    "title": ("title", "posttitle", "name", "victim", "victimname", "company", "companyname", "headline", "subject"),
    "body": ("description", "text", "content", "body", "summary", "message", "details", "excerpt"),
    "url": ("url", "link", "href", "permalink", "posturl"),
    "author": ("author", "group", "groupname", "user", "username"),
    "posted": (
        "published", "publishedat", "date", "posted", "postedat", "createdat", "created", "added", "discovered",
        "timestamp",
    ),
    "updated": ("updated", "updatedat", "modified", "modifiedat", "lastupdate"),
    "price": ("price", "ransom", "amount"),
    "size": ("size", "datasize", "volume"),
    "country": ("country", "countrycode"),
    "deadline": ("deadline", "expires", "expiresat", "until"),
    "views": ("views", "visits", "viewcount"),
}  # fmt: skip
"""Keys of a leak site's file by the names that sites give such values, in small letters without marks."""

_DEEP = 3
_KEYS = 60  # of an object
_LOOKED_AT = 20  # entries
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,60}")


def guess(text: str) -> dict[str, str] | None:
    """Give the JMESPaths of entries by a leak site's keys; `None` where a text holds no one list of entries.

    Entries have a title, and a date or a text.

    >>> guess('{"posts": [{"name": "Gull", "date": 1, "n": 2}, {"name": "Wren", "date": 2, "n": 3}]}')
    {'row': 'posts', 'title': 'name', 'posted': 'date'}
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    found = [(path, keys) for path, entries in _lists(data, "", 0) if (keys := _meaning(entries))]
    return {"row": found[0][0] or "@", **found[0][1]} if len(found) == 1 else None


def _lists(data: Any, path: str, depth: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Find lists of objects, a few steps down."""
    if isinstance(data, list):
        if len(data) >= 2 and all(isinstance(each, dict) for each in data[:_LOOKED_AT]):
            yield path, data[:_LOOKED_AT]
    elif isinstance(data, dict) and depth < _DEEP:
        for key, value in list(data.items())[:_KEYS]:
            yield from _lists(value, _joined(path, key), depth + 1)


def _meaning(entries: list[dict[str, Any]]) -> dict[str, str]:
    """Say what the entries' keys mean; nothing where they are no entries."""
    shared = [path for path in _values(entries[0]) if all(_holds(each, path) for each in entries[1:])]
    found: dict[str, str] = {}
    for key, names in NAMES.items():
        free = [path for path in shared if _written(path) not in found.values()]
        fitting = (path for name in names for path in sorted(free, key=len) if _bare(path[-1]) == name)
        if path := next(fitting, None):
            found[key] = _written(path)
    whole = "title" in found and ("posted" in found or "body" in found)
    return found if whole else {}


def _values(entry: dict[str, Any], *above: str) -> Iterator[tuple[str, ...]]:
    """Give the ways to plain values, at most one object down."""
    for key, value in list(entry.items())[:_KEYS]:
        if isinstance(value, dict) and not above:
            yield from _values(value, key)
        elif isinstance(value, (str, int, float)) and not isinstance(value, bool):
            yield (*above, key)


def _holds(entry: dict[str, Any], path: tuple[str, ...]) -> bool:
    value: Any = entry
    for key in path:
        if not isinstance(value, dict) or key not in value:
            return False
        value = value[key]
    return True


def _bare(key: str) -> str:
    return re.sub(r"[^a-z]", "", key.lower()[:100])


def _joined(path: str, key: str) -> str:
    return f"{path}.{_step(key)}" if path else _step(key)


def _written(path: tuple[str, ...]) -> str:
    return ".".join(map(_step, path))


def _step(key: str) -> str:
    return key if _PLAIN.fullmatch(key) else json.dumps(key, ensure_ascii=True)
