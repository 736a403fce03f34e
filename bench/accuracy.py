"""`make accuracy`: how well labelled texts are read, by field and language, and what issue 4 asks of it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bench.gold import NoGold, load_sets
from bench.measure import as_json, measure
from bench.perturb import SEED
from bench.report import lines

REPORT = Path(".bench/accuracy.json")
"""Git-ignored: it quotes other people's texts."""


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, write; return 1 for a missed demand under `--check`, 2 when the texts are missing."""
    parser = argparse.ArgumentParser(prog="python -m bench.accuracy", description=__doc__)
    parser.add_argument("--json", type=Path, default=REPORT, help=f"write the same here (default {REPORT})")
    parser.add_argument("--misses", type=int, default=5, help="show so many misses of each field (default 5)")
    parser.add_argument("--seed", type=int, default=SEED, help="of the other names and numbers")
    parser.add_argument("--check", action="store_true", help="end with 1 when a demand of issue 4 is missed")
    chosen = parser.parse_args(arguments)
    try:
        measured = measure(load_sets(), chosen.seed)
    except NoGold as missing:
        print(missing, file=sys.stderr)
        return 2
    print("\n".join(lines(measured, chosen.misses)))
    chosen.json.parent.mkdir(parents=True, exist_ok=True)
    chosen.json.write_text(json.dumps(as_json(measured), indent=1, ensure_ascii=False), encoding="utf-8")
    print(f"\nwritten to {chosen.json}")
    if chosen.check and measured.missed:
        print("\nmissed:", *(f"  {each}" for each in measured.missed), sep="\n", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
