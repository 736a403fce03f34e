"""A measurement as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bench.measure import Change, Group, Measurement
from bench.scoring import FIELDS, Score, Table

COMPLETE = ("provider", "cause", "domain", "seller")
"""Fields with few labels: every miss is listed."""


def lines(measured: Measurement, misses: int) -> Iterator[str]:
    """Lay a measurement out: tables, misses (so many of each field), masking, robustness, demands."""
    for group in measured.groups:
        yield from _tables(group)
    for group in measured.groups:
        yield from _languages(group)
    for group in measured.groups:
        yield from _misses(group, misses)
    yield from _masking(measured)
    yield from _robustness(measured)
    yield from ("", "What issue 4 asks", *(str(each) for each in measured.verdicts))


def _tables(group: Group) -> Iterator[str]:
    yield from _table(f"{group.name}: all ({group.texts} texts)", group.score.table)
    if len(group.languages) > 1:
        for code, each in group.languages.items():
            yield from _table(f"{group.name}: {code} ({group.sizes[code]} texts)", each.table)


def _table(title: str, table: Table) -> Iterator[str]:
    yield from ("", title, f"{'field':<12}{'P':>8}{'R':>8}{'F1':>8}{'stated':>8}{'nulls':>8}{'right':>8}")
    for name, row in table.items():
        right = row["abstained_right"]
        yield (
            f"{name:<12}{row['precision']:>8.3f}{row['recall']:>8.3f}{row['f1']:>8.3f}{row['stated']:>8}"
            f"{row['null']:>8}{'-' if right is None else f'{right:.3f}':>8}"
        )


def _languages(group: Group) -> Iterator[str]:
    """Lay F1 out by language and field: the weak places at a glance; a dot where nothing is stated."""
    if len(group.languages) < 2:
        return
    names = [name for name in FIELDS if name in group.score.table]
    yield from ("", f"{group.name}: F1 by language", f"{'':<6}{'texts':>6}" + "".join(f"{n[:10]:>11}" for n in names))
    for code, each in group.languages.items():
        yield f"{code:<6}{group.sizes[code]:>6}" + "".join(f"{_cell(each, name):>11}" for name in names)


def _cell(judged: Score, name: str) -> str:
    row: Mapping[str, float | int | None] = judged.table.get(name, {})
    return f"{row['f1']:.3f}" if row.get("stated") else "."


def _misses(group: Group, most: int) -> Iterator[str]:
    for name in group.score.table:
        mine = [each for each in group.shown if each.miss.name == name]
        part = mine if name in COMPLETE else mine[:most]
        if mine:
            told = "all" if len(part) == len(mine) else f"the {len(part)} worst"
            yield from ("", f"{group.name}: {name}: {len(mine)} texts missed, {told}")
        for each in part:
            yield from each.lines


def _masking(measured: Measurement) -> Iterator[str]:
    personal = measured.personal
    yield from ("", "Masking")
    yield f"personal substrings masked   {personal.masked_share:.4f} of {personal.personal}"
    yield f"keep substrings readable     {personal.kept_share:.4f} of {personal.keep}"
    # What leaked is somebody's, even if invented here: the id is enough to look it up.
    yield from (f"    leaked in {key}: {len(mark)} characters" for key, mark in personal.leaked)
    yield from (f"    masked in {key}: {mark}" for key, mark in personal.lost)
    for group in measured.groups:
        yield from _change(f"{group.name}: F1 with masking off, on", group.masking)


def _robustness(measured: Measurement) -> Iterator[str]:
    done, stated = measured.perturbed.done, measured.perturbed.stated
    yield from ("", f"Other ids, names and numbers (seed {measured.seed})")
    yield "texts changed: " + ", ".join(f"{name} {done.get(name, 0)} of {count}" for name, count in stated.items())
    for group in measured.groups:
        yield from _change(f"{group.name}: F1 before, after", group.robustness)
        yield from (line for each in group.newly for line in each.lines)


def _change(title: str, change: Change) -> Iterable[str]:
    yield from ("", f"{title}, difference")
    for name, grown in change.grown.items():
        yield f"{name:<12}{change.before[name]['f1']:>8.3f}{change.after[name]['f1']:>8.3f}{grown:>+9.4f}"
