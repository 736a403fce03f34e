"""The walk's first requests: where they go, and whose session they carry."""

import asyncio

from scrapy import Request
from scrapy.http import HtmlResponse

from config.schema import Site
from spiders.listing import Entry, ListingPage, Row, digest
from spiders.plain_address import is_hidden
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
    sent = {"name": "mybbuser", "value": "7_x", "path": "/"}
    spider = SiteSpider(SITE, session=[{**sent, "of": HOST}])
    assert [each.cookies for each in first_requests(spider)] == [[sent]] * 2
    later = spider.thread_request("7", "db", spider.address("/thread-7.html"), row=None, visit="first")
    assert later.cookies == {}


def test_a_path_and_an_address_are_opposites() -> None:
    spider = SiteSpider(SITE)
    assert spider.path(spider.address("/thread-7.html?page=2")) == "/thread-7.html?page=2"


def test_a_threads_path_is_kept_without_its_title() -> None:
    spider = SiteSpider(SITE)
    assert spider.thread_path(f"http://{HOST}/board/Thread-Ann-Lee-leaked--12", "12") == "/showthread.php?tid=12"


def test_a_path_that_may_be_somebodys_is_kept_as_its_hash() -> None:
    spider = SiteSpider(SITE)
    kept = spider.thread_path(f"http://{HOST}/board/Thread-ann-lee-gmail-com", "0f" * 16)
    assert is_hidden(kept)
    assert "ann" not in kept


def test_an_id_that_is_a_titles_words_is_kept_as_their_hash() -> None:
    spider = SiteSpider(SITE)
    row = Row("Ann-Lee-987-65-4320", f"http://{HOST}/board/Thread-Ann-Lee-987-65-4320", "Ann Lee")
    spider.engine.listing = lambda _: ListingPage((row,), None)  # type: ignore[method-assign]
    request = spider.board_request("db", f"http://{HOST}/board/forum-2.html")
    (thread,) = spider.parse_board(HtmlResponse(request.url, body="", encoding="utf-8", request=request))
    assert isinstance(thread, Request)
    assert thread.meta["native_id"] == thread.meta["row"].native_id == digest("Ann-Lee-987-65-4320")


BLOG = Site.model_validate(
    {
        "id": "blog", "engine": "leaksite", "addresses": [f"http://{HOST}"], "boards": [{"id": "leaks", "path": "/"}],
        "selectors": {
            "row": "div", "id": "::attr(id)", "title": "b", "body": "p", "price": "i", "url": "a::attr(href)",
            "next": "a.next::attr(href)", "item_title": "h1", "item_body": "p",
        },
    }
)  # fmt: skip
CARDS = """<div id="1"><b>Acme</b><p>Plans</p><i>5 BTC</i></div>
<div id="2"><b>Lines</b><p>Some</p><a href="/leaks/2">more</a></div><a class="next" href="/page/2">older</a>"""


def test_an_entry_that_its_listing_shows_whole_is_no_request() -> None:
    spider = SiteSpider(BLOG)
    request = spider.board_request("leaks", f"http://{HOST}/")
    response = HtmlResponse(request.url, body=CARDS, encoding="utf-8", request=request)
    entry, thread, following = spider.parse_board(response)
    assert isinstance(entry, Entry)
    listing = entry.listing
    assert (listing.kind, listing.native_id, listing.board, listing.path) == ("leak", "1", "leaks", "/")
    assert (listing.title, listing.body, listing.price) == ("Acme", "Plans", "5 BTC")
    assert (listing.fingerprint, listing.own_page, listing.whole) == (entry.row.fingerprint(), False, True)
    assert isinstance(thread, Request)
    assert (thread.meta["kind"], thread.meta["native_id"], thread.url) == ("thread", "2", f"http://{HOST}/leaks/2")
    assert isinstance(following, Request)
    assert following.url == f"http://{HOST}/page/2"


def test_an_opened_entry_has_a_page_of_its_own() -> None:
    spider = SiteSpider(BLOG)
    request = spider.thread_request("2", "leaks", f"http://{HOST}/leaks/2", row=None, visit="first")
    response = HtmlResponse(request.url, body="<h1>Lines</h1><p>All</p>", encoding="utf-8", request=request)
    (listing,) = spider.parse_thread(response)
    assert (listing.native_id, listing.body, listing.own_page) == ("2", "All", True)  # type: ignore[union-attr]


TOPIC = Site.model_validate(
    {
        "id": "board", "engine": "invision", "addresses": [f"http://{HOST}"],
        "boards": [{"id": "leaks", "path": "/forum/2-leaks/"}],
    }
)  # fmt: skip
POST = """<article id="elComment_{0}"><h3 class="ipsEntry__username"><a href="/profile/5-wren/">wren</a></h3>
<time datetime="2025-03-0{0}T10:00:00Z">x</time><div data-role="commentContent">{1}</div></article>"""
FURTHER = '<link rel="next" href="/topic/1-a/page/2/">'


def test_an_opening_post_that_stands_on_every_page_is_no_update() -> None:
    spider = SiteSpider(TOPIC)
    first = spider.thread_request("1", "leaks", f"http://{HOST}/topic/1-a/", row=None, visit="whole")
    shown = FURTHER + POST.format(1, "For sale") + POST.format(2, "Now 4 BTC")
    (second,) = spider.parse_thread(HtmlResponse(first.url, body=shown, encoding="utf-8", request=first))
    assert isinstance(second, Request)
    shown = POST.format(1, "For sale") + POST.format(3, "Sold")
    response = HtmlResponse(second.url, body=shown, encoding="utf-8", request=second)
    (listing,) = spider.parse_thread(response, second.cb_kwargs["so_far"])
    assert [update.text for update in listing.updates] == ["Now 4 BTC", "Sold"]  # type: ignore[union-attr]
