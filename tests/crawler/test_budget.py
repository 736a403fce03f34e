"""What is counted against a visit's budget, by hand; that a visit ends by it is shown in `front/test_traps.py`."""

from typing import Any

import pytest
from scrapy import signals
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from crawler.budget import Budget
from crawler.context import SiteRun, attach
from crawler.health import Visit
from tests.crawler.front.stage import site

PIECE = b"x" * 50_000


def ended(count: int, signal: object, **sent: Any) -> str | None:
    """Which budget a visit ended by, after so many signals, of 1 MB and 30 pages."""
    visit = Visit(site(budgets={"megabytes": 1, "pages": 30}))
    crawler = get_crawler()
    attach(crawler, SiteRun(None, visit, None))  # type: ignore[arg-type]
    budget = Budget.from_crawler(crawler)
    for _ in range(count):
        crawler.signals.send_catch_log(signal, **sent)
    del budget
    return visit.ended


@pytest.mark.parametrize(
    ("count", "signal", "sent", "by"),
    [
        (19, signals.bytes_received, {"data": PIECE}, None),
        (20, signals.bytes_received, {"data": PIECE}, "megabytes"),  # of pages that are cut short, too
        (20, signals.response_received, {"response": Response("http://a.example/", body=PIECE)}, "megabytes"),
        (29, signals.response_received, {"response": Response("http://a.example/")}, None),
        (30, signals.response_received, {"response": Response("http://a.example/")}, "pages"),
    ],
)
def test_what_ends_a_visit(count: int, signal: object, sent: dict[str, Any], by: str | None) -> None:
    assert ended(count, signal, **sent) == by
