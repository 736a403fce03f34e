"""Entries of a JSON endpoint are guessed by the names of their keys, or not at all."""

import json

import jmespath
import pytest

from spiders.json_entries import guess

GULL = {"name": "Gull", "date": 1, "more": True}
WREN = {"name": "Wren", "date": 2, "more": None}

GUESSED = [
    ([GULL, WREN], {"row": "@", "title": "name", "posted": "date"}),
    ({"posts": [GULL, WREN]}, {"row": "posts", "title": "name", "posted": "date"}),
    ({"a": {"b": {"c": [GULL, WREN]}}}, {"row": "a.b.c", "title": "name", "posted": "date"}),
    ({"the-posts": [GULL, WREN]}, {"row": '"the-posts"', "title": "name", "posted": "date"}),
    ([{**GULL, "post_title": "x"}, {**WREN, "post_title": "y"}], {"row": "@", "title": "post_title", "posted": "date"}),
    ([{"ID": "1", "victim": {"Name": "Gull"}, "Body": "a"}] * 2, {"row": "@", "id": "ID", "title": "victim.Name", "body": "Body"}),
    ([{"title": "a", "created-at": 1}] * 2, {"row": "@", "title": "title", "posted": '"created-at"'}),
]  # fmt: skip


@pytest.mark.parametrize(("data", "expected"), GUESSED, ids=range(len(GUESSED)))
def test_entries_are_guessed(data, expected):
    found = guess(json.dumps(data))
    assert found == expected
    rows = jmespath.search(found["row"], data)
    assert all(jmespath.search(path, row) is not None for key, path in found.items() if key != "row" for row in rows)


NOTHING = [
    [],
    {},
    [GULL],
    [1, 2, 3],
    [GULL, "text"],
    [{"name": "a"}, {"name": "b"}],
    [{"date": 1}, {"date": 2}],
    [GULL, {"name": "Wren"}],
    {"a": [GULL, WREN], "b": [GULL, WREN]},
    {"a": {"b": {"c": {"d": [GULL, WREN]}}}},
    None,
    "text",
]


@pytest.mark.parametrize("data", NOTHING, ids=range(len(NOTHING)))
def test_what_is_no_one_list_of_entries_is_not_guessed(data):
    assert guess(json.dumps(data)) is None


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, '{"a":' * 50_000, "\x00", "[" + '{"name":"a","date":1},' * 2 + "]"]
)
def test_broken_json_is_nothing(text):
    assert guess(text) is None
