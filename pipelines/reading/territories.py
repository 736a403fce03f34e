"""Names of countries in every language, from CLDR by way of Babel."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from babel import Locale, UnknownLocaleError

from pipelines.reading.lexicons import lexicon, respelled, spellings

CASED = "^"
"""Before the code of a name that counts only with a capital letter, in languages where its word means other things."""

_CODE = re.compile("[A-Z]{2}")
_NO_COUNTRY = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
"""Codes of CLDR's own: unions, regions and tests."""


def territories(language: str) -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """Yield ISO code, name in lower case, and what endings may follow it (`None`: none).

    The file `places.toml` of a language may name endings of its cases (`endings`), the letters that make way for them
    (`cut`), that names count with a capital only (`cased`), and names that mean too many other things (`[skip]`).
    """
    file = lexicon(language, "places")
    endings = frozenset(file.get("endings", ()))
    cut: str = file.get("cut", "")
    mark = CASED if file.get("cased", False) else ""
    least: int = file.get("unmarked", 0)
    skipped = {spelled for each in file.get("skip", ()) for spelled in spellings(each.lower())}
    maps = [str.maketrans(each) for each in file.get("respelled", ())]
    for code, name in codes_and_names(language):
        yield from (
            (mark + code, lowered, allowed)
            for each in spellings(name.lower(), least)
            for spelled in respelled(each, maps)
            if spelled not in skipped
            for lowered, allowed in _inflected(spelled, cut, endings)
        )


def _inflected(lowered: str, cut: str, endings: frozenset[str]) -> Iterator[tuple[str, frozenset[str] | None]]:
    """Yield a name, and its stem with the endings that may follow it."""
    if cut and " " not in lowered and len(lowered) > 3:
        yield lowered[:-1] if lowered[-1] in cut else lowered, endings
    yield lowered, None


@functools.lru_cache(maxsize=64)
def codes_and_names(language: str) -> tuple[tuple[str, str], ...]:
    """Return the ISO 3166-1 countries with their CLDR names in a language; empty when CLDR lacks the language."""
    try:
        names = Locale(language).territories
    except (UnknownLocaleError, ValueError):
        return ()
    return tuple((str(code), str(name)) for code, name in names.items() if is_country(str(code)) and len(str(name)) > 1)


def is_country(code: str) -> bool:
    """Whether this is the form of an ISO 3166-1 code and none of CLDR's own."""
    return bool(_CODE.fullmatch(code)) and code not in _NO_COUNTRY


@functools.cache
def all_codes() -> frozenset[str]:
    """Return the ISO 3166-1 alpha-2 codes."""
    return frozenset(code for code, _ in codes_and_names("en"))
