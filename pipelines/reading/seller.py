"""Who offers or claims the data: a handle behind a contact word, a name in a report, a group's sign-off."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from pipelines.reading.clauses import in_block, line, sentence
from pipelines.reading.lexicons import lexicon
from pipelines.reading.names import Hit, Hits, hits
from pipelines.reading.phrases import clings
from pipelines.reading.post import Found, Part, Post, once_a_post

APART = 12
"""Characters behind "according to" from which on a group is not what tells: "according to police the group X"."""
_UPPER = "".join(filter(str.isupper, map(chr, range(0x1F00))))
"""What a name begins with in scripts that have capitals."""
_AT = re.compile(r"(?<![\w@.])@([A-Za-z][\w.]{2,31}\w)(?![\w@]|\.\w)")
_LINK = re.compile(
    r"(?:https?://)?t(?:elegram)?(?:\.|\[\.\]|\(\.\)|\[dot\])me/(?:\+)?([A-Za-z]\w{3,31})", re.IGNORECASE
)
_BEHIND = re.compile(
    r"(?:(?:[ ][\w']{1,12}){0,3} ?[:：]|(?: \w{1,12}){0,2} (?:is|was)| =|,)?[ \t]{0,3}"
    r"[*`]{0,2}@?([^\W_][\w.!$*-]{1,38}[\w*])"
)
_COLON = re.compile(r"[:：]|\bis\b")
_QUOTED = re.compile(r"\s{0,2}(?:the )?(?:[\"“„‘«「『]|'(?!s\b)){1,2}([^\"'“”‘’«»」』\n]{2,40})[\"'“”’»」』]")
_CAPITALS = re.compile(
    rf"\s{{0,2}}((?:[{_UPPER}](?:[\w-]|\.(?=\w)){{0,30}}|[a-z]{{0,12}}[A-Z0-9_]\w{{1,30}})"
    rf"(?: [{_UPPER}](?:[\w-]|\.(?=\w)){{0,30}}){{0,2}})"
)
"""A point belongs to a name only inside of it: behind it, the sentence ends."""
_LATIN = re.compile(r"[ :]{0,2}@?([A-Za-z][A-Za-z0-9_.!$*-]{1,38}[A-Za-z0-9_*])(?![A-Za-z0-9])")
"""A handle among letters of another script: 黑客moonrabbit, 해커 moonrabbit은."""
_LATIN_BEFORE = re.compile(r"(?<![A-Za-z0-9_@.-])@?([A-Za-z][A-Za-z0-9_.!$*-]{1,38}[A-Za-z0-9_*])$")
"""And before them: moonrabbitと名乗る."""
_SMALL = re.compile(r" @?([a-z][\w.-]{2,30}\w)(?![\w-])")
"""A handle without a capital, which only what is done behind it tells from a plain word."""
_CLUNG = re.compile("(?<=[A-Za-z0-9_])[\u2e80-\uffef].*")
"""What scripts without blanks write behind a Latin name: Moonrabbit가."""
_COUNT = re.compile(r"\d+[a-z]{0,2}", re.IGNORECASE)
NOT_LATIN = "\u0370"
"""From here on scripts in which a Latin word is a foreign one."""
UNSPACED = "\u2e80"
"""From here on scripts that write words together."""
_HANDLE = re.compile(r"[ :]{1,2}@?([^\W_][\w.!$*-]{1,38}[\w*])")
_NAMED_QUOTED = re.compile(r"[\"“„‘«「『']{1,2}([^\"'“”‘’«»」』\n]{2,40})[\"'”’»」』]{1,2} ?$")
_NAMED = re.compile(rf"(?<![\w.@-])@?((?:[{_UPPER}][\w-]{{1,24}} ){{0,2}}[^\W_][\w.!$*-]{{1,38}}[\w*]) $")
_SUBJECT = re.compile(r"(?:^|[.,:;\n] ?|\bto \w{2,20}, )((?:[A-Z][\w-]{1,24})(?: [A-Z][\w-]{0,24}){0,2}) $")
_GROUP = re.compile(r"\b(?:[Tt]he )?([A-Z][\w-]{2,24}(?: [A-Z][\w-]{1,24}){0,2}) $")
_SIGNED_BEHIND = re.compile(r"[.!?。][ ]?[–—~-]{1,2} ?([^\s–—~-](?:[^\n.!?。]{0,40}[^\s.!?。])?)[ \t]*$")
"""A sign-off behind the last sentence, on its line."""
_SIGNED = re.compile(
    r"^[ \t]*(?:[–—~-]{1,2} ?([^\s–—~=*_-](?:[^\n]{0,40}\S)?)"
    r"|[>=*~#+:.-]{2,3} ?([^\W_][\w .-]{0,38}\w) ?[<=*~#+:.-]{2,3})[ \t]*$"
)
"""A sign-off of one line, behind a dash or between marks: "— Group X", ">> X <<"."""
_ROW = re.compile(r"\n([^\s]{3,30})\n(?:USD|BTC|EUR|XMR|GBP) ?\d")
_KEY = re.compile(r"(?=[a-f]{0,12}\d)[0-9A-Fa-f]{3,80}(?:\.{2,3}|…|\b)")
_FULL = re.compile(
    rf" ?[:：] ?([{_UPPER}][\w-]{{1,24}}(?: (?:[^\W\d_A-Z]{{1,3}} )?[{_UPPER}][\w-]{{0,24}}){{1,2}})"
    r"(?=[ \t]*(?:$|[\n.,;|()]))"
)
"""A label's name of several words, as "Shop: Zorro del Sur"."""
_BY = re.compile(r" ([a-z][\w.-]{2,30}\w)(?=[ \t]*(?:$|[\n.,;|()\]]))")
_NAMELIKE = re.compile(r"[_\d]|[a-z][A-Z]|^[A-Z]{3,}$")
_SELF = re.compile(
    rf"[ ,:\n–—-]{{1,4}}[\"“*]{{0,2}}((?:[{_UPPER}][\w.-]{{0,23}}\w)(?: [{_UPPER}][\w-]{{0,23}}){{0,2}}"
    r"|[^\W\d_][\w.-]{1,30}\w)"
    r"[\"”*.!]{0,3}\s*$"
)
"""All that stands behind "this is" or "regards,": a name."""
_REACHED = re.compile(r"(?: ?[:=>–—-]{1,2})? ?(?<![\w@])@?([^\W_][\w.-]{1,30}\w)")
_CLAUSE = ("", "\n", "|", ".", "!", "?", ";", ",", "(", "/", "•", "·", "-", "–", "—")
"""What stands before a clause."""
_WORDS = re.compile(r"\S{1,40}")
_MONEY = re.compile(r" (?:[A-Za-z]{0,3}[$€£] ?)?\d")
_LAST = re.compile(r"[.!?)][ ]([A-Za-z][\w-]{2,30}\w)\s*$")
"""One word behind the last sentence."""

_NICK = re.compile(r"[ \t]*(?:[–—~*-]{1,2} ?)?@?([A-Za-z][\w-]{1,30}\w)")
"""A handle that begins a line."""
_MARKED = re.compile(r"_|[A-Za-z]\d|[a-z][A-Z]")
"""What few plain words have and many handles do: an underline, digits behind letters, an inner capital."""
_ASIDE = re.compile(r" ?[/|,–—-] ?[^\W\d_]{2,20}(?: [^\W_]{1,20}){1,8}\.?$")
"""What goes on behind a handle in the last line: "marten_09 / no time wasters"."""
_ON = re.compile(r"(?<![\w.@/-])([A-Za-z][\w-]{1,30}\w) (?:[^\W\d_]{1,4} |[@(\[|/] ?)$")
"""A handle before a messenger: "moonrabbit7 on Session", "moonrabbit7 (TG)"."""
_PROPER = re.compile(r"[ :]{1,2}((?:[A-Z][\w-]{1,24})(?: [A-Z][\w-]{1,24}){0,2})(?![\w'’])")
"""A name behind "we are"."""
_MIXED = re.compile(r"[ :]{1,2}@?([A-Za-z][\w-]{1,30}\w)(?![\w'’]|\.\w)")

ACTS = ("seller.claimed", "seller.does")
"""What sellers do."""
CALLED = 40
"""How far behind "pm" one who is asked for may name himself, in characters."""
CELLS = 3
"""As many marks of one kind part the cells of a market's row."""
FAREWELL = 60
"""Characters at a body's end that hold the writer's name behind a farewell."""
SHOUTED = 160
"""Characters of a line that show whether it is all in capitals: then those of a word tell nothing."""


@once_a_post
def find(post: Post) -> list[Found]:
    """Return who offers it, without "@", the surest first; whether anything is offered is the verdict's to say."""
    found: list[tuple[int, Found]] = []
    for part in post.parts:
        if part.source not in ("author", "price"):
            found += [(rank, Found(name, part, start, end)) for rank, name, start, end in _of_part(part, post)]
    return [each for _, each in sorted(found, key=lambda pair: pair[0])]


def _of_part(part: Part, post: Post) -> Iterator[tuple[int, str, int, int]]:
    """Yield rank (low is sure), name and span of each handle or name."""
    found = hits(part, post.languages)
    last = bool(lexicon(post.languages[0], "claims").get("head_last"))
    places = [
        *_labelled(part, found),
        *_handles(part),
        *_reported(part, found, last=last),
        *_reached(part.text, found),
        *_shop(part, found),
        *_signed(part, found),
    ]
    if part.source == "body" and (row := _ROW.search(part.text)):
        places.append((1, row.start(1), row.end(1)))
    for rank, start, end in places:
        never = any((hit.start, hit.end) == (start, end) for hit in found.within("seller.never", start, end))
        if not never and not _another(part.text, found, start) and not in_block(part.text, start):
            yield rank, part.text[start:end].strip(), start, end


def _another(text: str, found: Hits, start: int) -> bool:
    """Whether a name is a guarantor's or a reporter's; in "attributed to the group X", X is neither."""
    begin = sentence(text, start)[0]
    named = max((hit.start for hit in found.within("seller.label", begin, start)), default=begin)
    if found.any("seller.guarantor", max(named, start - 24), start):
        return True
    told = max((hit.end for hit in found.within("victim.reporter", max(begin, start - 40), start)), default=None)
    apart = [hit for hit in found.within("seller.group", told or start, start) if hit.start - (told or start) > APART]
    own = ("seller.gang", "seller.post", "seller.handle", "seller.alias")  # "according to the post of X"
    return told is not None and not apart and not any(found.any(table, told, start) for table in own)


def _labelled(part: Part, found: Hits) -> Iterator[tuple[int, int, int]]:
    """Yield what stands behind "Seller:", "TG", "Contact": surely a handle by its form, or behind a colon."""
    labels = {hit.start for hit in found.of("seller.label")}
    for cue in found.of("seller.label"):
        if before := _before(part.text, cue, found):
            yield 2, *before
        full = _FULL.match(part.text, cue.end) if found.any("seller.who", cue.start, cue.end) else None
        if full:
            yield 0, full.start(1), full.end(1)
            continue
        name = _BEHIND.match(part.text, cue.end)
        if name is None or name.start(1) in labels or _is_number(name[1]) or "." in name[1][1:-1]:
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


def _shop(part: Part, found: Hits) -> Iterator[tuple[int, int, int]]:
    """Yield the shop that a market's row ends with: "5 EUR a piece | shop: Zorro del Sur", "… | магазин «X»"."""
    end = len(part.text.rstrip(" \n.!*|"))
    for cue in found.within("seller.shop", end - FAREWELL, end) if part.source == "body" else ():
        name = _FULL.match(part.text, cue.end) or _QUOTED.match(part.text, cue.end)
        ahead = part.text[: cue.start].rstrip(" ")[-1:]
        apart = bool(ahead) and not ahead.isalnum() and ahead not in ",.:;(«“\"'"
        row = (
            apart and (":" in part.text[cue.end : name.start(1)] or part.text.count(ahead) >= CELLS) if name else False
        )
        if name and name.end() == end and row:
            yield 2, name.start(1), name.end(1)


def _before(text: str, label: Hit, found: Hits) -> tuple[int, int] | None:
    """Return the handle that a messenger stands behind, "moonrabbit7 on Session": by its form, or opening a line."""
    name = _ON.search(text, max(0, label.start - 40), label.start)
    if name is None or found.any("seller.who", label.start, label.end) or _KEY.fullmatch(name[1]):
        return None
    opens = not text[line(text, name.start(1))[0] : name.start(1)].strip(" \t–—~*-")
    if not _MARKED.search(name[1]) and not opens:
        return None
    return None if _is_common(found, *name.span(1)) else name.span(1)


def _is_common(found: Hits, start: int, end: int) -> bool:
    """Whether a lexicon knows all of a handle, or it holds a kind of data: "id_front" does, "red_hat" does not."""
    return bool(found.touching("data_types", start, end)) or _covered(found, start, end)


def _is_never(text: str, found: Hits, start: int, end: int) -> bool:
    """Whether a word is nobody's name: all of it, or its beginning in scripts that write words together."""
    return any(
        hit.start == start and (hit.end >= end or text[start] >= UNSPACED)
        for hit in found.touching("seller.never", start, end)
    )


def _no_handle(text: str, found: Hits, label: Hit, name: re.Match[str]) -> bool:
    """Whether a word behind a label is a messenger's key, or a label a plain word: "a payroll vendor PayAcme"."""
    if found.any("seller.key", label.start, label.end) and _KEY.match(text, name.start(1)):
        return True
    marked = text[name.start(1) - 1] == "@" or _COLON.search(text[label.end : name.start(1)])
    opened = text[line(text, label.start)[0] : label.start].rstrip(" ")
    opens = not any(map(str.isalnum, opened)) or opened.endswith("|")
    return found.any("seller.strict", label.start, label.end) and not marked and not opens


def _is_number(name: str) -> bool:
    """Whether a word is a number, or one with its unit in a script that writes them together: 42万件."""
    return bool(_COUNT.fullmatch(name)) or (name[0].isdigit() and not name.isascii())


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
    if _NAMELIKE.search(name[1]) and not (name[1].isalpha() and text[start : min(end, start + SHOUTED)].isupper()):
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


def _reached(text: str, found: Hits) -> Iterator[tuple[int, int, int]]:
    """Yield an unknown word that with "pm" or "ask for" is all of a clause, or goes on to why: "PM hound for a key"."""
    for cue in found.of("seller.reach"):
        name = _REACHED.match(text, cue.end)
        if name is None or _is_word(found, *name.span(1)) or _is_number(name[1]):
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


def _handles(part: Part) -> Iterator[tuple[int, int, int]]:
    for pattern in (_AT, _LINK):
        for each in pattern.finditer(part.text) if "@" in part.text or "me/" in part.folded else ():
            yield 1, each.start(1), each.end(1)


def _reported(part: Part, found: Hits, *, last: bool) -> Iterator[tuple[int, int, int]]:
    """Yield names in reports: "a hacker known as X", "threat actor X", "the X group", "X offered to sell"."""
    yield from _known_as(part, found)
    yield from _introduces(part.text, found)
    yield from _demanding(part.text, found)
    for cue in found.of("seller.who"):
        yield from _beside(part.text, cue, found, last=last)
    headline = found.of("seller.acts") if part.source == "title" else ()
    for cue in (*found.of("seller.claimed"), *headline):
        for rank, start, end in _subject(part.text, cue, found):
            board = found.any("context.board_after", start, end)  # "Im Forum bietet …"
            if not board and not found.any("seller.who", start, end) and not _no_name(part.text, found, start, end):
                yield rank, start, end


def _known_as(part: Part, found: Hits) -> Iterator[tuple[int, int, int]]:
    """Yield "a hacker known as X" and "alias X"; and, where names come first, "X adlı hacker"."""
    for cue in found.of("seller.known"):
        start = sentence(part.text, cue.start)[0]
        if found.any("seller.who", max(start, cue.start - 45), cue.start + 1):
            yield from _name_behind(part.text, cue, 3)
            if (small := _small_behind(part.text, cue, found)) is not None:
                yield 3, *small
    yield from _aliases(part.text, found)
    for cue in found.of("seller.named"):
        if before := _name_before(part.text, cue):
            yield 3, before.start(1), before.end(1)
    for cue in found.of("seller.handle"):
        name = _QUOTED.match(part.text, cue.end) or _HANDLE.match(part.text, cue.end)
        if name:
            yield 3, name.start(1), name.end(1)


def _aliases(text: str, found: Hits) -> Iterator[tuple[int, int, int]]:
    """Yield "alias X"; in other scripts, a Latin word needs no capital."""
    for cue in found.of("seller.alias"):
        yield from _name_behind(text, cue, 3)
        if text[cue.start] >= UNSPACED and (latin := _LATIN.match(text, cue.end)):
            yield 3, latin.start(1), latin.end(1)
        elif text[cue.start] >= NOT_LATIN and (small := _small_behind(text, cue, found)):
            yield 3, *small


def _name_before(text: str, cue: Hit) -> re.Match[str] | None:
    """Find X of "X adlı hacker" and of "moonrabbitと名乗る"."""
    patterns = (_NAMED_QUOTED, _NAMED, _LATIN_BEFORE)
    tried = patterns if text[cue.start] >= UNSPACED else patterns[:2]
    return next(filter(None, (each.search(text, max(0, cue.start - 50), cue.start) for each in tried)), None)


def _introduces(text: str, found: Hits) -> Iterator[tuple[int, int, int]]:
    """Yield who names themselves, "We are X", and whose post a report tells of: "the post of «X»"."""
    for cue in found.of("seller.we"):
        name = _QUOTED.match(text, cue.end) or _PROPER.match(text, cue.end)
        marked = _MIXED.match(text, cue.end)
        if name and not _no_name(text, found, *name.span(1)) and not _are_words(text, found, *name.span(1)):
            yield 3, name.start(1), name.end(1)
        elif marked and _MARKED.search(marked[1]):
            yield 3, marked.start(1), marked.end(1)
    for cue in found.of("seller.post"):
        quoted, marked = _QUOTED.match(text, cue.end), _MIXED.match(text, cue.end)
        if quoted and " " not in quoted[1].strip():
            yield 4, quoted.start(1), quoted.end(1)
        elif marked and _MARKED.search(marked[1]):
            yield 4, marked.start(1), marked.end(1)


def _beside(text: str, who: Hit, found: Hits, *, last: bool) -> Iterator[tuple[int, int, int]]:
    """Yield "threat actor X" for a handle, a quoted name or what acts, and "the X group" where it claims something.

    Where the word for what it is stands `last`, "X grubu", a name before it goes before one behind it.
    """
    is_group = found.any("seller.group", who.start, who.end)
    before = _group_before(text, who, found, last=last)
    if before is not None:
        yield 4, *before
        if last:
            return
    for rank, start, end in _name_behind(text, who, 4):
        reach = sentence(text, who.start) if is_group else (who.start - 30, end + 24)
        acts = _acts(text, found, end, reach[1]) or found.any("seller.claimed", reach[0], who.start)
        named = text[start:end]
        quoted = (text[start - 1] in "\"“'‘" and (" " not in named or named.istitle())) or (
            text[start - 1] in "«„「" and " " not in named and named.isascii() and named.islower()
        )
        gang = found.any("seller.gang", who.start, who.end)
        plain = found.any("seller.strict", who.start, who.end) and named.isalpha()  # "payroll vendor PayAcme"
        shouts = text[who.start : end].isupper()  # "GRUPO ACME": there capitals tell nothing
        if (
            (not plain and not shouts and _NAMELIKE.search(named))
            or acts
            or quoted
            or gang
            or (is_group and text[start - 1] in "«„")
        ):
            yield rank, start, end
    small = _small_behind(text, who, found)
    if small is not None and _did(text, small, who, found):
        yield 4, *small


def _group_before(text: str, who: Hit, found: Hits, *, last: bool) -> tuple[int, int] | None:
    """Return X of "the X group" where it claims something, or where no company is called so: "the X gang"."""
    name = _GROUP.search(text, max(0, who.start - 60), who.start)
    if name is None or _no_name(text, found, *name.span(1)):
        return None
    if found.any("seller.gang", who.start, who.end):
        return name.span(1)
    reach = sentence(text, who.start)[1] if last else who.end + 30
    claims = text[who.start].islower() and found.any("seller.group", who.start, who.end)
    return name.span(1) if claims and _acts(text, found, who.end, reach) else None


def _acts(text: str, found: Hits, start: int, end: int) -> bool:
    """Whether somebody claims something there; of whom it is said that he "was hit by" does not."""
    claimed = found.within("seller.claimed", start, end)
    return any(not _passive(text, each) for each in claimed) or found.any("seller.does", start, end)


def _passive(text: str, claimed: Hit) -> bool:
    """Whether who did it stands behind: "published by"."""
    return text[max(0, claimed.end - 3) : claimed.end].endswith(("by", "par", "por", "von", " da", "zez", "leh"))


def _demanding(text: str, found: Hits) -> Iterator[tuple[int, int, int]]:
    """Yield "X" of "X demands 3 million dollars"."""
    for cue in found.of("seller.demands"):
        before = _SUBJECT.search(text, max(0, cue.start - 60), cue.start)
        money = _MONEY.match(text, cue.end)
        if before and money and not _are_words(text, found, *before.span(1)):
            yield 5, before.start(1), before.end(1)


def _small_behind(text: str, cue: Hit, found: Hits) -> tuple[int, int] | None:
    """Return the word without a capital behind a cue, where no lexicon knows it: "a user named moonrabbit"."""
    name = (_LATIN if text[cue.end - 1] >= UNSPACED else _SMALL).match(text, cue.end)
    return None if name is None or _is_word(found, *name.span(1)) else name.span(1)


def _did(text: str, name: tuple[int, int], who: Hit, found: Hits) -> bool:
    """Whether one is told to have done something; in their own script, names are told from words by what follows."""
    if text[who.start] >= NOT_LATIN and text[slice(*name)].isascii():
        return _acts(text, found, *sentence(text, who.start))
    return any(hit.start - name[1] <= 1 for table in ACTS for hit in found.within(table, name[1], name[1] + 30))


def _no_name(text: str, found: Hits, start: int, end: int) -> bool:
    """Whether a place ("the Russian gang") or plain words ("Dem Betreiber") are all that stands there."""
    plain = {
        hit.end
        for table in ("victim.article", "victim.generic", "victim.never", "seller.never")
        for hit in found.within(table, start, end)
    }
    return found.any("country", start, end) or all(
        start + word.end() in plain for word in _WORDS.finditer(text[start:end])
    )


def _subject(text: str, claimed: Hit, found: Hits) -> Iterator[tuple[int, int, int]]:
    """Yield "X" of "X published" and of "published by X"."""
    before = _SUBJECT.search(text, max(0, claimed.start - 60), claimed.start)
    if before:
        yield 5, before.start(1), before.end(1)
    if _passive(text, claimed):
        yield from _name_behind(text, claimed, 4)
        if (small := _BY.match(text, claimed.end)) and not _is_word(found, *small.span(1)):
            yield 5, small.start(1), small.end(1)


def _is_word(found: Hits, start: int, end: int) -> bool:
    """Whether any lexicon knows a word: it is none's handle."""
    return any(True for table in found.tables for _ in found.touching(table, start, end))


def _are_words(text: str, found: Hits, start: int, end: int) -> bool:
    """Whether the lexicons know each word of a name: "the team"; of "Team Acme" they know one."""
    return all(_covered(found, *each.span()) for each in _WORDS.finditer(text, start, end))


def _covered(found: Hits, start: int, end: int) -> bool:
    """Whether a lexicon knows all of a word: of "el_zorro" it knows "el"."""
    return any(
        hit.start <= start and end <= hit.end for table in found.tables for hit in found.touching(table, start, end)
    )


def _name_behind(text: str, cue: Hit, rank: int) -> Iterator[tuple[int, int, int]]:
    name = _QUOTED.match(text, cue.end) or _CAPITALS.match(text, cue.end)
    if name and not _is_number(name[1]) and (name.re is _QUOTED or text[cue.end : cue.end + 1] == " "):
        written = name[1] if name.re is _QUOTED else _CLUNG.sub("", name[1])
        yield rank, name.start(1), name.start(1) + len(written.rstrip("."))


def _signed(part: Part, found: Hits) -> Iterator[tuple[int, int, int]]:
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
        if name and (called or name[1][0].isupper()) and not _are_words(text, found, *name.span(1)):
            yield 3, name.start(1), name.end(1)
    tables = ("seller.farewell", "seller.sign")
    for table, cue in ((each, cue) for each in tables for cue in found.within(each, len(text) - FAREWELL, len(text))):
        name = _SELF.match(text, cue.end)
        opens = not any(map(str.isalnum, text[line(text, cue.start)[0] : cue.start]))
        surely = opens or (table == "seller.farewell" and name and name[1][0].isupper())
        if name and surely and not _are_words(text, found, *name.span(1)):
            yield 2, name.start(1), name.end(1)
    last = _LAST.search(text, max(0, len(text) - FAREWELL))
    if last and _NAMELIKE.search(last[1]) and not last[1].isupper() and not _is_word(found, *last.span(1)):
        yield 3, last.start(1), last.end(1)


def _nick(text: str, start: int, found: Hits) -> tuple[int, int] | None:
    """Return the handle that the last line is, or begins with: "octal_", "marten_09 / no time wasters".

    A plain word is one below an empty line only, and where no lexicon knows it.
    """
    name = _NICK.match(text, start)
    if start == 0 or name is None or _KEY.fullmatch(name[1]) or _is_common(found, *name.span(1)):
        return None
    rest = text[name.end() :]
    marked = bool(_MARKED.search(name[1]))
    if rest.strip(".! "):
        return name.span(1) if marked and _ASIDE.fullmatch(rest) else None
    below = text[:start].endswith("\n\n")
    return name.span(1) if marked or (below and name[1].islower()) else None


def _lone(found: Hits, text: str) -> bool:
    """Whether the last line is a name of unknown words with capitals below a post of extortionists."""
    start = text.rfind("\n") + 1
    told = found.of("verdict.leak") or any(hit.value == "ransomware" for hit in found.of("cause"))
    last = text[start:].removeprefix("The ")
    plain = last.istitle() and last.replace(" ", "").isalpha() and not _is_word(found, len(text) - len(last), len(text))
    return bool(told) and plain and (" " not in last or text[:start].endswith("\n\n"))


def _name_of_group(text: str, found: Hits, start: int) -> tuple[int, int]:
    """Return the name in a sign-off without the word for a group and quotation marks: "Группа «X»" is X."""
    for hit in found.within("seller.group", start, len(text)):
        rest = text[hit.end :].strip(' «»„“”":')
        english = text[hit.start : hit.end].lower() in _english_groups()
        if hit.start == start and rest and not english and (not text[start:].isascii() or _NAMELIKE.search(rest)):
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
