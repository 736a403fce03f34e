"""Masking: which characters of a post are somebody's personal data, and a text without them.

Digits with a unit, a currency or a counting noun are never personal data; a bare run is an ID only with its scheme's
checksum or format *and* a cue word, a column or a row's shape. In a sample row whatever is unclear is masked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.reading.claim import Redaction
from pipelines.reading.masking import camel, contacts, cued, keyed, numbers, records, rows, secret
from pipelines.reading.masking.layout import FENCE, plain
from pipelines.reading.masking.lexicon import Lexicon, load
from pipelines.reading.masking.span import Cover, Span, outside, settle
from pipelines.reading.post import Part

BLOCK = "\u2588"
"""What a masked character becomes."""

APART = 8
"""Characters from a quantity to the next digit, beyond which it is no part of a longer number."""
_TELLING = re.compile(  # begins with a set of characters: the engine then skips all others at once
    r"[0-9\[({<%](?:(?<=[0-9])(?:[0-9]{3}(?:(?<!\b19\d\d)(?<!\b20\d\d)|(?=\w))|(?:[^0-9]{0,24}[0-9]){4})"
    r"|(?<![0-9])[a4][\])}>0])"
)
_SIGNS = ("@", "eyj", "begin", "akia", "$2")
"""What a text holds that has somebody's number, address or secret in it; a year alone, far from any day, is none."""
_LAID_OUT = re.compile(
    r"[:=：–—<>➜→►\[`-](?:(?<=<)/|(?<=[:=])\s{0,3}\S|(?<=：)|(?<=[–—>➜→►-])[ \t]|(?<=\[)code|(?<=`)``)"
)
"""What a text holds that has rows of people in it, or keys and their values."""
_HEADER = re.compile(
    r"^[ \t\"'`|]{0,8}+[^\W\d][\w .-]{0,30}+(?:[\"'`]?[ \t]{0,8}[,;|\t:][ \t\"'`]{0,8}+[^\W\d][\w .-]{0,30}+){1,60}+"
    r"[ \t\"'`|]{0,8}+\n[ \t]{0,8}+\S",
    re.MULTILINE,
)
"""A line of names of columns, and a row below. Nothing is tried twice: a long line that is none costs no time."""
_COUNT = re.compile(r"\D*(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,5}(?:[.,]\d{1,2})?)\D*")
"""A quantity that is surely no number of somebody's, whatever word stands before it."""
_EXOTIC = re.compile(r"[〇零一二三四五六七八九](?:[〇零一二三四五六七八九]){8}")

__all__ = ["BLOCK", "apply", "find"]


def find(part: Part, protected: Sequence[tuple[int, int]], languages: tuple[str, ...]) -> list[Redaction]:
    """Return what must be masked in a part, in offsets of the original text: sorted, valid and disjoint.

    `part` is unblanked: quotes and signatures are read too. `protected` are shadow spans of quantities that carry
    a unit, a currency or a counting noun. `languages` order the lexicons; those of all other languages follow, since a
    sample's headers need not be in the post's language.
    """
    text = plain(part.text)
    folded = plain(part.folded)
    lexicon = load(languages)
    beside = keyed.find(text, folded, lexicon)
    text, folded = keyed.apply(text, beside), keyed.apply(folded, beside)
    tells = _tells(folded, protected, lexicon)
    if not tells and not _LAID_OUT.search(folded) and not _HEADER.search(folded):
        return []  # most texts of press and trackers: they hold counts and years, and name nobody
    cues = keyed.reach(camel.cues(text, lexicon.cues(folded), lexicon), beside)
    pairs = records.pairs_of(text, cues)
    columns = any(cue.label.kind in rows.SHORT for cue in cues)
    logins = list(secret.logins(text, lexicon))
    if not (tells or pairs or columns or logins or lexicon.samples(folded) or FENCE.search(folded)):
        return []
    atoms = [
        *contacts.emails(text, lexicon),
        *numbers.find(text, lexicon),
        *contacts.phones(text, lexicon),
        *secret.find(text),
        *logins,
    ]
    counts = Cover(records.counts(text, pairs))
    cued_spans = (each for each in cued.find(text, cues) if not counts.touches(each.start, each.end))
    atoms = outside([*atoms, *cued_spans], protected)
    protected = [*protected, *counts.spans()]
    found: list[Span] = [
        *atoms,
        *records.bearers(text, atoms, lexicon),
        *records.find(text, pairs, atoms, protected, lexicon),
        *rows.find(text, folded, cues, atoms, protected, lexicon),
    ]
    return [
        Redaction(part.source, *part.shadow.span(each.start, each.end), each.kind, each.scheme, each.country)
        for each in settle(found, text, part.shadow)
    ]


def _tells(folded: str, protected: Sequence[tuple[int, int]], lexicon: Lexicon) -> bool:
    """Whether a lower-case text holds anything that could be somebody's by itself, or beside a word for it."""
    if any(map(folded.__contains__, _SIGNS)) or _TELLING.search(_uncounted(folded, protected)):
        return True
    return (not folded.isascii() and _EXOTIC.search(folded) is not None) or lexicon.disguises(folded)


def _uncounted(folded: str, protected: Sequence[tuple[int, int]]) -> str:
    """Blank the quantities that stand apart from other digits, and that no phone or ID is written like."""
    pieces: list[str] = []
    at = 0
    for start, end in sorted(protected):
        around = folded[max(0, start - APART) : start] + folded[end : end + APART]
        if start >= at and _COUNT.fullmatch(folded, start, end) and not any(map(str.isdigit, around)):
            pieces += (folded[at:start], " " * (end - start))
            at = end
    return "".join((*pieces, folded[at:]))


def apply(text: str, redactions: Sequence[Redaction]) -> str:
    r"""Return the text with every code point of the spans as U+2588; length and line ends stay.

    >>> apply("call 555\n123", [Redaction("body", 5, 12, "phone")])
    'call ███\n███'
    """
    pieces: list[str] = []
    at = 0
    for each in sorted(redactions, key=lambda one: one.start):
        start, end = max(each.start, at), max(each.end, at)
        pieces += (text[at:start], _ANY.sub(BLOCK, text[start:end]))
        at = end
    return "".join((*pieces, text[at:]))


_ANY = re.compile(r"[^\n\r]")
