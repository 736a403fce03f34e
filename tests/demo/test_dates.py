"""Times as MyBB and Annularis show them."""

from datetime import UTC, datetime, timedelta

import pytest

from demo.content import load_world
from demo.pages.dates import day, market_age, mybb
from demo.shapes import Pack
from tests.demo.sites import EPOCH

NOW = datetime(2026, 11, 23, 17, 59, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (NOW, '<span title="11-23-2026, 05:59 PM">Less than 1 minute ago</span>'),
        (NOW - timedelta(seconds=61), '<span title="11-23-2026, 05:58 PM">1 minute ago</span>'),
        (NOW - timedelta(minutes=10), '<span title="11-23-2026, 05:49 PM">10 minutes ago</span>'),
        (NOW - timedelta(minutes=63), '<span title="11-23-2026, 04:56 PM">1 hour ago</span>'),
        (datetime(2026, 11, 23, 8, 54, tzinfo=UTC), '<span title="11-23-2026, 08:54 AM">9 hours ago</span>'),
        (datetime(2026, 11, 23, 2, 13, tzinfo=UTC), '<span title="11-23-2026">Today</span>, 02:13 AM'),
        (datetime(2026, 11, 22, 14, 58, tzinfo=UTC), '<span title="11-22-2026">Yesterday</span>, 02:58 PM'),
        (datetime(2026, 11, 22, 0, 5, tzinfo=UTC), '<span title="11-22-2026">Yesterday</span>, 12:05 AM'),
        (datetime(2026, 11, 8, 12, 39, tzinfo=UTC), "11-08-2026, 12:39 PM"),
    ],
)
def test_a_forum_time(at, shown):
    assert mybb(at, NOW, Pack()) == shown


def test_a_late_evening_is_told_in_hours_after_midnight():
    at = datetime(2026, 11, 22, 23, 50, tzinfo=UTC)
    assert mybb(at, at + timedelta(hours=2), Pack()) == '<span title="11-22-2026, 11:50 PM">2 hours ago</span>'


RUSSIAN = load_world(EPOCH).forums["forum-ru"].pack


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (NOW, '<span title="23 ноября 2026, 20:59">Меньше минуты назад</span>'),
        (NOW - timedelta(minutes=10), '<span title="23 ноября 2026, 20:49">10 мин. назад</span>'),
        (datetime(2026, 11, 23, 2, 13, tzinfo=UTC), '<span title="23 ноября 2026">Сегодня</span>, 05:13'),
        (datetime(2026, 11, 22, 22, 5, tzinfo=UTC), '<span title="23 ноября 2026">Сегодня</span>, 01:05'),
        (datetime(2026, 11, 21, 22, 5, tzinfo=UTC), '<span title="22 ноября 2026">Вчера</span>, 01:05'),
        (datetime(2026, 11, 8, 12, 39, tzinfo=UTC), "8 ноября 2026, 15:39"),
    ],
)
def test_a_time_of_the_russian_forum(at, shown):
    assert mybb(at, NOW, RUSSIAN) == shown


@pytest.mark.parametrize(
    ("age", "shown"),
    [
        (timedelta(hours=22), "about 22 hours ago"),
        (timedelta(hours=1, minutes=5), "about 1 hour ago"),
        (timedelta(hours=30), "1 day ago"),
        (timedelta(days=6), "17 November 2026"),
    ],
)
def test_a_review_s_time(age, shown):
    assert market_age(NOW - age, NOW) == shown


def test_a_market_day():
    assert day(datetime(2026, 11, 8, tzinfo=UTC)) == "8 November 2026"
