"""Names of weekdays in many languages, by CLDR; what it leaves out, such as cases, stands below."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from babel import Locale

LOCALES = (
    "en", "ru", "de", "es", "fr", "pt", "it", "tr", "zh", "zh_Hant", "uk", "pl", "ar", "fa", "id", "vi", "ko", "ja",
    "nl", "cs", "sv", "fi", "hu", "el", "he", "ro", "da", "nb", "sk", "bg", "sr", "hr", "ca",
)  # fmt: skip
"""Whose names are known in full. Short ones mean different days in different languages ("so", "do", "mar")."""

MORE = {
    0: "mon|周一|週一|pazartesi günü|الإثنين|segunda",
    1: "tue|tues|周二|週二|вторника|terça",
    2: "wed|周三|週三|среду|середу|środę|středu|stredu|الأربعاء|quarta",
    3: "thu|thur|thurs|周四|週四|четверга|quinta",
    4: "fri|周五|週五|пятницу|п'ятницю|п’ятницю|sexta",
    5: "sat|周六|週六|субботу|суботу|sobotę|sobotu|събота",
    6: "sun|周日|週日|星期天|воскресенья|неділю|niedzielę|neděli|nedeľu",
}
"""By weekday, 0 is Monday: English and Chinese in short, cases and spellings of others."""


class Weekday(NamedTuple):
    """A weekday's name in a text."""

    number: int
    """0 is Monday."""
    start: int
    end: int
    """Where the name stands."""


def weekday_in(text: str) -> Weekday | None:
    """Find the first weekday that a text names; `None`: none.

    >>> weekday_in("в понедельник в 17:32"), weekday_in("8 November")
    (Weekday(number=0, start=2, end=13), None)
    """
    found = _pattern().search(text)
    return Weekday(_names()[found[0].casefold()], *found.span()) if found else None


@functools.cache
def _names() -> dict[str, int]:
    """Give every name's day; one that means two is left out."""
    named: dict[str, set[int]] = {}
    for code in LOCALES:
        for context in ("format", "stand-alone"):
            for number, name in Locale.parse(code).days[context]["wide"].items():
                named.setdefault(name.casefold(), set()).add(number)
    for number, names in MORE.items():
        for name in names.split("|"):
            named.setdefault(name.casefold(), set()).add(number)
    return {name: days.pop() for name, days in named.items() if len(days) == 1}


@functools.cache
def _pattern() -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(_names(), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE)
