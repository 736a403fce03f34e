"""Each language reads as its own table of posts says, and known misses stay known."""

import importlib
from collections import Counter

import pytest

from tests.pipelines.reading.rows import Row, languages, load

ROWS = [row for language in languages() for row in load(language)]
MISSES = [(row, name) for row in ROWS for name in row.misses]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_post_reads_as_labelled(row: Row):
    wrong = {name: pair for name, pair in row.wrong().items() if name not in row.misses}
    assert not wrong, f"{row.why}\n{row.title}\n{row.body}"


@pytest.mark.parametrize(
    ("row", "name"),
    [
        pytest.param(row, name, marks=pytest.mark.xfail(strict=True, reason=row.why or "a known miss"))
        for row, name in MISSES
    ],
    ids=lambda each: each if isinstance(each, str) else each.id,
)
def test_a_known_miss(row: Row, name: str):
    assert name not in row.wrong()


@pytest.mark.parametrize("language", languages())
def test_a_table_is_large_enough_to_tell(language: str):
    rows = load(language)
    kinds = Counter(row.kind for row in rows)
    assert len({row.id for row in rows}) == len(rows) >= 25
    assert (kinds["trap"] >= 10, kinds["null"] >= 5) == (True, True), kinds
    assert all(row.why for row in rows if row.kind != "claim"), "traps and nulls say what is hard in them"
    assert all(not {*row.gold} - {"is_claim"} for row in rows if row.kind == "null")


@pytest.mark.parametrize("language", [each for each in languages() if each != "en"])
def test_the_english_rules_alone_would_not_do(language: str, monkeypatch: pytest.MonkeyPatch):
    rows = [row for row in load(language) if not row.misses]
    reader = importlib.import_module("pipelines.reading.reader")
    monkeypatch.setattr(reader, "spoken", lambda _words: ("en",))
    assert sum(bool(row.wrong()) for row in rows) >= 5
