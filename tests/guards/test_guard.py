"""The harness itself: a guard that nobody misses, one that has moved and one that is never loaded are no success."""

from pathlib import Path

import pytest

from tests.guards.guard import Guard, check, without
from tests.services.program import Program

TEST = "tests/crawler/tor/test_refuse.py::test_table"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"at": "crawler.tor.refuse:REASONS", "is": []}, "ended with 0"),
        ({"at": "crawler.tor.refuse:_no_longer_there", "is": 1}, "_no_longer_there"),
        ({"at": "crawler.doctor:examine", "is": 1}, "nothing imported"),
    ],
)
def test_is_not_taken_for_red(row: dict[str, object], says: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=says):
        check(Guard("tried", row, (TEST,)), tmp_path)


def test_a_test_that_stays_green_is_named(tmp_path: Path) -> None:
    row = {"at": "crawler.tor.refuse:LOCAL_ZONES", "is": []}
    found = without(
        Guard("tried", row, (TEST, f"{TEST.partition('::')[0]}::test_the_table_has_every_reason")), tmp_path
    )
    assert found.code == 1
    assert [test.rpartition(":")[2] for test in found.green] == ["test_the_table_has_every_reason"]


def test_a_program_that_a_test_starts_is_without_the_guard_too(tmp_path: Path) -> None:
    row = {"at": "crawler.init:init", "becomes": "builtins:len"}
    with_it = Program(tmp_path / "a").call("init")
    assert with_it.returncode == 0
    without_it = Program(tmp_path / "b").call("init", **Guard("tried", row, ()).variables(tmp_path / "seen"))
    assert without_it.returncode == 1
    assert (tmp_path / "seen").exists()
