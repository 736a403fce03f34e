"""How much: what the seller asks for the data, as stated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
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

BEHIND = ("revenue", "ransom", "fine", "pay", "blitz", "start", "addon")
"""Roles that a word right behind an amount gives it: "$5M revenue"."""
APART = frozenset(",;|/(，；、（")
"""Between an amount and the word behind it: that speaks of something else, "$900, escrow fee on you"."""
CELLS = frozenset("|•·")
"""Between a word and the amount behind it: that is another cell."""
BRACKETS = (("(", ")"), ("[", "]"), ("【", "】"), ("（", "）"))
ASKED = frozenset({"plain", "price", "start"})
"""Roles of an amount that is the whole's if a word beside it says so: "all three $1,000"."""
WHOLE = 28
"""How far from an amount "everything" or "the lot" may stand, in characters."""
NOT_ASKED = frozenset({"fine", "past", "revenue"})
"""Roles of money that nobody asks for, whatever it is counted by: "victims claim 1,000 euros each"."""
TOO_MUCH = dict.fromkeys(("USD", "EUR", "GBP", "CHF"), Decimal(10_000_000))
"""From here on an amount that nothing calls a price is somebody's revenue."""
BEHIND_AMOUNT = 2
"""Characters between an amount and a word that belongs to it."""
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
PRICED = ("price", "start", "blitz", "step", "now", "was", "minimum")
"""Cues behind which a slang word for a large number of the country's money needs no name of it: "giá 3tr5"."""
STATED = tuple(role for role in ROLES if role not in ("was", "now"))
"""The roles but those that tell of a change."""
RANKS = {"blitz": 10, "now": 9, "whole": 8, "price": 7, "plain": 5, "ransom": 4, "minimum": 3, "start": 2, "piece": 1}
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
        bonus = 2 if source in ("update", "price") and self.role in ("plain", "price", "now") else 0
        return RANKS.get(self.role, 0) + bonus, SOURCES.get(source, 0), -self.order


def find(scanned: Sequence[Scanned], countries: Sequence[str] = ()) -> list[Found]:
    """Return all prices, the claim's first; `countries` tell whose pesos are meant."""
    offers = _offers(scanned, countries)
    offers.sort(key=lambda offer: offer.rank, reverse=True)
    found = [_found(offer, index) for index, offer in enumerate(offers)]
    free = _free(scanned)
    if free is None:
        return found
    stated = bool(offers) and offers[0].rank[0] > RANKS["ransom"]
    return [*found, free] if stated else [free, *found]


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
    return default if auction else None


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
    after = scanned.after(quantity, 28)
    piece = scanned.first_cue(("piece",), after)
    cue = _cue(scanned, quantity)
    if piece is not None and not any(mark in scanned.part.text[quantity.end : piece.start] for mark in ",.()"):
        return cue.value if cue is not None and cue.value in NOT_ASKED else "piece"
    cue = cue or _cue_behind(scanned, quantity)
    role = cue.value if cue is not None else _plain_role(scanned, quantity)
    return "whole" if role in ASKED and _is_whole(scanned, quantity) else role


def _is_whole(scanned: Scanned, quantity: Quantity) -> bool:
    """Whether a word beside an amount says that it is for everything: "all three $1,000", "18 XMR for the lot"."""
    text = scanned.part.text
    before = scanned.cue(("whole",), scanned.before(quantity, WHOLE))
    if before is not None and not any(mark in ",.;|()" for mark in text[before.end : quantity.start]):
        return True
    behind = scanned.first_cue(("whole",), scanned.after(quantity, WHOLE))
    return behind is not None and not text[quantity.end : behind.start].strip(" ")


def _cue_behind(scanned: Scanned, quantity: Quantity) -> Hit | None:
    """Return the cue right behind an amount."""
    start, end = scanned.after(quantity, 16)
    cue = scanned.first_cue(BEHIND, (start, end))
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


def _cue(scanned: Scanned, quantity: Quantity) -> Hit | None:
    """Return the nearest cue before an amount; that it changed ("was", "now") says more than that it is a price."""
    before = scanned.before(quantity, 48)
    nearest = scanned.cue(ROLES, before)
    if nearest is not None and nearest.value not in PRICED and _parted(scanned.part.text[nearest.end : quantity.start]):
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


def _parted(between: str) -> bool:
    """Whether a cell ends between a word and an amount, or the brackets that the word stands in: "[balance] $900"."""
    closed = any(between.count(closing) > between.count(opening) for opening, closing in BRACKETS)
    return closed or not CELLS.isdisjoint(between)


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
    for each in scanned:
        for hit in each.marks.cues.get("free", []):
            if _is_free(each, hit):
                return Found(Price(Decimal(0), None), each.part, hit.start, hit.end)
    return None


def _is_free(scanned: Scanned, hit: Hit) -> bool:
    others = scanned.marks.cues.get("notfree", [])
    covered = any(other.start <= hit.start and hit.end <= other.end for other in others)
    in_block = scanned.block_at(hit.start)
    before = scanned.part.folded[max(0, hit.start - 1) : hit.start]
    after = scanned.part.folded[hit.end : hit.end + 2]
    if before.isdigit() or before in (".", ",") or after[:1].isdigit() or after[1:].isdigit():
        return False  # the "$0" of "$0.10", the "0$" of "500$"
    return not covered and not in_block and before != "-" and after[:1] != "-" and not _is_sample(scanned, hit)


def _is_sample(scanned: Scanned, hit: Hit) -> bool:
    """Whether only the sample is free: "sample of 10,000 rows for free, the rest is $600"."""
    text = scanned.part.text
    start = max(text.rfind(mark, 0, hit.start) for mark in ",;.\n|(") + 1
    return scanned.cue(("sample",), (start, hit.start)) is not None
