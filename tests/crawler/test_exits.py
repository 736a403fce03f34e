"""One exit code for several ends: cron hears of the worst."""

import pytest

from crawler.exits import Exit, combine


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([], Exit.OK),
        ([0, 0], Exit.OK),
        ([3, 0], Exit.WORSE),
        ([3, 5], Exit.PENDING),
        ([4, 5], Exit.TOR),
        ([75, 4], Exit.NOTHING_CLAIMED),
        ([75, 2], Exit.USAGE),
        ([2, 1], Exit.BUG),
        ([-9, 0], Exit.BUG),
        ([99], Exit.BUG),
    ],
)
def test_the_worst_is_told(codes: list[int], expected: Exit) -> None:
    assert combine(codes) == expected
