"""How long a dead site is left alone."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from config.schema import Site
from crawler.backoff import FIRST, JITTER, MOST, asked_to_wait, next_due, wait
from tests.onions import invented

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NAMES = [f"site-{number}" for number in range(200)]


def site(**more: object) -> Site:
    values = {"id": "forum", "engine": "mybb", "addresses": [f"http://{invented('forum')}"]}
    return Site.model_validate(values | {"boards": [{"id": "b", "path": "/f"}], **more})


@pytest.mark.parametrize("visits", [1, 2, 3, 6, 7, 8, 50, 10_000])
def test_waits_double_up_to_a_day_within_the_jitter(visits: int) -> None:
    grown = min(FIRST * 2 ** min(visits - 1, 12), MOST)
    waits = [wait(name, visits) for name in NAMES]
    assert all(grown * (1 - JITTER) <= each <= grown * (1 + JITTER) for each in waits)
    assert len(set(waits)) == len(NAMES), "sites that died together are not asked together"


def test_each_wait_of_a_site_is_longer_than_the_one_before() -> None:
    for name in NAMES:
        waits = [wait(name, visits) for visits in range(1, 7)]
        assert all(one < other for one, other in itertools.pairwise(waits))


DAY = 86_400


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120), (" 3600 ", 3600), ("0", None), ("-5", None), ("1e3", None), ("", None), ("later", None),
        ("9" * 400, DAY), ("٣", None), ("Sun, 01 Mar 2026 01:00:00 GMT", 3600), ("Sun, 01 Mar 2026 01:00:00", 3600),
        ("Sat, 28 Feb 2026 23:00:00 GMT", None), ("Fri, 31 Dec 9999 23:59:59 GMT", DAY), ("99 Foo 2026", None),
    ],
)  # fmt: skip
def test_what_a_site_says_of_its_next_visit_is_read_within_a_day(header: str, seconds: int | None) -> None:
    assert asked_to_wait(header, NOW) == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("asked", "every", "visits", "expected"),
    [
        (timedelta(hours=1), "0s", 0, timedelta(hours=1)),
        (timedelta(hours=1), "6h", 0, timedelta(hours=6)),
        (timedelta(hours=20), "0s", 1, timedelta(hours=20)),
        (timedelta(days=40), "0s", 1, MOST),
        (timedelta(hours=-1), "0s", 0, timedelta(0)),
    ],
)
def test_a_site_is_not_asked_before_it_wants_to_be(
    asked: timedelta, every: str, visits: int, expected: timedelta
) -> None:
    assert next_due(site(visit_every=every), visits, NOW, NOW + asked) == NOW + expected


@pytest.mark.parametrize(
    ("every", "visits", "expected"),
    [("0s", 0, timedelta(0)), ("6h", 0, timedelta(hours=6)), ("2d", 9, timedelta(days=2)), ("0s", 1, wait("forum", 1))],
)
def test_the_sites_own_interval_counts_where_it_is_longer(every: str, visits: int, expected: timedelta) -> None:
    assert next_due(site(visit_every=every), visits, NOW) == NOW + expected
