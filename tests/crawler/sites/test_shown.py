"""What is shown of a page is masked and cleaned."""

from datetime import UTC, datetime

import pytest

from crawler.sites.shown import coverage, plain, shown
from spiders.listing import Moment, Post, Row

SECRETS = [
    ("mail wren@gull.example now", "gull.example"),
    ("call +1 (415) 555-0132", "555-0132"),
    ("card 4111 1111 1111 1111", "1111 1111"),
    ("a\x1b[31mred\x1b]0;owned\x07", "\x1b"),
    ("right\u202eleft", "\u202e"),
    ("one\ntwo", "\n"),
]


@pytest.mark.parametrize(("text", "hidden"), SECRETS)
def test_nothing_personal_and_nothing_that_steers_is_shown(text: str, hidden: str) -> None:
    assert hidden in text
    assert hidden not in shown(text)
    assert hidden not in str(plain(Row("1", "http://a.example/", text, author=text, price=text)))
    assert all(hidden not in each.example for each in coverage([Post("1", text, text, text)]))


def test_long_texts_are_cut_after_masking() -> None:
    assert len(shown("x " * 500, 60)) == 60
    assert "gull" not in shown("x" * 50 + " wren@gull.example", 60)


def test_fields_are_counted_and_nought_is_a_count() -> None:
    at = Moment(datetime(2025, 3, 2, 17, 59, tzinfo=UTC), "minute")
    rows = [
        Row("1", "u", "A", replies=0, last_activity=at, sticky=True),
        Row("2", "u", "B", replies=None, author=""),
    ]
    found = {each.name: each for each in coverage(rows)}
    assert (found["replies"].have, found["replies"].of, found["replies"].example) == (1, 2, "0")
    assert (found["author"].have, found["author"].example) == (0, "")
    assert found["last_activity"].example == "2025-03-02 17:59:00 UTC (minute)"
    assert (found["sticky"].have, found["sticky"].flag) == (1, True)
    assert "url" not in found


def test_of_nothing_nothing_is_counted() -> None:
    assert list(coverage([])) == []
