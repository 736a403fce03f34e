"""Where the people or the organisation in the data are from: names of places, flags, domains, schemes of IDs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.reading import domain
from pipelines.reading.claim import Redaction
from pipelines.reading.clauses import in_block, line, sentence
from pipelines.reading.data_types import denied
from pipelines.reading.facts import facts
from pipelines.reading.names import MARKS, NOTHING, Hit, Hits, hits
from pipelines.reading.phrases import clings
from pipelines.reading.post import Found, Part, Post
from pipelines.reading.territories import CASED, all_codes

_FLAG = re.compile("[\U0001f1e6-\U0001f1ff][\U0001f1e6-\U0001f1ff]")
_CODED = re.compile(r"[/+&,:：\[(] ?[A-Z]{2}")
"""What a text holds that has codes for `_codes`: most have none, and three patterns need not look."""
_LISTED = re.compile(r"[A-Z](?<![\w/.-].)[A-Z]{1,2}(?: ?[/+&,] ?[A-Z]{2,3}){1,8}(?![\w])")
_BRACKETED = re.compile(r"[\[(]([A-Z]{2})[\])]")
_LABELLED = re.compile(r"[:：] ?([A-Z]{2,3})(?![\w])")
_CAPITALISED = re.compile(r"[A-Z][\w'’-]*")
_ALIASES = {"UK": "GB", "USA": "US", "UAE": "AE", "KSA": "SA", "EN": ""}
_CODE_GOES_ON = re.compile(r"[-_]?\d|[.][A-Za-z]|-[A-Z]")
NEAR = 30
"""How far before a place a word that disowns it may stand ("I am from", "hosted in"), in characters."""
DENIED = 12
"""How far behind a place "all of them not" may end, in characters."""
BETWEEN = 8
"""Most characters between two places that an "and" joins."""
_OPENS = ("|", "-", "–", "—", "[", "(", "/", "]", ":", "•", "*")
"""What a name may stand behind that is alone in its piece of a line."""
_AMBIGUOUS, _EXACT = MARKS["ambiguous"], MARKS["exact"]


def find(post: Post) -> list[Found]:
    """Return the countries of a post, one for each place in it.

    Only those with the role `headline` are the claim's. Others say why not: `seller`, `comparison`, `elsewhere`.
    ID schemes stand for a country only where no place is named; ambiguous names (Georgia) only in a place's position.
    """
    parts = [part for part in post.parts if part.source not in ("author", "price")]
    places = [_places(part, post) for part in parts]
    sure = frozenset(hit.value for each in places for hit in each if hit.value in all_codes())
    named = [found for part, each in zip(parts, places, strict=True) for found in _named(part, post, each, sure)]
    if not any(each.role == "headline" for each in named):
        named += [found for part in parts for found in _ids(part, hits(part, post.languages))]
    return named + list(_domains(post))


def from_redactions(redactions: Sequence[Redaction]) -> tuple[str, ...]:
    """Return the countries that masked values show ("these are Chinese resident IDs"): ISO codes, sorted.

    Only schemes of IDs count; dialling codes and banks stand for the place of a phone or an account. Use it where
    `find` gives no headline.

    >>> from_redactions([Redaction("body", 0, 18, "national_id", "cn.ric", "CN")])
    ('CN',)
    """
    return tuple(sorted({each.country for each in redactions if each.country and each.scheme and each.kind != "phone"}))


def _places(part: Part, post: Post) -> list[Hit]:
    """Return the names of places in a part, outside of sample rows; whether each means one is not yet said."""
    found = hits(part, post.languages)
    unsaid = {(hit.start, hit.end) for hit in found.of("country") if hit.value == NOTHING}
    return [
        hit for hit in found.of("country") if (hit.start, hit.end) not in unsaid and not in_block(part.text, hit.start)
    ]


def _named(part: Part, post: Post, places: Sequence[Hit], others: frozenset[str]) -> Iterator[Found]:
    found = hits(part, post.languages)
    for hit in places:
        mark, code = (hit.value[0], hit.value[1:]) if hit.value[0] in _AMBIGUOUS + _EXACT + CASED else ("", hit.value)
        if _written_as(part.text, hit, mark) and (mark != _AMBIGUOUS or _is_place(part, hit, found, others, code)):
            role = _role(part, hit, found)
            if role:
                yield Found(code, part, hit.start, hit.end, role)
    yield from _codes(part, found)
    for flag in _FLAG.finditer(part.text) if not part.text.isascii() else ():
        code = "".join(chr(ord(each) - 0x1F1E6 + 65) for each in flag[0])
        if code in all_codes():
            yield Found(code, part, flag.start(), flag.end())


def _written_as(text: str, hit: Hit, mark: str) -> bool:
    """Whether letter case allows the name: codes in capitals, and names that are words of a language with one."""
    written = text[hit.start : hit.end]
    if mark == _EXACT:
        return written.isupper() and not _CODE_GOES_ON.match(text, hit.end)
    return mark != CASED or written[0].isupper() or not clings(written[0])


def _is_place(part: Part, hit: Hit, found: Hits, others: frozenset[str], code: str) -> bool:
    """Whether an ambiguous name is the place: "in Georgia", "Georgia: …", no "Georgia Smith" and no US state.

    `others` are the countries that the whole post names without doubt.
    """
    text = part.text
    if not text[hit.start].isupper() or (code == "GE" and "US" in others and code not in others):
        return False
    if code in others or _joined(part.text, hit, found):
        return True
    before, after = _capitalised_before(text, hit.start), text[hit.end : hit.end + 2]
    lead = any(
        cue.end == hit.start - 1 for cue in found.within("context.place_lead", max(0, hit.start - 12), hit.start)
    )
    institution = _followed(found, "institution_after", hit)
    if after[:1] == " " and after[1:2].isalnum() and not institution and (not lead or after[1:2].isupper()):
        return False
    if (before and not lead) or text[hit.end : hit.end + 3] == " & ":
        return False
    return lead or institution or _stands_alone(text, hit.start)


def _joined(text: str, hit: Hit, found: Hits) -> bool:
    """Whether an "and" joins a name to a place that is one without doubt: "Ireland and Malta"."""
    for other in found.within("country", hit.start - NEAR, hit.end + NEAR):
        start, end = (other.end, hit.start) if other.start < hit.start else (hit.end, other.start)
        if other.value in all_codes() and 0 < end - start <= BETWEEN and found.any("joint", start, end):
            return not _capitalised_before(text, hit.start)
    return False


def _stands_alone(text: str, at: int) -> bool:
    """Whether a name opens its line, or stands behind a mark: "| Georgia", "(Georgia"; a town before it is another's.

    "Macon, Georgia" is no country of ours: towns of the one that we know are listed, and then the name needs no look.
    """
    if at == line(text, at)[0]:
        return True
    mark = text[max(0, at - 2) : at].strip(" ")
    if mark != ",":
        return mark in _OPENS
    return not _capitalised_before(text, at - 1 if text[at - 1] == " " else at, comma=True)


def _capitalised_before(text: str, at: int, *, comma: bool = False) -> bool:
    word = text[max(0, at - 24) : at]
    last = word.rstrip(", ").rpartition(" ")[2] if comma else word.rstrip(" ").rpartition(" ")[2]
    return (comma or word.endswith(" ")) and bool(_CAPITALISED.fullmatch(last))


def _followed(found: Hits, cue: str, hit: Hit) -> bool:
    """Whether a cue stands right behind a place."""
    first = next(found.within(f"context.{cue}", hit.end, hit.end + 40), None)
    return first is not None and first.start <= hit.end + 1


def _role(part: Part, hit: Hit, found: Hits) -> str | None:
    """Say what a place is for the post; `None`: it is no place of its own (a currency, a language, a board)."""
    start, end = sentence(part.text, hit.start)
    near = max(start, hit.start - NEAR)
    if _no_place(part, hit, found, near):
        return None
    if found.any("context.origin", near, hit.start):
        return "seller"
    denied = found.any("context.denied", hit.end, hit.end + DENIED) or _excluded(hit, found, start)
    denied = denied or _unaffected(part.text, hit, found, end)
    if denied or found.any("context.elsewhere", near, hit.start):
        return "elsewhere"
    return "comparison" if found.any("context.comparison", start, end) else "headline"


def _no_place(part: Part, hit: Hit, found: Hits, near: int) -> bool:
    """Whether it is a currency ("Mexican pesos"), a language or gang ("Russian hackers"), or "on a Russian forum"."""
    if _followed(found, "money_after", hit) or _followed(found, "language_after", hit):
        return True
    return _followed(found, "board_after", hit) and any(
        part.text[each.end : hit.start].count(" ") <= 2
        for each in found.within("context.board_before", near, hit.start)
    )


def _excluded(hit: Hit, found: Hits, start: int) -> bool:
    """Whether "no", "without" or "except" stands right before: at most a blank between."""
    return any(
        hit.start - each.end <= 1 for each in found.within("context.excluded", max(start, hit.start - 16), hit.start)
    )


def _unaffected(text: str, hit: Hit, found: Hits, end: int) -> bool:
    """Whether a denial is said of a place itself, and of no kind of data: "the Canadian plant was not affected"."""
    cue = next(
        (each for each in found.within("negation", hit.end, min(end, hit.end + NEAR)) if each.value == "after"), None
    )
    if cue is None or any(mark in ",;:、，؛،" for mark in text[hit.end : cue.start]):
        return False
    return not (found.any("data_types", hit.end, cue.start) or found.any("victim.speech", hit.end, cue.start))


def _codes(part: Part, found: Hits) -> Iterator[Found]:
    """Yield two-letter codes where they can be nothing else: in a list of codes, in brackets, behind a label."""
    if not _CODED.search(part.text):
        return
    for run in _LISTED.finditer(part.text):
        codes = [_ALIASES.get(each[0], each[0]) for each in re.finditer("[A-Z]{2,3}", run[0])]
        if all(code in all_codes() for code in codes):
            for code, each in zip(codes, re.finditer("[A-Z]{2,3}", run[0]), strict=True):
                hit = Hit(run.start() + each.start(), run.start() + each.end(), code)
                if not found.any("country", hit.start, hit.end) and _role(part, hit, found):
                    yield Found(code, part, hit.start, hit.end, _role(part, hit, found) or "")
    for pattern in (_BRACKETED, _LABELLED):
        for each in pattern.finditer(part.text):
            code = _ALIASES.get(each[1], each[1])
            labelled = pattern is _BRACKETED or found.any("context.label", max(0, each.start() - 16), each.start())
            word = pattern is _BRACKETED and code in facts("codes", "words")
            if labelled and code in all_codes() and not word:
                yield Found(code, part, each.start(1), each.end(1))


def _ids(part: Part, found: Hits) -> Iterator[Found]:
    for hit in found.of("ids"):
        if hit.value != NOTHING and not denied(part, hit, found):
            yield Found(hit.value, part, hit.start, hit.end, confidence="implied")


def _domains(post: Post) -> Iterator[Found]:
    """Yield the country of the victim's domain; top-level domains that the world buys for their letters have none."""
    for each in domain.find(post):
        last = str(each.value).rpartition(".")[2]
        code = {"uk": "GB", "su": "RU", "рф": "RU"}.get(last, last.upper())
        if (
            each.role == "headline"
            and code in all_codes()
            and (last == "su" or last not in facts("hosts", "generic_country"))
        ):
            yield Found(code, each.part, each.start, each.end, confidence="implied")
