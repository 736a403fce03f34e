"""A name that may be the victim's, and the choice among them."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from pipelines.reading.clauses import in_block, line, sentence
from pipelines.reading.lexicons import lexicon
from pipelines.reading.names import NOTHING, Hits, hits
from pipelines.reading.post import Found, Part, Post
from pipelines.reading.territories import all_codes
from pipelines.reading.victim.runs import LINKS, Word, before, first_run, words

_LETTER = re.compile(r"[^\W\d_]")
_CODES = re.compile(r"\w+")
_AMOUNT = re.compile(r"(?:[\d.,]+ ?[^\W\d_]{0,3}[ /+]{0,2}){1,3}")

_SCALED = re.compile(
    r"\d[\d.,]*(?:[kmb]|kk|bn|mln|mio|gb|tb|mb|к|кк|м|млн|тыс|rb|jt|ribu|juta|tr|bin|mn)?\+?", re.IGNORECASE
)

SIGNS = "$€£¥₽₹₺₩₫₴"
_CURRENCY = re.compile(rf"[^\W\d_]{{0,3}}[{SIGNS}]")
"""The "R$" of a price."""
_LOT = re.compile(r"(?=[^_\n]{0,60}_)[A-Z0-9_.-]+")
"""How sellers of cards call what they sell, "SPRING_MIX"; no organisation is written so."""
_SUFFIX = re.compile(r"['’](?:(d[ae]ki|t[ae]ki|l[ıiuü])|[^\W\d_A-Z]{1,7})(?=\s|$)")
"""A case behind a name, as Turkish writes it; with one of the first group the name only tells where the next one is."""

ORGANISATIONS = ("victim.org", "victim.official")
"""Words that may begin a name."""
_PLAINER = str.maketrans({"ı": "i", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
"""Letters that no accent makes of another; accents stand apart after NFKD and are no letters."""

_HYPHENED = re.compile(r"-[^\W\d_A-Z]")

_COMMON = (
    "country", "victim.generic", "verdict.sells", "verdict.offer", "verdict.data", "victim.never", "victim.article",
    "victim.org", "victim.official", "victim.noun", "victim.apposed",
)  # fmt: skip
_GENERIC = ("victim.generic", "victim.noun", "victim.official", "victim.article", "verdict.sells")
"""Tables whose words are no part of a name at its ends."""
_OTHERS = ("cue.vendor", "seller.handle", "seller.alias")
"""Tables whose words stand before names that are not the victim's."""
SENTENCE = 5.4
"""The weight from which a name stands where only a name can stand: before "suffered", behind "stolen from"."""
NEAR = 40
"""How far behind "the ransomware group" its name may go on, in characters."""
ARTICLES = frozenset(("La", "Le", "Les", "El", "Los", "Las", "Il", "Lo", "Gli", "Der", "Die", "Das", "Al"))
"""They begin names, where no plain word for a kind of business follows."""
VENDOR = 2
"""Characters between a word such as "vendor" and its name."""
SHORT = 3
"""Letters of a country's code: "US Bank Database" names nobody."""
SHOUTED = 160
"""Characters of a line that show whether it is all in capitals."""
INITIALS = 6
"""Letters that a kind of data is shortened to."""
FEW = 3
"""A line with as many blanks is no mere name."""
CUES = 200
"""Words of one kind beside which names are looked for: names far from a post's start weigh too little to be chosen."""
MOST = 60
"""Names that are looked at; a post with more of them is a list."""


class Candidate(NamedTuple):
    """A name and how surely it is the victim's."""

    part: Part
    start: int
    end: int
    """Exclusive."""
    weight: float
    """Higher is surer; by the structure that it was read from."""
    whole: bool = False
    """Whether it is a name whatever its words mean: "جامعة القاهرة" is one, of a plain word and a city."""

    @property
    def name(self) -> str:
        """The name as written, on one line."""
        return " ".join(self.part.text[self.start : self.end].split())


_weight = attrgetter("weight")


def settle(found: Sequence[Candidate], post: Post, hosts: Sequence[Found]) -> list[Candidate]:
    """Drop what is no name, and put the likeliest first: surer structure, then named again, then earlier."""
    if not found:
        return []
    kept = []
    claims = lexicon(post.languages[0], "claims")
    suffixed, capitals = bool(claims.get("apostrophe_suffix")), not claims.get("nouns_capitalised")
    for each in sorted(found, key=_weight, reverse=True)[:MOST]:
        marks = hits(each.part, post.languages)
        trimmed = _trim(_bare(each) if suffixed else each, marks, capitals=capitals)
        if trimmed is not None and not in_block(trimmed.part.text, trimmed.start) and not _vendors(trimmed, marks):
            kept.append(trimmed)
    if claims.get("sentence_case"):
        kept = [each for each in kept if not _shouted(each)]
    actors = _actors(post) if kept else frozenset()
    named = [(name, each) for each in kept if (name := each.name.lower()) not in actors]
    if len({name for name, _ in named}) > 1:  # else the surest is the likeliest
        named = _by_likelihood(named, post, hosts)
    return [each for _, each in named]


def _by_likelihood(
    named: Sequence[tuple[str, Candidate]], post: Post, hosts: Sequence[Found]
) -> list[tuple[str, Candidate]]:
    """Sort names, with how they are written in small letters, by what else of the post speaks for each."""
    texts = [part.folded for part in post.parts]
    written = {str(host.value) for host in hosts}
    squashed = [_squash(host.split(".")[0]) for host in sorted(written)]

    def speaks(name: str) -> tuple[bool, int]:
        repeated = sum(text.count(name) for text in texts) > 1
        same_host = len(name) > 3 and any(
            _squash(name) == host or (len(host) > 4 and host in _squash(name)) for host in squashed
        )
        is_host = "." in name and " " not in name and any(name.endswith(host) for host in written)
        return repeated, (1 if is_host else 2) * same_host

    speaking = {name: speaks(name) for name, _ in named}

    def score(one: tuple[str, Candidate]) -> float:
        name, each = one
        repeated, by_host = speaking[name]
        return each.weight + repeated + by_host

    return sorted(named, key=score, reverse=True)


def _shouted(each: Candidate) -> bool:
    """Whether the whole line is in capitals, so that they tell nothing of a name; a host is one all the same."""
    start, end = line(each.part.text, each.start)
    head = each.part.text[start : min(end, start + SHOUTED)]
    quoted = each.part.text[max(0, each.start - 1) : each.start] in ("“", "«", '"')
    return head.isupper() and head.count(" ") >= FEW and not quoted


@functools.lru_cache(maxsize=2)
def _actors(post: Post) -> frozenset[str]:
    """Return the names of extortionists: beside a word that no company is called by ("X gang"), or before "claims"."""
    names: set[str] = set()
    for part in post.parts:
        marks = hits(part, post.languages)
        acts = marks.of("seller.acts") if part.source == "title" else ()
        for gang in (*marks.of("seller.gang"), *acts):
            floor, end = sentence(part.text, gang.start)
            for run in (
                before(part.text, gang.start, floor, frozenset()),
                first_run(part.text, gang.end, min(gang.end + NEAR, end)) if gang.value == "gang" else None,
            ):
                if run and (gang.start - 2 <= run.end <= gang.start or gang.end <= run.start <= gang.end + 2):
                    names.add(part.folded[run.start : run.end])
                    names.add(part.folded[run.start : run.end].removeprefix("the "))
    return frozenset(names)


def _vendors(each: Candidate, marks: Hits) -> bool:
    """Whether it is the third party's name, or the seller's: "the contractor Acme", "under the pseudonym Acme"."""
    return any(
        each.start - hit.end <= VENDOR
        for table in _OTHERS
        if table in marks.tables
        for hit in marks.within(table, max(0, each.start - 60), each.start)
    )


def _described(inside: Sequence[Word], generic: set[int], marks: Hits) -> int:
    """Count the words before a name that say what it is: "Norwegian Shipping Company" of one that is called so."""
    if len(inside) < 2:
        return 0
    adjectives = _whole(("demonym", "victim.sector"), inside, marks)
    count = next((at for at, word in enumerate(inside) if word.start not in generic | adjectives), 0)
    while count and inside[count - 1].start not in generic:
        count -= 1
    return count if count > 1 else 0


def _no_start(inside: Sequence[Word], generic: set[int]) -> bool:
    """Whether a name does not begin with its first word; the "La" of "La Boutique" is a part of it."""
    article = len(inside) > 1 and inside[0].written in ARTICLES and inside[1].proper and inside[1].start not in generic
    return inside[0].start in generic and not article


def _is_article(word: Word, marks: Hits) -> bool:
    return bool(_whole(("victim.article",), [word], marks))


def _no_end(word: Word, generic: set[int], marks: Hits) -> bool:
    """Whether a name does not end with this word: a generic one, or an amount ("Acme 1.1M")."""
    if word.start in generic and (not word.proper or _whole(("verdict.data",), [word], marks)):
        return True
    return _SCALED.fullmatch(word.written) is not None


def _bare(each: Candidate) -> Candidate:
    """Take a case's suffix off a name, and what stands behind it: "Acme'nin Ankara" is Acme, "Ankara'daki Acme" too."""
    start = each.start
    for suffix in _SUFFIX.finditer(each.part.text, each.start, each.end):
        if not suffix[1]:
            return Candidate(each.part, start, suffix.start(), each.weight)
        start = suffix.end() + 1 if suffix.end() + 1 < each.end else start
    return Candidate(each.part, start, each.end, each.weight)


def _squash(name: str) -> str:
    """Write a name as a host would: "Kızılçam Gaz" is kizilcamgaz."""
    bare = name if name.isascii() else unicodedata.normalize("NFKD", name).translate(_PLAINER)
    return "".join(each for each in bare if each.isalnum())


def _trim(each: Candidate, marks: Hits, *, capitals: bool) -> Candidate | None:
    """Take generic words, articles and places off a name's ends; `None` when nothing of a name is left.

    `capitals`: whether a capital letter speaks for a name; in German every noun has one.
    """
    if each.whole:
        return each
    text = each.part.text
    inside = words(text, each.start, each.end)
    generic = _whole(_GENERIC, inside, marks)
    surely = each.weight >= SENTENCE and capitals
    while len(inside) > 1 and _SCALED.fullmatch(inside[0].written):
        inside.pop(0)
    if not surely and len(inside) > 2 and _is_article(inside[0], marks) and _head_noun(inside[1:], marks):
        inside.pop(0)
    described = _described(inside, generic, marks)
    described = next((at for at in range(1, described) if _head_noun(inside[at:], marks)), described)
    if described and not surely and not _head_noun(inside, marks):
        inside = inside[described:]
    while inside and _no_start(inside, generic) and not (inside[0].proper and (surely or _head_noun(inside, marks))):
        inside.pop(0)
        while len(inside) > 1 and inside[0].written in LINKS:  # the "de" of "Assinantes de Acme"
            inside.pop(0)
    while len(inside) > 1 and inside[-2].end < inside[-1].start and _no_end(inside[-1], generic, marks):
        inside.pop()
    if not inside:
        return None
    start, end = inside[0].start, inside[-1].end
    bare = text[start:end].isupper() and end - start <= INITIALS  # "AHV" in a list is a kind of data, come what may
    if not _is_name(text[start:end], start, end, marks, (*_COMMON, "data_types") if bare or not surely else _COMMON):
        return None
    return Candidate(each.part, start, end, each.weight)


def _whole(tables: Sequence[str], inside: Sequence[Word], marks: Hits) -> set[int]:
    """Return where words start that a phrase of these tables covers wholly: the "shop" of "ShopTwo" is not meant."""
    if not inside:
        return set()
    start, end = inside[0].start, inside[-1].end
    spans = [hit for table in tables if table in marks.tables for hit in marks.touching(table, start, end)]
    return {word.start for start, end, _ in spans for word in inside if start <= word.start and word.end <= end}


def _head_noun(inside: Sequence[Word], marks: Hits) -> bool:
    """Whether a generic first word belongs to the name: "Bank of X", "University of X"."""
    start, end = inside[0].start, inside[-1].end
    return len(inside) > 1 and any(
        hit.start == start for table in ORGANISATIONS for hit in marks.within(table, start, end)
    )


def _is_name(name: str, start: int, end: int, marks: Hits, common: Sequence[str]) -> bool:
    """Whether something of a name is left that is no amount, code, place, kind of data or other common word."""
    if (len(name) < 2 and (name.isascii() or not _LETTER.search(name))) or len(name) > 90 or _AMOUNT.fullmatch(name):
        return False
    if (name[-1] in SIGNS and _CURRENCY.fullmatch(name)) or ("_" in name and _LOT.fullmatch(name)):
        return False
    if all_codes().issuperset(_CODES.findall(name)) or (
        name[0].isdigit() and any("\u4e00" <= each <= "\u9fff" for each in name)
    ):
        return False
    taken = _taken(name, start, end, marks, common)
    bare = name.removesuffix("'s").removesuffix("’s")
    left = [each for index, each in enumerate(bare, start) if each.isalnum() and index not in taken]
    if any(map(str.isalpha, left)) or (left and not taken):  # "Lot 22" has no name; a mere number may be one
        return True
    return _placed(name, start, end, marks)


def _taken(name: str, start: int, end: int, marks: Hits, common: Sequence[str]) -> set[int]:
    """Return the places of a name's characters that these tables know."""
    taken: set[int] = set()
    for table in common:
        for hit in marks.touching(table, start, end) if table in marks.tables else ():
            if table == "country" and hit.value == NOTHING:  # no place: "Galinha d'Angola"
                continue
            taken.update(range(hit.start, hit.end))
            if table == "country" and _HYPHENED.match(marked := name[hit.end - start :]):  # "Texas-based"
                taken.update(range(hit.end, hit.end + len(marked.split(" ", 1)[0])))
    return taken


def _placed(name: str, start: int, end: int, marks: Hits) -> bool:
    """Whether a town's or country's name and the word for an organisation make a name: "Amman University Hospital".

    An adjective does not, a "French Hospital" is one of many; but of "French Railways" there is one.
    """
    orgs = [hit for hit in marks.within("victim.org", start, end) if name[hit.start - start].isupper()]
    places = [hit for hit in marks.within("country", start, end) if hit.value[-2:] in all_codes()]
    named = [hit for hit in places if not marks.any("demonym", hit.start, hit.end) and hit.end - hit.start > SHORT]
    sole = bool(places) and marks.any("victim.sole", start, end)
    return bool((orgs and named) or sole) and (len(name.split()) > 1 and not name.islower())
