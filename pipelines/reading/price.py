"""How much: what the seller asks for the data, as stated."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipelines.reading.claim import Price
from pipelines.reading.post import Found
from pipelines.reading.quantities import Quantity, Scanned
from pipelines.reading.quantities.words import Hit

SHARED = {
    "peso": {"MX": "MXN", "AR": "ARS", "CO": "COP", "CL": "CLP", "UY": "UYU", "DO": "DOP", "CU": "CUP", "PH": "PHP"},
    "dinar": {
        "KW": "KWD", "JO": "JOD", "IQ": "IQD", "DZ": "DZD", "TN": "TND", "LY": "LYD", "BH": "BHD", "RS": "RSD",
    },
    "rial": {"": "SAR", "SA": "SAR", "QA": "QAR", "OM": "OMR", "YE": "YER", "IR": "IRR"},
    "dirham": {"": "AED", "AE": "AED", "MA": "MAD"},
    "pound": {"EG": "EGP", "SD": "SDG", "SY": "SYP", "LB": "LBP", "GB": "GBP"},
    "lira": {"TR": "TRY", "SY": "SYP", "LB": "LBP"},
}  # fmt: skip
"""Names of money that several countries share, and what each country's is called; behind "" what is meant elsewhere."""
MOST = Decimal(10) ** 13
"""No asking price is higher, in any currency."""

BEHIND = ("revenue", "ransom", "fine", "pay", "spend", "blitz", "start", "addon")
"""Roles that a word right behind an amount gives it: "$5M revenue"."""
APART = frozenset(",;|/(+，；、（")
"""Between an amount and the word behind it: that speaks of something else, "$900, escrow fee on you"."""
CELLS = frozenset("|•·・")
"""Between a word and the amount behind it: that is another cell."""
BRACKETS = (("(", ")"), ("[", "]"), ("【", "】"), ("（", "）"))
NOT_ASKED = frozenset({"fine", "past", "pay", "revenue", "spend"})
"""Roles of money that nobody asks for, whatever it is counted by: "victims claim 1,000 euros each"."""
TOO_MUCH = dict.fromkeys(("USD", "EUR", "GBP", "CHF"), Decimal(10_000_000))
"""From here on an amount that nothing calls a price is somebody's revenue."""
DEMANDED = 20
"""Characters behind an amount within which a word for a demand is about it."""
BEHIND_AMOUNT = 2
"""Characters between an amount and a word that belongs to it."""
TOLD = ("price", "asked", "was", "revenue", "counter", "past")
"""Cues right behind which a bare number is an amount."""
ARROWS = frozenset({"->", "-->", "=>", ">", ">>", "→", "⇒", "➜", "➔", "➡", "»"})
"""Between an old price and the new one."""
BARE = 50
"""A bare number from here on is an amount of its own, which the words before it are about."""
MOST_FREE = 100
"""Words for "free" that are looked at: one that counts stands among the first."""
FREE_CLAUSE = 400
"""Characters before it that hold what else is free."""
NOW_FREE = 16
"""Characters before "free" within which "today" makes it beat what was asked."""
REACH = 60
"""Characters before an amount within which its clause may say whose price it is."""
VAGUE_CHANGE = 5
"""Shorter words ("was", "now", "then") tell of a changed price only right before it."""

ROLES = (
    "revenue",
    "fine",
    "past",
    "counter",
    "addon",
    "pay",
    "spend",
    "step",
    "start",
    "blitz",
    "bid",
    "ransom",
    "minimum",
    "was",
    "now",
    "price",
    "sample",
    "comparison",
)
PRICED = ("price", "start", "blitz", "step", "now", "was", "asked", "whole", "minimum")
"""Cues behind which a slang word for a large number of the country's money needs no name of it: "giá 3tr5"."""
WHOLE = frozenset({"price", "sample", "start", "minimum", "ransom"})
"""Roles that give way to a word for the whole lot: "price for the complete pack: $900"."""
ASKED = frozenset({"price", "start", "blitz", "ransom", "whole"})
"""Roles that give way to a word for what was asked before, or by others: "I asked $900", "others sell it for $50"."""
WHOLE_BEHIND = 8
"""Characters between an amount and a word for the whole behind it: "900 € pour le tout"."""
CLAUSE_END = ",.;|()，；、。（）"
"""What parts a word for the whole from the amount behind it."""
CLAUSE = ",;:，；：、。()（）|"
"""What parts a word from an amount that it does not tell of."""
STATED = tuple(role for role in ROLES if role not in ("was", "now"))
"""The roles but those that tell of a change."""
RANKS = {
    "blitz": 10, "now": 9, "whole": 8, "price": 7, "plain": 5, "ransom": 4, "minimum": 3, "start": 2, "doubted": 2,
    "piece": 1,
}  # fmt: skip
"""Of the roles that can be the claim's price, which goes first. All other roles are no price."""
SOURCES = {"update": 3, "price": 2, "title": 1, "body": 1, "prefix": 0}


@dataclass(frozen=True, slots=True)
class _Offer:
    quantity: Quantity
    currency: str
    role: str
    order: int

    @property
    def rank(self) -> tuple[int, int, int]:
        source = self.quantity.part.source
        bonus = 3 if source in ("update", "price") and self.role in ("plain", "price", "whole", "now") else 0
        return RANKS.get(self.role, 0) + bonus, SOURCES.get(source, 0), -self.order


def find(scanned: Sequence[Scanned], countries: Sequence[str] = ()) -> list[Found]:
    """Return all prices, the claim's first; `countries` tell whose pesos are meant."""
    offers = _by_the_piece(_offers(scanned, countries))
    offers.sort(key=lambda offer: offer.rank, reverse=True)
    found = [_found(offer, index) for index, offer in enumerate(offers)]
    free = _free(scanned)
    if free is None:
        return found
    least = RANKS["plain"] if free.part.source in ("title", "prefix") or free.role == "now" else RANKS["ransom"]
    stated = bool(offers) and offers[0].rank[0] > least
    free = free._replace(role="headline")
    return [*found, free] if stated else [free, *found]


def _by_the_piece(offers: list[_Offer]) -> list[_Offer]:
    """Make what costs less than the smallest order a price by the piece: "gold $7, platinum $12, orders from $50"."""
    least = [offer for offer in offers if offer.role == "minimum"]
    if not least:
        return offers
    return [
        replace(offer, role="piece")
        if offer.role in ("plain", "price", "start") and any(_is_less(offer, each) for each in least)
        else offer
        for offer in offers
    ]


def _is_less(offer: _Offer, least: _Offer) -> bool:
    return offer.currency == least.currency and offer.quantity.value < least.quantity.value


def _found(offer: _Offer, index: int) -> Found:
    quantity = offer.quantity
    role = offer.role if offer.role not in RANKS else "headline" if index == 0 else offer.role
    return Found(Price(_plain(quantity.value), offer.currency), quantity.part, quantity.start, quantity.end, role)


def _plain(value: Decimal) -> Decimal:
    """Write 6E+3 as 6000."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _offers(scanned: Sequence[Scanned], countries: Sequence[str]) -> list[_Offer]:
    default = _default_currency(scanned)
    offers: list[_Offer] = []
    for each in scanned:
        for quantity in each.quantities:
            currency = _currency(quantity, each, default, countries)
            if currency is not None and 0 < quantity.value <= MOST:
                offers.append(_Offer(quantity, currency, _role(each, quantity), len(offers)))
    return offers


def _currency(quantity: Quantity, scanned: Scanned, default: str | None, countries: Sequence[str]) -> str | None:
    """Return the currency; a bare number behind "blitz:" takes the post's only one."""
    if quantity.kind == "money":
        codes = SHARED.get(quantity.unit or "")
        return (
            quantity.unit if codes is None else next((codes[each] for each in (*countries, "") if each in codes), None)
        )
    if quantity.kind != "bare":
        return None
    implied = scanned.marks.before("implied", quantity.number[1])
    if implied is not None and scanned.cue(PRICED, scanned.before(quantity, 20)):
        return implied.value
    if default is None:
        return None
    auction = scanned.cue(("start", "step", "blitz"), scanned.before(quantity, 16))
    return default if auction or _is_told(scanned, quantity) else None


def _is_told(scanned: Scanned, quantity: Quantity) -> bool:
    """Whether a word right before a bare number makes it money: "the whole 12 triệu", "now 6,5 juta"."""
    hit = scanned.cue(("whole", "now", "was", "asked"), (max(0, quantity.start - 24), quantity.start))
    if hit is None or quantity.start - hit.end > BEHIND_AMOUNT:
        return False
    return hit.value == "whole" or not quantity.exact


def _default_currency(scanned: Sequence[Scanned]) -> str | None:
    """Return the only currency that the post names at all, with or without a number."""
    named = {quantity.unit for each in scanned for quantity in each.quantities if quantity.kind == "money"}
    hits: list[Hit] = [hit for each in scanned for hit in each.marks.by_start.get("currency", {}).values()]
    named |= {hit.value for hit in hits if hit.value == "USD"}
    return "USD" if "USD" in named else next(iter(named)) if len(named) == 1 else None


def _role(scanned: Scanned, quantity: Quantity) -> str:
    """Say what an amount is for the post: by what encloses it, then by cues behind and before it."""
    if scanned.in_block(quantity):
        return "sample"
    if _is_conversion(scanned, quantity):
        return "conversion"
    if _is_changed(scanned, quantity):
        return "now"
    after = scanned.after(quantity, 28)
    piece = scanned.first_cue(("piece",), after)
    cue = _demanded(scanned, quantity) or _cue(scanned, quantity)
    if piece is not None and not any(mark in scanned.part.text[quantity.end : piece.start] for mark in ",.()"):
        return cue.value if cue is not None and cue.value in NOT_ASKED else "piece"
    if cue is not None and cue.value == "price" and _is_piece(scanned, quantity, cue):
        return "piece"
    cue = cue or _cue_behind(scanned, quantity)
    role = cue.value if cue is not None else _plain_role(scanned, quantity)
    return _judged(scanned, quantity, role, named=cue is not None)


def _demanded(scanned: Scanned, quantity: Quantity) -> Hit | None:
    """Return the word behind an amount that says it was demanded: "against paying the $1.1 million demanded"."""
    return _own_behind(scanned, quantity, "ransom", DEMANDED)


def _is_piece(scanned: Scanned, quantity: Quantity, price: Hit) -> bool:
    """Whether a word for a piece stands between the word for a price and the amount: "selling a single line: $2"."""
    piece = scanned.cue(("piece",), scanned.before(quantity, 24))
    if piece is None or piece.end <= price.end or _told(scanned, quantity, piece):
        return False
    return not any(mark in CLAUSE_END for mark in scanned.part.text[piece.end : quantity.start])


def _is_changed(scanned: Scanned, quantity: Quantity) -> bool:
    """Whether an arrow leads from another amount of the same money to this one: "$1,100 -> $700"."""
    other = scanned.neighbours[quantity.start][0]
    if other is None or other.unit != quantity.unit or quantity.kind != "money":
        return False
    return scanned.part.text[other.end : quantity.start].strip() in ARROWS


def _judged(scanned: Scanned, quantity: Quantity, role: str, *, named: bool) -> str:
    """Change a role for what its clause says: it was asked before or by others, it is for the whole, it is doubted."""
    if (not named or role in ASKED) and (told := _told_of_others(scanned, quantity)):
        return told
    if (not named or role in WHOLE) and _is_whole(scanned, quantity):
        return "whole"
    doubted = scanned.part.text[quantity.end : quantity.end + 2].lstrip()[:1] in ("?", "？")
    return "doubted" if doubted and role in ("plain", "price") else role


def _told_of_others(scanned: Scanned, quantity: Quantity) -> str | None:
    """Return the role of an amount that was asked before, or by others, or of other data, in the same clause."""
    text = scanned.part.text
    hit = scanned.cue(("asked", "comparison"), _before(scanned, quantity, REACH))
    if hit is not None and not any(mark in CLAUSE for mark in text[hit.end : quantity.start]):
        return hit.value
    behind = _own_behind(scanned, quantity, "asked", 20)
    return behind.value if behind is not None else None


def _own_behind(scanned: Scanned, quantity: Quantity, kind: str, reach: int) -> Hit | None:
    """Return the cue behind an amount, unless it stands in another clause or nearer to the next amount."""
    hit = scanned.first_cue((kind,), scanned.after(quantity, reach))
    if hit is None or any(mark in CLAUSE for mark in scanned.part.text[quantity.end : hit.start]):
        return None
    following = scanned.neighbours[quantity.start][1]
    nearer = following is not None and following.start - hit.end < hit.start - quantity.end
    return None if nearer else hit


def _is_whole(scanned: Scanned, quantity: Quantity) -> bool:
    """Whether a word beside an amount says that it is for everything: "all three $1,000", "18 XMR for the lot"."""
    text = scanned.part.text
    behind = _own_behind(scanned, quantity, "whole", 28)
    if behind is not None and behind.start - quantity.end <= WHOLE_BEHIND:
        return True
    hit = scanned.cue(("whole",), scanned.before(quantity, 32))
    if hit is None or any(mark in CLAUSE_END for mark in text[hit.end : quantity.start]):
        return False
    other = scanned.neighbours[quantity.start][0]
    if other is None or any(mark in CLAUSE for mark in text[other.end : hit.start]):
        return True
    return quantity.start - hit.end < hit.start - other.end


def _cue_behind(scanned: Scanned, quantity: Quantity) -> Hit | None:
    """Return the cue right behind an amount."""
    start, end = scanned.after(quantity, 16)
    cue = scanned.first_cue(BEHIND, (start, end)) or scanned.first_cue(("fine",), scanned.after(quantity, 24))
    return None if cue is None or not APART.isdisjoint(scanned.part.text[start : cue.start]) else cue


def _plain_role(scanned: Scanned, quantity: Quantity) -> str:
    """Say what an amount is that nothing names."""
    if quantity.part.source == "price":
        return "price"
    if (piece := scanned.cue(("piece",), scanned.before(quantity, 24))) and not _told(scanned, quantity, piece):
        return "piece"
    if _on_top(scanned, quantity):
        return "addon"
    least = scanned.cue(("from",), scanned.before(quantity, 16)) if quantity.upper is None else None
    if least is not None and quantity.start - least.end <= BEHIND_AMOUNT:
        return "start"
    return "revenue" if quantity.value >= TOO_MUCH.get(quantity.unit or "", MOST) else "plain"


def _on_top(scanned: Scanned, quantity: Quantity) -> bool:
    """Whether a plus right before an amount adds it to another: "scans +$25"."""
    before = scanned.part.text[max(0, quantity.start - 2) : quantity.start].rstrip(" ")
    return before.endswith("+") and not scanned.part.text[max(0, quantity.start - 3) : quantity.start - 2].isdigit()


def _told(scanned: Scanned, quantity: Quantity, piece: Hit) -> bool:
    """Whether a word for a piece tells of the amount before it: "$3 each, all $6,500"."""
    other = scanned.neighbours[quantity.start][0]
    if other is None or other.value >= quantity.value:
        return False
    return piece.start - other.end <= BEHIND_AMOUNT


def _before(scanned: Scanned, quantity: Quantity, reach: int) -> tuple[int, int]:
    """Return the span before an amount, back to a bare number too: "I could ask 3k, but $1,200 takes it"."""
    low, high = scanned.before(quantity, reach)
    index = bisect_left(scanned.quantities, quantity.start, key=lambda each: each.start)
    other = scanned.quantities[index - 1] if index else None
    if other is not None and other.kind in ("bare", "date") and other.value >= BARE and low < other.start:
        told = scanned.cue(TOLD, (low, other.start))
        low = other.end if told is not None and other.start - told.end <= BEHIND_AMOUNT else low
    return low, high


def _cue(scanned: Scanned, quantity: Quantity) -> Hit | None:
    """Return the nearest cue before an amount; that it changed ("was", "now") says more than that it is a price."""
    before = _before(scanned, quantity, 48)
    nearest = scanned.cue(ROLES, before)
    if nearest is not None and nearest.value not in PRICED and _is_of_other(scanned, nearest, quantity):
        return None
    change = scanned.cue(("was", "now"), before)
    if nearest is not None and nearest.value == "minimum" and (fee := scanned.cue(("pay",), before)) is not None:
        return fee  # "escrow fee (5%, min. $20)"
    if nearest is None or change is None or nearest.value not in ("price", "start", "was", "now"):
        return nearest
    if nearest.start < change.start and change.end <= nearest.end:
        return nearest  # "until then" tells of no change
    vague = change.end - change.start < VAGUE_CHANGE and change.end < quantity.start - 3
    return scanned.cue(STATED, before) if vague else change


def _is_of_other(scanned: Scanned, cue: Hit, quantity: Quantity) -> bool:
    """Whether a word such as "income" is about the data before an amount: a cell, an item of a list, people's."""
    between = scanned.part.text[cue.end : quantity.start]
    if _parted(between):
        return True
    if cue.value not in ("pay", "revenue"):
        return False
    if _LISTED.fullmatch(between):
        return True
    index = bisect_left(scanned.quantities, cue.end, key=lambda each: each.start)
    first = scanned.quantities[index]
    return first.kind == "count" and first.end <= quantity.start and first.start - cue.end <= WHOSE


def _parted(between: str) -> bool:
    """Whether a cell ends between a word and an amount, or the brackets that the word stands in: "[balance] $900"."""
    closed = any(between.count(closing) > between.count(opening) for opening, closing in BRACKETS)
    return closed or not CELLS.isdisjoint(between)


_LISTED = re.compile(r"(?:[,、،，/;] ?[^\W\d]{1,24}(?: [^\W\d]{1,24})?){0,6}[,、،，/;] ?")
"""What stands between an item of a list and the amount that ends it: "SSN, income, employer, $900"."""
WHOSE = 6
"""Characters between "the salaries" and the count of whose they are: "of 730,000 people"."""
_OPENING = re.compile(r"[(（\[][^()（）\[\]]{0,24}$")


def _is_conversion(scanned: Scanned, quantity: Quantity) -> bool:
    """Whether it tells an amount again in other money: in brackets, or behind "about", right after another amount."""
    other = scanned.neighbours[quantity.start][0]
    if other is None or quantity.kind != "money" or other.unit == quantity.unit or quantity.start - other.end > 40:
        return False
    between = scanned.part.folded[other.end : quantity.start]
    if "\n" in between:
        return False
    if _OPENING.search(between):
        return True
    if len(between) > 20:
        return False
    return between.strip() in {"/", "=", "~", "≈"} or scanned.cue(("equals",), (other.end, quantity.start)) is not None


def _free(scanned: Sequence[Scanned]) -> Found | None:
    """Return the first word that gives the data away; its role tells whether it does so "now"."""
    for each in scanned:
        for hit in each.marks.cues.get("free", [])[:MOST_FREE]:
            if _is_free(each, hit):
                now = each.cue(("now",), (max(0, hit.start - NOW_FREE), hit.start))
                role = "now" if now is not None else "headline"
                return Found(Price(Decimal(0), None), each.part, hit.start, hit.end, role)
    return None


def _is_free(scanned: Scanned, hit: Hit) -> bool:
    others = scanned.marks.cues.get("notfree", [])
    covered = any(other.start <= hit.start and hit.end <= other.end for other in others)
    in_block = scanned.block_at(hit.start)
    before = scanned.part.folded[max(0, hit.start - 1) : hit.start]
    after = scanned.part.folded[hit.end : hit.end + 2]
    if (
        before.isdigit()
        or before in (".", ",")
        or after[:1].isdigit()
        or (after[:1] in (".", ",") and after[1:].isdigit())
    ):
        return False  # the "$0" of "$0.10", the "0$" of "500$"
    return not covered and not in_block and before != "-" and after[:1] != "-" and not _is_other(scanned, hit)


def _is_other(scanned: Scanned, hit: Hit) -> bool:
    """Whether something else is free: "sample of 10,000 rows for free, the rest is $600", "credit monitoring"."""
    text = scanned.part.text
    floor = max(0, hit.start - FREE_CLAUSE)
    start = max(floor, *(text.rfind(mark, floor, hit.start) + 1 for mark in ",;.\n|("))
    return scanned.cue(("sample", "remedy"), (start, hit.start)) is not None
