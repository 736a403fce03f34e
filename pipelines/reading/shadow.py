"""Shadow text: what a hostile post looks like once its disguises are off, with a map back to the original.

Per character: NFKC, one code point at a time, then format characters (zero-width, bidi controls, soft hyphens) dropped,
and the signs of Arabic that a writer may add or leave out at will.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass, field

DROPPED = {"Cf", "Cs", "Co", "Cn"}
"""Unicode categories that a reader does not see: format characters, lone surrogates, private use, unassigned."""

_LAYOUT = str.maketrans("\n\r\t", "   ")
"""What is printed by moving on; all else that is not printable is looked at one by one."""

OPTIONAL = re.compile("[\u0640\u064b-\u0655\u0670]")
"""Arabic's vowel signs and the stroke that lengthens a word: with them or without, it is the same word."""
_POINTS = str.maketrans("،؛؟٪۔।", ",;?%..")
"""Punctuation of other scripts that says what ours says."""
_REWRITTEN = re.compile("[،؛؟٪۔।\u0640\u064b-\u0655\u0670]")


@dataclass(frozen=True, slots=True)
class Shadow:
    """A text to read in, and where each of its characters came from."""

    text: str = field(repr=False)
    """Normalised; line ends as they were."""
    folded: str = field(repr=False)
    """`text` in lower case, character by character: the same offsets."""
    origin: tuple[int, ...] | None = field(default=None, repr=False)
    """Index in the original of each character of `text`; `None`: the same index (nothing was disguised)."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        r"""Turn a span of the shadow into one of the original, both half open.

        >>> shadow = make("1\u200b0 ﬁles")
        >>> shadow.text, shadow.span(0, 2)
        ('10 files', (0, 3))
        """
        if self.origin is None:
            return start, end
        if start >= end:
            at = self.origin[start] if start < len(self.origin) else (self.origin[-1] + 1 if self.origin else 0)
            return at, at
        return self.origin[start], self.origin[end - 1] + 1


def make(original: str) -> Shadow:
    """Make the shadow of a text, in time linear in its length."""
    if original.isascii():
        return Shadow(original, original.lower())
    rewritten = _REWRITTEN.search(original) is not None
    if rewritten:
        original = original.translate(_POINTS)
    if not (rewritten and OPTIONAL.search(original)) and _is_plain(original):
        return Shadow(original, fold(original))
    pieces: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(original):
        plain = character if character < "\x80" else _plain(character)
        pieces.append(plain)
        origin.extend([index] * len(plain))
    text = "".join(pieces)
    return Shadow(text, fold(text), tuple(origin))


def _is_plain(original: str) -> bool:
    """Whether a text is its own shadow."""
    return unicodedata.is_normalized("NFKC", original) and original.translate(_LAYOUT).isprintable()


def fold(text: str) -> str:
    """Lower-case a text without moving any offset (a plain `lower()` turns "İ" into two characters).

    The Turkish "ı" becomes an "i": in capitals nobody can tell which of the two an "I" is.
    """
    lowered = text.lower()
    return (lowered if len(lowered) == len(text) else "".join(map(_lower, text))).replace("ı", "i")


@functools.lru_cache(maxsize=8192)
def _plain(character: str) -> str:
    if unicodedata.category(character) in DROPPED or OPTIONAL.match(character):
        return ""
    return "".join(
        each for each in unicodedata.normalize("NFKC", character) if unicodedata.category(each) not in DROPPED
    )


def _lower(character: str) -> str:
    lowered = character.lower()
    return lowered if len(lowered) == 1 else lowered[0]
