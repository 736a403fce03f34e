"""`make accuracy`: what it prints and writes, how it ends, and that what issue 4 asks holds on the shared texts."""

import json

import pytest

from bench import accuracy
from bench.gold import GoldSet, NoGold, changed, load_sets
from bench.measure import measure
from bench.thresholds import AT_LEAST_HIBP, AT_LEAST_POSTS, Verdict, falls, floors
from tests.bench.posts import ZARNOVO
from tests.shared import shared_path

WRONG = changed(ZARNOVO, id="wrong", gold={**ZARNOVO.gold, "records": 77, "domain": "quarry.example"})


@pytest.fixture
def small(monkeypatch):
    shared_path("tools/score_claims.py")
    monkeypatch.setattr(accuracy, "load_sets", lambda: (GoldSet("posts", (ZARNOVO, WRONG)),))


def test_the_demands_hold_on_the_shared_texts():
    shared_path("data")
    measured = measure(load_sets())
    demanded = {each.name for each in measured.verdicts}
    assert {f"F1 {name}, claims+posts" for name in AT_LEAST_POSTS} <= demanded
    assert {f"F1 {name}, hibp" for name in AT_LEAST_HIBP} <= demanded
    assert {"personal substrings masked", "keep substrings readable"} <= demanded
    assert [str(each) for each in measured.missed] == []


@pytest.mark.usefixtures("small")
def test_the_report_is_printed_and_written(tmp_path, capsys):
    assert accuracy.main(["--json", str(tmp_path / "new" / "report.json")]) == 0
    printed = capsys.readouterr().out
    assert "claims+posts: all (2 texts)" in printed
    assert "claims+posts: domain: 1 texts missed, all" in printed
    assert "want 'quarry.example'  got 'zarnovo.example'" in printed
    assert "body, stated: Selling the users of Zarnovo Credit Union (»zarnovo.example«)" in printed
    report = json.loads((tmp_path / "new" / "report.json").read_text(encoding="utf-8"))
    group = report["groups"]["claims+posts"]
    assert group["fields"]["domain"]["f1"] == 0.5
    assert group["languages"]["en"]["texts"] == 2
    assert [each["want"] for each in group["misses"]["records"]] == [[77]]
    assert set(report) == {"groups", "personal", "perturbed", "demands"}


@pytest.mark.usefixtures("small")
def test_a_missed_demand_ends_with_1_and_is_named(tmp_path, capsys):
    assert accuracy.main(["--check", "--json", str(tmp_path / "report.json")]) == 1
    assert "MISSED F1 records, claims+posts: 0.5000 (at least 0.97)" in capsys.readouterr().err


def test_missing_texts_end_with_2(monkeypatch, capsys):
    def nothing():
        raise NoGold("there is nothing")

    monkeypatch.setattr(accuracy, "load_sets", nothing)
    assert accuracy.main([]) == 2
    assert capsys.readouterr().err == "there is nothing\n"


@pytest.mark.parametrize(
    ("verdict", "held"),
    [
        (Verdict("F1", 0.97, 0.97), True),
        (Verdict("F1", 0.9699, 0.97), False),
        (Verdict("fall", 0.03, 0.03, "at most"), True),
        (Verdict("fall", 0.0301, 0.03, "at most"), False),
    ],
)
def test_a_demand_is_met_at_its_edge(verdict, held):
    assert verdict.held is held


def test_a_field_that_was_not_measured_has_missed():
    assert [each.held for each in floors("posts", {}, {"records": 0.97})] == [False]


def test_a_rise_is_no_fall():
    assert [each.measured for each in falls("masking", "posts", {"price": 0.2, "victim": -0.2}, 0.01)] == [0.0, 0.2]
