"""What a number counts: the noun phrase behind it ("2M student records") or the label before it ("Members: 2,318")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.reading.quantities.number import Ground
from pipelines.reading.quantities.words import Hit

_GAP = re.compile(r"[ \"'“”«»*/+·・-]{0,3}")
_WRAP = re.compile(r"[ ]?\n(?=[a-zа-я])")
_WORD = re.compile(r"[^\W\d_]{1,40}(?:['’.][^\W\d_]{1,40}){0,3}")
_LABEL = re.compile(r"[:=：–—-]{1,2}[ ]?[~≈>]?$")
_BRACKET = re.compile(r"[ (~≈>]{1,4}$")
WORDS = 6
"""How far behind its number a noun may stand: "1.3 million unique and verified customer email addresses"."""
WRAPPED = 50
"""Characters of a line that was wrapped for its length."""
LABEL = 48
"""How far before its number a label may begin, in characters."""


def noun_after(ground: Ground, end: int) -> tuple[str, int] | None:
    """Return the kind of noun that the number ending here counts, and where the noun ends; `None`: no known noun."""
    found: list[Hit] = []
    at = end
    for _ in range(WORDS):
        place = _next_word(ground, at, wrap=not found)
        noun = ground.marks.at("noun", place)
        if noun is not None:
            found.append(noun)
            at = noun.end
            continue
        if found or ground.marks.at("stop", place) or ground.marks.at("month", place):
            break
        word = _WORD.match(ground.folded, place)
        if word is None:
            break
        at = place + 1 if ground.folded[place] >= "\u2e80" else word.end()
    return (_head([hit.value for hit in found], first=ground.head_first), found[-1].end) if found else None


def _next_word(ground: Ground, at: int, *, wrap: bool) -> int:
    """Pass over what separates words; also over a line end inside a sentence, when the text is hard-wrapped."""
    broken = _WRAP.match(ground.text, at) if wrap else None
    if broken is not None and at - ground.text.rfind("\n", 0, at) > WRAPPED:
        return broken.end()
    gap = _GAP.match(ground.folded, at)
    return gap.end() if gap else at


def noun_before(ground: Ground, start: int, floor: int) -> str | None:
    """Return the kind of noun in the label before a number; `floor`: what lies before it belongs to another number."""
    start = _before_about(ground, start)
    line = max(ground.folded.rfind("\n", 0, start) + 1, start - LABEL, floor)
    before = ground.folded[line:start]
    label = _LABEL.search(before)
    stop = line + (label.start() if label else len(_BRACKET.sub("", before)))
    nouns = ground.marks.by_end.get("noun", {})
    if label is None:
        hit = nouns.get(stop)
        return hit.value if hit is not None and hit.start >= line and hit.value != "other" else None
    if ground.head_first:
        line += max(before.rfind(mark, 0, label.start()) for mark in ",;|.(") + 1
    kinds = [hit.value for end in range(stop, line, -1) if (hit := nouns.get(end)) is not None and hit.start >= line]
    return (kinds[-1] if ground.head_first else kinds[0]) if kinds else None


def _before_about(ground: Ground, start: int) -> int:
    """Step back over a word that rounds a number: "Members: about 2,300"."""
    end = start - 1 if ground.folded[start - 1 : start] == " " else start
    about = ground.marks.by_end.get("about", {}).get(end)
    return about.start if about is not None else start


def _head(kinds: Sequence[str], *, first: bool = False) -> str:
    """Decide for a chain of nouns: the last is the head, or the first; but records of people are people.

    >>> _head(["people", "rows"]), _head(["people", "accounts"]), _head(["people", "other"], first=True)
    ('people', 'accounts', 'people')
    """
    last = kinds[0 if first else -1]
    if last != "rows":
        return last
    for better in ("people", "accounts", "cards"):
        if better in kinds:
            return better
    return last
