r"""Names in a title, or in a first line that stands for one: "[SELLING] X | 2.3M members", "X\nX is a maker of …"."""

from __future__ import annotations

import re

from pipelines.reading.lexicons import lexicon
from pipelines.reading.names import Hits
from pipelines.reading.post import Part, Post
from pipelines.reading.victim.candidate import ORGANISATIONS, Candidate
from pipelines.reading.victim.runs import acronym, first_run, runs, spell

_HEADLINES = ("verdict.sells", "victim.breached", "victim.lead", "verdict.data", "cause")
WEIGHT = 5.0
"""Of a heading's first name."""
SIGNS = "$€£¥₽"
CODE = 2
"""Letters of a state's code."""
_KINDS = ("victim.sector", "cause")
SHORT = 80
"""A first line that is longer is no title."""
ROW = 240
"""Characters of a post in one line with bars: a row of a market's list."""
_SEPARATOR = re.compile(r"\s[|–—-]+\s|[|•·]|//|[:：]\s|\s?[–—]\s|\n|，")
_TAG = re.compile(r"[\[【（(][^\]】）)\n]{0,40}[\]】）)]")
_BRACKETED = re.compile(r"\(([^()\n]{2,40})\)")
_NUMBERED = re.compile(r"\W{0,3}[^\W\d_]{2,14}\.? ?[#№:]{0,2} ?\d[\d-]{0,11} ?\|")
"""The number of a market's row: "Listing 4471 |", "Item #88214 |"."""
LONE = 1.6
"""How much less the only capital of a title weighs where a plain word follows: "Clerk jailed for …"."""
BRACKETED = 0.9
"""How much less a name in a title's brackets weighs than one before them."""
_ENDS_LIKE_PROSE = (".", "!", "?", ":", ",", "。")
_PLAIN = re.compile(r" ([^\W\d_]{1,40})")
_ONE_WORD = re.compile(r"[^\W\d_][^\W\dA-ZА-ЯЁ_]{1,40}")
_ACRONYM = re.compile(r"\(([A-Z]{2,8})\)")


def headed(part: Part, marks: Hits, post: Post) -> list[Candidate]:
    """Return the names of the title's pieces; the first piece that holds one weighs most."""
    titled = any(each.source == "title" for each in post.parts)
    if part.source == "title":
        return _titled(part, marks, post)
    if part.source != "body":
        return []
    end = part.text.find("\n")
    if not titled and end < 0 and len(part.text) <= ROW and part.text.count(" | ") >= 2:
        numbered = _NUMBERED.match(part.text)
        return pieces(part, numbered.end() if numbered else 0, len(part.text))
    if titled or not 0 < end <= SHORT or part.text[:end].rstrip().endswith(_ENDS_LIKE_PROSE):
        return []
    return _first_line(part, end, marks)


def _titled(part: Part, marks: Hits, post: Post) -> list[Candidate]:
    """Read a title; a first word that has its capital from its place only is no name, or hardly one."""
    found = [each for each in pieces(part, 0, len(part.text)) if not _tells(each, marks, post)]
    if lexicon(post.languages[0], "claims").get("sentence_case"):
        return [each for each in found if not _opens(each, marks)]
    if len(found) == 1 and found[0].start == 0 and _opens(found[0], marks):
        return [found[0]._replace(weight=found[0].weight - LONE)]
    return found


def _opens(each: Candidate, marks: Hits) -> bool:
    """Whether a name is only the first word of a phrase ("Карты СНГ" aside): a capital there tells nothing.

    The word for what it is ("Acme база клиентов"), a number or a mark behind it leave it a name.
    """
    text = each.part.text
    behind = _PLAIN.match(text, each.end)
    if behind is None or not _ONE_WORD.fullmatch(each.name) or _opened(text, each.start):
        return False
    return not any(
        marks.any(table, behind.start(1), behind.end(1))
        for table in ("verdict.data", "verdict.sells", "victim.generic", "victim.breached", *ORGANISATIONS, "cause")
    )


def _tells(each: Candidate, marks: Hits, post: Post) -> bool:
    """Whether a piece is an amount, a state's code, or only begins a headline: "Thieves took", "Gaming shop hit".

    There a word that no lexicon knows is a name all the same if the post has it again.
    """
    text = each.part.text
    if text[each.start] in SIGNS and text[each.start + 1 : each.start + 2].isdigit():
        return True
    beside = text[max(0, each.start - 1) : each.start] + text[each.end : each.end + 1]
    if len(each.name) <= CODE and each.name.isupper() and "/" in beside:
        return True  # "FL/TX"
    behind = _PLAIN.match(text, each.end)
    if behind is None or behind[1] != behind[1].lower() or any(map(str.isalnum, text[: each.start])):
        return False
    if all(_known(marks, *word[:2]) for word in spell(text, each.start, each.end)):
        return True
    if not _opens(each, marks) or marks.any("victim.sector", *behind.span(1)):
        return False
    return sum(part.text.count(each.name) for part in post.parts) == 1


def _known(marks: Hits, start: int, end: int) -> bool:
    """Whether a word only says what somebody does, or how it leaked."""
    return any(hit.start <= start and end <= hit.end for table in _KINDS for hit in marks.touching(table, start, end))


def _opened(text: str, start: int) -> bool:
    """Whether a plain word stands before it: then its capital is its own."""
    return text[max(0, start - 2) : start - 1].isalpha()


def _first_line(part: Part, end: int, marks: Hits) -> list[Candidate]:
    """Read a leak site's entry: its first line is the name, unless it is a tracker's or a newspaper's headline."""
    head = part.text[:end]
    if marks.any("victim.described", 0, end):
        return []
    if _SEPARATOR.search(head) or any(marks.any(table, 0, end) for table in _HEADLINES):
        return pieces(part, 0, end)
    tag = _TAG.search(head)
    stop = tag.start() if tag and tag.start() > 2 else end
    if "." not in head.strip() or " " in head.strip():
        return [Candidate(part, 0, len(head[:stop].rstrip()), 6.5)]
    return [Candidate(part, 0, len(head[:stop].rstrip()), 4.5), *_second_line(part, end + 1, marks)]


def _second_line(part: Part, start: int, marks: Hits) -> list[Candidate]:
    """Return the name that the line below a domain begins with: alone on it, of several words, or described."""
    end = part.text.find("\n", start)
    end = len(part.text) if end < 0 else end
    first = first_run(part.text, start, min(end, start + SHORT))
    if first is None or first.start != start or part.text[first.end : first.end + 1] in (":", ","):
        return []
    described = any(hit.start == first.end + 1 for hit in marks.within("victim.described", first.end, end))
    alone = not part.text[first.end : end].strip(" .")
    return [Candidate(part, *first, 5.7)] if described or alone or " " in part.text[start : first.end] else []


def _blank(tag: re.Match[str]) -> str:
    """Blank a tag out; its brackets stay, for what stands around them is no one name."""
    return tag[0] if _ACRONYM.fullmatch(tag[0]) else f"({' ' * (len(tag[0]) - 2)})"


def pieces(part: Part, start: int, end: int) -> list[Candidate]:
    """Return the names of a heading's pieces; the first piece that holds one weighs most."""
    text = part.text
    heading = _TAG.sub(_blank, text[start:end])
    found: list[Candidate] = []
    at = 0
    for cut in (*(each.span() for each in _SEPARATOR.finditer(heading)), (len(heading), len(heading))):
        found += [
            Candidate(part, start + run.start, start + run.end, WEIGHT - 0.1 * len(found) - 0.2 * index)
            for index, run in enumerate(runs(heading, at, cut[0]))
        ]
        at = cut[1]
    for each in _BRACKETED.finditer(text, start, end):
        if run := first_run(text, *each.span(1)):
            found.append(Candidate(part, run.start, run.end, WEIGHT - BRACKETED))
    for each in _ACRONYM.finditer(text, start, end):
        if run := acronym(text, each.start(), each[1]):
            found.append(Candidate(part, run.start, run.end, WEIGHT + 2))
    return found
