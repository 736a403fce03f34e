"""The shared scorer, pooled over sets and cut by language, on texts invented for it."""

import pytest

from bench.gold import GoldSet
from bench.scoring import score, score_by_language
from tests.bench.posts import example
from tests.shared import shared_path


@pytest.fixture(autouse=True)
def _shared():
    shared_path("tools/score_claims.py")


EXACT = GoldSet(
    "posts",
    (
        example("", key="a", lang="en", records=1000, countries=["IT"], victim=["Zarnovo", "Zarnovo Bank"]),
        example("", key="b", lang="ru", records=2000, price={"amount": 5, "currency": "BTC"}),
        example("", key="c", lang="en", is_claim=False),
    ),
)
ROUGH = GoldSet("hibp", (example("", key="d", records=100000),), tolerance=0.06)
READ = {
    "a": {"is_claim": True, "records": 1000, "countries": ["IT", "FR"], "victim": "Zarnovo"},
    "b": {"is_claim": True, "records": 2040, "price": {"amount": 5, "currency": "BTC"}},
    "c": {"is_claim": True, "seller": "gravel_otter"},
    "d": {"is_claim": True, "records": 104000},
}


def test_sets_are_pooled_each_by_its_tolerance():
    table = score([EXACT, ROUGH], READ).table
    assert (table["records"]["precision"], table["records"]["recall"]) == (0.6667, 0.6667)
    assert (table["records"]["stated"], table["records"]["null"], table["records"]["abstained_right"]) == (3, 1, 1.0)
    assert score([ROUGH], READ).table["records"]["f1"] == 1.0
    assert table["price"]["f1"] == table["victim"]["f1"] == 1.0
    assert (table["seller"]["abstained_right"], table["seller"]["stated"]) == (0.75, 0)
    assert table["is_claim"]["precision"] == 0.75


def test_misses_are_told():
    misses = {(each.name, each.id): (each.want, each.got) for each in score([EXACT, ROUGH], READ).misses}
    assert misses == {
        ("is_claim", "c"): (False, True),
        ("records", "b"): ([2000], 2040),
        ("countries", "a"): (["IT"], ["FR", "IT"]),
        ("seller", "c"): ([None], "gravel_otter"),
    }


def test_languages_are_judged_apart():
    by_language = score_by_language([EXACT, ROUGH], READ)
    assert list(by_language) == ["en", "ru"]
    assert by_language["ru"].table["records"]["f1"] == 0.0
    assert by_language["en"].table["records"]["f1"] == 1.0


def test_silence_is_not_an_error_of_precision():
    row = score([EXACT], {}).table["records"]
    assert (row["precision"], row["recall"], row["abstained_right"]) == (1.0, 0.0, 1.0)
