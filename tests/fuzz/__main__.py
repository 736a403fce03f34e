"""`make fuzz [MINUTES=60]`: hostile inputs with fresh seeds, target after target, until the time is over.

What breaks something is written to `.fuzz/`, smallest form first found; the run goes on and ends with 1. Each kind of
failure (an exception's type, and where) is kept once.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.failures import write
from tests.fuzz.targets import TARGETS, Target

FOLDER = Path(".fuzz")
ROUND = 200  # inputs of a target before the next has its turn


class Run:
    """Counts what was tried and keeps what failed."""

    def __init__(self) -> None:
        self.tried: Counter[str] = Counter()
        self.read: Counter[str] = Counter()
        """Those of which anything hostile was read."""
        self.failed: Counter[str] = Counter()
        self._known: set[tuple[str, str]] = set()

    def round(self, target: Target) -> None:
        """Try some inputs of a target."""

        @seed(secrets.randbits(64))
        @settings(
            max_examples=ROUND,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        )
        @given(target.inputs)
        def one(value: Any) -> None:
            self.tried[target.name] += 1
            try:
                self.read[target.name] += target.check(value)
            except Exception as error:
                if (target.name, _where(error)) not in self._known:
                    last[:] = [value, error]
                    raise

        last: list[Any] = []
        try:
            one()
        except Exception:  # noqa: BLE001 - whatever it is, it is what we look for; hypothesis' own are written as well
            self._keep(target, last)

    def _keep(self, target: Target, last: list[Any]) -> None:
        if not last:
            sys.stdout.write(f"{target.name}: {traceback.format_exc()}\n")
            self.failed[target.name] += 1
            return
        value, error = last
        self._known.add((target.name, _where(error)))
        self.failed[target.name] += 1
        path = write(FOLDER, target.name, value, _where(error))
        sys.stdout.write(f"FAILED  {target.name}: {_where(error)}: {path}\n")
        sys.stdout.flush()


def _where(error: BaseException) -> str:
    """Name a failure by its type, and the last line of ours that it passed."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "site-packages" not in frame.filename]
    last = frames[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno} ({last.line})"


def main() -> int:
    """Fuzz for some minutes."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--target", action="append", help="only this one; may be given several times")
    asked = parser.parse_args()
    targets = [target for target in TARGETS if asked.target is None or target.name in asked.target]
    run, end, told = Run(), time.monotonic() + asked.minutes * 60, time.monotonic()
    while time.monotonic() < end:
        for target in targets:
            if time.monotonic() < end:
                run.round(target)
        if time.monotonic() - told > 300:
            told = time.monotonic()
            sys.stdout.write(f"{sum(run.tried.values()):,} inputs so far, {sum(run.failed.values())} failures\n")
            sys.stdout.flush()
    for name in (*(target.name for target in targets), "all"):
        tried, read, failed = (
            sum(found.values()) if name == "all" else found[name] for found in (run.tried, run.read, run.failed)
        )
        sys.stdout.write(f"{name:18} {tried:9,} inputs {read:9,} read {failed:4} failures\n")
    return 1 if run.failed else 0


if __name__ == "__main__":
    sys.exit(main())
