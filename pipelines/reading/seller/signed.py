"""Names that sign a post: its last line, "Regards, X", "we are X", a shop at the end of a market's row."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from pipelines.reading.clauses import line, sentence
from pipelines.reading.lexicons import lexicon
from pipelines.reading.names import Hits
from pipelines.reading.post import Part
from pipelines.reading.seller.words import FULL, KEY, MARKED, NAMELIKE, QUOTED, UPPER, are_words, is_common, is_word

_SIGNED_BEHIND = re.compile(r"[.!?。][ ]?[–—~-]{1,2} ?([^\s–—~-](?:[^\n.!?。]{0,40}[^\s.!?。])?)[ \t]*$")
"""A sign-off behind the last sentence, on its line."""
_SIGNED = re.compile(
    r"^[ \t]*(?:[–—~-]{1,2} ?([^\s–—~=*_-](?:[^\n]{0,40}\S)?)"
    r"|[>=*~#+:.-]{2,3} ?([^\W_][\w .-]{0,38}\w) ?[<=*~#+:.-]{2,3})[ \t]*$"
)
"""A sign-off of one line, behind a dash or between marks: "— Group X", ">> X <<"."""
_SELF = re.compile(
    rf"[ ,:\n–—-]{{1,4}}[\"“*]{{0,2}}((?:[{UPPER}][\w.-]{{0,23}}\w)(?: [{UPPER}][\w-]{{0,23}}){{0,2}}"
    r"|[^\W\d_][\w.-]{1,30}\w)"
    r"[\"”*.!]{0,3}\s*$"
)
"""All that stands behind "this is" or "regards,": a name."""
_LAST = re.compile(r"[.!?)][ ]([A-Za-z][\w-]{2,30}\w)\s*$")
"""One word behind the last sentence."""
_NICK = re.compile(r"[ \t]*(?:[–—~*-]{1,2} ?)?@?([A-Za-z][\w-]{1,30}\w)")
"""A handle that begins a line."""
_ASIDE = re.compile(r" ?[/|,–—-] ?[^\W\d_]{2,20}(?: [^\W_]{1,20}){1,8}\.?$")
"""What goes on behind a handle in the last line: "marten_09 / no time wasters"."""
CLOSES = (".", "!", "?", ")", "")
"""What stands behind a sentence, and behind no name."""
CALLED = 40
"""How far behind "pm" one who is asked for may name himself, in characters."""
CELLS = 3
"""As many marks of one kind part the cells of a market's row."""
FAREWELL = 60
"""Characters at a body's end that hold the writer's name behind a farewell."""


def shop(part: Part, found: Hits) -> Iterator[tuple[int, int, int]]:
    """Yield the shop that a market's row ends with: "5 EUR a piece | shop: Zorro del Sur", "… | магазин «X»"."""
    end = len(part.text.rstrip(" \n.!*|"))
    for cue in found.within("seller.shop", end - FAREWELL, end) if part.source == "body" else ():
        name = FULL.match(part.text, cue.end) or QUOTED.match(part.text, cue.end)
        ahead = part.text[: cue.start].rstrip(" ")[-1:]
        apart = bool(ahead) and not ahead.isalnum() and ahead not in ",.:;(«“\"'"
        row = (
            apart and (":" in part.text[cue.end : name.start(1)] or part.text.count(ahead) >= CELLS) if name else False
        )
        if name and name.end() == end and row:
            yield 2, name.start(1), name.end(1)


def signed(part: Part, found: Hits) -> Iterator[tuple[int, int, int]]:
    """Yield the last line of a body when it is a sign-off: "— Group X", "Team X", or one word in mixed case."""
    if part.source != "body":
        return
    text = part.text.rstrip()
    yield from _named_by_himself(text, found)
    start = text.rfind("\n") + 1
    last = text[start:]
    if nick := _nick(text, start, found):
        yield 2, *nick
        return
    behind = _SIGNED_BEHIND.search(text, max(start, len(text) - 60))
    if behind and len(behind[1].split()) <= 3 and not _in_small_words(behind[1]):
        yield 2, *_name_of_group(text, found, behind.start(1))
        return
    if not 3 <= len(last) <= 44 or start == 0 or last[-1] in ".!?:,;)" or any(each.isdigit() for each in last):
        return
    signed = _SIGNED.match(last)
    group = found.any("seller.group", start, len(part.text))
    inner = " " not in last and bool(re.search("[a-z][A-Z]", last))
    single = len(last.split()) <= 4 and "." not in last and (inner or _lone(found, text))
    if (
        (
            signed
            and len(last.split()) <= 5
            and not _in_small_words(signed[1] or signed[2])
            and not found.any("verdict.rules", start, len(part.text))
        )
        or (group and len(last.split()) <= 4)
        or single
    ):
        offset = signed.start(signed.lastindex or 0) if signed else 0
        if signed and signed[2]:
            yield 2, start + offset, start + signed.end(2)
            return
        yield 2, *_name_of_group(text, found, start + offset)


def _in_small_words(name: str) -> bool:
    """Whether a sign-off says who somebody is, and not his name: "your former admin"."""
    return name.isascii() and " " in name and name.islower()


def _named_by_himself(text: str, found: Hits) -> Iterator[tuple[int, int, int]]:
    """Yield "X" of "This is X.", of "pm me, I'm x", of "Regards, X", and a handle alone behind the last sentence."""
    for cue in found.of("seller.self"):
        start, end = sentence(text, cue.start)
        opens = not any(map(str.isalnum, text[start : cue.start]))
        called = found.any("seller.label", max(start, cue.start - CALLED), cue.start)
        name = _SELF.match(text, cue.end, end) if opens or called else None
        if name and (called or name[1][0].isupper()) and not are_words(text, found, *name.span(1)):
            yield 3, name.start(1), name.end(1)
    tables = ("seller.farewell", "seller.sign")
    for table, cue in ((each, cue) for each in tables for cue in found.within(each, len(text) - FAREWELL, len(text))):
        name = _SELF.match(text, cue.end)
        opens = not any(map(str.isalnum, text[line(text, cue.start)[0] : cue.start]))
        surely = opens or (table == "seller.farewell" and name and name[1][0].isupper())
        if name and surely and not are_words(text, found, *name.span(1)):
            yield 2, name.start(1), name.end(1)
    ends = text[-1:] not in CLOSES  # most texts end as a sentence does
    last = _LAST.search(text, max(0, len(text) - FAREWELL)) if ends else None
    if last and NAMELIKE.search(last[1]) and not last[1].isupper() and not is_word(found, *last.span(1)):
        yield 3, last.start(1), last.end(1)


def _nick(text: str, start: int, found: Hits) -> tuple[int, int] | None:
    """Return the handle that the last line is, or begins with: "octal_", "marten_09 / no time wasters".

    A plain word is one below an empty line only, and where no lexicon knows it.
    """
    name = _NICK.match(text, start)
    if start == 0 or name is None or KEY.fullmatch(name[1]) or is_common(found, *name.span(1)):
        return None
    rest = text[name.end() :]
    marked = bool(MARKED.search(name[1]))
    if rest.strip(".! "):
        return name.span(1) if marked and _ASIDE.fullmatch(rest) else None
    below = text[:start].endswith("\n\n")
    return name.span(1) if marked or (below and name[1].islower()) else None


def _lone(found: Hits, text: str) -> bool:
    """Whether the last line is a name of unknown words with capitals below a post of extortionists."""
    start = text.rfind("\n") + 1
    told = found.of("verdict.leak") or any(hit.value == "ransomware" for hit in found.of("cause"))
    last = text[start:].removeprefix("The ")
    plain = last.istitle() and last.replace(" ", "").isalpha() and not is_word(found, len(text) - len(last), len(text))
    return bool(told) and plain and (" " not in last or text[:start].endswith("\n\n"))


def _name_of_group(text: str, found: Hits, start: int) -> tuple[int, int]:
    """Return the name in a sign-off without the word for a group and quotation marks: "Группа «X»" is X."""
    for hit in found.within("seller.group", start, len(text)):
        rest = text[hit.end :].strip(' «»„“”":')
        english = text[hit.start : hit.end].lower() in _english_groups()
        if hit.start == start and rest and not english and (not text[start:].isascii() or NAMELIKE.search(rest)):
            at = text.index(rest, hit.end)
            return at, at + len(rest)
        ahead = text[start : hit.start].strip(' «»„“”"')
        if hit.end == len(text) and ahead and not text[hit.start].isupper() and not english:
            at = text.index(ahead, start)
            return at, at + len(ahead)
    return start, len(text)


@functools.cache
def _english_groups() -> frozenset[str]:
    """Return words that groups call themselves by in English, as a part of their name: "Team Acme"."""
    return frozenset(lexicon("en", "claims")["seller"]["group"])
