"""Countdowns ("5D 03h 12m left"): another text at every visit, and no edit."""

from __future__ import annotations

import re

_UNIT = (
    r"(?:w(?:eeks?)?|d(?:ays?)?|h(?:ou)?rs?|h|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?|"
    r"д(?:н(?:ей|я)?|ень)?|ч(?:ас(?:ов|а)?)?|м(?:ин(?:ут[аы]?)?)?|с(?:ек(?:унд[аы]?)?)?|天|小时|小時|时|時|分钟|分鐘|分|秒)"
)
_BETWEEN = r"[\s.,:]{0,4}"
_RUN = re.compile(
    rf"(?<![\w.])\d{{1,5}}\s{{0,2}}{_UNIT}(?:{_BETWEEN}\d{{1,5}}\s{{0,2}}{_UNIT}){{1,9}}(?!\w)"
    r"|(?<![\w.:])\d{1,4}(?:\s?:\s?\d{2}){2,3}(?![\w:])",
    re.IGNORECASE,
)
_ALONE = re.compile(  # "5M" alone is a sum of money or a size
    rf"[\s.,:~≈<-]{{0,5}}\d{{1,5}}\s{{0,2}}(?![msмс]\W*$){_UNIT}[\s.,:-]{{0,5}}", re.IGNORECASE
)
_WORDS = re.compile(r"\w+")
_MOST_WORDS = 4
"""Around a countdown, in its lines: "Time left until publication"."""
_MOST = 80
"""Characters of these words."""


def is_countdown(text: str) -> bool:
    """Say whether a short text is a countdown, whatever few words stand around it.

    >>> [is_countdown(text) for text in ("5D 03h 12m", "3 days", "02:11:54 left", "PUBLISHED", "$5M", "20 m", "2 TB")]
    [True, True, True, False, False, False, False]
    """
    found = _RUN.search(text)
    return bool(_ALONE.fullmatch(text) or (found and _is_label(text[: found.start()] + " " + text[found.end() :])))


def without_countdowns(text: str) -> str:
    r"""Drop the lines that are a countdown, one number a line as well; a countdown within a sentence stays.

    >>> without_countdowns("All nets\nTime left: 5d 3h 12m 10s\n05\nDays\n12\nHours\nFished 2 h 30 min a day, all year")
    'All nets\nFished 2 h 30 min a day, all year'
    """
    kept, end = [], 0
    for found in _RUN.finditer(text):
        before = text[max(end, found.start() - _MOST) : found.start()].rpartition("\n")[2]
        after = text[found.end() : found.end() + _MOST].partition("\n")[0]
        if _is_label(f"{before} {after}"):
            kept.append(text[end : found.start() - len(before)])
            end = min(found.end() + len(after) + 1, len(text))
    return "".join((*kept, text[end:])).strip("\n") if kept else text


def _is_label(text: str) -> bool:
    """Say whether what stands around a countdown only names it."""
    if len(text) > _MOST or any(char.isdecimal() for char in text):
        return False
    return len(_WORDS.findall(text)) <= _MOST_WORDS
