"""`make bench-extract`: how fast texts are read beside two peers, how fast it starts, and what hostile texts cost."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bench import peers
from bench.gold import Example, GoldSet, NoGold, shared_sets
from bench.hostile import MOST_SECONDS, PATIENCE, Timed, time_all
from bench.perturb import perturb
from bench.predict import read_all
from bench.scoring import score
from bench.speed import Laps, Reader, interleave, pin, start_up
from pipelines.collector import collect_rarely
from pipelines.reading.as_json import extract_line

REPORT = Path(".bench/extract.json")
OURS = "stallwatch"
ROUNDS = 5
FIELDS = ("records", "size_bytes", "price")
"""What peers are judged by; they read little else."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured."""

    core: int
    laps: tuple[Laps, ...]
    f1: Mapping[str, Mapping[str, float]] = field(repr=False)
    """Reader → field → F1 over claims and posts; `records, hibp` beside them."""
    start_up: tuple[float, ...]
    """Seconds, sorted."""
    hostile: tuple[Timed, ...]

    @property
    def slow(self) -> list[Timed]:
        """Hostile shapes that took too long."""
        return [each for each in self.hostile if not each.held]


def measure(rounds: int = ROUNDS) -> Report:
    """Measure all. Raises `NoGold`, and `ImportError` outside of the bench's own virtual environment."""
    core = pin()
    sets = shared_sets()
    texts = _examples(sets)
    readers: dict[str, Reader] = {OURS: _ours, **{each.name: partial(_peer, each) for each in peers.load()}}
    f1 = {name: _f1(sets, reader) for name, reader in readers.items()}
    laps = interleave(readers, texts, _unseen(sets, rounds))
    with tempfile.TemporaryDirectory() as folder:
        started = start_up(rounds, Path(folder))
    return Report(core, tuple(laps), f1, tuple(started), tuple(time_all()))


def _ours(example: Example) -> Mapping[str, Any]:
    """Read as `stallwatch extract` does: masking on, the whole claim laid out."""
    return extract_line({"id": example.id, "title": example.title, "body": example.body})


def _peer(peer: peers.Peer, example: Example) -> Mapping[str, Any]:
    return peer.claim(example.text)


def _unseen(sets: Sequence[GoldSet], rounds: int) -> list[list[Example]]:
    """Return each round's texts: other names and numbers each time, so that nobody's cache holds the answers."""
    readings = read_all(_examples(sets))
    return [_examples(perturb(sets, readings, seed).sets) for seed in range(rounds)]


def _examples(sets: Sequence[GoldSet]) -> list[Example]:
    return [example for each in sets for example in each.examples]


def _f1(sets: Sequence[GoldSet], reader: Reader) -> dict[str, float]:
    got = {example.id: reader(example) for example in _examples(sets)}
    exact = score([each for each in sets if each.name != "hibp"], got).table
    rough = score([each for each in sets if each.name == "hibp"], got).table
    return {
        **{name: float(exact[name]["f1"] or 0) for name in FIELDS},
        "records, hibp": float(rough["records"]["f1"] or 0),
    }


def lines(report: Report) -> Iterator[str]:
    """Lay a report out as text."""
    ours = next(each for each in report.laps if each.name == OURS)
    yield f"{ours.texts} labelled texts, {len(ours.cpu)} rounds in turn, one process on core {report.core}; CPU time"
    yield ""
    yield f"{'':<12}{'texts/s':>9}{'min':>9}{'max':>9}{'ours is':>10}" + "".join(f"{n:>15}" for n in _columns(report))
    for each in report.laps:
        f1 = "".join(f"{report.f1[each.name][name]:>15.3f}" for name in _columns(report))
        yield (
            f"{each.name:<12}{each.median:>9.1f}{each.rates[0]:>9.1f}{each.rates[-1]:>9.1f}"
            f"{f'x {ours.median / each.median:.2f}':>10}{f1}"
        )
    yield "texts/s: median of the rounds; right of it F1 over claims+posts, hibp apart"
    yield ""
    yield (
        f"start-up (extract of nothing): median {statistics.median(report.start_up):.3f} s by the clock, "
        f"{report.start_up[0]:.3f} to {report.start_up[-1]:.3f}"
    )
    yield from ("", "1 MB of what nobody writes", f"{'':<40}{'characters':>11}{'CPU s':>9}{'clock s':>9}{'growth':>8}")
    yield from (_hostile(each) for each in report.hostile)
    yield "growth: from a quarter of it to the whole; x 4 is linear, x 16 quadratic"


def _columns(report: Report) -> list[str]:
    return list(report.f1[OURS])


def _hostile(timed: Timed) -> str:
    if timed.cpu is None or timed.wall is None:
        return f"{timed.name:<40}{timed.characters:>11}{'given up after':>16} {PATIENCE:.0f} s"
    growth = f"x {timed.growth:.1f}" if timed.growth else "-"
    too_long = "" if timed.held else f"  over {MOST_SECONDS:.0f} s"
    return f"{timed.name:<40}{timed.characters:>11}{timed.cpu:>9.3f}{timed.wall:>9.3f}{growth:>8}{too_long}"


def as_json(report: Report) -> dict[str, Any]:
    """Lay a report out as JSON."""
    ours = next(each for each in report.laps if each.name == OURS)
    return {
        "core": report.core,
        "readers": {
            each.name: {
                "texts": each.texts, "texts_per_cpu_second": each.rates, "median": each.median,
                "ours_is_times_as_fast": ours.median / each.median, "clock_seconds": each.wall,
                "f1": report.f1[each.name],
            }
            for each in report.laps
        },
        "start_up_seconds": report.start_up,
        "hostile": [
            {
                "name": each.name, "characters": each.characters, "cpu": each.cpu, "clock": each.wall,
                "held": each.held, "growth": each.growth,
            }
            for each in report.hostile
        ],
    }  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, write; return 1 when a hostile text took too long and `--check` was given."""
    parser = argparse.ArgumentParser(prog="python -m bench.extract", description=__doc__)
    parser.add_argument("--json", type=Path, default=REPORT, help=f"write the same here (default {REPORT})")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"timed rounds (default {ROUNDS})")
    parser.add_argument("--check", action="store_true", help="end with 1 when a hostile text takes too long")
    chosen = parser.parse_args(arguments)
    collect_rarely()  # as `stallwatch` does
    try:
        report = measure(chosen.rounds)
    except NoGold as missing:
        print(missing, file=sys.stderr)
        return 2
    except ImportError as missing:
        print(f"{missing}: run `make bench-extract`, which installs the peers beside the product", file=sys.stderr)
        return 2
    print("\n".join(lines(report)))
    chosen.json.parent.mkdir(parents=True, exist_ok=True)
    chosen.json.write_text(json.dumps(as_json(report), indent=1, ensure_ascii=False), encoding="utf-8")
    print(f"\nwritten to {chosen.json}")
    return int(chosen.check and bool(report.slow))


if __name__ == "__main__":
    sys.exit(main())
