"""The product's guards, one TOML file a promise of docs/security.md, and how the tests that hold them are run without.

[[guard]]
name = "what it keeps out, as a slug"
without = "…"                                what happens when it is out, for docs/security.md (then `make guards`)
at = "module:name" or "module:Class.name"    where it stands
is = …                                       what takes its place: a value of TOML,
becomes = "module:name"                      or an object that stands in a module (`tests.guards.stand_ins`),
by = "module:function"                       or what a function makes of the guard itself
tests = ["tests/…/test_x.py::test_y"]        each must fail without it; all parameters of one count as one test
long = true                                  if its tests take minutes: `make guards-long` takes it out, CI does not
says = "…"                                   if given: a regular expression that pytest's words on their failures fit
"""

import json
import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.guards import warm
from tests.shared import REQUIRED, missing

ROOT = Path(__file__).parents[2]
HOOK = ROOT / "tests" / "services" / "hook"
TIMEOUT, LONG_TIMEOUT = 300, 1800
"""Seconds for the tests of a guard."""
AT_THE_END = 60
"""Seconds less for each test, so that pytest itself says which one hung, and ends what it started."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Something that keeps a promise."""

    name: str
    """What it keeps out."""
    row: dict[str, object]
    """As the file has it."""
    tests: tuple[str, ...]
    """Which of pytest's node ids must fail without it."""
    says: str = ""
    """What pytest's words must fit: that it is this that the tests miss, and nothing else."""
    long: bool = False
    """Whether `make guards-long` takes it out, instead of CI."""

    def variables(self, seen: Path) -> dict[str, str]:
        """Return what makes a Python process, and its children, replace it. `seen`: a file that then exists."""
        paths = os.pathsep.join([str(HOOK), str(ROOT)])
        return {"PYTHONPATH": paths, "GUARD_TAKEN_OUT": json.dumps({**self.row, "seen": str(seen)})}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the tests without the guard."""

    taken_out: bool
    """Whether any process replaced it."""
    code: int
    """pytest's: 1 is that tests ran and failed."""
    green: tuple[str, ...]
    """Those of the named tests that did not notice."""
    skipped: tuple[str, ...]
    """Why tests were skipped, or failed for want of what they need."""
    output: str
    """Of pytest."""


def guards(promise: str) -> list[Guard]:
    """Return those that keep a promise, as `tests/guards/<promise>.toml` names them."""
    rows = tomllib.loads((Path(__file__).parent / f"{promise}.toml").read_text(encoding="utf-8")).get("guard", [])
    return [Guard(row["name"], row, tuple(row["tests"]), row.get("says", ""), row.get("long", False)) for row in rows]


def short(promise: str) -> list[Guard]:
    """Return those that CI takes out."""
    return [guard for guard in guards(promise) if not guard.long]


def without(guard: Guard, folder: Path) -> Outcome:
    """Run the tests of a guard in a process in which it, and in whose children it, is replaced."""
    seen, out, longest = folder / "seen", folder / "out", LONG_TIMEOUT if guard.long else TIMEOUT
    quiet = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:anyio", "--tb=line", "-rfs"]
    arguments = [*quiet, "-o", f"timeout={longest - AT_THE_END}", *guard.tests]
    code = warm.run(arguments, {**os.environ, **guard.variables(seen)}, out, longest)
    output = out.read_text(encoding="utf-8", errors="replace")
    failed = re.findall(r"^FAILED (\S+)", output, re.MULTILINE)
    green = tuple(
        test for test in guard.tests if not any(each == test or each.startswith(f"{test}[") for each in failed)
    )
    skipped = tuple(
        map("".join, re.findall(rf"^SKIPPED \[\d+\] (.+)|(.+ {re.escape(REQUIRED)})$", output, re.MULTILINE))
    )
    return Outcome(seen.exists(), code, green, skipped, output)


def check(guard: Guard, folder: Path) -> None:
    """Fail unless the tests of a guard are red without it. Skips, or fails in CI, where they need what is not there."""
    found = without(guard, folder)
    if found.skipped:
        missing(f"{guard.name}: {'; '.join(found.skipped)}")
    assert found.taken_out, f"{guard.name}: nothing imported what holds it\n{found.output}"
    assert found.code == 1, f"{guard.name}: pytest ended with {found.code}\n{found.output}"
    assert found.green == (), f"{guard.name}: not noticed by {found.green}\n{found.output}"
    assert re.search(guard.says, found.output), f"{guard.name}: pytest does not say {guard.says}\n{found.output}"
