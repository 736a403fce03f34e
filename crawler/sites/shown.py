"""What a page says, fit to be shown: personal data masked by the reader, nothing that steers a terminal, one line."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.printed import one_line
from pipelines.process import masked_path
from pipelines.reading import Raw, read
from spiders.engine import Engine
from spiders.links import path_of
from spiders.listing import Moment
from spiders.plain_address import kept_path, plain_address, plain_id

_HIDDEN = frozenset({"own_text", "url", "opened"})
"""Fields that are shown by another, or are no content."""
_READ = 2_000  # characters of a text: an example, not the whole


@dataclass(frozen=True, slots=True)
class Field:
    """How often one field of rows or posts is there."""

    name: str
    have: int
    """How many have it; of a flag, how many are so."""
    of: int
    example: str
    """Masked and cleaned; "" where none has it."""
    flag: bool = False
    """Whether it is a mark that most do not bear."""


def shown(text: str | None, limit: int = 60) -> str:
    r"""Mask and clean a text, and cut it.

    >>> shown("Wren\x1b[31m, mail wren@gull.example")
    'Wren, mail █████████████████'
    """
    line = one_line(masked(text))
    return line if len(line) <= limit else line[: limit - 1] + "…"


def masked(text: str | None) -> str:
    """Mask the personal data in a text."""
    return read(Raw(body=text)).text.body if text else ""


def address(engine: Engine, url: str | None, native_id: str) -> str | None:
    """Write a page's address as it may be shown: without its title's words, or its path as a hash; `None` stays."""
    if url is None:
        return None
    return page_address(plain_address(engine, url, native_id))


def page_address(url: str) -> str:
    """Write the address of a page as it may be shown: its path as a hash where it may hold somebody's data."""
    path = path_of(url)
    kept = masked_path(kept_path(path))
    return url if kept == path else url.removesuffix(path) + kept


def is_absent(value: Any) -> bool:
    """Say whether a page does not show something; a count of 0 is shown."""
    return value is None or value is False or value == ""


def plain(item: Any, limit: int = 60) -> dict[str, Any]:
    """Lay a row, post or page out as plain data that may be shown: what is absent is `None`."""
    fields = {each.name: getattr(item, each.name) for each in dataclasses.fields(item)}
    if native_id := fields.get("native_id"):
        fields["native_id"] = plain_id(native_id)
    return {name: _plain(value, limit) for name, value in fields.items() if name not in _HIDDEN}


def _plain(value: Any, limit: int) -> Any:
    if isinstance(value, Moment):
        return f"{value.at:%Y-%m-%d %H:%M:%S} UTC ({value.precision})"
    if isinstance(value, str):
        return shown(value[: max(_READ, limit)], limit)
    return value if value is None or isinstance(value, (bool, int, float)) else str(type(value).__name__)


def coverage(items: Sequence[Any]) -> Iterator[Field]:
    """Count the fields of rows or posts, with an example each. Items of one kind; none gives nothing."""
    for each in dataclasses.fields(items[0]) if items else ():
        if each.name in _HIDDEN:
            continue
        values = [value for item in items if not is_absent(value := getattr(item, each.name))]
        flag = isinstance(getattr(items[0], each.name), bool)
        example = "" if flag or not values else str(_plain(values[0], 60))
        yield Field(each.name, len(values), len(items), example, flag)
