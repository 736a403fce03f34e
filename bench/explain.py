"""Show a miss: what the reader saw and where, or where the labelled value stands that it did not see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bench.gold import Example
from bench.predict import Read
from bench.rescale import KIND
from bench.scoring import Miss
from bench.written import find

AROUND = 60
"""Characters shown on either side."""
_TOLERANCE = Decimal("0.06")


@dataclass(frozen=True, slots=True)
class Shown:
    """A miss with what is needed to judge it."""

    miss: Miss
    lang: str
    evidence: tuple[str, ...] = field(repr=False)
    """Where the value that was read comes from, marked » « in its surroundings."""
    text: tuple[str, ...] = field(repr=False)
    """Where the wanted value stands in the redacted text; its beginning, when it cannot be found."""

    @property
    def lines(self) -> list[str]:
        """Tell it in lines."""
        miss = self.miss
        head = f"{miss.name:<11}{miss.id} [{self.lang}]  want {_short(miss.want)}  got {_short(miss.got)}"
        return [head, *(f"    read  {each}" for each in self.evidence), *(f"    text  {each}" for each in self.text)]

    @property
    def as_json(self) -> dict[str, Any]:
        """Lay it out for the report."""
        miss = self.miss
        return {
            "id": miss.id, "lang": self.lang, "want": miss.want, "got": miss.got, "weight": round(miss.weight, 3),
            "evidence": self.evidence, "text": self.text,
        }  # fmt: skip


def explain(miss: Miss, example: Example, read: Read) -> Shown:
    """Put a miss into its surroundings."""
    evidence = tuple(_evidence(miss, read))[:3]
    places = tuple(_wanted(miss, read))[:2]
    if not evidence and not places:
        places = (_flat((read.text.title + " | " if read.text.title else "") + read.text.body)[: 3 * AROUND],)
    return Shown(miss, example.lang, evidence, places)


def around(text: str, start: int, end: int) -> str:
    r"""Return a span marked in its surroundings, on one line.

    >>> around("one\ntwo three", 4, 7)
    'one »two« three'
    """
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return f"{_flat(before)}»{_flat(text[start:end])}«{_flat(after)}"


def _evidence(miss: Miss, read: Read) -> Iterator[str]:
    """Yield where what was read stands; of a set only what should not be in it."""
    wrong = set(miss.got) - set(miss.want) if isinstance(miss.got, list) else None
    for each in read.claim["evidence"].get(miss.name, ()):
        if wrong is None or each["value"] in wrong:
            shown = around(read.text.of(each["source"]), each["start"], each["end"])
            yield f"{each['source']}, {each['confidence']}: {shown}"


def _wanted(miss: Miss, read: Read) -> Iterator[str]:
    """Yield where acceptable values stand: words as they are, numbers in any clothes."""
    options = miss.want if isinstance(miss.want, list) else [miss.want]
    if miss.name in ("countries", "data_types", "cause"):
        return
    for source in ("title", "body"):
        text = read.text.of("title" if source == "title" else "body")
        for option in options:
            for start, end in _spans(miss.name, option, text):
                yield f"{source}: {around(text, start, end)}"


def _spans(name: str, option: Any, text: str) -> Iterator[tuple[int, int]]:
    if isinstance(option, str):
        start = text.casefold().find(option.casefold())
        if start >= 0:
            yield start, start + len(option)
    amount = option.get("amount") if isinstance(option, Mapping) else option
    if name in KIND and amount:
        for each in find(text):
            if each.reading(Decimal(str(amount)), _TOLERANCE) is not None:
                yield each.start, each.end


def _flat(text: str) -> str:
    return text.replace("\n", " ")


def _short(value: Any) -> str:
    if isinstance(value, list) and len(value) == 1:
        return _short(value[0])
    if isinstance(value, Mapping):
        return f"{value.get('amount')} {value.get('currency')}"
    return repr(value)
