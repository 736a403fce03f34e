"""Handles behind a label or a messenger: "Seller: X", "TG @X", "X on Session", "pm X"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.reading.clauses import line
from pipelines.reading.names import Hit, Hits
from pipelines.reading.phrases import UNSPACED, clings
from pipelines.reading.post import Part
from pipelines.reading.seller.words import FULL, KEY, MARKED, NAMELIKE, is_common, is_number, is_word

_AT = re.compile(r"(?<![\w@.])@([A-Za-z][\w.]{2,31}\w)(?![\w@]|\.\w)")
_LINK = re.compile(
    r"(?:https?://)?t(?:elegram)?(?:\.|\[\.\]|\(\.\)|\[dot\])me/(?:\+)?([A-Za-z]\w{3,31})", re.IGNORECASE
)
_BEHIND = re.compile(
    r"(?:(?:[ ][\w']{1,12}){0,3} ?[:：]|(?: \w{1,12}){0,2} (?:is|was)| =|,)?[ \t]{0,3}"
    r"[*`]{0,2}@?([^\W_][\w.!$*-]{1,38}[\w*])"
)
_COLON = re.compile(r"[:：]|\bis\b")
_REACHED = re.compile(r"(?: ?[:=>–—-]{1,2})? ?(?<![\w@])@?([^\W_][\w.-]{1,30}\w)")
_CLAUSE = ("", "\n", "|", ".", "!", "?", ";", ",", "(", "/", "•", "·", "-", "–", "—")
"""What stands before a clause."""
_ON = re.compile(r"(?<![\w.@/-])([A-Za-z][\w-]{1,30}\w) (?:[^\W\d_]{1,4} |[@(\[|/] ?)$")
"""A handle before a messenger: "moonrabbit7 on Session", "moonrabbit7 (TG)"."""
SHOUTED = 160
"""Characters of a line that show whether it is all in capitals: then those of a word tell nothing."""


def labelled(part: Part, found: Hits) -> Iterator[tuple[int, int, int]]:
    """Yield what stands behind "Seller:", "TG", "Contact": surely a handle by its form, or behind a colon."""
    cues = found.of("seller.label")
    labels = {hit.start for hit in cues}
    for cue in cues:
        if before := _before(part.text, cue, found):
            yield 2, *before
        full = FULL.match(part.text, cue.end) if found.any("seller.who", cue.start, cue.end) else None
        if full:
            yield 0, full.start(1), full.end(1)
            continue
        name = _BEHIND.match(part.text, cue.end)
        if name is None or name.start(1) in labels or is_number(name[1]) or "." in name[1][1:-1]:
            continue
        if _in_prose(part.text, cue.start) or _is_never(part.text, found, *name.span(1)):
            continue
        if _is_column(part.text, found, *name.span(1)) or _no_handle(part.text, found, cue, name):
            continue
        rank = _sureness(part.text, cue, name)
        if rank is None and _introduced(part.text, found, cue, name):
            rank = 2
        if rank is not None:
            marks = part.text[name.start(1) - 1] in "*`"  # bold: the same marks stand behind it
            yield rank, name.start(1), name.start(1) + len(name[1].rstrip("*") if marks else name[1])


def _before(text: str, label: Hit, found: Hits) -> tuple[int, int] | None:
    """Return the handle that a messenger stands behind, "moonrabbit7 on Session": by its form, or opening a line."""
    name = _ON.search(text, max(0, label.start - 40), label.start)
    if name is None or found.any("seller.who", label.start, label.end) or KEY.fullmatch(name[1]):
        return None
    opens = not text[line(text, name.start(1))[0] : name.start(1)].strip(" \t–—~*-")
    if not MARKED.search(name[1]) and not opens:
        return None
    return None if is_common(found, *name.span(1)) else name.span(1)


def _is_never(text: str, found: Hits, start: int, end: int) -> bool:
    """Whether a word is nobody's name: all of it, or its beginning in scripts that write words together."""
    return any(
        hit.start == start and (hit.end >= end or text[start] >= UNSPACED)
        for hit in found.touching("seller.never", start, end)
    )


def _no_handle(text: str, found: Hits, label: Hit, name: re.Match[str]) -> bool:
    """Whether a word behind a label is a messenger's key, or a label a plain word: "a payroll vendor PayAcme"."""
    if found.any("seller.key", label.start, label.end) and KEY.match(text, name.start(1)):
        return True
    marked = text[name.start(1) - 1] == "@" or _COLON.search(text[label.end : name.start(1)])
    opened = text[line(text, label.start)[0] : label.start].rstrip(" ")
    opens = not any(map(str.isalnum, opened)) or opened.endswith("|")
    return found.any("seller.strict", label.start, label.end) and not marked and not opens


def _is_column(text: str, found: Hits, start: int, end: int) -> bool:
    """Whether a word behind a label is the next column of a list, "nick, mail, ip", or the label with it is one."""
    return text[start - 1] != "@" and any(
        hit.start <= start and end <= hit.end for hit in found.touching("data_types", start, end)
    )


def _sureness(text: str, label: Hit, name: re.Match[str]) -> int | None:
    """Say how surely a word behind a label is a handle: 0, 2, or `None`, not at all."""
    led = text[max(0, label.start - 2) : label.start].rstrip(" ").endswith((":", "："))
    behind_colon = (led or bool(_COLON.search(text[label.end : name.start(1)]))) and len(name[1]) > 2
    if text[name.start(1) - 1] == "@" or (behind_colon and _alone(text, name.end(1))):
        return 0
    start, end = line(text, label.start)
    if NAMELIKE.search(name[1]) and not (name[1].isalpha() and text[start : min(end, start + SHOUTED)].isupper()):
        return 0 if behind_colon else 2
    foreign = name[1].isascii() and not text[label.start : label.end].isascii()  # "Автор deepshell"
    return 2 if foreign and _alone(text, name.end(1)) else None


def _introduced(text: str, found: Hits, label: Hit, name: re.Match[str]) -> bool:
    """Whether a clause is only who sells and a name, in scripts without capitals: "판매자 붉은여우"."""
    before = text[: label.start].rstrip(" ")[-1:]
    return (
        text[label.start] >= UNSPACED
        and text[name.start(1)] >= UNSPACED
        and text[label.end : label.end + 1] == " "
        and before in ("", *"\n.,;|/·。、，；｜／【[")
        and _alone(text, name.end(1))
        and found.any("seller.who", label.start, label.end)
        and not any(hit.start <= name.start(1) for hit in found.touching("victim.generic", *name.span(1)))
    )


def reached(text: str, found: Hits) -> Iterator[tuple[int, int, int]]:
    """Yield an unknown word that with "pm" or "ask for" is all of a clause, or goes on to why: "PM hound for a key"."""
    for cue in found.of("seller.reach"):
        name = _REACHED.match(text, cue.end)
        if name is None or is_word(found, *name.span(1)) or is_number(name[1]):
            continue
        ahead = text[max(0, cue.start - 2) : cue.start]
        listed = ahead == ", " and text[name.end(1) : name.end(1) + 1] == ","  # "photos, text notes, chats"
        hyphened = ahead[-1:] == "-" and ahead[:1].isalnum()  # "free-text notes"
        opens = ahead.rstrip(" ")[-1:] in _CLAUSE and not listed and not hyphened
        goes_on = any(hit.start == name.end(1) + 1 for hit in found.within("seller.then", name.end(1), name.end(1) + 9))
        if opens and (goes_on or _alone(text, name.end(1))) and not _in_prose(text, cue.start):
            yield 2, name.start(1), name.end(1)


def _in_prose(text: str, start: int) -> bool:
    """Whether a label is a plain word here: "attempts to contact", or the end of a column's name."""
    return text[max(0, start - 3) : start].lower() == "to " or (
        text[max(0, start - 1) : start].isalpha() and text[start - 1] < UNSPACED and clings(text[start])
    )


def _alone(text: str, end: int) -> bool:
    """Whether the line, or the clause, ends behind a plain word: a handle, not the start of a sentence."""
    after = text[end : end + 2]
    return not after.strip() or after[0] in "\n,.;)|]，。｜、；）】" or (after[0] == " " and after[1:] in "-–—|/(")


def handles(part: Part) -> Iterator[tuple[int, int, int]]:
    """Yield "@X" and "t.me/X"."""
    if "@" not in part.text and "me/" not in part.folded:
        return
    for pattern in (_AT, _LINK):
        for each in pattern.finditer(part.text):
            yield 1, each.start(1), each.end(1)
