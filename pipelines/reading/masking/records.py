"""Records written as "key: value": one key a line, several in a line, JSON, XML, or a form's "key=value&…"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_plus

from pipelines.reading.masking import schemes
from pipelines.reading.masking.contacts import countlike, phone_country, thousands
from pipelines.reading.masking.dates import DATE
from pipelines.reading.masking.layout import fenced
from pipelines.reading.masking.lexicon import REACHED, Cue, Label, Lexicon
from pipelines.reading.masking.span import Cover, Span

_SEPARATOR = re.compile(
    r"[ \t]{0,3}(?:\([^()\n]{0,20}\)[ \t]?)?[\"'`*_\]]{0,3}[ \t]{0,3}"
    r"(?:[:：=]>?|[–—>-]{1,2}[ \t]|[➜→►»][ \t]?|\.{2,20}[ \t]?[:=])[*_]{0,2}[ \t]{0,8}"
)
_TAG = re.compile(r"(?:[ \t][^<>\n]{0,80})?>\s{0,8}(?:<!\[CDATA\[)?\s{0,8}(?![<\s])")
"""Behind a key that is an element's name."""
_OPENS = re.compile(r"<(?:[A-Za-z]\w{0,20}[:_.-]){0,2}$")
_WITHIN = re.compile(r"[^<\n\r]{0,240}")
_ASSIGNED = re.compile(r"[\"']?=[\"']?")
"""Behind a key of a form, of a program or of an element: whatever stands before such a key, it is one."""
_CARD_PART = r"\d{3,4}|(?:0?[1-9]|1[0-2])\s?/\s?(?:20)?\d{2}"
_PART_OF_CARD = re.compile(rf"(?!\d{{1,2}}00$)(?:{_CARD_PART})")
"""What a card's expiry and its check digits look like, and a small count that is no round one."""
_CHECKS = re.compile("cv", re.IGNORECASE)
"""Keys of check digits: "cvv 10/20" is a price."""
_SHORT_KEY = re.compile("cv|exp", re.IGNORECASE)
_BLANK = re.compile(rf"[ \t]{{1,3}}(?=(?:{_CARD_PART})(?![^\s,;|]))")
"""Between "cvv" or "exp" and its digits, which often need no colon."""
_ENCODED = re.compile(r"[%+]")
_STARTS = re.compile(r"(?:^|[\n\r,;|{(\[，；、。•▪►>*_\"'`\t&?])[ \t\"'`*_–—-]{0,6}$")
_ENDS = re.compile(r"[,;|，；、\t}\]]|\s{3}|\s[/|–—]\s|&(?=[\w.%-]{1,40}=)|$", re.MULTILINE)
_LINE_END = re.compile(r"$|[;|}\t]|&(?=[\w.%-]{1,40}=)", re.MULTILINE)
_IPV4 = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’.·][^\W\d_]+){0,4}\.?")
_UNCASED = re.compile(r"[\u0590-\u08ff\u0900-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FAR = 160
MOST_BEARERS = 100
"""Whose names are looked for in one text."""
_WORDED = {"email", "name", "full_name", "address", "username"}
"""Kinds whose values are no numbers."""
_HOUSE = frozenset({"no", "no.", "nr", "nr."})
"""Before a house's number, inside of an address: "Çınar Sok. No: 14"."""
_COUNT = re.compile(r"[1-9]\d{2,9}|[1-9]\d{0,2}(?:[ .,']\d{3}){1,3}")


@dataclass(frozen=True, slots=True)
class Pair:
    """A key and its value."""

    label: Label
    key: int
    """Where the key begins."""
    start: int
    """Where the value begins."""
    end: int


def find(
    text: str,
    pairs: Sequence[Pair],
    atoms: Sequence[Span],
    protected: Sequence[tuple[int, int]],
    lexicon: Lexicon,
) -> Iterator[Span]:
    """Yield the values of records that are a person's: two sorts of them together, or a key that names only people."""
    if not pairs:
        return
    cover = Cover(protected)
    found = Cover((each.start, each.end) for each in atoms)
    cards = Cover((each.start, each.end) for each in atoms if each.kind == "payment_card" and _is_whole(each))
    inside = Cover(fenced(text))
    for group in _groups(text, pairs):
        beside = cards.touches(group[0].key - _FAR, group[-1].end + _FAR)
        yield from _settle(text, group, _Known(cover, found, inside, beside), lexicon)


def counts(text: str, pairs: Sequence[Pair]) -> Iterator[tuple[int, int]]:
    """Yield the values of lists that say how many there are: "Phone: 618931309, Email: 446934524".

    A number behind "Email" is no e-mail, and so what stands behind "Phone" is no phone.
    """
    for group in _groups(text, pairs):
        if any(pair.label.kind in _WORDED and _COUNT.fullmatch(text, pair.start, pair.end) for pair in group):
            yield from ((each.start, each.end) for each in group if _COUNT.fullmatch(text, each.start, each.end))


def _groups(text: str, pairs: Sequence[Pair]) -> Iterator[list[Pair]]:
    """Yield runs of pairs that stand near one another."""
    group: list[Pair] = []
    for pair in pairs:
        if group and (pair.key - group[-1].end > _FAR or text.count("\n", group[-1].end, pair.key) > 2):
            yield group
            group = []
        group.append(pair)
    if group:
        yield group


def pairs_of(text: str, cues: Sequence[Cue]) -> list[Pair]:
    """Return all keys that a value stands behind, with it."""
    return list(_pairs(text, cues))


def _pairs(text: str, cues: Sequence[Cue]) -> Iterator[Pair]:
    keys = [(cue, parted) for cue in cues if cue.label.kind != REACHED and (parted := _parted(text, cue))]
    for number, (cue, parted) in enumerate(keys):
        if parted.re is _TAG:
            yield from _element(text, cue, parted.end())
            continue
        before = text[cue.start - 8 : cue.start] if cue.start >= 8 else "\n" + text[: cue.start]
        if cue.label.kind == "name" and not (_STARTS.search(before) or _ASSIGNED.fullmatch(parted[0])):
            continue
        rest = keys[number + 1 : number + 3]
        if cue.label.kind == "address" and rest and text[rest[0][0].start : rest[0][0].end].lower() in _HOUSE:
            rest = rest[1:]
        following = rest[0][0].start if rest else len(text)
        start, end = _value(text, parted.end(), following, cue.label.kind)
        if start < end:
            yield Pair(cue.label, cue.start, start, end)


def _parted(text: str, cue: Cue) -> re.Match[str] | None:
    """Return what parts a key from its value; `None`: it is no key."""
    parted = _SEPARATOR.match(text, cue.end)
    if parted is None and text.startswith((">", " ", "\t"), cue.end):
        opened = _OPENS.search(text, max(0, cue.start - 48), cue.start)
        parted = _TAG.match(text, cue.end) if opened else None
    if parted is None and _SHORT_KEY.match(text, cue.start, cue.end):
        parted = _BLANK.match(text, cue.end)
    return parted


def _element(text: str, cue: Cue, start: int) -> Iterator[Pair]:
    """Yield an element's name and what it holds, up to its end or another's beginning."""
    found = _WITHIN.match(text, start)
    words = found[0].rstrip("]> \t") if found else ""
    if words:
        yield Pair(cue.label, cue.start, start, start + len(words))


def _value(text: str, start: int, following: int, kind: str) -> tuple[int, int]:
    """Return where the value stands: up to its closing quote, a delimiter, the line's end or the next key."""
    limit = min(len(text), start + 240)
    if start < limit and text[start] in "\"'`":
        close = text.find(text[start], start + 1, limit)
        if close > 0:
            return start + 1, close
    if kind == "location" and (point := _POINT.match(text, start, limit)):
        return point.span()
    newline = re.compile(r"[\n\r]").search(text, start, limit)
    limit = newline.start() if newline else limit
    shared = following < limit
    ends = _LINE_END if kind == "address" or not shared else _ENDS
    found = (_ENDS if kind not in ("address", "name", "full_name") else ends).search(text, start, limit)
    end = min(found.start() if found else limit, following)
    if kind == "secret" and (first := _FIRST.match(text, start, end)) and is_secret(first[0]):
        return first.span()
    words = text[start:end].rstrip(" \t,;|-–—/([{\"'`*_")
    return start, start + len(words)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a text when the pairs of a group are judged."""

    protected: Cover
    found: Cover
    """What has been recognised by itself."""
    inside: Cover
    """Code blocks."""
    card: bool
    """A payment card stands beside the group: short numbers that are called so are its expiry and check digits."""


def _settle(text: str, group: Sequence[Pair], known: _Known, lexicon: Lexicon) -> Iterator[Span]:
    company = any(pair.label.kind == "company" for pair in group)
    spans = [span for pair in group if (span := _verify(text, pair, known.protected, known.found, lexicon)) is not None]
    kinds = {span.kind for span in spans} | {"email" for pair in group if _is_mail(pair, known.found)}
    certain = {
        pair.start for pair in group if pair.label.kind == "full_name" or known.inside.touches(pair.start, pair.end)
        or (known.card and pair.label.kind == "payment_card")
    }  # fmt: skip
    parts = _parts_of_card(text, group)
    if parts and (known.card or any("/" in text[each.start : each.end] for each in parts) or _names_one(text, spans)):
        spans += parts
        kinds.add("payment_card")
    if any(_is_human(text, pair, lexicon) for pair in group) and _names_one(text, spans):
        kinds.add("human")
    people = bool(kinds & _PEOPLE) or "secret" in kinds
    for span in spans:
        if company and span.kind in ("name", "address") and span.start not in certain:
            continue
        if span.kind == "username" and not people:
            continue
        if (
            span.start in certain
            or len(kinds) >= 2
            or (span.kind == "secret" and is_secret(text[span.start : span.end]))
        ):
            yield span


def _parts_of_card(text: str, group: Sequence[Pair]) -> list[Span]:
    """Return the expiry and the check digits, which alone may be counts: "CVV: 285"."""
    return [
        Span(pair.start, pair.end, "payment_card", firm=True) for pair in group
        if pair.label.kind == "payment_card" and _PART_OF_CARD.fullmatch(text, pair.start, pair.end)
        and not (_CHECKS.match(text, pair.key) and "/" in text[pair.start : pair.end])
    ]  # fmt: skip


def _is_human(text: str, pair: Pair, lexicon: Lexicon) -> bool:
    """Whether a key says what only people have, and is nobody's by itself: "Diagnosis: …"."""
    key = text[pair.key : pair.start].casefold().strip(_AROUND_KEYS)
    return pair.label.kind == "keep" and key in lexicon.words.get("human", frozenset())


_AROUND_KEYS = " \t:：=>\"'`*_[]–—-."


def _names_one(text: str, spans: Iterable[Span]) -> bool:
    """Whether one of these is a whole name."""
    names = (text[each.start : each.end] for each in spans if each.kind == "name")
    return any(" " in name or _UNCASED.match(name) for name in names)


def _is_whole(card: Span) -> bool:
    """Whether it is a card's number, of which the expiry and the check digits are spans of their own."""
    return card.end - card.start >= 13


_ALGORITHM = re.compile(r"md\d|sha|pbkdf|crypt|argon|base\d|aes|ntlm|whirlpool|utf|latin\d|mysql|wpa", re.IGNORECASE)
_TYPE = re.compile(r"[A-Za-z]\w{1,15}\(\d{1,5}(?:,\d{1,3})?\)")
"""A column's type: "varchar(64)"."""
_SORTS = (str.islower, str.isupper, str.isdigit, lambda sign: not sign.isalnum())


_DEGREES = r"[+-]?\d{1,3}[.,]\d{2,15}\s?°?\s?[NSEWСЮВЗ]?"
_POINT = re.compile(rf"[\[(]?{_DEGREES}\s{{0,2}}[,;/ ]\s{{0,2}}{_DEGREES}(?![\d.])")
"""Both coordinates of a place."""
_FIRST = re.compile(r"\S{1,128}")


def is_secret(value: str) -> bool:
    """Whether a value behind "password" alone is one: of three sorts of signs, and no algorithm's name or address."""
    sorts = sum(any(map(is_one, value)) for is_one in _SORTS)
    return len(value) >= 6 and sorts >= 3 and "://" not in value and not is_algorithm(value)


def is_algorithm(value: str) -> bool:
    """Whether it says how secrets are kept, "bcrypt" or "varchar(64)", and is none."""
    return _ALGORITHM.search(value) is not None or _TYPE.fullmatch(value) is not None


_PEOPLE = {"date_of_birth", "national_id", "passport", "name", "tax_id", "driver_licence"}


def _is_mail(pair: Pair, found: Cover) -> bool:
    return pair.label.kind == "email" and found.touches(pair.start, pair.end)


def _verify(text: str, pair: Pair, protected: Cover, found: Cover, lexicon: Lexicon) -> Span | None:
    """Return the pair's value as a span when it looks like what its key says."""
    kind = "name" if pair.label.kind == "full_name" else pair.label.kind
    value = text[pair.start : pair.end]
    if kind == "name" and text[pair.start - 1] == "=" and _ENCODED.search(value):
        value = unquote_plus(value)
    if kind == "username" and " " in value and is_name(value, lexicon):
        kind = "name"  # whole names, where the name of an account is asked for
    if kind in ("keep", "company", "email") or not value or value.lower() in lexicon.words.get("plain", frozenset()):
        return None
    digits = sum(map(str.isdigit, value))
    guarded = digits and kind not in ("secret", "address", "username") and protected.touches(pair.start, pair.end)
    if guarded and (countlike(value) or not re.fullmatch(r"[+(\d][\d \-./()]{5,40}", value)):
        return None
    if not looks(kind, value, digits, lexicon) and not (found.touches(pair.start, pair.end) and kind == "phone"):
        return None
    scheme = pair.label.scheme
    country = phone_country(value) if kind == "phone" else schemes.country_of(scheme)
    return Span(pair.start, pair.end, kind, schemes.shown(scheme), country, firm=True)


def looks(kind: str, value: str, digits: int, lexicon: Lexicon) -> bool:
    """Whether a value, of so many digits, looks like what its key or its column says."""
    if kind == "name":
        return is_name(value, lexicon)
    if kind in _FORMS:
        return _FORMS[kind](value, digits)
    least = {"payment_card": 3, "phone": 8 if value.isdigit() else 7}.get(kind, 6)
    return digits >= least and len(value) <= 60 and not thousands(value)


def _least(value: str) -> int:
    """How long an address is at least, less one: a street takes few signs where each is a syllable or a word."""
    return 3 if _IDEOGRAPHS.search(value) else 6


def _is_word(value: str, longest: int) -> bool:
    return len(value) <= longest and not re.search(r"\s", value)


_FORMS: dict[str, Callable[[str, int], bool]] = {
    "date_of_birth": lambda value, _: DATE.search(value) is not None,
    "address": lambda value, digits: 1 <= digits <= 12 and len(value) > _least(value) and any(map(str.isalpha, value)),
    "secret": lambda value, _: len(value) >= 3 and _is_word(value, 128),
    "username": lambda value, _: len(value) >= 2 and _is_word(value, 64),
    "ip_address": lambda value, _: _IPV4.search(value) is not None,
    "vehicle": lambda value, digits: digits >= 3 and len(value) <= 40,
    "location": lambda value, digits: digits >= 3 and len(value) <= 40,
}


_BEARER = re.compile(
    r"(?<![\w.'’-])([^\W\d_][\w.'’-]{0,30}(?: [^\W\d_][\w.'’-]{0,30}){0,3})\s?[,(（，]\s?"
    r"(?:[^\W\d_]{1,16}[ :：.№#-]{0,3}){0,3}$"
)
_BORNE = {"national_id", "passport", "date_of_birth", "driver_licence"}


def bearers(text: str, atoms: Sequence[Span], lexicon: Lexicon) -> Iterator[Span]:
    """Yield the names that an ID, a passport or a date of birth stands behind: "Ann Sample (SSN 987-65-4320)"."""
    for atom in [each for each in atoms if each.kind in _BORNE][:MOST_BEARERS]:
        start = max(0, atom.start - 90)
        found = _BEARER.search(text, start, atom.start)
        if found is None or not is_name(found[1], lexicon):
            continue
        short = len(found[1]) <= 4 if _IDEOGRAPHS.match(found[1]) else " " in found[1]
        if short:
            yield Span(*found.span(1), "name", firm=True)


def is_name(value: str, lexicon: Lexicon) -> bool:
    """Whether words look like a person's name, in any script, and not like a company or a list of fields."""
    tokens = value.replace(",", " ").split()
    if not 1 <= len(tokens) <= 6 or len(value) > 60 or any(map(str.isdigit, value)):
        return False
    companies = lexicon.words.get("company", frozenset())
    lowered = [token.strip('.,()"«»').lower() for token in tokens]
    if any(token in companies or lexicon.columns.get(token) for token in lowered):
        return False
    if _UNCASED.search(value):
        return 2 <= len(value) <= 40
    capital = sum(token[0].isupper() for token in tokens)
    return all(_WORD.fullmatch(token) for token in tokens) and capital * 2 > len(tokens)
