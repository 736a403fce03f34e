"""Names in reports: "a hacker known as X", "threat actor X", "the X group", "X offered to sell"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.reading.clauses import sentence
from pipelines.reading.names import Hit, Hits
from pipelines.reading.phrases import UNSPACED
from pipelines.reading.post import Part
from pipelines.reading.seller.words import (
    MARKED,
    NAMELIKE,
    QUOTED,
    UPPER,
    WORDS,
    are_words,
    is_number,
    is_word,
)

_CAPITALS = re.compile(
    rf"\s{{0,2}}((?:[{UPPER}](?:[\w-]|\.(?=\w)){{0,30}}|[a-z]{{0,12}}[A-Z0-9_]\w{{1,30}})"
    rf"(?: [{UPPER}](?:[\w-]|\.(?=\w)){{0,30}}){{0,2}})"
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
NOT_LATIN = "\u0370"
"""From here on scripts in which a Latin word is a foreign one."""
_HANDLE = re.compile(r"[ :]{1,2}@?([^\W_][\w.!$*-]{1,38}[\w*])")
_NAMED_QUOTED = re.compile(r"[\"“„‘«「『']{1,2}([^\"'“”‘’«»」』\n]{2,40})[\"'”’»」』]{1,2} ?$")
_NAMED = re.compile(rf"(?<![\w.@-])@?((?:[{UPPER}][\w-]{{1,24}} ){{0,2}}[^\W_][\w.!$*-]{{1,38}}[\w*]) $")
_SUBJECT = re.compile(r"(?:^|[.,:;\n] ?|\bto \w{2,20}, )((?:[A-Z][\w-]{1,24})(?: [A-Z][\w-]{0,24}){0,2}) $")
_GROUP = re.compile(r"\b(?:[Tt]he )?([A-Z][\w-]{2,24}(?: [A-Z][\w-]{1,24}){0,2}) $")
_BY = re.compile(r" ([a-z][\w.-]{2,30}\w)(?=[ \t]*(?:$|[\n.,;|()\]]))")
_MONEY = re.compile(r" (?:[A-Za-z]{0,3}[$€£] ?)?\d")
_PROPER = re.compile(r"[ :]{1,2}((?:[A-Z][\w-]{1,24})(?: [A-Z][\w-]{1,24}){0,2})(?![\w'’])")
"""A name behind "we are"."""
_MIXED = re.compile(r"[ :]{1,2}@?([A-Za-z][\w-]{1,30}\w)(?![\w'’]|\.\w)")
_CUES = frozenset(
    f"seller.{each}"
    for each in ("known", "alias", "named", "handle", "we", "post", "demands", "who", "claimed", "acts")
)
"""Tables whose words names stand beside in reports."""
ACTS = ("seller.claimed", "seller.does")
"""What sellers do."""


def reported(part: Part, found: Hits, *, last: bool) -> Iterator[tuple[int, int, int]]:
    """Yield names in reports: "a hacker known as X", "threat actor X", "the X group", "X offered to sell"."""
    if _CUES.isdisjoint(found.tables):
        return  # most posts are no reports
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
        name = QUOTED.match(part.text, cue.end) or _HANDLE.match(part.text, cue.end)
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
        name = QUOTED.match(text, cue.end) or _PROPER.match(text, cue.end)
        marked = _MIXED.match(text, cue.end)
        if name and not _no_name(text, found, *name.span(1)) and not are_words(text, found, *name.span(1)):
            yield 3, name.start(1), name.end(1)
        elif marked and MARKED.search(marked[1]):
            yield 3, marked.start(1), marked.end(1)
    for cue in found.of("seller.post"):
        quoted, marked = QUOTED.match(text, cue.end), _MIXED.match(text, cue.end)
        if quoted and " " not in quoted[1].strip():
            yield 4, quoted.start(1), quoted.end(1)
        elif marked and MARKED.search(marked[1]):
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
            (not plain and not shouts and NAMELIKE.search(named))
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
        if before and money and not are_words(text, found, *before.span(1)):
            yield 5, before.start(1), before.end(1)


def _small_behind(text: str, cue: Hit, found: Hits) -> tuple[int, int] | None:
    """Return the word without a capital behind a cue, where no lexicon knows it: "a user named moonrabbit"."""
    name = (_LATIN if text[cue.end - 1] >= UNSPACED else _SMALL).match(text, cue.end)
    return None if name is None or is_word(found, *name.span(1)) else name.span(1)


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
        start + word.end() in plain for word in WORDS.finditer(text[start:end])
    )


def _subject(text: str, claimed: Hit, found: Hits) -> Iterator[tuple[int, int, int]]:
    """Yield "X" of "X published" and of "published by X"."""
    before = _SUBJECT.search(text, max(0, claimed.start - 60), claimed.start)
    if before:
        yield 5, before.start(1), before.end(1)
    if _passive(text, claimed):
        yield from _name_behind(text, claimed, 4)
        if (small := _BY.match(text, claimed.end)) and not is_word(found, *small.span(1)):
            yield 5, small.start(1), small.end(1)


def _name_behind(text: str, cue: Hit, rank: int) -> Iterator[tuple[int, int, int]]:
    name = QUOTED.match(text, cue.end) or _CAPITALS.match(text, cue.end)
    if name and not is_number(name[1]) and (name.re is QUOTED or text[cue.end : cue.end + 1] == " "):
        written = name[1] if name.re is QUOTED else _CLUNG.sub("", name[1])
        yield rank, name.start(1), name.start(1) + len(written.rstrip("."))
