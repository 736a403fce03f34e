"""What each language calls things: TOML files, one folder a language. Adding a language adds a folder, no code."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from importlib import resources
from typing import Any

from pipelines.reading.shadow import OPTIONAL

_CHOICE = re.compile(r"\{([^{}]*)\}")
_INFLECTED = re.compile(r"\*(?=[ -])")
_HALF_SPACE = "\u200c"
"""Persian's: people write it, a blank or nothing; the shadow of a text has none."""
_NUKTA = "\u093c"
"""The dot below a letter of Hindi, which many leave out."""
LONG = 7
"""Letters of a phrase that is found in other spellings too; a shorter one is soon another word."""


@functools.cache
def languages() -> tuple[str, ...]:
    """Return the codes of all languages that have a folder here, sorted."""
    return tuple(
        sorted(each.name for each in resources.files(__name__).iterdir() if each.is_dir() and each.name.isalpha())
    )


@functools.cache
def lexicon(language: str, topic: str) -> dict[str, Any]:
    """Read one file, such as ("ru", "quantities"); empty when the language has none of this topic.

    Its phrases come written out: `{a,b}` is either, and a `*` inside a phrase any of the endings that the file lists
    as `inside` (those of adjectives, mostly), or else of its `endings`. Where the file says `unmarked = 5`, phrases of
    five letters and more are also found as careless writers type them, without diacritics. Each map of `respelled`
    adds another spelling of what is long enough, such as "ue" for "ü".
    """
    file = resources.files(__name__) / language / f"{topic}.toml"
    read = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    endings = read.get("inside", read.get("endings", ()))
    least = read.get("unmarked", 0)
    maps = [str.maketrans(each) for each in read.get("respelled", ())]
    return {
        name: {key: _written_out(each, endings, least, maps) for key, each in value.items()}
        if isinstance(value, dict)
        else value
        for name, value in read.items()
    }


def _written_out(value: Any, endings: Sequence[str], least: int, maps: Sequence[dict[int, str]]) -> Any:
    if not isinstance(value, list):
        return value
    return [
        spelled
        for phrase in value
        for full in written_out(phrase, endings)
        for each in spellings(full, least)
        for spelled in respelled(each, maps)
    ]


def spellings(phrase: str, least: int = 0) -> tuple[str, ...]:
    """Return how a phrase may stand in the shadow of a text: without format characters and optional signs.

    If it has `least` letters, also as it is typed without diacritics; 0: never.

    >>> spellings("\u0633\u200c\u0647\u0627"), spellings("phone")
    (('\u0633\u0647\u0627', '\u0633 \u0647\u0627'), ('phone',))
    """
    if phrase.isascii():
        return (phrase,)
    plain = OPTIONAL.sub("", unicodedata.normalize("NFKC", phrase))
    both = [plain.replace(_HALF_SPACE, ""), plain.replace(_HALF_SPACE, " ")]
    bare = [unmarked(plain)] if least and len(plain) >= least else []
    return tuple(dict.fromkeys([*both, *(each.replace(_NUKTA, "") for each in both), *bare]))


def respelled(phrase: str, maps: Sequence[dict[int, str]]) -> Iterator[str]:
    """Yield a phrase, and its other spellings when it is long enough.

    >>> list(respelled("straße", [{}])), list(respelled("passwörter", [str.maketrans({"ö": "oe"})]))
    (['straße'], ['passwörter', 'passwoerter'])
    """
    yield phrase
    if len(phrase) >= LONG:
        yield from dict.fromkeys(each for spelling in maps if (each := phrase.translate(spelling)) != phrase)


def unmarked(text: str) -> str:
    """Write Latin letters without their diacritics.

    >>> unmarked("số điện thoại"), unmarked("doğum tarihi")
    ('so dien thoai', 'dogum tarihi')
    """
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("ı", "i"))
    return "".join(each for each in parts if unicodedata.category(each) != "Mn")


def written_out(phrase: str, endings: Sequence[str] = ()) -> Iterator[str]:
    """Yield every phrase that a short form stands for; languages that inflect would need pages without it.

    >>> list(written_out("phone{,s}")), list(written_out("adres* poczt*", ["", "y"]))
    (['phone', 'phones'], ['adres poczt*', 'adresy poczt*'])
    >>> list(written_out("rezept {,privat}"))
    ['rezept', 'rezept privat']
    """
    found = _CHOICE.search(phrase) or (_INFLECTED.search(phrase) if endings else None)
    if found is None:
        yield phrase
        return
    for each in found[1].split(",") if found.re is _CHOICE else endings:
        whole = phrase[: found.start()] + each + phrase[found.end() :]
        yield from written_out(whole if each else whole.replace("  ", " ").strip(), endings)
