"""Change the counts, sizes and prices of a labelled text: the digits in the text and the label together.

A number keeps its clothes and its rank among the other numbers of its kind, so that what was the larger total, or the
part, or the sample, stays it. What cannot be changed safely is left as it is.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bench.gold import Example, changed
from bench.written import Kind, Written, find, loose_magnitudes, rewrite

KIND: Mapping[str, Kind] = {"records": "count", "size_bytes": "size", "price": "money"}
"""What each field's numbers look like."""

DRAWS = 60
"""Factors that are tried before a field is left alone."""
ROUNDED = Decimal("0.05")
"""How far "2.3M" may stand from 2,318,447 and still tell the same count."""
CLOSE = Decimal("0.01")
"""How far a rounded number may drift from the exact one."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A number of the text that tells a label's value, exactly or rounded."""

    part: str
    """`title` or `body`."""
    number: Written = field(repr=False)
    meant: Decimal


@dataclass(frozen=True, slots=True)
class _Edit:
    place: _Place
    written: str
    value: Decimal


def rescale(example: Example, rng: random.Random, slack: Decimal) -> tuple[Example, tuple[str, ...]]:
    """Return the text with other numbers, and which fields were changed. `slack`: how far a text may be from its label.

    >>> short = Example("1", "en", "", "2.5M users, 400,000 of them paying", {"records": [2500000]})
    >>> after, fields = rescale(short, random.Random(1), Decimal("0.001"))
    >>> fields, after.body[:4] == "2.5M", after.body.endswith("400,000 of them paying")
    (('records',), False, True)
    """
    numbers = [(part, each) for part in ("title", "body") for each in find(getattr(example, part))]
    edits: list[_Edit] = []
    gold = dict(example.gold)
    fields = []
    for name, kind in KIND.items():
        options = [each for each in _accepted(gold.get(name)) if _amount(each)]
        alike = [(part, each) for part, each in numbers if each.kind == kind]
        if not options or (kind == "count" and loose_magnitudes(example.text)):
            continue
        found = _change([_amount(each) for each in options], alike, rng, slack)
        if found is None or any(_stays(edit, example, found[1]) for edit in found[1]):
            continue
        new, made = found
        edits += made
        gold[name] = _relabelled(gold[name], dict(zip((_amount(each) for each in options), new, strict=True)))
        fields.append(name)
    parts = {part: _apply(getattr(example, part), edits, part) for part in ("title", "body")}
    return changed(example, **parts, gold=gold), tuple(fields)


def _stays(edit: _Edit, example: Example, edits: Sequence[_Edit]) -> bool:
    """Whether a changed number's old digits stand where no number was understood: the text would contradict itself."""
    old = edit.place.number.text
    left = " ".join(_apply(getattr(example, part), edits, part) for part in ("title", "body"))
    return len(old) > 3 and old not in {each.written for each in edits} and _alone(old, left)


def _alone(digits: str, text: str) -> bool:
    return re.search(rf"(?<!\d){re.escape(digits)}(?!\d)", text) is not None


def _accepted(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _amount(value: Any) -> Decimal:
    number = value.get("amount") if isinstance(value, Mapping) else value
    return Decimal(str(number)) if number else Decimal(0)


def _relabelled(value: Any, new: Mapping[Decimal, Decimal]) -> Any:
    if isinstance(value, list):
        return [_relabelled(each, new) for each in value]
    if (old := _amount(value)) not in new:
        return value
    if isinstance(value, Mapping):
        return {**value, "amount": float(new[old])}
    return float(new[old]) if new[old] % 1 else int(new[old])


def _change(
    options: Sequence[Decimal], numbers: Sequence[tuple[str, Written]], rng: random.Random, slack: Decimal
) -> tuple[list[Decimal], list[_Edit]] | None:
    """Find one factor under which every option's numbers can be written anew; `None`: there is none."""
    groups = [_places(option, numbers, slack) for option in options]
    places = [place for group in groups for place in group]
    if not all(groups) or not all(place.number.free for place in places) or len({*map(_at, places)}) < len(places):
        return None
    others = [value for number in numbers if number not in [_key(place) for place in places] for value in _all(number)]
    for _ in range(DRAWS):
        factor = Decimal(str(round(8 ** rng.uniform(-1, 1), 3)))
        made = [_rewritten(group, factor) for group in groups]
        if all(made) and _ranks(groups, made, others):
            new = [edits[0].value * edits[0].place.number.factor for edits in made]
            return new, [edit for edits in made for edit in edits]
    return None


def _places(wanted: Decimal, numbers: Sequence[tuple[str, Written]], slack: Decimal) -> list[_Place]:
    """Return the numbers that tell a value, the nearest first; none when only rounded ones do."""
    loose = max(slack, ROUNDED) if wanted >= 1000 else slack
    found = [(part, each, each.reading(wanted, loose)) for part, each in numbers]
    places = [_Place(part, each, meant) for part, each, meant in found if meant is not None]
    places.sort(key=lambda place: abs(_value(place) - wanted))
    return places if places and abs(_value(places[0]) - wanted) <= slack * wanted else []


def _rewritten(group: Sequence[_Place], factor: Decimal) -> list[_Edit]:
    """Write all numbers of one value anew, the others by what became of the first; empty when one does not fit."""
    first = rewrite(group[0].number, group[0].meant, factor)
    if first is None or first[1] == group[0].meant:
        return []
    ratio = first[1] / group[0].meant
    made = [(place, rewrite(place.number, place.meant, ratio)) for place in group[1:]]
    edits = [
        _Edit(group[0], *first),
        *(_Edit(place, *new) for place, new in made if new and abs(new[1] / place.meant / ratio - 1) <= CLOSE),
    ]
    return edits if len(edits) == len(group) else []


def _ranks(groups: Sequence[Sequence[_Place]], made: Sequence[Sequence[_Edit]], others: Sequence[Decimal]) -> bool:
    """Whether every changed value stands where it stood among the values that stay."""
    return all(
        (_value(place) > other) == (edit.value * place.number.factor > other)
        for group, edits in zip(groups, made, strict=True)
        for place, edit in zip(group, edits, strict=True)
        for other in others
    )


def _value(place: _Place) -> Decimal:
    return place.meant * place.number.factor


def _all(number: tuple[str, Written]) -> list[Decimal]:
    return [value * number[1].factor for value in number[1].values]


def _key(place: _Place) -> tuple[str, Written]:
    return place.part, place.number


def _at(place: _Place) -> tuple[str, int]:
    return place.part, place.number.start


def _apply(text: str, edits: Sequence[_Edit], part: str) -> str:
    for edit in sorted(edits, key=lambda each: -each.place.number.start):
        if edit.place.part == part:
            text = text[: edit.place.number.start] + edit.written + text[edit.place.number.end :]
    return text
