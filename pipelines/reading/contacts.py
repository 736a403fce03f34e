"""Where a seller says that they can be reached: addresses of messengers, which are told apart and never kept as such.

A handle that is the seller's name stays readable, as docs/claim.md wants it; every other address is masked. What they
are goes on beside the text, in memory, to whoever knows the installation's key (`pipelines.contacts`).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from pipelines.reading import messengers
from pipelines.reading.claim import Contact, Redaction
from pipelines.reading.masking.layout import paragraphs, plain
from pipelines.reading.masking.lexicon import load as masking_lexicon
from pipelines.reading.masking.lexicon import one_of
from pipelines.reading.masking.lexicon import squash as lexicons_squash
from pipelines.reading.masking.span import Cover
from pipelines.reading.masking.tables import Block, blocks
from pipelines.reading.post import Part
from pipelines.reading.seller.words import MARKED

KIND = "contact"
"""`Redaction.kind` of what is masked here; its scheme is the messenger."""
MOST = 40
"""Addresses of one post that are kept as hashes: nobody has more."""
MOST_CUES = 2000
"""Messengers' names that are looked behind."""

_HEX = r"[0-9A-Fa-f]"
_ALONE = (
    ("tox", re.compile(rf"(?<!{_HEX}){_HEX}{{76}}(?!{_HEX})")),
    ("session", re.compile(rf"(?<!{_HEX})05{_HEX}{{64}}(?!{_HEX})")),
    ("telegram", re.compile(r"(?i)(?:https?://)?(?:t|telegram)(?:\.|\[\.\]|\(\.\)|\[dot\])(?:me|dog)/(?:s/)?@?(\+?[\w-]{4,40})")),
    ("telegram", re.compile(r"(?i)tg://resolve\?domain=(\w{4,32})")),
    ("discord", re.compile(r"(?i)(?:https?://)?discord(?:app)?(?:\.|\[\.\])(?:gg|com)/(?:invite/|users/)?([\w-]{4,40})")),
    ("whatsapp", re.compile(r"(?i)(?:https?://)?(?:wa\.me|api\.whatsapp\.com/send\?phone=)/?\+?(\d{7,15})")),
    ("signal", re.compile(r"(?i)(?:https?://)?signal\.(?:me|group)/#(?:p/|eu/)?([\w+=/-]{7,200})")),
    ("simplex", re.compile(r"(?i)(?:https?://simplex\.chat/|simplex:/)(?:contact|invitation)/?#?([^\s]{20,600})")),
    ("briar", re.compile(r"(?i)briar://([a-z2-7]{20,100})")),
    ("matrix", re.compile(r"(?<![\w@])(@[\w.=/-]{2,64}:[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})(?![\w:])")),
)  # fmt: skip
"""Addresses that their own form tells; the group, where there is one, is the part that counts."""
_BEHIND: Mapping[str, re.Pattern[str]] = {
    "telegram": re.compile(r"@?([A-Za-z]\w{3,31})(?![\w@]|\.\w)"),
    "tox": re.compile(rf"({_HEX}{{64}})(?!{_HEX})"),
    "discord": re.compile(r"@?(\w[\w.]{1,31}(?:#\d{4})?)(?![\w#@])"),
    "icq": re.compile(r"(\d(?:[ -]?\d){4,9})(?![\d,.]\d|\d)"),
    "wickr": re.compile(r"@?([A-Za-z0-9][\w.-]{2,31})(?![\w@])"),
    "signal": re.compile(r"@?(\w{3,32}\.\d{2,9})(?!\w)"),
    "threema": re.compile(r"([A-Z0-9*][A-Z0-9]{7})(?![A-Za-z0-9])"),
    "skype": re.compile(r"((?:live:)?[A-Za-z][\w.:-]{3,63})(?![\w@])"),
    "wechat": re.compile(r"([A-Za-z][\w-]{5,19})(?![\w@-])"),
    "qq": re.compile(r"([1-9]\d{4,10})(?![\d,.]\d|\d)"),
    "contact": re.compile(r"@([A-Za-z]\w{3,31})(?![\w@]|\.\w)"),
}
"""What an address looks like behind its messenger's name."""
_KEYS = frozenset({"tox", "session", "simplex", "briar"})
"""Addresses that are nobody's name."""
_NUMBERS = frozenset({"icq", "qq"})
_SURE = frozenset({"tox", "signal", "threema", "icq", "qq"})
"""Messengers whose addresses nothing else looks like, behind their name and a colon."""
_GAP = re.compile(
    r"[ \t]{0,2}(?:\([^()\n]{0,20}\)[ \t]?)?(?:(?:id|nick|ник|handle|user|username|acc|account|号|號|아이디"
    r"|me|my|is|us|at|on|in)(?![^\W_])[ \t]{0,2}){0,2}(?P<colon>[:：=>|–—-]{0,2})[ \t]{0,3}[*`\"'_]{0,2}",
    re.IGNORECASE,
)
_COUNTS = re.compile(r"^[^\n]{1,40}[:=–-]\s{0,3}\d[\d.,' ]{2,14}$", re.MULTILINE)
_PERSONS = frozenset(
    {"name", "national_id", "date_of_birth", "address", "payment_card", "passport", "secret", "tax_id", "iban"}
)
_DELIMITER = re.compile("[,;|\t]")
_KEYED = re.compile(r"[^\W\d_][^\n:=]{0,30}[:：=][ \t]{0,3}[*_\"'`]{0,3}$")
"""A key right before a value, on its line."""
_KEY_AND_SIGNS = 48
"""More characters than this pattern takes: nobody looks through a line without end for each of its values."""
_NEAR = 120  # characters: a person's record, of which an e-mail address is a part
_AHEAD = 40


class Found(NamedTuple):
    """An address in a part of a post."""

    contact: Contact
    start: int
    """In the shadow."""
    end: int
    somebodys: bool = False
    """Whether it stands in a sample or beside a person's data, and so reaches a person of the records."""


def find(
    parts: Sequence[Part], masked: Sequence[Redaction], names: Iterable[str], languages: tuple[str, ...]
) -> tuple[tuple[Contact, ...], list[Redaction]]:
    """Return where the seller can be reached, each once, and what of it must be masked besides what is masked already.

    `names`: handles that the seller goes by, which stay readable.
    """
    kept = {squash(name) for name in names if name}
    contacts: dict[Contact, None] = {}
    more: list[Redaction] = []
    for part in parts:
        taken = [each for each in masked if each.source == part.source]
        found = list(_of_part(part, taken, languages))
        contacts.update(dict.fromkeys(each.contact for each in found if not each.somebodys))
        hidden = (each for each in found if each.somebodys or squash(each.contact.value) not in kept)
        more += _redactions(part, hidden, Cover((each.start, each.end) for each in taken))
    return tuple(contacts)[:MOST], more


def _redactions(part: Part, found: Iterable[Found], taken: Cover) -> Iterator[Redaction]:
    """Yield what is to be masked, each place once."""
    last = 0
    for each in sorted(found, key=lambda one: (one.start, -one.end)):
        start, end = part.shadow.span(each.start, each.end)
        if max(start, last) < end and not taken.touches(start, end):
            yield Redaction(part.source, max(start, last), end, KIND, each.contact.kind)
            last = end


def squash(name: str) -> str:
    """Reduce a handle to what is the same however it is written.

    >>> squash("@Night_Heron"), squash("night_heron")
    ('night_heron', 'night_heron')
    """
    return unicodedata.normalize("NFKC", name).strip().lstrip("@").casefold()


def _of_part(part: Part, masked: Sequence[Redaction], languages: tuple[str, ...]) -> Iterator[Found]:
    text, is_name = part.text, part.source == "author"
    for kind, pattern in _ALONE:
        for each in () if is_name and kind not in _KEYS else pattern.finditer(text):
            start, end = each.span(each.lastindex or 0)
            yield Found(Contact(kind, canonical(kind, text[start:end])), start, end)
    if is_name:
        return
    cues = list(islice(_cues(part.folded), MOST_CUES))
    if not cues:
        return
    samples, asked = _samples(part, languages), Cover((start, end) for kind, start, end in cues if kind == "contact")
    persons = list(_persons(part, masked))
    records = Cover(each.paragraph for each in persons if each.is_keyed(text))
    near = Cover(_near(part, each) for each in persons)
    for found in _behind_names(part, masked, languages, cues, near):
        line = part.text.rfind("\n", 0, found.start) + 1
        anybodys = samples.touches(found.start, found.end) or records.touches(found.start, found.end)
        told = found.contact.kind in _KEYS or asked.touches(line, found.start)
        yield found._replace(somebodys=anybodys and not told)


def _samples(part: Part, languages: tuple[str, ...]) -> Cover:
    """Return the lines of code blocks, and those that a word for "sample" announces."""
    lexicon = masking_lexicon(languages)
    found = blocks(plain(part.text), plain(part.folded), lexicon)
    return Cover(line for block in found if block.fenced or block.announced for line in _rows(part.text, block))


def _rows(text: str, block: Block) -> Iterable[tuple[int, int]]:
    """Return a sample's lines; the ones without a delimiter, where most have one, are no rows."""
    parted = [line for line in block.lines if _DELIMITER.search(text, *line)]
    return parted if not block.fenced and len(parted) * 2 > len(block.lines) else block.lines


class _Person(NamedTuple):
    """A value of somebody's in a part."""

    redaction: Redaction
    at: int
    """In the shadow."""
    paragraph: tuple[int, int]
    """The lines round it that no empty line parts, in the shadow."""

    def is_keyed(self, text: str) -> bool:
        """Whether it stands behind a key, as in a record; a session or a key of programs may be the seller's."""
        told = _KEYED.search(text, max(0, self.at - _KEY_AND_SIGNS), self.at)
        return told is not None and self.redaction.kind != "secret"


def _persons(part: Part, masked: Sequence[Redaction]) -> Iterator[_Person]:
    bounds = [(run[0][0], run[-1][1]) for run in paragraphs(part.text, 0, len(part.text))]
    for each in (one for one in masked if one.kind in _PERSONS):
        at = _in_shadow(part, each.start)
        number = bisect_left(bounds, (at + 1, 0)) - 1
        yield _Person(each, at, bounds[number] if number >= 0 else (at, at + 1))


def _near(part: Part, person: _Person) -> tuple[int, int]:
    """Return the neighbourhood of somebody's value, in the original, inside of its paragraph."""
    start, end = part.shadow.span(*person.paragraph)
    return max(start, person.redaction.start - _NEAR), min(end, person.redaction.end + _NEAR)


def _behind_names(
    part: Part,
    masked: Sequence[Redaction],
    languages: tuple[str, ...],
    cues: Sequence[tuple[str, int, int]],
    persons: Cover,
) -> Iterator[Found]:
    """Yield the addresses behind messengers' names, of a sample's rows as well. `persons`: round whose values."""
    text = part.text
    for kind, _, end in cues:
        yield from _behind(part, kind, end)
    for redaction in (each for each in masked if each.kind in ("email", "phone")):
        reached = _reached(part, redaction, persons, cues)
        if reached is not None:
            start, end = (_in_shadow(part, at) for at in (redaction.start, redaction.end))
            value = text[start:end] if redaction.kind == "phone" else _undisguised(text[start:end], languages)
            yield Found(Contact(reached, canonical(reached, value)), start, end)


def _cues(folded: str) -> Iterator[tuple[str, int, int]]:
    """Yield messengers' names in a lower-case text."""
    words, pattern = _words()
    if not any(map(folded.__contains__, words)):
        return
    for each in pattern.finditer(folded):
        yield words[each[0]], each.start(), each.end()


@functools.cache
def _words() -> tuple[Mapping[str, str], re.Pattern[str]]:
    words = messengers.words()
    spaced = frozenset(word for word in words if not _UNSPACED.match(word))
    joined = frozenset(words) - spaced
    return words, re.compile(rf"(?<![^\W_])(?<![@/.]){one_of(spaced)}(?![^\W_])|{one_of(joined)}")


_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def _behind(part: Part, kind: str, end: int) -> Iterator[Found]:
    """Yield the address that stands behind a messenger's name."""
    pattern = _BEHIND.get(kind)
    gap = _GAP.match(part.text, end) if pattern else None
    found = pattern.match(part.text, gap.end()) if pattern and gap else None
    if found is None or gap is None:
        return
    start, stop = found.span(1)
    if not _is_address(part, kind, found, colon=bool(gap["colon"])):
        return
    yield Found(Contact("other" if kind == "contact" else kind, canonical(kind, found[1])), start, stop)


def _is_address(part: Part, kind: str, found: re.Match[str], *, colon: bool) -> bool:
    """Whether a word behind a messenger's name is an address: marked as one, or of a form that no plain word has."""
    if kind in _NUMBERS and (found[1].endswith("000") or _is_list(part.text, found.start())):
        return False
    if found[0].startswith("@") or MARKED.search(found[1]):
        return True
    if kind in _SURE:
        return any(map(str.isdigit, found[1]))
    return colon and _ENDS.match(part.text, found.end()) is not None and not _is_word(found[1])


_ENDS = re.compile(r"[*`\"'_]{0,2}[ \t]{0,3}(?:$|[\n\r;,|/)•·]|\.(?:\s|$))")


def _is_word(name: str) -> bool:
    """Whether a word is a column's name or a plain answer: "Telegram: username, Discord: yes"."""
    lexicon = masking_lexicon(("en",))
    return lexicons_squash(name) in lexicon.columns or name.casefold() in lexicon.words.get("plain", frozenset())


def _is_list(text: str, at: int) -> bool:
    """Whether a number stands in a list of counts: ICQ, then e-mails, a line each."""
    start, end = text.rfind("\n", 0, text.rfind("\n", 0, at) + 1) + 1, text.find("\n", text.find("\n", at) + 1)
    return len(_COUNTS.findall(text, start, end if end > 0 else len(text))) > 1


def _reached(part: Part, redaction: Redaction, persons: Cover, cues: Sequence[tuple[str, int, int]]) -> str | None:
    """Tell by which messenger a masked address or telephone reaches the seller; `None`: it is somebody else's."""
    start = _in_shadow(part, redaction.start)
    line = part.text.rfind("\n", 0, start) + 1
    first = bisect_left(cues, max(line, start - _AHEAD), key=lambda cue: cue[1])
    before = [kind for kind, _, end in cues[first : first + _AHEAD] if end <= start]
    if not before or persons.touches(redaction.start, redaction.end):
        return None
    if redaction.kind == "phone":
        return before[-1] if before[-1] in ("telegram", "signal", "whatsapp", "wechat") else None
    return "jabber" if before[-1] == "jabber" else "email"


def _in_shadow(part: Part, at: int) -> int:
    origin = part.shadow.origin
    return at if origin is None else bisect_left(origin, at)


def _undisguised(address: str, languages: tuple[str, ...]) -> str:
    """Write "name [at] host [dot] example" as what it means."""
    words = masking_lexicon(languages).words
    ats, dots = (
        one_of(words.get(name, frozenset()) | more) for name, more in (("at", {"at", "@", "a"}), ("dot", {"dot", "."}))
    )
    if "@" not in address or "[" in address:
        address = re.sub(
            rf"\s*[\[({{<_*]\s?{ats}\s?[\])}}>_*]\s*|\s+{ats}\s+|%40", "@", address, count=1, flags=re.IGNORECASE
        )
    return re.sub(rf"\s*[\[({{<_*]\s?{dots}\s?[\])}}>_*]\s*|\s+{dots}\s+", ".", address, flags=re.IGNORECASE)


def canonical(kind: str, value: str) -> str:
    """Reduce an address to what is the same for all ways to write it.

    >>> canonical("telegram", "@Night_Heron"), canonical("icq", "123-456-789"), canonical("jabber", "Ann@XMPP.example ")
    ('night_heron', '123456789', 'ann@xmpp.example')
    """
    plain = unicodedata.normalize("NFKC", value).strip()
    if kind == "tox":
        return plain.upper()[:64]  # what follows is a number that its owner changes at will, and a checksum
    if kind == "threema":
        return plain.upper()
    if kind in _NUMBERS or (
        kind in ("whatsapp", "signal", "telegram", "wechat") and re.fullmatch(r"[+\d() .-]{7,25}", plain)
    ):
        return re.sub(r"\D", "", plain).removeprefix("00")
    if kind in ("briar", "simplex"):
        return plain
    return re.sub(r"\s", "", plain).lstrip("@").casefold().removesuffix("#0")
