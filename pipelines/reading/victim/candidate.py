"""A name that may be the victim's, and the choice among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.reading.clauses import in_block
from pipelines.reading.lexicons import lexicon
from pipelines.reading.names import Hits, hits
from pipelines.reading.post import Found, Part, Post
from pipelines.reading.territories import all_codes
from pipelines.reading.victim.runs import Word, words

_LETTER = re.compile(r"[^\W\d_]")
_AMOUNT = re.compile(r"(?:[\d.,]+ ?[^\W\d_]{0,3}[ /+]{0,2}){1,3}")

_SCALED = re.compile(r"\d[\d.,]*(?:[kmb]|kk|mln|к|кк|м|млн|тыс)\+?", re.IGNORECASE)

_SUFFIX = re.compile(r"['’](?:(d[ae]ki|t[ae]ki|l[ıiuü])|[^\W\d_A-Z]{1,7})(?=\s|$)")
"""A case behind a name, as Turkish writes it; with one of the first group the name only tells where the next one is."""

_COMMON = (
    "country", "victim.generic", "verdict.sells", "verdict.offer", "verdict.data", "victim.never", "victim.article",
    "victim.org",
)  # fmt: skip
SENTENCE = 5.4
"""The weight from which a name stands where only a name can stand: before "suffered", behind "stolen from"."""
MOST = 60
"""Names that are looked at; a post with more of them is a list."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name and how surely it is the victim's."""

    part: Part = field(repr=False)
    start: int
    end: int
    """Exclusive."""
    weight: float
    """Higher is surer; by the structure that it was read from."""

    @property
    def name(self) -> str:
        """The name as written, on one line."""
        return " ".join(self.part.text[self.start : self.end].split())


def settle(found: Sequence[Candidate], post: Post, hosts: Sequence[Found]) -> list[Candidate]:
    """Drop what is no name, and put the likeliest first: surer structure, then named again, then earlier."""
    kept = []
    suffixed = bool(lexicon(post.languages[0], "claims").get("apostrophe_suffix"))
    for each in sorted(found, key=lambda each: -each.weight)[:MOST]:
        marks = hits(each.part, post.languages)
        trimmed = _trim(_bare(each) if suffixed else each, marks)
        if trimmed is not None and not in_block(trimmed.part.text, trimmed.start):
            kept.append(trimmed)
    texts = [part.folded for part in post.parts]
    squashed = [_squash(str(host.value).split(".")[0]) for host in hosts]

    def score(each: Candidate) -> float:
        folded = each.name.lower()
        repeated = sum(text.count(folded) for text in texts) > 1
        same_host = len(folded) > 3 and any(
            _squash(folded) == host or (len(host) > 4 and host in _squash(folded)) for host in squashed
        )
        return each.weight + repeated + 2 * same_host

    return sorted(kept, key=lambda each: -score(each))


def _no_end(word: Word, generic: set[int], data: set[int]) -> bool:
    """Whether a name does not end with this word: a generic one, or an amount ("Acme 1.1M")."""
    return bool(_SCALED.fullmatch(word.written)) or (word.start in generic and (word.start in data or not word.proper))


def _bare(each: Candidate) -> Candidate:
    """Take a case's suffix off a name, and what stands behind it: "Acme'nin Ankara" is Acme, "Ankara'daki Acme" too."""
    start = each.start
    for suffix in _SUFFIX.finditer(each.part.text, each.start, each.end):
        if not suffix[1]:
            return Candidate(each.part, start, suffix.start(), each.weight)
        start = suffix.end() + 1 if suffix.end() + 1 < each.end else start
    return Candidate(each.part, start, each.end, each.weight)


def _squash(name: str) -> str:
    return "".join(each for each in name if each.isalnum())


def _trim(each: Candidate, marks: Hits) -> Candidate | None:
    """Take generic words, articles and places off a name's ends; `None` when nothing of a name is left."""
    text = each.part.text
    inside = words(text, each.start, each.end)
    generic = _whole(("victim.generic", "victim.article", "verdict.sells"), inside, marks)
    data = _whole(("verdict.data",), inside, marks)
    surely = each.weight >= SENTENCE
    while inside and inside[0].start in generic and not (inside[0].proper and (surely or _head_noun(inside, marks))):
        inside.pop(0)
    while len(inside) > 1 and _no_end(inside[-1], generic, data):
        inside.pop()
    if not inside:
        return None
    start, end = inside[0].start, inside[-1].end
    if not _is_name(text[start:end], start, end, marks, _COMMON if surely else (*_COMMON, "data_types")):
        return None
    return Candidate(each.part, start, end, each.weight)


def _whole(tables: Sequence[str], inside: Sequence[Word], marks: Hits) -> set[int]:
    """Return where words start that a phrase of these tables covers wholly: the "shop" of "ShopTwo" is not meant."""
    return {
        word.start
        for table in tables
        for word in inside
        for hit in marks.touching(table, word.start, word.end)
        if hit.start <= word.start and word.end <= hit.end
    }


def _head_noun(inside: Sequence[Word], marks: Hits) -> bool:
    """Whether a generic first word belongs to the name: "Bank of X", "University of X"."""
    return len(inside) > 1 and marks.any("victim.org", inside[0].start, inside[0].end)


def _is_name(name: str, start: int, end: int, marks: Hits, common: Sequence[str]) -> bool:
    """Whether something of a name is left that is no amount, code, place, kind of data or other common word."""
    if (not _LETTER.search(name) and len(name) < 2) or len(name) > 90 or _AMOUNT.fullmatch(name):
        return False
    if all(code in all_codes() for code in re.findall(r"\w+", name)) or (
        name[0].isdigit() and any("\u4e00" <= each <= "\u9fff" for each in name)
    ):
        return False
    taken: set[int] = set()
    for table in common:
        for hit in marks.touching(table, start, end):
            taken.update(range(hit.start, hit.end))
    bare = name.removesuffix("'s").removesuffix("’s")
    return any(each.isalnum() and index + start not in taken for index, each in enumerate(bare))
