"""`make bench-crawl`: pages a second, processor time and memory beside two peers; a second visit; a million threads."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.crawl.measure import BARE, KNOWN, LATENCY, LOOP, OURS, PRIVOXY, Incomplete, Lap, Report, measure
from config.errors import TorUnavailable

REPORT = Path(".bench/crawl.json")
TIMES_THE_LOOP = 20.0
SECOND_VISIT = 0.03
MEMORY = 300_000_000


def demands(report: Report) -> dict[str, bool]:
    """Say of each demand of the issue whether it is met."""
    laps = report.laps
    return {
        f"at least {TIMES_THE_LOOP:.0f} times the pages a second of the loop": _times(report) >= TIMES_THE_LOOP,
        "processor time a page not above the privoxy shape's": laps[BARE].cpu <= laps[PRIVOXY].cpu,
        f"a second visit costs at most {SECOND_VISIT:.0%} of the first": report.second <= SECOND_VISIT * report.first,
        "and finds all that changed": report.found == report.changed,
        f"under {MEMORY // 10**6} MB with {KNOWN:,} known threads": report.memory < MEMORY,
    }


def lines(report: Report) -> Iterator[str]:
    """Lay a report out as text."""
    pages = report.laps[LOOP].pages
    yield f"{pages} pages of 30 kB, {LATENCY * 1000:.0f} ms of latency in the server, one tor, onions"
    yield ""
    yield f"{'':<16}{'pages/s':>9}{'CPU ms/page':>13}{'of it helper':>14}{'start CPU s':>13}{'peak MB':>9}"
    yield from (_line(report.laps[name]) for name in (OURS, BARE, PRIVOXY, LOOP))
    yield ""
    yield "stallwatch: the whole product, pages found by itself, read into claims, stored. our way, bare: the same"
    yield "spider as privoxy's, through our handler. Both get a list of addresses and read title and links."
    yield f"stallwatch is x {_times(report):.1f} the loop"
    yield ""
    yield f"first visit {report.first} requests; {report.changed} threads changed; second visit {report.second}"
    yield f"({report.second / report.first:.2%}), {report.found} of the changed found"
    yield f"a visit with {KNOWN:,} known and due threads: {report.memory / 1e6:.0f} MB at most"
    yield ""
    yield from (f"{'met   ' if met else 'MISSED'}  {name}" for name, met in demands(report).items())


def _times(report: Report) -> float:
    return report.laps[OURS].rate / report.laps[LOOP].rate


def _line(lap: Lap) -> str:
    watched = lap.watched
    helper = watched.cpu_helpers / lap.pages * 1000
    return (
        f"{lap.name:<16}{lap.rate:>9.1f}{lap.cpu:>13.2f}{helper:>14.2f}{watched.cpu_start:>13.2f}"
        f"{watched.memory / 1e6:>9.0f}"
    )


def as_json(report: Report) -> dict[str, Any]:
    """Lay a report out as JSON."""
    return dataclasses.asdict(report) | {
        "rates": {name: lap.rate for name, lap in report.laps.items()},
        "cpu_ms_a_page": {name: lap.cpu for name, lap in report.laps.items()},
        "demands": demands(report),
    }


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, write; return 1 when a demand is missed and `--check` was given, 2 when nothing was measured."""
    parser = argparse.ArgumentParser(prog="python -m bench.crawl", description=__doc__)
    parser.add_argument("--json", type=Path, default=REPORT, help=f"write the same here (default {REPORT})")
    parser.add_argument("--rounds", type=int, default=3, help="laps of the fast ones; the one of least CPU counts")
    parser.add_argument("--check", action="store_true", help="end with 1 when a demand is missed")
    parser.add_argument("--folder", type=Path, help="keep what the contenders said here")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        try:
            report = measure(chosen.folder or Path(temporary), rounds=chosen.rounds)
        except (TorUnavailable, Incomplete, TimeoutError, OSError) as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            return 2
    print("\n".join(lines(report)))
    chosen.json.parent.mkdir(parents=True, exist_ok=True)
    chosen.json.write_text(json.dumps(as_json(report), indent=1), encoding="utf-8")
    print(f"\nwritten to {chosen.json}")
    return int(chosen.check and not all(demands(report).values()))


if __name__ == "__main__":
    sys.exit(main())
