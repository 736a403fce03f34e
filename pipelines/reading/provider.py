"""A third party that the data leaked from, or that hosted it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.reading.clauses import in_block, sentence
from pipelines.reading.names import NOTHING, Hit, Hits, hits
from pipelines.reading.phrases import UNSPACED
from pipelines.reading.post import Found, Part, Post, once_a_post

_PART = r"[^\W\d_a-zà-öø-ÿа-яёіїєґ\u0590-\u1cff\u2e80-\uffff](?:[\w&'’-]|\.(?=\w)){1,30}"
_NAMES = rf"{_PART}(?: {_PART}){{0,3}}"
_NAME = re.compile(rf"[ :]{{0,2}}[\"“„«(]?({_NAMES})")
_FURTHER = re.compile(
    rf"(?:(?:,| [–—-])? [^\W\d_A-ZА-ЯЁІЇЄҐ][^\W\d_]{{0,19}}(?:-[^\W\d_]{{1,20}})?){{0,5}}(?:,| [–—-])? ({_NAMES})"
)
"""A name that a few plain words lead to."""
_FURTHER_QUOTED = re.compile(
    r"(?:(?:,| [–—-])? [^\W\d_][\w-]{0,29}){0,5}(?:,| [–—-])? [\"“„«‘]([^\"“”„«»\n]{2,40})[\"”“»’]"
)
_QUOTED = re.compile(r"[ :]{0,2}[\"“‘'「『]([^\"”’'」』\n]{2,30})[\"”’'」』]")
_BRACKETS = re.compile(r"[^().\n]{0,60}\(([A-ZА-ЯЁ][\w&.'’ -]{2,40})\)")
_BEFORE = re.compile(rf"(?<![\w'’])({_NAMES})[»”\"]?(?:,| [–—-]) $")
"""A name that a word for what it is stands behind: "Acme, its payroll provider"."""
_LETTERS = "\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af"
_JOINED = re.compile(rf"[的のは ]?[\"“「『《]?([{_LETTERS}A-Za-z0-9&ー·-]{{2,24}})")
_BARE = re.compile(r" ([\u0600-\u06ff\u0900-\u097f][^\s،؛,.:;!?()«»\"।]{1,24})")
"""The word behind, in scripts that have no capitals and write words apart."""
NEAR = 36
"""How far before a word such as "supplier" an "its" may stand."""
LONGEST = 12
"""Letters of a name in a script that writes words together."""
HANGUL = "\uac00"
_ENDS = (
    "victim.stop", "victim.breached", "victim.speech", "victim.lead", "victim.tail", "cause", "data_types",
    "verdict.leak", "verdict.data", "verdict.sells", "seller.claimed", "context.elsewhere",
    "cue.vendor",
)  # fmt: skip
"""Tables whose words end a name where no blank does."""
_OTHERS = ("victim.lead", "victim.where", "victim.breached", "context.place_lead", "seller.who", "victim.reporter")
"""Tables whose words lead to another name than the third party's."""


def find(post: Post) -> list[Found]:
    """Return the third parties that a post names, clouds by their key (`alibaba_cloud`), others by their name."""
    parts = [part for part in post.parts if part.source not in ("author", "price")]
    known = [each for part in parts for each in _known(part, post)]
    return known or named(post)


@once_a_post
def named(post: Post) -> list[Found]:
    """Return those that are named by what they do: "its payroll provider Acme"."""
    parts = [part for part in post.parts if part.source not in ("author", "price")]
    return [each for part in parts for each in _named(part, post)]


def _known(part: Part, post: Post) -> list[Found]:
    found = hits(part, post.languages)
    kept = []
    for hit in found.of("provider"):
        if hit.value == NOTHING or in_block(part.text, hit.start):
            continue
        start, end = sentence(part.text, hit.start)
        role = "comparison" if found.any("context.comparison", start, end) else "headline"
        kept.append(Found(hit.value, part, hit.start, hit.end, role))
    return kept


def _named(part: Part, post: Post) -> list[Found]:
    """Read a name beside a word such as "vendor" or "print contractor"."""
    found = hits(part, post.languages)
    third = [hit for hit in found.of("cause") if hit.value == "third_party"]
    spans = [
        *_direct(part.text, found),
        *_apposed(part.text, found),
        *_owned(part.text, found),
    ] or [span for hit in (*found.of("cue.vendor"), *third) for span in _behind(part.text, hit, found)]
    return [
        Found(part.text[start:end], part, start, end)
        for start, end in spans
        if _begins(part.text[start]) and not _common(found, start, end) and not in_block(part.text, start)
    ]


def _begins(letter: str) -> bool:
    """Whether a name may begin with it: a capital, or a letter of a script that has none."""
    return letter.upper() == letter


def _common(found: Hits, start: int, end: int) -> bool:
    """Whether it is a place, or a word that is nobody's name."""
    return found.any("country", start, end) or any(
        hit.start == start and hit.end >= end
        for table in ("victim.never", "victim.article", "seller.never", "victim.generic")
        for hit in found.touching(table, start, end)
    )


def _direct(text: str, found: Hits) -> Iterator[tuple[int, int]]:
    """Yield the name right behind a word for a third party, or in brackets behind it."""
    for cue in found.of("cue.vendor"):
        name = _NAME.match(text, cue.end) or _QUOTED.match(text, cue.end) or _BRACKETS.match(text, cue.end)
        if name:
            yield name.span(1)
        elif text[cue.end - 1] >= UNSPACED and (joined := _joined(text, cue.end, found)):
            yield joined
        elif (bare := _BARE.match(text, cue.end)) and not _ended(found, *bare.span(1)):
            yield bare.span(1)


def _joined(text: str, at: int, found: Hits) -> tuple[int, int] | None:
    """Return the name that goes on here in a script without blanks: up to a word that is none of it."""
    name = _JOINED.match(text, at)
    if name is None:
        return None
    start, end = name.span(1)
    ended = [hit for table in _ENDS for hit in found.touching(table, start, end) if hit.start >= start]
    if text[start] >= HANGUL:  # with blanks: only a particle at the word's end is none of it
        ended = [hit for hit in ended if hit.end >= end or hit.start == start]
    end = min((hit.start for hit in ended), default=end)
    if text[start] < HANGUL:
        end = min((hit.start for hit in _systems(found, start, end)), default=end)
    return (start, end) if 1 < end - start <= LONGEST else None


def _systems(found: Hits, start: int, end: int) -> Iterator[Hit]:
    """Yield the word at a name's end that no name ends with: the 系统 of "系统商瑞码科技系统"."""
    for hit in found.touching("victim.generic", start, end):
        if hit.start > start and hit.end == end and not found.any("victim.suffix", hit.start, hit.end):
            yield hit


def _ended(found: Hits, start: int, end: int) -> bool:
    return any(hit.start <= start for table in _ENDS for hit in found.touching(table, start, end))


def _apposed(text: str, found: Hits) -> Iterator[tuple[int, int]]:
    """Yield the name before what it does for the victim: "Acme, the contractor", "Acme, which runs the shop of X"."""
    for cue in found.of("cue.apposed"):
        if name := _BEFORE.search(text, max(0, cue.start - 80), cue.start):
            yield name.span(1)
    for cue in found.of("cue.serves"):
        name = _BEFORE.search(text, max(0, cue.start - 80), cue.start)
        stop = min(cue.end + 80, sentence(text, cue.start)[1])
        if name and found.any("cue.client", cue.end, stop):
            yield name.span(1)


def _owned(text: str, found: Hits) -> Iterator[tuple[int, int]]:
    """Yield whose customer the victim is: "its scheduling software provider Acme", "the airline's Acme tenant"."""
    for cue in found.of("cue.kind"):
        whose = [*found.within("cue.whose", max(0, cue.start - NEAR), cue.start)]
        name = _NAME.match(text, cue.end) if whose else None
        if name and text[whose[-1].end : cue.start].replace("-", "").replace(" ", "").isalpha():
            yield name.span(1)
    for cue in found.of("cue.product"):
        for owner in [*found.within("cue.whose", max(0, cue.start - NEAR), cue.start)][-1:]:
            name = _NAME.match(text, owner.end)
            if name and name.end() == cue.start - 1:
                yield name.span(1)


def _behind(text: str, cue: Hit, found: Hits) -> Iterator[tuple[int, int]]:
    """Yield the name that a few plain words after "a third party" lead to: "analytics vendor, X"."""
    end = min(sentence(text, cue.start)[1], cue.end + 90)
    name = _FURTHER_QUOTED.match(text, cue.end, end) or _FURTHER.match(text, cue.end, end)
    if name is not None:
        between = (cue.end, name.start(1))
        if not any(found.any(table, *between) for table in _OTHERS):
            yield name.span(1)
