"""Invented words of the same shape: vowels for vowels, consonants for consonants, in the script and case at hand.

One cipher holds for a whole text, so that a name and the host that is made of it go on belonging together.
"""

from __future__ import annotations

import random
from collections.abc import Mapping

_ALPHABETS = (
    "aeiou", "bcdfgklmnprstvz",  # h, j, q, w, x, y stay: they make the clusters that tell one language from another
    "аеиоу", "бвгдзклмнпрстф",
    "αεηιο", "βγδζκλμνπρστφ",
    "بتثجحدذرزسشصضطعغفقكمنه",
    "בגדהזחטכלמנסעפצקרש",
    "कखगघचछजझटठडढतथदधपफबभमरलवशषसह",
    "กขคงจชซดตถทนบปผพฟมยรลวสห",
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモラリルレロ",
)  # fmt: skip
"""Letters that may stand for one another; all others stay."""

_HAN = "松鹤溪岚柏枫霞竹鹭雁杏桐露苔舟帆琴砚茶梅菊棠榆柳槐萤蝉"
"""Invented Chinese names are made of these; no two of them name a place (as 荷 and 兰 would)."""
_HANGUL = range(0xAC00, 0xD7A4)
_ONE_INITIAL = 588
"""Hangul syllables that begin with the same consonant."""


class Cipher:
    """A substitution of letters, drawn once."""

    def __init__(self, rng: random.Random) -> None:
        self._letters = _draw(rng)
        self._shift = rng.randrange(1, 19)
        self._han = rng.sample(_HAN, len(_HAN))

    def word(self, word: str) -> str:
        """Return another word of this shape; digits and signs stay.

        >>> new = Cipher(random.Random(3)).word("McLorem7")
        >>> new != "McLorem7", len(new), new[0].isupper(), new[2].isupper(), new[-1]
        (True, 8, True, True, '7')
        """
        return "".join(self._letter(each) for each in word)

    def _letter(self, letter: str) -> str:
        low = letter.lower()
        if low in self._letters:
            new = self._letters[low]
            return new if letter == low else new.upper()
        if ord(letter) in _HANGUL:
            return chr(_HANGUL.start + (ord(letter) - _HANGUL.start + self._shift * _ONE_INITIAL) % len(_HANGUL))
        if "\u3400" <= letter <= "\u9fff":
            return self._han[ord(letter) % len(self._han)]
        return letter


def _draw(rng: random.Random) -> Mapping[str, str]:
    """Map every letter to another of its alphabet: the shuffled letters in a ring."""
    letters: dict[str, str] = {}
    for alphabet in _ALPHABETS:
        ring = rng.sample(alphabet, len(alphabet))
        letters |= dict(zip(ring, [*ring[1:], ring[0]], strict=True))
    return letters
