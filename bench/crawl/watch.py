"""A program watched from outside: its processor time and memory, and those of whatever it starts or leans on."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

TICK = 0.05
"""Seconds between two looks."""
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Watched:
    """What a program came to."""

    code: int
    """How it ended."""
    output: str
    """Its standard output."""
    cpu: float
    """Seconds of processor time since its first request: starting is not crawling."""
    cpu_helpers: float
    """The same of the processes that it leans on (a proxy)."""
    cpu_start: float
    """Seconds of processor time before that."""
    memory: int
    """Peak of the resident memory of it and its helpers, bytes."""
    wall: float
    """Seconds from its first request to its end."""


def watch(
    command: Sequence[str],
    folder: Path,
    begun: Callable[[], bool],
    *,
    helpers: Sequence[int] = (),
    patience: float = 1800.0,
) -> Watched:
    """Run a program to its end. `begun`: whether it has sent a request; `helpers`: pids of what it leans on.

    Raises `TimeoutError` when it takes longer than `patience` seconds.
    """
    deadline = time.monotonic() + patience
    with (folder / "out.txt").open("w+") as out, (folder / "err.txt").open("w") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL)  # noqa: S603 - our own
        at = start = own = helped = 0.0
        leant = sum(map(_cpu, helpers))
        memory = 0
        while process.poll() is None:
            family = _family(process.pid)
            # A child that has ended between two looks must not take its time with it.
            own = max(own, sum(map(_cpu, family)))
            helped = sum(map(_cpu, helpers)) - leant
            memory = max(memory, sum(map(_memory, (*family, *helpers))))
            if not at and begun():
                at, start = time.monotonic(), own
            if time.monotonic() > deadline:
                process.kill()
                process.wait()
                raise TimeoutError(f"{command[0]} took more than {patience:.0f} s; see {folder}")
            time.sleep(TICK)
        wall = time.monotonic() - at if at else 0.0
        out.seek(0)
        return Watched(process.returncode, out.read(), own - start, helped, start, memory, wall)


def _family(pid: int) -> list[int]:
    """List a process and all that it has started."""
    found = [pid]
    for each in found:
        try:
            found += map(int, Path(f"/proc/{each}/task/{each}/children").read_text(encoding="ascii").split())
        except OSError:
            continue
    return found


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_SECOND


def _memory(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0
