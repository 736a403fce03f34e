"""What happened to a listing since it was last seen. Pure: two states in, events out.

Change is judged on the post's own text and on what is stated in it, never on the page: replies make no edit, and a
price is compared as stated, never as converted.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from pipelines.finding import Event, Finding
from pipelines.ledger.codec import own_digest
from pipelines.ledger.listings import Previous
from pipelines.ledger.rows import countable
from pipelines.reading.claim import Price, Text
from pipelines.reading.lexicons import languages, lexicon
from pipelines.reading.shadow import make
from spiders.listing import Listing, Moment

UNITS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}
"""How far two showings of the same moment may lie apart."""

LONGEST_PHRASE = 80
"""Code points; a longer one says more than "sold"."""

_LONGEST_TITLE = 300
_CUTS = re.compile(r"[.!?。！？；;:：|()\[\]{}<>【】「」（）*=~_+#«»\"“”•·…\\]|(?<!\w)[-–—]+|[-–—]+(?!\w)")


def track(previous: Previous | None, finding: Finding, now: datetime) -> tuple[Event, ...]:
    """Return what happened to a listing, in a fixed order; `previous` is `None` for one that was never seen.

    Each detail is {"before": …, "after": …}, JSON-able; `before` is `None` when nothing was stated before.
    """
    return tuple(Event(kind, now, detail) for kind, detail in _changes(previous, finding))  # type: ignore[arg-type]


def is_reset(previous: Previous, listing: Listing) -> bool:
    """Tell whether a native id now names another thread: other title *and* author *and* start time, all shown.

    The site then counts its ids anew; this is no edit, and the site needs the next `generation`.
    """
    if previous.posted is None or listing.posted is None or not previous.title or not previous.author:
        return False
    other_author = bool(listing.author) and _plain(previous.author) != _plain(listing.author or "")
    return other_author and _plain(previous.title) != _plain(listing.title) and _apart(previous.posted, listing.posted)


def is_same(previous: Previous, listing: Listing) -> bool:
    """Tell whether a native id names the thread that it named: of the same title, by the same author."""
    same_author = _plain(previous.author or "") == _plain(listing.author or "")
    return bool(previous.title) and same_author and _plain(previous.title) == _plain(listing.title)


def says_sold(text: Text) -> bool:
    """Tell whether a post says that it is sold: in a phrase of its own, in any language that has a lexicon for it.

    >>> says_sold(Text(title="[SOLD] 2M customers")), says_sold(Text(title="2M customers", body="3 sold, 2 left"))
    (True, False)
    """
    if _capitals_say_sold(make(text.title).text):
        return True
    return any(
        _line_says_sold(line)
        for source in (text.title, text.prefix, text.body, *text.updates)
        for line in _lines(source)
    )


def _changes(previous: Previous | None, finding: Finding) -> Iterator[tuple[str, dict[str, object]]]:
    if previous is None:
        yield "new", {}
    else:
        yield from _differences(previous, finding)
    if not (previous and previous.sold) and says_sold(finding.reading.text):
        yield "sold", {}


def _differences(previous: Previous, finding: Finding) -> Iterator[tuple[str, dict[str, object]]]:
    claim, digest = finding.reading.claim, own_digest(finding.listing)
    if previous.removed_at is not None:
        yield "restored", {}
    if digest != previous.own_digest:
        yield "edited", _edit(previous, finding.listing, digest)
    if previous.forgotten:
        return  # what it stated is not known any more: there is nothing to compare with
    if claim.price is not None and claim.price != previous.price:
        yield "price_changed", {"before": _stated(previous.price), "after": _stated(claim.price)}
    records = countable(claim.records)
    if records is not None and records != previous.records:
        yield "count_changed", {"before": previous.records, "after": records}


def _edit(previous: Previous, listing: Listing, digest: str) -> dict[str, object]:
    """Tell two edits apart by digest; show the titles when they differ."""
    detail: dict[str, object] = {"before": previous.own_digest, "after": digest}
    if previous.title and _plain(previous.title) != _plain(listing.title):
        detail["titles"] = [previous.title[:_LONGEST_TITLE], listing.title[:_LONGEST_TITLE]]
    return detail


def _stated(price: Price | None) -> dict[str, object] | None:
    return None if price is None else {"amount": _digits(price.amount), "currency": price.currency}


def _digits(amount: Decimal) -> str:
    """Write an amount one way only, so that 10 and 10.0 raise the same alert; never a hostile million of zeros."""
    if not amount.is_finite() or abs(amount.adjusted()) > 40:
        return str(amount)
    written = f"{amount:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _plain(text: str) -> str:
    return " ".join(make(text).folded.split())


def _apart(one: Moment, other: Moment) -> bool:
    return abs(one.at - other.at) > max(UNITS[one.precision], UNITS[other.precision])


# --- sold ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SoldWords:
    """A language's way to say that something is sold."""

    sold: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    unless: tuple[str, ...]
    """In the same line, they take it back: "2 left"."""
    beside_capitals_not: frozenset[str]
    """Neighbours that make SOLD in capitals say something else."""
    spaced: bool
    """Whether the script sets words apart."""

    def says(self, phrase: str) -> bool:
        """Tell whether a folded phrase says "sold" and nothing else."""
        words = self._words(phrase) if self.spaced else self._pieces(phrase)
        at = next((place for place, word in enumerate(words) if word in self.sold), None)
        if at is None:
            return False
        return self.before.issuperset(words[:at]) and (self.after | self.sold).issuperset(words[at + 1 :])

    def takes_back(self, line: str) -> bool:
        """Tell whether a folded line says that something is left."""
        if not self.spaced:
            return any(word in line for word in self.unless)
        return not set(self.unless).isdisjoint(re.findall(r"\w+", line))

    def in_capitals(self, word: str, beside: str) -> bool:
        """Tell whether a title's first or last word says "sold" in capitals; a number beside it counts pieces."""
        if not word.isupper() or word.lower() not in self.sold:
            return False
        return beside.lower() not in self.beside_capitals_not and not beside[:1].isdigit()

    def _words(self, phrase: str) -> list[str]:
        """Split at blanks; what says "sold" in several words stays whole, the longest first."""
        for whole in sorted((each for each in self.sold if " " in each), key=len, reverse=True):
            phrase = phrase.replace(whole, whole.replace(" ", "_"))
        words = phrase.replace(",", " ").replace("/", " / ").split()
        return [word.replace("_", " ") for word in words]

    def _pieces(self, phrase: str) -> list[str]:
        known = self.sold | self.before | self.after
        longest = max(map(len, known))
        pieces, rest = [], re.sub(r"[\s,，、]", "", phrase)
        while rest:
            piece = next((rest[:size] for size in range(longest, 0, -1) if rest[:size] in known), rest[0])
            pieces.append(piece)
            rest = rest[len(piece) :]
        return pieces


@functools.cache
def _lexicons() -> tuple[SoldWords, ...]:
    found = (lexicon(language, "sold") for language in languages())
    return tuple(
        SoldWords(
            sold=frozenset(each["sold"]),
            before=frozenset(each["before"]),
            after=frozenset(each["after"]),
            unless=tuple(each["unless"]),
            beside_capitals_not=frozenset(each["beside_capitals_not"]),
            spaced=each["spaced"],
        )
        for each in found
        if each
    )


def _lines(text: str) -> Sequence[str]:
    return make(text).folded.splitlines()


def _line_says_sold(line: str) -> bool:
    candidates = [words for words in _lexicons() if any(sold in line for sold in words.sold)]
    return any(words.says(phrase) for words in candidates if not words.takes_back(line) for phrase in _phrases(line))


def _phrases(line: str) -> Iterator[str]:
    """Cut a line where one statement ends; leave out questions."""
    start = 0
    for cut in _CUTS.finditer(line + "."):
        phrase = line[start : cut.start()]
        start = cut.end()
        if 0 < len(phrase) <= LONGEST_PHRASE and cut.group() not in "?？":
            yield _trimmed(phrase)


def _trimmed(phrase: str) -> str:
    """Drop decoration such as emoji, but not the words."""
    return re.sub(r"[^\w\s,，、'’/-]", " ", phrase).replace("’", "'").strip(" -'")


def _capitals_say_sold(title: str) -> bool:
    """Tell whether a title that is not all in capitals begins or ends with SOLD in capitals."""
    if not any(letter.islower() for letter in title):
        return False
    words = [word.strip(",.!:;-–—") for word in title[:_LONGEST_TITLE].split()]
    ends = ((words[0], words[1]), (words[-1], words[-2])) if len(words) > 1 else ()
    return any(each.in_capitals(*end) for each in _lexicons() for end in ends) and not any(
        each.takes_back(title.lower()) for each in _lexicons()
    )
