"""The state of a looked-at site is that of what is wrong first, with its next step."""

from datetime import UTC, datetime

import pytest
from rich.console import Console

from config.schema import Site
from crawler.sites import report, tables
from crawler.sites.check import Checked, shown_whole, thread_address
from crawler.sites.read import Read, read, read_either
from spiders.engine import Engine
from spiders.listing import ListingPage, Page, Post, Row, SiteState, ThreadPage
from tests.spiders.sites import engine, saved, site

ROW = Row("1", "http://harbour.example/1", "Wren", author="wren@gull.example")
POST = Post("9", "Wren", "mail wren@gull.example", "mail wren@gull.example")
LISTING = Read("listing", listing=ListingPage((ROW,), None))
THREAD = Read("thread", thread=ThreadPage("1", "Wren", (POST,)))
WALL = Read("thread", state=SiteState.LOGIN_REQUIRED, says="Name a session.")
SITE: Site = site()

STATES = [
    (LISTING, THREAD, SiteState.OK, ""),
    (LISTING, WALL, SiteState.LOGIN_REQUIRED, "Name a session."),
    (Read("listing", state=SiteState.CAPTCHA, says="Pass it."), None, SiteState.CAPTCHA, "Pass it."),
    (Read("listing", listing=ListingPage((), None)), None, SiteState.EMPTY, "holds no threads"),
]


@pytest.mark.parametrize(("listing", "thread", "state", "says"), STATES)
def test_the_first_trouble_is_the_state(listing: Read, thread: Read | None, state: SiteState, says: str) -> None:
    checked = Checked(SITE, SITE.boards[0], listing, thread)
    assert checked.state is state
    assert says in checked.advice
    assert bool(checked.advice) == (state is not SiteState.OK)


def printed(checked: Checked, reader: Engine | None = None) -> str:
    console = Console(width=200, record=True, file=None, quiet=False)
    with console.capture() as capture:
        for block in tables.checked_blocks(checked, reader or engine()):
            console.print(block)
    return capture.get()


def test_table_and_json_show_what_is_read_and_what_is_missing_and_nothing_personal() -> None:
    checked = Checked(SITE, SITE.boards[0], LISTING, THREAD)
    text = printed(checked)
    assert "state: ok" in text
    assert "missing: replies, last_activity" in text
    assert "missing: posted" in text
    assert "gull.example" not in text
    assert "gull.example" not in str(report.checked(checked))


def test_a_wall_shows_as_nothing_read() -> None:
    assert "thread: nothing is read (login_required)" in printed(Checked(SITE, SITE.boards[0], LISTING, WALL))


def test_a_page_is_read_as_what_it_is() -> None:
    assert read_either(engine(), saved("mybb_list", "/")).kind == "listing"
    assert read_either(engine(), saved("mybb_thread", "/")).kind == "thread"
    empty = read_either(engine(), Page("http://harbour.example/", "", datetime(2025, 3, 2, tzinfo=UTC)))
    assert (empty.good, empty.state) == (False, SiteState.EMPTY)


def test_an_engine_that_breaks_is_told_without_a_word_of_the_page() -> None:
    class Broken(type(engine())):  # type: ignore[misc]
        def listing(self, page: Page) -> ListingPage:
            raise ValueError(page.html)

    broken: Engine = Broken(SITE)
    found = read(broken, Page("http://harbour.example/", "secret words", datetime(2025, 3, 2, tzinfo=UTC)), "listing")
    assert found.state is SiteState.LAYOUT_CHANGED
    assert "ValueError" in found.says
    assert "secret" not in found.says


CARDS = {
    "row": "p",
    "id": "::attr(id)",
    "title": "b",
    "body": "i",
    "url": "a::attr(href)",
    "item_title": "h1",
    "item_body": "i",
}
WHOLE, OPEN = "<p id=1><b>Wren</b><i>All nets</i></p>", "<p id=2><b>Gull</b><a href='/2'>more</a></p>"
OPENED = [
    (WHOLE, None, "All nets"),
    (WHOLE + OPEN, "http://harbour.example/2", "All nets"),
    (OPEN, "http://harbour.example/2", None),
]


@pytest.mark.parametrize(("html", "address", "text"), OPENED)
def test_of_entries_that_a_listing_shows_whole_none_is_asked_for(
    html: str, address: str | None, text: str | None
) -> None:
    reader = engine("leaksite", selectors=CARDS)
    page = Page("http://harbour.example/", html, datetime(2025, 3, 2, tzinfo=UTC))
    assert thread_address(reader, page) == address
    found = shown_whole(read(reader, page, "listing"))
    assert (found and found.thread and found.thread.posts[0].text) == text


def test_of_leaks_no_author_and_no_replies_are_missing() -> None:
    reader = engine("leaksite", selectors=CARDS)
    listing = read(reader, Page("http://harbour.example/", WHOLE, datetime(2025, 3, 2, tzinfo=UTC)), "listing")
    text = printed(Checked(SITE, SITE.boards[0], listing, shown_whole(listing)), reader)
    assert "All nets" in text
    assert "missing: posted. " in text
    assert "replies," not in text
