"""Judge predictions by `../shared/tools/score_claims.py`, the program that judges everybody, imported where it lies."""

from __future__ import annotations

import functools
import importlib.util
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.gold import SHARED, Example, GoldSet, NoGold, by_language

FIELDS = (
    "is_claim", "records", "size_bytes", "price", "countries", "victim", "domain", "data_types", "cause", "provider",
    "seller",
)  # fmt: skip
"""All that is judged, in the order in which it is shown."""

Row = dict[str, float | int | None]
Table = dict[str, Row]
"""Field → precision, recall, f1, stated, null, abstained_right (the share of right nulls)."""
Predictions = Mapping[str, Mapping[str, Any]]
"""What was read, by the text's id."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A field of a text that was read otherwise than labelled."""

    id: str
    name: str
    """The field."""
    want: Any = field(repr=False)
    """All acceptable values of a scalar; the sorted set of a set field."""
    got: Any = field(repr=False)
    weight: float
    """How bad: orders of magnitude of a number, wrong members of a set; higher is worse."""


@dataclass(frozen=True, slots=True)
class Score:
    """One table and what was missed."""

    table: Table
    misses: tuple[Miss, ...] = field(repr=False)


@functools.cache
def scorer(shared: Path = SHARED) -> ModuleType:
    """Return the scoring program as a module. Raises `NoGold`."""
    file = shared / "tools" / "score_claims.py"
    spec = importlib.util.spec_from_file_location("score_claims", file)
    if not file.exists() or spec is None or spec.loader is None:
        raise NoGold(f"{file} is missing: put the shared folder beside this clone")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score(sets: Iterable[GoldSet], predictions: Predictions) -> Score:
    """Judge sets together; each by its own tolerance."""
    pooled: dict[str, Any] = {}
    for each in sets:
        gold = {example.id: {"gold": example.gold} for example in each.examples}
        got = {example.id: predictions.get(example.id, {}) for example in each.examples}
        for name, tally in scorer().score(gold, got, each.tolerance).items():
            _add(pooled.setdefault(name, scorer().Tally()), tally)
    return Score(
        {name: pooled[name].row() for name in FIELDS if name in pooled},
        tuple(
            Miss(key, name, want, got, weight(want, got))
            for name in FIELDS if name in pooled
            for key, want, got in pooled[name].misses
        ),
    )  # fmt: skip


def score_by_language(sets: Sequence[GoldSet], predictions: Predictions) -> dict[str, Score]:
    """Judge each language's texts of all sets."""
    codes = by_language([example for each in sets for example in each.examples])
    return {code: score([only(each, code) for each in sets], predictions) for code in codes}


def only(gold: GoldSet, code: str) -> GoldSet:
    """Return one language's texts of a set."""
    return GoldSet(gold.name, tuple(each for each in gold.examples if each.lang == code), gold.tolerance)


def differences(before: Table, after: Table) -> dict[str, float]:
    """Return by how much each field's F1 grew.

    >>> differences({"price": {"f1": 0.9}}, {"price": {"f1": 0.8}})
    {'price': -0.1}
    """
    return {name: round(float(after[name]["f1"] or 0) - float(row["f1"] or 0), 4) for name, row in before.items()}


def weight(want: Any, got: Any) -> float:
    """Say how bad a miss is: a value from nowhere and a missing one stand between the small and the large errors.

    >>> weight([1000], 1000000), weight([1000], None), weight([1000], 1100) < 1
    (3.0, 1.0, True)
    """
    if isinstance(want, list) and isinstance(got, list):
        return float(len({*map(str, want)} ^ {*map(str, got)}))
    numbers = [value for value in map(_number, want if isinstance(want, list) else [want]) if value]
    read = _number(got)
    if numbers and read:
        return min(abs(math.log10(read / value)) for value in numbers)
    return 1.0


def _number(value: Any) -> float | None:
    amount = value.get("amount") if isinstance(value, Mapping) else value
    return float(amount) if isinstance(amount, int | float) and not isinstance(amount, bool) and amount > 0 else None


def _add(total: Any, tally: Any) -> None:
    for name in ("tp", "fp", "fn", "right_null", "null"):
        setattr(total, name, getattr(total, name) + getattr(tally, name))
    total.misses += tally.misses


def examples_of(sets: Iterable[GoldSet]) -> dict[str, Example]:
    """Return all texts by id."""
    return {example.id: example for each in sets for example in each.examples}
