"""All that `make accuracy` finds out, as one value."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.explain import Shown, explain
from bench.gold import Example, GoldSet
from bench.personal import Masking, judge
from bench.perturb import SEED, Perturbed, perturb
from bench.predict import Read, claims, read_all, read_unmasked
from bench.scoring import Score, Table, differences, examples_of, score, score_by_language
from bench.thresholds import (
    AT_LEAST_HIBP,
    AT_LEAST_POSTS,
    KEEP,
    MOST_MASKING,
    MOST_ROBUSTNESS,
    PERSONAL,
    Verdict,
    falls,
    floors,
)

GROUPS: Mapping[str, tuple[str, ...]] = {
    "claims+posts": ("claims", "posts"), "hibp": ("hibp",), "tables": ("tables",),
}  # fmt: skip
"""Sets that are judged together."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a switch or another text did to a group's F1."""

    before: Table = field(repr=False)
    after: Table = field(repr=False)

    @property
    def grown(self) -> dict[str, float]:
        """F1 after minus F1 before, field by field."""
        return differences(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Group:
    """One group's measurement."""

    name: str
    texts: int
    score: Score
    languages: Mapping[str, Score] = field(repr=False)
    sizes: Mapping[str, int] = field(repr=False)
    """Texts of each language."""
    shown: tuple[Shown, ...] = field(repr=False)
    """All misses, the worst of each field first."""
    masking: Change = field(repr=False)
    """From masking off to masking on."""
    robustness: Change = field(repr=False)
    """From the texts as they are to those with other ids, names and numbers."""
    newly: tuple[Shown, ...] = field(repr=False)
    """What was read right before and wrong with other names and numbers; the ids are those from before."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """The whole."""

    groups: tuple[Group, ...]
    personal: Masking
    perturbed: Perturbed
    seed: int

    @property
    def verdicts(self) -> list[Verdict]:
        """Every demand, in the order of the issue."""
        found = []
        for group in self.groups:
            f1 = {name: float(row["f1"] or 0) for name, row in group.score.table.items()}
            demands = {"claims+posts": AT_LEAST_POSTS, "hibp": AT_LEAST_HIBP}.get(group.name, {})
            found += floors(group.name, f1, demands)
        for group in self.groups:
            found += falls("masking", group.name, group.masking.grown, MOST_MASKING)
            found += falls("other names and numbers", group.name, group.robustness.grown, MOST_ROBUSTNESS)
        found.append(Verdict("personal substrings masked", self.personal.masked_share, PERSONAL))
        found.append(Verdict("keep substrings readable", self.personal.kept_share, KEEP))
        return found

    @property
    def missed(self) -> list[Verdict]:
        """The demands that were not reached."""
        return [each for each in self.verdicts if not each.held]


def measure(sets: Sequence[GoldSet], seed: int = SEED) -> Measurement:
    """Read everything three times: as it is, with masking off, and perturbed."""
    everything = [example for each in sets for example in each.examples]
    readings = read_all(everything)
    bare = read_unmasked(everything)
    perturbed = perturb(sets, readings, seed)
    others = read_all(example for each in perturbed.sets for example in each.examples)
    groups = []
    for name, members in GROUPS.items():
        mine = [each for each in sets if each.name in members and each.examples]
        if not mine:
            continue
        now = score(mine, claims(readings))
        off = score(mine, claims(bare))
        changed_texts = score([each for each in perturbed.sets if each.name in members], claims(others))
        by_language = score_by_language(mine, claims(readings))
        groups.append(
            Group(
                name, sum(len(each.examples) for each in mine), now, by_language, _sizes(mine),
                _shown(now, examples_of(mine), readings), Change(off.table, now.table),
                Change(now.table, changed_texts.table), _newly(now, changed_texts, perturbed, others),
            )
        )  # fmt: skip
    return Measurement(tuple(groups), judge(everything, readings), perturbed, seed)


def as_json(measured: Measurement) -> dict[str, Any]:
    """Lay a measurement out as JSON."""
    return {
        "groups": {each.name: _group_json(each) for each in measured.groups},
        "personal": {
            "marked": measured.personal.personal, "masked": measured.personal.masked_share,
            "leaked": measured.personal.leaked, "keep_marked": measured.personal.keep,
            "kept": measured.personal.kept_share, "lost": measured.personal.lost,
        },
        "perturbed": {
            "seed": measured.seed, "changed": measured.perturbed.done, "stated": measured.perturbed.stated,
        },
        "demands": [
            {"name": each.name, "measured": each.measured, each.sense: each.demand, "held": each.held}
            for each in measured.verdicts
        ],
    }  # fmt: skip


def _group_json(group: Group) -> dict[str, Any]:
    return {
        "texts": group.texts,
        "fields": group.score.table,
        "languages": {
            code: {"texts": group.sizes[code], "fields": each.table} for code, each in group.languages.items()
        },
        "misses": _misses_json(group.shown),
        "masking_off": {"fields": group.masking.before, "f1_grown_by_masking": group.masking.grown},
        "perturbed": {"fields": group.robustness.after, "f1_grown": group.robustness.grown,
                      "newly_missed": _misses_json(group.newly)},
    }  # fmt: skip


def _misses_json(shown: Iterable[Shown]) -> dict[str, list[dict[str, Any]]]:
    misses: dict[str, list[dict[str, Any]]] = {}
    for each in shown:
        misses.setdefault(each.miss.name, []).append(each.as_json)
    return misses


def _sizes(sets: Iterable[GoldSet]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for each in sets:
        for example in each.examples:
            sizes[example.lang] = sizes.get(example.lang, 0) + 1
    return sizes


def _newly(before: Score, after: Score, perturbed: Perturbed, readings: Mapping[str, Read]) -> tuple[Shown, ...]:
    known = {(miss.name, miss.id) for miss in before.misses}
    new = tuple(miss for miss in after.misses if (miss.name, perturbed.origin[miss.id]) not in known)
    shown = _shown(Score(after.table, new), examples_of(perturbed.sets), readings)
    named = (dataclasses.replace(each.miss, id=perturbed.origin[each.miss.id]) for each in shown)
    return tuple(dataclasses.replace(each, miss=miss) for each, miss in zip(shown, named, strict=True))


def _shown(judged: Score, examples: Mapping[str, Example], readings: Mapping[str, Read]) -> tuple[Shown, ...]:
    fields = list(judged.table)
    worst = sorted(judged.misses, key=lambda miss: (fields.index(miss.name), -miss.weight))
    return tuple(explain(miss, examples[miss.id], readings[miss.id]) for miss in worst)
