"""The walk's first requests: where they go, and whose session they carry."""

import asyncio

from scrapy import Request

from config.schema import Site
from spiders.walk import SiteSpider
from tests.onions import invented

HOST = invented("walk")
SITE = Site.model_validate(
    {
        "id": "forum", "engine": "mybb", "addresses": [f"http://{HOST}/board"],
        "boards": [{"id": "db", "path": "/forum-2.html"}, {"id": "market", "path": "/forumdisplay.php?fid=3"}],
    }
)  # fmt: skip


def first_requests(spider: SiteSpider) -> list[Request]:
    async def collect() -> list[Request]:
        return [each async for each in spider.start()]

    return asyncio.run(collect())


def test_each_boards_first_page_is_proposed_below_the_sites_address() -> None:
    found = first_requests(SiteSpider(SITE))
    assert [each.url for each in found] == [
        f"http://{HOST}/board/forum-2.html",
        f"http://{HOST}/board/forumdisplay.php?fid=3",
    ]
    assert [(each.meta["site"], each.meta["kind"], each.meta["board"]) for each in found] == [
        ("forum", "board", "db"),
        ("forum", "board", "market"),
    ]
    assert not any(each.cookies for each in found)


def test_a_session_goes_with_the_first_requests() -> None:
    spider = SiteSpider(SITE, session={"mybbuser": "7_x"})
    assert [each.cookies for each in first_requests(spider)] == [{"mybbuser": "7_x"}] * 2
    later = spider.thread_request("7", "db", spider.address("/thread-7.html"), row=None, visit="first")
    assert later.cookies == {}


def test_a_path_and_an_address_are_opposites() -> None:
    spider = SiteSpider(SITE)
    assert spider.path(spider.address("/thread-7.html?page=2")) == "/thread-7.html?page=2"
