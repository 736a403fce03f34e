"""What forums call a thread with a poll, and the pointer to one that was moved: words beside its title, no labels."""

from __future__ import annotations

import re

_POLL = (
    r"poll|umfrage|sondage|опрос|голосование|опитування|encuesta|enquete|votação|sondaggio|anket|ankieta|peiling|"
    r"omröstning|afstemning|avstemning|äänestys|szavazás|anketa|投票|調查|アンケート|투표|نظرسنجی|استطلاع|تصويت"
)
_MOVED = (
    r"moved|verschoben|déplacée?|перемещен[аоы]?|перенесен[аоы]?|переміщен[ао]|movido|spostat[ao]|taşındı|przeniesion[yae]|"
    r"verplaatst|flyttad|flyttet|siirretty|áthelyezve|přesunuto|移动|已移动|移動|이동|منقول"
)
_POLL_BEFORE = re.compile(rf"(?:{_POLL})\s?[:：]\s*", re.IGNORECASE)
_ONLY = re.compile(rf"[\[(]?(?:{_POLL}|{_MOVED})[\])]?\s?[:：]?", re.IGNORECASE)


def without_poll(text: str) -> str:
    """Cut the word for a poll off the beginning.

    >>> without_poll("Umfrage: [WTS]"), without_poll("Poll")
    ('[WTS]', 'Poll')
    """
    found = _POLL_BEFORE.match(text)
    return text[found.end() :] if found else text


def is_kind(text: str) -> bool:
    """Say whether a mark says that a thread has a poll or was moved, and not that it is pinned.

    >>> is_kind("Poll"), is_kind("Перемещена"), is_kind("Pinned")
    (True, True, False)
    """
    return bool(_ONLY.fullmatch(text.strip().replace("ё", "е")))
