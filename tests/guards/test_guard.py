"""The harness itself: a guard that nobody misses, one that has moved and one that is never loaded are no success."""

import os
from pathlib import Path

import pytest

from tests.guards import warm
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


def test_what_other_words_come_of_is_not_taken_for_red(tmp_path: Path) -> None:
    row = {"at": "crawler.tor.refuse:LOCAL_ZONES", "is": []}
    with pytest.raises(AssertionError, match="does not say of packets"):
        check(Guard("tried", row, (TEST,), "of packets"), tmp_path)


@pytest.mark.parametrize(
    ("required", "said"), [("0", pytest.skip.Exception), ("1", pytest.fail.Exception)], ids=["here", "in CI"]
)
def test_what_a_test_needs_and_has_not_is_not_taken_for_red(
    required: str, said: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUIRE_SERVICES", required)
    wanting = tmp_path / "test_wanting.py"
    wanting.write_text("import crawler.tor.refuse\nfrom tests.shared import missing\ndef test(): missing('no nft')\n")
    row = {"at": "crawler.tor.refuse:REASONS", "is": []}
    with pytest.raises(said, match=r"tried: .*no nft"):
        check(Guard("tried", row, (f"{wanting}::test",)), tmp_path)


def test_a_run_that_hangs_is_ended_and_said(tmp_path: Path) -> None:
    hanging = tmp_path / "test_hanging.py"
    hanging.write_text("import time\ndef test():\n    print('begun', flush=True)\n    time.sleep(600)\n")
    around = {**os.environ, **Guard("tried", {"at": "a:b", "is": 1}, ()).variables(tmp_path / "seen")}
    with pytest.raises(warm.HungError, match=r"within 5 s\n(?s:.*)begun"):
        warm.run(["-q", "-s", "-p", "no:cacheprovider", str(hanging)], around, tmp_path / "out", 5)


def test_a_program_that_a_test_starts_is_without_the_guard_too(tmp_path: Path) -> None:
    row = {"at": "crawler.init:init", "becomes": "builtins:len"}
    with_it = Program(tmp_path / "a").call("init")
    assert with_it.returncode == 0
    without_it = Program(tmp_path / "b").call("init", **Guard("tried", row, ()).variables(tmp_path / "seen"))
    assert without_it.returncode == 1
    assert (tmp_path / "seen").exists()
