"""What a visit is held to: ranges, shares, and how long a board is silent."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from config.schema import Site
from crawler.expectations import judge, silence
from crawler.health import Visit
from crawler.operator import BREACHED, MET
from spiders.listing import Refused, Row, SiteState
from tests.onions import invented

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAYS = [NOW - timedelta(days=day) for day in range(12)]


def visit(expect: dict[str, object], **more: object) -> Visit:
    site = Site(
        id="harbour",
        engine="mybb",
        addresses=(f"http://{invented('a')}",),
        boards=({"id": "db", "path": "/"},),
        expect=expect,
    )
    return Visit(site, **{"boards_read": 1, "rows": 10, **more})


CASES = [
    ({"rows": [5, 20]}, {}, [("rows", MET)]),
    ({"rows": [11, 20]}, {}, [("rows", BREACHED)]),
    ({"listings": [1, 20]}, {}, [("listings", BREACHED)]),
    ({"authors": 0.9}, {"rows_with": Counter(author=9)}, [("authors", MET)]),
    ({"authors": 0.9, "dates": 1}, {"rows_with": Counter(author=8, date=10)}, [("authors", BREACHED), ("dates", MET)]),
    ({"prices": 0.5}, {}, [("prices", BREACHED)]),
    ({"rows": [11, 20]}, {"refused": Refused(SiteState.CAPTCHA, "")}, []),
    ({"rows": [11, 20], "listings": [5, 9]}, {"stopped": True}, []),
    ({"rows": [11, 20]}, {"ended": "minutes"}, []),
    ({"rows": [11, 20]}, {"ended": "pages"}, [("rows", BREACHED)]),
    ({}, {}, []),
]


@pytest.mark.parametrize(("expect", "more", "found"), CASES)
def test_a_good_visit_is_held_to_what_its_file_says(expect, more, found):
    assert [(each.subject, each.value) for each in judge(visit(expect, **more), {}, NOW)] == found


SILENCES = [
    ("as usual", {}, DAYS, timedelta(days=9), MET),
    ("ten times as long", {}, DAYS, timedelta(days=11), BREACHED),
    ("less than three days", {}, [NOW - timedelta(minutes=each) for each in range(12)], timedelta(hours=71), MET),
    ("as long as once before", {}, [*DAYS, NOW - timedelta(days=40)], timedelta(days=50), MET),
    ("too few to know", {}, DAYS[:7], timedelta(days=99), None),
    ("longer than stated", {"silence": "2d"}, DAYS[:1], timedelta(days=3), BREACHED),
    ("never looked at", {"silence": 0}, DAYS, timedelta(days=99), None),
]


@pytest.mark.parametrize(
    ("expect", "times", "later", "value"), [row[1:] for row in SILENCES], ids=[row[0] for row in SILENCES]
)
def test_a_board_that_is_silent_for_longer_than_usual(expect, times, later, value):
    found = judge(visit(expect), {"db": times}, NOW + later)
    assert [(each.subject, each.value) for each in found] == ([("silence of db", value)] if value else [])


def test_times_in_any_order_give_the_same_silence():
    assert silence(DAYS, None) == silence(DAYS[::-1], None) == timedelta(days=10)


def test_a_visit_counts_what_rows_show():
    found = visit({}, rows=0, boards_read=0)
    found.saw([Row("1", "u", "t", author="gull"), Row("2", "u", "t", price="5 XMR")])
    assert (found.boards_read, found.rows, found.rows_with) == (1, 2, {"author": 1, "price": 1})
