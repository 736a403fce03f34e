"""What is no name: words that the lexicons know; and what several readers of names look for."""

from __future__ import annotations

import re

from pipelines.reading.names import Hits

UPPER = "".join(filter(str.isupper, map(chr, range(0x1F00))))
"""What a name begins with in scripts that have capitals."""
QUOTED = re.compile(r"\s{0,2}(?:the )?(?:[\"“„‘«「『]|'(?!s\b)){1,2}([^\"'“”‘’«»」』\n]{2,40})[\"'“”’»」』]")
"""A name in quotation marks right behind a cue."""
_COUNT = re.compile(r"\d+[a-z]{0,2}", re.IGNORECASE)
KEY = re.compile(r"(?=[a-f]{0,12}\d)[0-9A-Fa-f]{3,80}(?:\.{2,3}|…|\b)")
"""A messenger's key: hexadecimal, often shortened."""
FULL = re.compile(
    rf" ?[:：] ?([{UPPER}][\w-]{{1,24}}(?: (?:[^\W\d_A-Z]{{1,3}} )?[{UPPER}][\w-]{{0,24}}){{1,2}})"
    r"(?=[ \t]*(?:$|[\n.,;|()]))"
)
"""A label's name of several words, as "Shop: Zorro del Sur"."""
NAMELIKE = re.compile(r"[_\d]|[a-z][A-Z]|^[A-Z]{3,}$")
"""What a handle has that plain words lack: an underline, a digit, mixed or all capitals."""
WORDS = re.compile(r"\S{1,40}")
MARKED = re.compile(r"_|[A-Za-z]\d|[a-z][A-Z]")
"""What few plain words have and many handles do: an underline, digits behind letters, an inner capital."""


def is_common(found: Hits, start: int, end: int) -> bool:
    """Whether a lexicon knows all of a handle, or it holds a kind of data: "id_front" does, "red_hat" does not."""
    return bool(found.touching("data_types", start, end)) or _covered(found, start, end)


def is_number(name: str) -> bool:
    """Whether a word is a number, or one with its unit in a script that writes them together: 42万件."""
    return bool(_COUNT.fullmatch(name)) or (name[0].isdigit() and not name.isascii())


def is_word(found: Hits, start: int, end: int) -> bool:
    """Whether any lexicon knows a word: it is none's handle."""
    return any(True for table in found.tables for _ in found.touching(table, start, end))


def are_words(text: str, found: Hits, start: int, end: int) -> bool:
    """Whether the lexicons know each word of a name: "the team"; of "Team Acme" they know one."""
    return all(_covered(found, *each.span()) for each in WORDS.finditer(text, start, end))


def _covered(found: Hits, start: int, end: int) -> bool:
    """Whether a lexicon knows all of a word: of "el_zorro" it knows "el"."""
    return any(
        hit.start <= start and end <= hit.end for table in found.tables for hit in found.touching(table, start, end)
    )
