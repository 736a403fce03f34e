"""Time readers side by side: one process, one core, turn about, on texts that none of them has seen in this run."""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.gold import Example

Reader = Callable[[Example], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Laps:
    """What one reader took for the texts of each round."""

    name: str
    texts: int
    cpu: tuple[float, ...] = field(repr=False)
    """Seconds of processor time for all texts, round by round."""
    wall: tuple[float, ...] = field(repr=False)

    @property
    def rates(self) -> list[float]:
        """Texts per second of processor time, slowest first."""
        return sorted(self.texts / each for each in self.cpu)

    @property
    def median(self) -> float:
        """The middle rate."""
        return statistics.median(self.rates)


def pin() -> int:
    """Keep this process, and what it starts, on one core; return which."""
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return core


def interleave(
    readers: Mapping[str, Reader], warm_up: Sequence[Example], rounds: Sequence[Sequence[Example]]
) -> list[Laps]:
    """Let all readers read each round before the next; the warm-up is not timed."""
    for reader in readers.values():
        for example in warm_up:
            reader(example)
    laps: dict[str, list[tuple[float, float]]] = {name: [] for name in readers}
    for examples in rounds:
        for name, reader in readers.items():
            laps[name].append(_lap(reader, examples))
    return [
        Laps(name, len(warm_up), tuple(cpu for cpu, _ in taken), tuple(wall for _, wall in taken))
        for name, taken in laps.items()
    ]


def _lap(reader: Reader, examples: Sequence[Example]) -> tuple[float, float]:
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    for example in examples:
        reader(example)
    return time.process_time() - cpu, time.perf_counter() - wall


def start_up(rounds: int, folder: Path) -> list[float]:
    """Return the seconds by the clock that `stallwatch extract` takes for an empty input; the first is not counted."""
    program = Path(sys.executable).with_name("stallwatch")
    empty = folder / "empty.jsonl"
    empty.write_bytes(b"")
    return sorted(_once([str(program), "extract", str(empty)]) for _ in range(rounds + 1))[:rounds]


def _once(command: Sequence[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
    return time.perf_counter() - began
