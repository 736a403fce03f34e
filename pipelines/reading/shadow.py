"""Shadow text: what a hostile post looks like once its disguises are off, with a map back to the original.

Per character: NFKC, one code point at a time and with the marks that compose with it; format characters (zero-width,
bidi controls, soft hyphens), piled-up marks, and the signs of Arabic that a writer may add or leave out at will, are
dropped. Then what `disguises` knows of words.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.reading.disguises import LETTERS, ODD, has_twins, is_misread, markup, misread, spaced, twins

DROPPED = {"Cf", "Cs", "Co", "Cn"}
"""Unicode categories that a reader does not see: format characters, lone surrogates, private use, unassigned."""


OPTIONAL = re.compile("[\u0640\u064b-\u0655\u0670]")
"""Arabic's vowel signs and the stroke that lengthens a word: with them or without, it is the same word."""
_POINTS = str.maketrans("،؛؟٪۔।│┃║¦", ",;?%..||||")
"""Punctuation of other scripts that says what ours says."""
_REWRITTEN = re.compile("[،؛؟٪۔।│┃║¦\u0640\u064b-\u0655\u0670]")

_COMPOSES = re.compile(r"[\u0300-\u036f\u0591-\u05c7\u064b-\u0655\u093c\u1160-\u11ff\u3099\u309a]")
"""What may become one character with the one before it."""
_PILED = re.compile(r"[\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f]")
"""What nobody writes by itself: what does not compose is left out."""


UNFOLDS = 8
"""Characters that one may become. U+FDFA, a blessing, would become eighteen, and a post of them a book."""


@dataclass(frozen=True, slots=True)
class Shadow:
    """A text to read in, and where each of its characters came from."""

    text: str = field(repr=False)
    """Normalised; line ends as they were."""
    folded: str = field(repr=False)
    """`text` in lower case, character by character: the same offsets."""
    origin: tuple[int, ...] | None = field(default=None, repr=False)
    """Index in the original of each character of `text`; `None`: the same index (nothing was disguised)."""
    until: tuple[int, ...] | None = field(default=None, repr=False)
    """Where in the original each character of `text` ends; `None` with `origin`."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        r"""Turn a span of the shadow into one of the original, both half open.

        >>> shadow = make("1\u200b0 ﬁles")
        >>> shadow.text, shadow.span(0, 2)
        ('10 files', (0, 3))
        """
        if self.origin is None or self.until is None:
            return start, end
        if start >= end:
            at = self.origin[start] if start < len(self.origin) else (self.until[-1] if self.until else 0)
            return at, at
        return self.origin[start], self.until[end - 1]


def make(original: str) -> Shadow:
    """Make the shadow of a text, in time linear in its length."""
    laid = _Laid(original) if original.isascii() else _undisguised(original)
    for find in (markup, spaced):
        edits = find(laid.text)
        if edits:
            laid = _edited(laid, edits)
    return Shadow(laid.text, fold(laid.text), laid.origin, laid.until)


class _Laid(NamedTuple):
    """A text, and where each of its characters came from; see `Shadow`."""

    text: str
    origin: tuple[int, ...] | None = None
    until: tuple[int, ...] | None = None


def _is_plain(original: str) -> bool:
    """Whether a text that is not ASCII is its own shadow."""
    return (
        unicodedata.is_normalized("NFKC", original)
        and original.replace("\n", " ").replace("\r", " ").replace("\t", " ").isprintable()
        and not (ODD.search(original) or has_twins(original) or is_misread(original))
    )


def _undisguised(original: str) -> _Laid:
    """Take off what hides single characters; most texts hide none."""
    rewritten = _REWRITTEN.search(original) is not None
    if rewritten:
        original = original.translate(_POINTS)
    if not (rewritten and OPTIONAL.search(original)) and _is_plain(original):
        return _Laid(original)
    characters: list[str] = []
    origin: list[int] = []
    until: list[int] = []
    for start, end, written in _signs(original):
        plain, composes, piled = _plain(written)
        if composes and characters:
            composed = unicodedata.normalize("NFC", characters[-1] + plain)
            if len(composed) == 1:
                characters[-1], until[-1] = composed, end
                continue
        if not piled:
            characters += plain
            origin += [start] * len(plain)
            until += [end] * len(plain)
    return _Laid(twins("".join(characters)), tuple(origin), tuple(until))


def _signs(original: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and meaning of each character, wrongly decoded ones mended."""
    at = 0
    for start, end, true in misread(original):
        yield from ((place, place + 1, original[place]) for place in range(at, start))
        width = (end - start) // len(true)
        for number, sign in enumerate(true):
            left = start + number * width
            yield left, end if number == len(true) - 1 else left + width, sign
        at = end
    yield from ((place, place + 1, original[place]) for place in range(at, len(original)))


def _edited(laid: _Laid, edits: Sequence[tuple[int, int, str]]) -> _Laid:
    """Write one character or none for each of these spans."""
    text, origin, until = laid.text, laid.origin or range(len(laid.text)), laid.until or range(1, len(laid.text) + 1)
    pieces: list[str] = []
    origins: list[int] = []
    untils: list[int] = []
    at = 0
    for start, end, said in edits:
        pieces += (text[at:start], said)
        origins += (*origin[at:start], *origin[start : start + len(said)])
        untils += (*until[at:start], *until[end - len(said) : end])
        at = end
    return _Laid("".join((*pieces, text[at:])), (*origins, *origin[at:]), (*untils, *until[at:]))


def fold(text: str) -> str:
    """Lower-case a text without moving any offset (a plain `lower()` turns "İ" into two characters).

    The Turkish "ı" becomes an "i": in capitals nobody can tell which of the two an "I" is.
    """
    lowered = text.lower()
    return (lowered if len(lowered) == len(text) else "".join(map(_lower, text))).replace("ı", "i")


@functools.lru_cache(maxsize=8192)
def _plain(character: str) -> tuple[str, bool, bool]:
    """Return what a character looks like, whether it may compose with the one before it, and whether it is piled up."""
    shown = unicodedata.normalize("NFKC", LETTERS.get(ord(character), character))
    shown = shown if len(shown) <= UNFOLDS else character
    kept = "".join(each for each in shown if unicodedata.category(each) not in DROPPED)
    return kept, bool(_COMPOSES.match(kept)), bool(_PILED.match(kept) or OPTIONAL.match(kept))


def _lower(character: str) -> str:
    lowered = character.lower()
    return lowered if len(lowered) == 1 else lowered[0]
