"""`make guards-long`: the guards whose tests take minutes, each taken out; ends with 1 where a test did not notice."""

import sys
import tempfile
from pathlib import Path

from tests.guards.guard import check, guards
from tests.guards.tables import PROMISES


def main() -> int:
    """Take one out after the other."""
    missed = 0
    for guard in (each for promise in PROMISES for each in guards(promise) if each.long):
        with tempfile.TemporaryDirectory() as folder:
            try:
                check(guard, Path(folder))
            except AssertionError as error:
                missed += 1
                sys.stdout.write(f"MISSED  {error}\n")
            else:
                sys.stdout.write(f"red     {guard.name}: {', '.join(guard.tests)}\n")
        sys.stdout.flush()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
