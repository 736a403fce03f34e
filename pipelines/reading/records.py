"""How many: the count of people, accounts or rows that a post offers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipelines.reading.post import Found
from pipelines.reading.quantities import Quantity, Scanned
from pipelines.reading.quantities.words import Hit

RANKS = {
    "people": 5,
    "population": 5,
    "accounts": 4,
    "rows": 3,
    "events": 3,
    "cards": 3,
    "identifiers": 3,
    "employees": 2,
    "pieces": 1,
}
"""People beat accounts and e-mails, these beat rows and records; what is not listed here is no count of the data."""
FEW = 100
"""A smaller count of people may be about anybody: a larger number without a noun beats it."""
BESIDE = 6
"""Characters behind a count of employees within which a word for data makes them whom it is about."""
LOOSE = Decimal("1.25")
"""So many times a title's count another may be and still be the same, which the title rounds."""
TINY = 1000
"""A count that is so many times smaller than the largest is no total, whatever it counts."""
LONGER = 3
"""Significant digits that a number has more of when it is a rounded count written out."""
ROUNDED = Decimal("0.08")
"""The same between a rounded count and an exact one: "almost half a million" of 470,000."""
SAME = Decimal("0.05")
"""Two counts nearer than this are the same count, once rounded and once exact."""
OWNED = frozenset({"people", "accounts"})
"""What an organisation has so many of, where the word for having stands behind: "3 milyon müşterisi bulunan X"."""
MONEY_CUES = ("revenue", "fine", "price", "start", "step", "blitz", "bid", "pay", "minimum", "past")
"""Before a number with neither unit nor noun: it is money, or a rank."""
PARTING = ("sample", "part", "comparison")
"""Before a count: it is none of all."""
BEHIND = ("rate", "sample", "fans", "minimum")
"""Right behind a count: it is of something else."""
_TELLING = frozenset({*PARTING, *BEHIND, "elsewhere", "serves", "relative", "background", "own", "place"})
"""All that may make a count no headline; without any of them in a part, only employees are none."""
_LISTED = re.compile(r"(?:[ ]?[:：]|の|의|的)[ ]?[^\W\d]{1,40}(?:[ /][^\W\d]{1,40}){0,3}[,，、]")
"""A list of words right behind a count: what is known of each."""
NEAR = 40
"""How far before a count stands what says that it was exposed, in characters."""
AFFECTED = 18
"""The same behind it: "were affected"."""
APART = ",;:|(，；：、（"
"""What parts "every year" from a count that it does not tell of."""
ASIDE = 48
"""Characters before it for ", which" and ", whose"."""
SERVED = 32
"""Characters before it for "which teaches" and "supplies gas to": whom a business serves is never taken in passing."""
SPREAD = 32
"""Characters behind a count within which "worldwide" or "a year" makes it the size of a business."""
FILES = Decimal(10) ** 10
"""Bytes from which a volume is of a company's files: whom it serves is then not the data."""
MOST = 10**12
"""A count above it is no count."""


@dataclass(frozen=True, slots=True)
class _Count:
    quantity: Quantity
    role: str
    rank: int


def find(scanned: Sequence[Scanned]) -> list[Found]:
    """Return all counts, the claim's first. Only a `headline` can be the claim's."""
    counts = [count for each in scanned for count in _counts(each)]
    headlines = [count for count in counts if count.role == "headline"]
    best = _best(headlines) or _best(_of(counts, "part"))
    if best is None and not _of_files(scanned):
        best = _best(_in_passing(counts))
    best = _written_out(best, counts)
    rest = [count for count in counts if count is not best]
    ordered = [best, *rest] if best else rest
    return [_found(count, _final(count, best)) for count in ordered]


def _of(counts: Sequence[_Count], role: str) -> list[_Count]:
    return [count for count in counts if count.role == role]


def _in_passing(counts: Sequence[_Count]) -> list[_Count]:
    """Return what an organisation is said to have, people or rows: its branches and orders are never the data."""
    had = _of(counts, "background")
    return [count for count in had if count.quantity.unit not in ("events", "pieces") and count.quantity.value >= FEW]


def _of_files(scanned: Sequence[Scanned]) -> bool:
    """Whether a post gives a volume that only files have."""
    return any(each.kind == "size" and each.value >= FILES for part in scanned for each in part.quantities)


def _final(count: _Count, best: _Count | None) -> str:
    if count is best or (best is not None and count.role == "headline" and _same(count, best)):
        return "headline"
    return "part" if count.role == "headline" else count.role


def _counts(scanned: Scanned) -> list[_Count]:
    counts = []
    for quantity in scanned.quantities:
        if quantity.kind == "count" and 1 < quantity.value <= MOST:
            role = _role(scanned, quantity)
            rank = RANKS.get(quantity.unit or "", 0)
            counts.append(_Count(quantity, role, min(rank, 1) if quantity.value < FEW else rank))
        elif (
            quantity.kind == "bare"
            and 1000 <= quantity.value <= MOST
            and (not quantity.exact or _titled(quantity) or _labelled(scanned, quantity) or _of_them(scanned, quantity))
        ):
            total = _totals(scanned, quantity) or _told_of_them(scanned, quantity)
            counts.append(_Count(quantity, _role(scanned, quantity), RANKS["people"] if total else 1))
        elif quantity.kind == "bare" and 1000 <= quantity.value <= MOST and quantity.exact:
            counts.append(_Count(quantity, "exact", 0))
    return counts


def _totals(scanned: Scanned, quantity: Quantity) -> bool:
    """Whether a word for a total stands before a number, and no other number between."""
    total = scanned.cue(("total",), scanned.before(quantity, 32))
    if total is None:
        return False
    later = bisect_left(scanned.quantities, total.end, key=lambda each: each.start)
    return scanned.quantities[later] is quantity


def _labelled(scanned: Scanned, quantity: Quantity) -> bool:
    """Whether a word for a total labels a number without a unit: "Total: 120,000"."""
    total = scanned.cue(("total",), scanned.before(quantity, 16))
    return total is not None and scanned.part.text[total.end : quantity.start].strip() in {":", "：", "="}


def _of_them(scanned: Scanned, quantity: Quantity) -> bool:
    """Whether a number is one of people who were told of before: "39,500 of them"."""
    behind = scanned.first_cue(("them",), scanned.after(quantity, 20))
    return behind is not None and behind.start == quantity.end + 1


def _told_of_them(scanned: Scanned, quantity: Quantity) -> Hit | None:
    """Return what says that so many of them are whom the data is about: "wrote to 39,500 of them"."""
    if not _of_them(scanned, quantity):
        return None
    return scanned.cue(("exposed",), (max(scanned.sentence(quantity)[0], quantity.start - NEAR), quantity.start))


def _titled(quantity: Quantity) -> bool:
    """Whether a number without a unit is written in groups at the end of a title: "Subscribers (GE) 260.000"."""
    text = quantity.part.text
    start, end = quantity.number
    return quantity.part.source == "title" and end == len(text.rstrip(" ]).")) and not text[start:end].isdecimal()


def _best(headlines: Sequence[_Count]) -> _Count | None:
    """Return the count that beats all others; of two of a kind the title's, which tells what the post is about."""
    if len(headlines) < 2:
        return headlines[0] if headlines else None
    most = max((count.quantity.value for count in headlines if count.rank >= RANKS["rows"]), default=0)
    headlines = [count for count in headlines if count.quantity.value * TINY >= most] or headlines
    rank = max(count.rank for count in headlines)
    top = max(headlines, key=lambda count: (count.rank, count.quantity.value))
    titled = [count for count in headlines if count.quantity.part.source == "title"]
    said = max((count for count in titled if count.rank == rank), key=lambda count: count.quantity.value, default=None)
    said = said or _told_by(titled, [count for count in headlines if count.rank == rank]) or top
    if top.quantity.part.source != "update" and top.quantity.value > said.quantity.value * LOOSE:
        top = said
    same = [count for count in headlines if _same(count, top)]
    return max(same, key=lambda count: (_digits(count.quantity.value), count.rank, count.quantity.exact))


def _told_by(titled: Sequence[_Count], counts: Sequence[_Count]) -> _Count | None:
    """Return the count that is the title's, which says another word for it: "94,000 entries" of 94,310 people."""
    return next((count for count in counts for title in titled if _same(count, title)), None)


def _written_out(best: _Count | None, counts: Sequence[_Count]) -> _Count | None:
    """Return the number beside a rounded count that tells it to the last digit: "1.2M clients (exactly 1,187,402)"."""
    if best is None or best.quantity.exact:
        return best
    exact = [
        count
        for count in counts
        if count.role in ("exact", "employees") and _rounds_to(count, best) and _digits(count.quantity.value) > LONGER
    ]
    return min(exact, key=lambda count: abs(count.quantity.value - best.quantity.value), default=best)


def _rounds_to(exact: _Count, rounded: _Count) -> bool:
    """Whether two numbers differ by less than one in the rounded one's last digit that is no zero."""
    value = int(rounded.quantity.value)
    zeros = len(str(value)) - _digits(rounded.quantity.value)
    return abs(exact.quantity.value - value) < Decimal(10) ** zeros


def _same(one: _Count, other: _Count) -> bool:
    near = SAME if one.quantity.exact == other.quantity.exact else ROUNDED
    return abs(one.quantity.value - other.quantity.value) <= near * other.quantity.value


def _digits(value: Decimal) -> int:
    """Count significant digits: the exact one of two counts has more."""
    return len(str(int(value)).rstrip("0"))


def _found(count: _Count, role: str) -> Found:
    quantity = count.quantity
    confidence = "weak" if quantity.kind == "bare" or quantity.unit == "pieces" else "stated"
    return Found(int(quantity.value), quantity.part, quantity.start, quantity.end, role, confidence)  # type: ignore[arg-type]


def _role(scanned: Scanned, quantity: Quantity) -> str:
    """Say what a count is for the post: its headline, or one of the counts that are not the claim's."""
    if scanned.in_block(quantity):
        return "sample"
    if quantity.kind == "count" and RANKS.get(quantity.unit or "", 0) == 0:
        return quantity.unit or "other"
    kinds = PARTING if quantity.kind == "count" else (*PARTING, *MONEY_CUES)
    told = scanned.marks.cues.keys()
    if quantity.unit != "employees" and _TELLING.isdisjoint(told) and told.isdisjoint(kinds):
        return "headline"
    before = scanned.before(quantity)
    cue = scanned.cue(kinds, before)
    if (
        cue is not None
        and (cue.value != "part" or cue.end >= quantity.start - 12)
        and not _parted(scanned, cue, quantity)
    ):
        return cue.value
    beside = _behind(scanned, quantity) or _rated(scanned, quantity, before[0])
    if beside is not None:
        return beside
    start, end = scanned.sentence(quantity)
    compared = scanned.cue(("comparison",), (start, quantity.start)) or scanned.cue(("elsewhere",), (start, end))
    return "comparison" if compared else _role_of_people(scanned, quantity, start)


def _behind(scanned: Scanned, quantity: Quantity) -> str | None:
    """Return the role that words right behind a count give it: "750,000 records sample", "2M lines per second"."""
    cue = scanned.first_cue(BEHIND, scanned.after(quantity, 24))
    if cue is None:
        return None
    text = scanned.part.text
    apart = any(mark in ",;|()—–" for mark in text[quantity.end : cue.start])
    labels = text[cue.end : cue.end + 2].strip()[:1] in (":", "：")
    return None if cue.value in ("sample", "rate", "minimum") and (apart or labels) else cue.value


def _parted(scanned: Scanned, cue: Hit, quantity: Quantity) -> bool:
    """Whether a word for a sample stands in another clause: 贴出样本,称掌握22万名."""
    text = scanned.part.text
    return cue.value == "sample" and text[cue.start] >= "\u2e80" and "," in text[cue.end : quantity.start]


def _rated(scanned: Scanned, quantity: Quantity, low: int) -> str | None:
    """Return the role of a count right behind "daily": 每日5000条."""
    return "rate" if scanned.cue(("rate",), (max(low, quantity.start - 6), quantity.start)) else None


def _role_of_people(scanned: Scanned, quantity: Quantity, start: int) -> str:
    if quantity.unit == "employees" and not _are_the_data(scanned, quantity, start):
        return "employees"
    if scanned.cue(("fans",), scanned.before(quantity, 32)):
        return "background"  # "who trust us", "which serves": whatever else the sentence tells
    if (had := _had(scanned, quantity, start)) is not None:
        return had
    if quantity.unit in OWNED and scanned.first_cue(("own",), (quantity.end, quantity.end + 10)):
        return "background"
    if quantity.unit == "population" and scanned.cue(("place",), (start, quantity.start)):
        return "population"
    return "headline"


def _had(scanned: Scanned, quantity: Quantity, start: int) -> str | None:
    """Return the role of a count of what an organisation has: `fans` are whom it serves, never the data in passing."""
    serves = scanned.cue(("serves",), scanned.before(quantity, SERVED)) is not None
    if not serves and _in_aside(scanned, quantity, start):
        return "background"
    had = scanned.cue(("background",), scanned.before(quantity, 24))
    if not serves and (had is None or _labels(scanned, had, quantity)):
        return None
    if not scanned.cue(("exposed",), (start, scanned.sentence(quantity)[1])) or _only_later(scanned, quantity):
        spread = scanned.first_cue(("spread",), _to(scanned, quantity, SPREAD))
        return "fans" if serves or spread else "background"
    return "background" if serves and not _near(scanned, quantity, start) else None


def _in_aside(scanned: Scanned, quantity: Quantity, start: int) -> bool:
    """Whether a count is told of an organisation in passing: ", whose app has 7 million users", "9 million a year"."""
    who = scanned.cue(("relative",), (max(start, quantity.start - ASIDE), quantity.start))
    if who is not None:
        return not _near(scanned, quantity, who.end)
    rate = scanned.cue(("rate",), (start, quantity.start)) if quantity.unit == "people" else None
    if rate is None or any(mark in APART for mark in scanned.part.text[rate.end : quantity.start]):
        return False
    return not scanned.cue(("exposed",), (start, scanned.sentence(quantity)[1]))


def _near(scanned: Scanned, quantity: Quantity, start: int) -> bool:
    """Whether it stands right beside a count that it was exposed."""
    if scanned.cue(("exposed",), (max(start, quantity.start - NEAR), quantity.start)):
        return True
    return scanned.first_cue(("exposed",), _to(scanned, quantity, AFFECTED)) is not None


def _labels(scanned: Scanned, cue: Hit, quantity: Quantity) -> bool:
    """Whether a word is the label before a count, at the start of a line: "○ 회원 수: 310만 명"."""
    text = scanned.part.text
    between = text[cue.end : quantity.start]
    lead = text[scanned.sentence(quantity)[0] : cue.start]
    return between != "" and between.strip(" :：=") == "" and not any(map(str.isalnum, lead))


def _to(scanned: Scanned, quantity: Quantity, reach: int) -> tuple[int, int]:
    """Return the span right behind a quantity in its sentence, whatever else is counted there."""
    return quantity.end, max(quantity.end, min(scanned.sentence(quantity)[1], quantity.end + reach))


def _only_later(scanned: Scanned, quantity: Quantity) -> bool:
    """Whether what was exposed is another count's: "the club, with 45,000 members, leaked data of 12,700 buyers"."""
    start, end = scanned.sentence(quantity)
    if scanned.cue(("exposed",), (max(start, quantity.start - NEAR), quantity.start)):
        return False
    later = scanned.neighbours[quantity.start][1]
    while later is not None and later.start < end:
        if scanned.cue(("exposed",), (max(quantity.end, later.start - NEAR), later.start)):
            return True
        if RANKS.get(later.unit or "", 0) > 1 and scanned.first_cue(("exposed",), _to(scanned, later, AFFECTED)):
            return True  # "310,000 accounts were affected"
        later = scanned.neighbours[later.start][1]
    return False


def _are_the_data(scanned: Scanned, quantity: Quantity, start: int) -> bool:
    """Whether employees are whom the data is about: "data of 300 employees", "300 employees: name, salary, IBAN"."""
    if scanned.cue(("exposed",), (max(start, quantity.start - 40), quantity.start)):
        return True
    end = scanned.sentence(quantity)[1]
    if scanned.first_cue(("exposed",), (quantity.end, min(end, quantity.end + BESIDE))):
        return True  # "임직원 3,100명 인사정보"
    return bool(_LISTED.match(scanned.part.text, quantity.end, end))
