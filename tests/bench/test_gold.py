"""Our own tables as the shared scorer takes them."""

import pytest

from bench.gold import NoGold, _tables, shared_sets
from tests.pipelines.reading import rows

TABLE = """
[[row]]
id = "xx-01"
kind = "claim"
title = "Zarnovo"
body = "12 rows, free"
optional = ["address"]
[row.gold]
records = 12
price = { amount = 0 }
victim = ["Zarnovo", "Zarnovo Bank"]
countries = ["IT"]

[[row]]
id = "xx-02"
kind = "null"
why = "nothing is said"
body = "hello"
"""


def test_a_row_that_is_silent_about_a_field_says_that_it_is_empty(tmp_path, monkeypatch):
    (tmp_path / "xx.toml").write_text(TABLE, encoding="utf-8")
    monkeypatch.setattr(rows, "FOLDER", tmp_path)
    first, second = _tables()
    assert (first.id, first.lang, first.title) == ("tables/xx/xx-01", "xx", "Zarnovo")
    assert first.gold == {
        "is_claim": True, "records": 12, "size_bytes": None, "price": {"amount": 0, "currency": None},
        "countries": ["IT"], "data_types": [], "data_types_optional": ["address"],
        "victim": ["Zarnovo", "Zarnovo Bank"], "domain": None, "cause": None, "provider": None, "seller": None,
    }  # fmt: skip
    assert second.gold["victim"] is None


def test_missing_texts_are_told_with_what_to_do(tmp_path):
    with pytest.raises(NoGold, match=r"claims_dev\.jsonl is missing: put the shared folder beside this clone"):
        shared_sets(tmp_path)
