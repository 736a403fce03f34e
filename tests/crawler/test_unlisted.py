"""A leak site's card that is taken down is removed, at the second visit that saw the whole list, and no sooner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from config.schema import Board, Site
from crawler.unlisted import MANY
from pipelines.ledger import Ledger
from tests.crawler.blog import BLOG, HOST, NEXT, Visitor, cards
from tests.onions import invented

WHOLE = BLOG.model_copy(update={"boards": (Board(id="leaks", path="/", ordered_by="nothing"),)})
LOGIN = "<form action='/login'><input name='u'><input type='password'></form>"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterable[Ledger]:
    with Ledger.open("ledger.sqlite3", tmp_path) as opened:
        yield opened


def last(names: str) -> str:
    """A list's last page, with these cards."""
    return cards(**dict.fromkeys(names, "Plans")).removesuffix(NEXT)


def first(names: str) -> str:
    """A page behind which there is another."""
    return cards(**dict.fromkeys(names, "Plans"))


def visit(ledger: Ledger, pages: Mapping[str, str] | str, site: Site = WHOLE, mirror: str | None = None) -> Visitor:
    visitor = Visitor(ledger, site)
    visitor.walk({"/": pages} if isinstance(pages, str) else pages, mirror=mirror)
    return visitor


def events(ledger: Ledger, *visits: Mapping[str, str] | str, site: Site = WHOLE) -> list[dict[str, int]]:
    """What each visit came to."""
    return [dict(visit(ledger, pages, site).visit.events) for pages in visits]


def test_a_card_that_is_missing_twice_is_removed_once(ledger: Ledger) -> None:
    found = events(ledger, last("abc"), last("ac"), last("ac"), last("ac"))
    assert found == [{"new": 3}, {}, {"removed": 1}, {}]


def test_a_card_that_was_missing_once_is_not_removed_for_being_missing_again_later(ledger: Ledger) -> None:
    found = events(ledger, last("abc"), last("ac"), last("abc"), last("ac"), last("ac"))
    assert found == [{"new": 3}, {}, {}, {}, {"removed": 1}]


def test_a_removed_card_that_is_shown_again_is_restored(ledger: Ledger) -> None:
    assert events(ledger, last("abc"), last("ac"), last("ac"), last("abc"))[-1] == {"restored": 1}
    assert events(ledger, last("ac"), last("ac"))[-1] == {"removed": 1}


def test_all_pages_of_the_list_count(ledger: Ledger) -> None:
    two = {"/": first("abc"), "/page/2": last("def")}
    shorter = {"/": first("abc"), "/page/2": last("df")}
    moved = {"/": first("abd"), "/page/2": last("cf")}
    assert events(ledger, two, moved, moved) == [{"new": 6}, {}, {"removed": 1}]
    assert events(ledger, shorter, shorter) == [{}, {}]


NOT_SEEN = [
    ("another page did not come", {"/": first("ac")}),
    ("a page shows a wall", {"/": first("ac"), "/page/2": LOGIN}),
    ("the site shows a wall", {"/": LOGIN}),
    ("the site shows nothing", {"/": ""}),
    ("the site does not answer", {}),
    ("the list goes in circles", {"/": first("ac"), "/page/2": first("ac").replace("/page/2", "/")}),
]


@pytest.mark.parametrize("pages", [row[1] for row in NOT_SEEN], ids=[row[0] for row in NOT_SEEN])
def test_a_visit_that_did_not_see_the_whole_list_says_nothing(ledger: Ledger, pages: dict[str, str]) -> None:
    assert events(ledger, last("abc"), *[pages] * 3) == [{"new": 3}, {}, {}, {}]
    # Nor does it end or begin anything.
    assert events(ledger, last("ac"), pages, last("ac")) == [{}, {}, {"removed": 1}]


def test_a_wall_on_another_board_keeps_all_of_the_site_s_cards(ledger: Ledger) -> None:
    boards = (*WHOLE.boards, Board(id="older", path="/older", ordered_by="nothing"))
    site = WHOLE.model_copy(update={"boards": boards})
    pages = {"/": last("ac"), "/older": LOGIN}
    assert events(ledger, last("abc"), *[pages] * 3, site=site) == [{"new": 3}, {}, {}, {}]


def test_where_the_way_down_ends_at_known_cards_nobody_knows_what_is_below(ledger: Ledger) -> None:
    pages = {"/": first("abc"), "/page/2": last("de")}
    found = events(ledger, pages, *[{**pages, "/page/2": last("e")}] * 3, site=BLOG)
    assert found == [{"new": 5}, {}, {}, {}]


def test_a_mirror_may_be_behind(ledger: Ledger) -> None:
    mirror = f"http://{invented('behind')}"
    site = WHOLE.model_copy(update={"addresses": (HOST, mirror)})
    visit(ledger, last("abc"))
    assert [dict(visit(ledger, last("bc"), site, mirror).visit.events) for _ in range(3)] == [{}, {}, {}]


def test_of_many_that_are_missing_at_once_nothing_is_said_but_to_the_operator(ledger: Ledger) -> None:
    names = "abcdefghij"
    assert events(ledger, last(names)) == [{"new": 10}]
    for _ in range(3):
        found = visit(ledger, last(names[3:])).visit
        assert (dict(found.events), found.unread) == ({}, Counter({MANY: 3}))
    assert events(ledger, last(names[2:]), last(names[2:])) == [{}, {"removed": 2}]


def test_an_entry_that_leaves_a_feed_is_not_removed(ledger: Ledger) -> None:
    feed = Site.model_validate(
        {"id": "wire", "engine": "feed", "addresses": [HOST], "boards": [{"id": "leaks", "path": "/"}]}
    )

    def rss(names: str) -> str:
        items = "".join(f"<item><title>{name}</title><guid>{name}</guid></item>" for name in names)
        return f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'

    assert events(ledger, rss("abc"), rss("bc"), rss("bc"), rss("bc"), site=feed) == [{"new": 3}, {}, {}, {}]
