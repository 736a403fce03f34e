"""`stallwatch extract`: JSON lines of texts in, JSON lines of claims out. A bad line is told and the next one read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crawler.printed import json_line
from pipelines.reading.as_json import extract_line

MAX_LINE = 8_000_000
"""Bytes of one line; a longer one is no post."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line to print."""

    text: str
    error: bool = False
    """Whether it says what was wrong with an input line, for standard error."""


def extract_lines(lines: Iterable[bytes]) -> Iterator[Line]:
    """Read one text a line; a line that is no such object gives a message with its number, never its content."""
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        try:
            yield Line(json_line(extract_line(_row(raw))))
        except ValueError as error:
            yield Line(f"line {number}: {error}", error=True)


def _row(raw: bytes) -> dict[str, object]:
    if len(raw) > MAX_LINE:
        raise ValueError(f"longer than {MAX_LINE:,} bytes")
    try:
        row = json.loads(raw)
    except (ValueError, RecursionError):
        raise ValueError("not JSON in UTF-8, or nested too deep") from None
    if not isinstance(row, dict) or "id" not in row:
        raise ValueError("expected an object with id, and title and body, or text")
    if not all(isinstance(row.get(key, ""), str) for key in ("title", "body", "text")):
        raise ValueError("title, body and text must be texts")
    return row
