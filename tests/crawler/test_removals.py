"""A missing thread is gone only where everything else is as it should be; walls in the place of threads are the site's."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from crawler.removals import HIDDEN, MANY, Asked, Threads
from spiders.listing import Gone, Refused, SiteState

NOW = datetime(2026, 3, 4, tzinfo=UTC)


def gone(name: str = "1", board: str = "db", *, shown: bool = False) -> Asked:
    return Asked(name, board, "/t", shown, Gone("harbour", name, "id", NOW))


def walled(state: SiteState, name: str = "1") -> tuple[Asked, Refused]:
    refused = Refused(state, "advice")
    return Asked(name, "db", "/t", True, refused), refused


CASES = [
    ("gone from a board that was read", [gone()], {}, {"db": True}, {}, None),
    ("of a board that is watched no more", [gone(board="old")], {}, {"db": True}, {}, None),
    ("of a board that was not read", [gone()], {}, {"db": False}, {}, ""),
    ("still on its board", [gone(shown=True)], {}, {"db": True}, {}, HIDDEN),
    ("many, and none of the board is there", [gone(name) for name in "123"], {}, {"db": True}, {}, MANY),
    ("many, and missing for the second time", [gone(name) for name in "123"], {}, {"db": True}, {"1": MANY}, None),
    ("many, and others of the board are there", [gone(name) for name in "123"], {"db": 1}, {"db": True}, {}, None),
    ("many of another board", [gone(), *(gone(name, "other") for name in "234")], {}, {"db": True}, {}, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("missing", "there", "boards", "known", "reason"), [row[1:] for row in CASES], ids=[row[0] for row in CASES]
)
def test_when_a_missing_thread_is_removed(missing, there, boards, known, reason):
    threads = Threads(missing=missing, there=Counter(there))
    assert threads.reason(missing[0], boards, known) == reason


def test_three_walls_in_a_row_end_the_visit_and_logins_only_where_nothing_was_read():
    for state, read, ends in (
        (SiteState.CAPTCHA, True, True),
        (SiteState.LOGIN_REQUIRED, True, False),
        (SiteState.LOGIN_REQUIRED, False, True),
        (SiteState.LAYOUT_CHANGED, False, True),
    ):
        threads = Threads()
        if read:
            threads.read("db")
        verdicts = [threads.wall(*walled(state, name)) for name in "123"]
        assert verdicts[:2] == [None, None]
        assert (verdicts[2] is not None) is ends


VERDICTS = [
    ([SiteState.CAPTCHA], [], 0, SiteState.CAPTCHA),
    ([SiteState.CAPTCHA], [], 1, None),
    ([SiteState.LOGIN_REQUIRED], [], 0, None),
    ([SiteState.LOGIN_REQUIRED] * 2, [], 0, SiteState.LOGIN_REQUIRED),
    ([], [gone(shown=True)] * 2, 0, SiteState.LOGIN_REQUIRED),
    ([], [gone(shown=True)], 0, None),
    ([], [gone()] * 5, 0, None),
]


@pytest.mark.parametrize(("walls", "missing", "read", "state"), VERDICTS)
def test_what_threads_tell_of_the_site(walls, missing, read, state):
    threads = Threads(
        missing=missing, walled=[walled(each)[0] for each in walls], there=Counter(db=read) if read else Counter()
    )
    verdict = threads.verdict()
    assert (verdict.state if verdict else None) == state
