"""Which kinds of data a post names: terms of all its languages, unless denied or part of another phrase."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set

from config.schema import DATA_TYPES
from pipelines.reading.cause import joined, told
from pipelines.reading.clauses import blocks, in_block, sentence
from pipelines.reading.masking.span import Cover
from pipelines.reading.names import NOTHING, Hit, Hits, hits
from pipelines.reading.phrases import UNSPACED
from pipelines.reading.post import Found, Part, Post

GAP = 4
"""Characters between two terms that are denied together: "이름과 주소는 없음"."""
DENIED = 28
"""How far before a term its "no" or "without" may stand, in characters."""
SAFE = 48
"""How far behind a term its "not included" or "are safe" may end, in characters."""
OPENS = 6
"""Most characters before the first term of a sentence that is about its terms: "The passwords and cards are safe"."""
SHORT = 3
"""So many terms with only commas between may be denied together."""
RESET = 40
"""How far beside "passwords" it may say that they were changed since: those leaked nowhere."""
BESIDE = 30
"""How far behind "passwords" the name of a hash may stand and still be what they are stored as."""
JOINT = 12
"""Most characters of a word for "and" with its blanks."""
REACH = 32
"""How far from it the other term may stand."""
CHAIN = 60
"""How far around a term the row of terms is looked at that it may stand in, in characters."""
MANY = 4
"""So many terms with only blanks between are a list."""
_COMMAS = frozenset({"", ",", "،", "、", "，", "/"})
_MARKS = " \t\n-–—*•○●◦▪■□◆・·※☆★>"
"""What items of a list begin with."""
NAME = 60
"""Most characters of a name in quotation marks."""
_NAME = re.compile(rf"[«„]([^\W\d_][^«»„“”,;:\n]{{1,{NAME}}})[»“”]")
BLANKS = " \t+/及和与與·・と"
"""What may part the words of such a list."""
_STOPS = frozenset(",;:|()\n，、；。.!?")
_LIST_BEFORE = (
    ",",
    ";",
    ":",
    "/",
    "|",
    "+",
    "*",
    "•",
    "-",
    "–",
    "\n",
    "(",
    "&",
    " and",
    "，",
    "、",
    "：",
    "▫️",
    "・",
    "·",
)
_LIST_AFTER = (
    "・",
    "·",
    ",",
    ";",
    "/",
    "|",
    "+",
    "\n",
    "\r",
    ")",
    "&",
    "and ",
    "dan ",
    "serta ",
    "ve ",
    "ile ",
    "và ",
    "cùng ",
    "，",
    "、",
)
_LISTED = frozenset(",;|+\n，、；&")
HANDLE = 33
"""Characters that a messenger's handle has before one of its words, "@" included, at most."""
_HANDLE = re.compile(r"\w+")
_KEYS = frozenset({"password", "credentials", "source_code", "username"})
"""What is data, and a way in."""
_OPEN = frozenset({"exposed_database", "exposed_bucket", "vulnerability"})
_WAYS = frozenset({"phishing", "exposed_credentials", "sql_injection", "exposed_database", "exposed_bucket", "insider"})


def find(post: Post) -> list[Found]:
    """Return the kinds of data that a post names, one value of the closed list each.

    A denied one ("no cards") has the role `denied`. Salted, hashed, MD5 or bcrypt passwords are `password_hash`. A word
    of two meanings ("vehicle|education") has the second where the post names that kind by another word, else the first.
    """
    read = [
        found
        for part in post.parts
        if part.source not in ("author", "price")
        for found in _of_part(part, post.languages)
    ]
    sure = {each.value for each in read}
    return [_decided(each, sure) if "|" in str(each.value) else each for each in _less_ways_in(post, read)]


def _less_ways_in(post: Post, read: list[Found]) -> list[Found]:
    """Leave out the password that somebody came in with: "logged in with the password that a clerk gave to phishers".

    It is the only kind of data in a sentence that says how, and others are named elsewhere.
    """
    data = [each for each in read if each.role == "headline" and each.value not in _KEYS]
    if not data or len(data) == len(read):
        return read
    sentences: dict[tuple[Part, int, int], bool] = {}
    kept = []
    grounds: dict[Part, _Ground] = {}
    for each in read:
        if each.value in _KEYS:
            part = each.part
            place = (part, *sentence(part.text, each.start))
            if place not in sentences:
                grounds[part] = grounds.get(part) or _Ground(part, post.languages, data)
                sentences[place] = grounds[part].tells_how(*place[1:])
            if sentences[place]:
                continue
        kept.append(each)
    return kept


class _Ground:
    """Where a part names other data, and where it tells how it was got at."""

    def __init__(self, part: Part, languages: tuple[str, ...], data: Iterable[Found]) -> None:
        self._found = hits(part, languages)
        self._data = Cover((each.start, each.start + 1) for each in data if each.part is part)
        self._told = Cover((each.start, each.start + 1) for each in joined(part, languages) if each.value in _WAYS)

    def tells_how(self, start: int, end: int) -> bool:
        """Whether a sentence says how, and names no data."""
        if self._data.touches(start, end):
            return False
        return self._found.any("cause", start, end, *_WAYS) or self._told.touches(start, end)


def _decided(found: Found, sure: Set[object]) -> Found:
    first, *others = str(found.value).split("|")
    return found._replace(value=next((each for each in others if each in sure), first))


def _of_part(part: Part, languages: tuple[str, ...]) -> Iterator[Found]:
    found = hits(part, languages)
    terms = [hit for hit in found.of("data_types") if hit.value != NOTHING]
    if blocks(part.text):
        terms = [hit for hit in terms if not in_block(part.text, hit.start)]
    if not terms:
        return
    anything, keys = _ways(part, found, languages)
    hashes = [hit for hit in terms if hit.value == "password_hash"]
    weak = {(each.start, each.end) for each in found.of("weak")}
    denies = bool(found.of("negation"))
    for hit in terms:
        start, end, value = hit
        if ((start, end) in weak and not _listed(part, hit, found)) or _in_name(part.text, hit):
            continue
        if (keys if value in _KEYS else anything).touches(start, end):
            continue
        role = "denied" if denies and (denied(part, hit, found) or _reset(part, hit, found)) else "headline"
        for kind in value.split("+"):
            if kind == "password" and _hashed(part.text, hit, hashes):
                continue
            if kind.partition("|")[0] in DATA_TYPES:
                yield Found(kind, part, start, end, role)


def _ways(part: Part, found: Hits, languages: tuple[str, ...]) -> tuple[Cover, Cover]:
    """Return the words that say how data was got at, of which none is data, and those of which no key is.

    No kind at all: "put in any phone number and it tells the rest". No key: the password that nobody set, the
    repository with the key.
    """
    open_ = (hit for hit in found.of("cause") if hit.value in _OPEN)
    plain = [(hit.start, hit.end) for hit in (*open_, *found.of("cue.open"))]
    halves = [
        (half.start, half.end, found.any("cue.walked", how.start, how.end))
        for value, what, how in told(part, languages)
        if value in ("exposed_credentials", "api_abuse")
        for half in (what, how)
    ]
    anything = [(start, end) for start, end, walked in halves if walked]
    return Cover(anything), Cover([*plain, *((start, end) for start, end, _ in halves)])


def _listed(part: Part, hit: Hit, found: Hits) -> bool:
    """Whether an everyday word that may be a term ("company", "order") stands in a list."""
    if _among(part, hit, found) or _chained(part.text, hit, found):
        return True
    before, after = (
        part.folded[max(0, hit.start - 8) : hit.start].rstrip(" "),
        part.folded[hit.end : hit.end + 8].lstrip(" "),
    )
    if after.startswith((":", "：")) and part.text[max(0, hit.start - 1) : hit.start] in ("", "\n"):
        return False  # "Industry: valves" labels what the victim is
    return before.endswith(_LIST_BEFORE) or after.startswith(_LIST_AFTER) or _joined(part.text, hit, found)


def _joined(text: str, hit: Hit, found: Hits) -> bool:
    """Whether a word of the language for "and" stands beside a term, and another term on its other side."""
    for joint in found.within("joint", hit.start - JOINT, hit.start):
        start, end = joint.start - REACH, joint.start
        if hit.start - joint.end <= 1 and any(_beside(text[at.end : end], at) for at in _terms(found, start, end)):
            return True
    for joint in found.within("joint", hit.end, hit.end + JOINT):
        start, end = joint.end, joint.end + REACH
        if joint.start - hit.end <= 1 and any(_beside(text[start : at.start], at) for at in _terms(found, start, end)):
            return True
    return False


def _terms(found: Hits, start: int, end: int) -> Iterator[Hit]:
    return found.within("data_types", start, end)


def _beside(between: str, term: Hit) -> bool:
    """Whether a term is in the same sentence as the "and" that this stands between."""
    return term.value != NOTHING and not any(mark in ".!?\n" for mark in between)


def _among(part: Part, hit: Hit, found: Hits) -> bool:
    """Whether another kind of data stands right beside a term, as in lists without commas: 姓名 学校 班级."""
    text = part.folded
    return any(
        text[each.start] >= UNSPACED and not text[min(each.end, hit.end) : max(each.start, hit.start)].strip(BLANKS)
        for each in found.within("data_types", max(0, hit.start - 12), hit.end + 12)
        if each != hit
    )


def _chained(text: str, hit: Hit, found: Hits) -> bool:
    """Whether a term is one of a row of at least four with only blanks between: "fname lname mail tel street"."""
    length, start, end = 1, hit.start, hit.end
    for each in reversed([*found.within("data_types", max(0, start - CHAIN), start)]):
        if text[each.end : start] == " " and each.value != NOTHING:
            length, start = length + 1, each.start
    for each in found.within("data_types", end, end + CHAIN):
        if text[end : each.start] == " " and each.value != NOTHING:
            length, end = length + 1, each.end
    return length >= MANY


def _in_name(text: str, hit: Hit) -> bool:
    """Whether a term is a part of a handle or of a name in quotation marks that hold names: "@card_king", «AutoWay»."""
    at = text.rfind("@", max(0, hit.start - HANDLE), hit.start)
    if at >= 0 and _HANDLE.fullmatch(text, at + 1, hit.end) and (at == 0 or not text[at - 1].isalnum()):
        return True
    if text.isascii():
        return False
    opening = max(text.rfind(mark, max(0, hit.start - NAME), hit.start + 1) for mark in "«„")
    name = _NAME.match(text, opening) if opening >= 0 else None
    return name is not None and hit.end <= name.end(1) and (hit.start, hit.end) != name.span(1)


def denied(part: Part, hit: Hit, found: Hits) -> bool:
    """Whether "no", "without" or "not included" stands beside a term in its sentence."""
    if not found.of("negation"):
        return False
    start, end = sentence(part.text, hit.start)
    for cue in found.within("negation", max(start, hit.start - DENIED), hit.start):
        if cue.value in ("before", "unproven") and not _STOPS & set(part.text[cue.end : hit.start]):
            return True
    last = _last(part, hit, found, start, end)
    for cue in found.within("negation", last.end, min(end, last.end + SAFE)):
        if cue.value == "after" and not _STOPS & set(part.text[last.end : cue.start]):
            return not _nearer(part, last, cue, found)
    return False


def _last(part: Part, hit: Hit, found: Hits, start: int, end: int) -> Hit:
    """Return the last of the terms that are denied with this one: "Cards, IDs and passwords are safe".

    They open their sentence, and an "and" stands before the last, or they are few.
    """
    text = part.text
    first, last, terms, joint = hit, hit, 1, False
    for each in reversed([*found.within("data_types", max(start, hit.start - CHAIN), hit.start)]):
        if (link := _link(text, each.end, first.start, found)) is None:
            break
        first, terms, joint = each, terms + 1, joint or link
    if len(text[start : first.start].lstrip(_MARKS)) > OPENS or ":" in text[start : first.start]:
        return hit
    for each in found.within("data_types", hit.end, min(end, hit.end + CHAIN)):
        if (link := _link(text, last.end, each.start, found)) is None:
            break
        last, terms, joint = each, terms + 1, joint or link
    return last if joint or terms <= SHORT else hit


def _link(text: str, start: int, end: int, found: Hits) -> bool | None:
    """Whether what parts two terms is an "and"; `None`: it is more than that, or a comma."""
    between = text[start:end].strip(" ")
    if between in _COMMAS:
        return False
    if between in ("&", "+") or (len(between) <= JOINT and found.any("joint", start, end)):
        return True
    return None


def _nearer(part: Part, hit: Hit, cue: Hit, found: Hits) -> bool:
    """Whether a "not included" is said of a later term: 주소가 있으며 주민번호는 없다."""
    following = next(iter(found.within("data_types", hit.end, cue.start)), None)
    return following is not None and part.text[hit.start] >= UNSPACED and following.start - hit.end > GAP


def _reset(part: Part, hit: Hit, found: Hits) -> bool:
    """Whether it tells that passwords were reset, or ought to be."""
    if hit.value != "password":
        return False
    start, end = sentence(part.text, hit.start)
    return found.any("negation", max(start, hit.start - RESET), min(end, hit.end + RESET), "reset")


def _hashed(text: str, password: Hit, hashes: list[Hit]) -> bool:
    """Whether these passwords are hashes: "passwords (MD5)", "bcrypt hashes of passwords"."""
    for each in hashes:
        if 0 <= each.start - password.end <= BESIDE and not _LISTED & set(text[password.end : each.start]):
            return True
        if 0 <= password.start - each.end <= BESIDE // 2 and not _LISTED & set(text[each.end : password.start]):
            return True
    return False
