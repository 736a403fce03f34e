"""The engines, set up by the demo operator's own files, read back exactly what stands on the sites."""

from datetime import datetime, timedelta

import pytest

from config.load import load
from demo.folder import write_folder
from demo.forum import ForumSite
from demo.pages.bbcode import to_text, without_quotes
from demo.shapes import Pointer
from spiders.contract import PageRefused, ThreadMissing
from spiders.listing import SiteState
from tests.boards.reader import Reader
from tests.demo.sites import EPOCH, NOW, ONIONS


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    folder = tmp_path_factory.mktemp("operator")
    write_folder(folder, ONIONS, [])
    return load(folder)


@pytest.fixture
def forum_reader(config, forum):
    return Reader(config.site("forum"), forum.address, NOW)


@pytest.fixture
def russian_reader(config, russian):
    return Reader(config.site("forum-ru"), russian.address, NOW)


@pytest.fixture
def market_reader(config, market):
    return Reader(config.site("market"), market.address, NOW)


def minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(params=["english", "russian"])
def any_forum(request):
    """Give each forum and its reader."""
    site, reader = ("forum", "forum_reader") if request.param == "english" else ("russian", "russian_reader")
    return request.getfixturevalue(site), request.getfixturevalue(reader)


def test_every_row_of_every_board_is_read(any_forum):
    site, reader = any_forum
    for board, of_forum in zip(reader.site.boards, site.forum.boards, strict=True):
        rows, entries = reader.rows(board), site.forum.entries(of_forum.fid)
        assert [row.native_id for row in rows] == [str(entry.tid) for entry in entries]
        for row, entry in zip(rows, entries, strict=True):
            if isinstance(entry, Pointer):
                assert row.moved
                continue
            shown = (row.title, row.prefix, row.author, row.replies, row.views, row.sticky, row.locked, row.moved)
            first, replies = entry.first, len(entry.posts) - 1
            assert shown == (
                entry.title, entry.prefix, first.author, replies, entry.views, entry.sticky, entry.locked, False
            )  # fmt: skip
            assert (row.posted.at, row.posted.precision) == (minute(first.at), "minute")
            assert row.last_activity.at == minute(entry.last.at)


def test_every_post_of_every_thread_is_read(any_forum):
    site, reader = any_forum
    for thread in site.forum.threads:
        pages = reader.thread(f"{reader.base}/showthread.php?tid={thread.tid}")
        assert {page.native_id for page in pages} == {str(thread.tid)}
        assert {page.title for page in pages} == {thread.title}
        assert {page.prefix for page in pages} == {thread.prefix}
        posts = [post for page in pages for post in page.posts]
        assert [post.native_id for post in posts] == [str(post.pid) for post in thread.posts]
        for read, post in zip(posts, thread.posts, strict=True):
            assert read.author == post.author
            assert read.posted.at == minute(post.at)
            assert (read.edited and read.edited.at) == (post.edited and minute(post.edited))
            assert squeezed(read.own_text) == squeezed(to_text(without_quotes(post.text)))


def test_the_last_page_of_a_long_thread_is_known_from_its_first(forum_reader):
    first = forum_reader.thread(f"{forum_reader.base}/showthread.php?tid=61")[0]
    assert first.last_url == f"{forum_reader.base}/showthread.php?tid=61&page=3"


def test_every_offer_is_read(market, market_reader):
    rows = market_reader.rows(market_reader.site.boards[0])
    assert [row.native_id for row in rows] == [offer.native_id for offer in market.market.offers]
    for row, offer in zip(rows, market.market.offers, strict=True):
        assert (row.title, row.price, row.author) == (offer.title, offer.price, offer.vendor)
        [page] = market_reader.thread(row.url)
        [post] = page.posts
        assert (page.native_id, page.title, page.price) == (offer.native_id, offer.title, offer.price)
        assert (post.author, squeezed(post.own_text)) == (offer.vendor, squeezed(offer.body))
        assert (post.posted.at.date(), post.posted.precision) == (offer.added.date(), "day")
        assert post.edited.at.date() == offer.updated.date()


def test_missing_things_are_missing(forum_reader, russian_reader, market_reader):
    for reader in (forum_reader, russian_reader):
        with pytest.raises(ThreadMissing):
            reader.thread(f"{reader.base}/showthread.php?tid=4711")
    with pytest.raises(ThreadMissing):
        market_reader.engine.thread(market_reader.page(f"{market_reader.base}/"))


def test_on_day_2_the_removed_thread_is_missing_and_the_market_wants_a_login(
    forum, market, forum_reader, market_reader
):
    forum.day = market.day = 2
    with pytest.raises(ThreadMissing):
        forum_reader.thread(f"{forum_reader.base}/showthread.php?tid=70")
    with pytest.raises(PageRefused) as refused:
        market_reader.rows(market_reader.site.boards[0])
    assert refused.value.state is SiteState.LOGIN_REQUIRED
    offer = market.market.offers[0]
    with pytest.raises(PageRefused) as refused:
        market_reader.thread(f"{market_reader.base}/item/{offer.native_id}")
    assert refused.value.state is SiteState.LOGIN_REQUIRED


@pytest.mark.parametrize(("name", "place"), [("forum", 1), ("forum-ru", 0)])
@pytest.mark.parametrize("hours", [0.2, 5, 6.5, 11.99, 13, 30, 24 * 40])  # after 6.5 h another day begins in Moscow
def test_dates_are_read_alike_at_any_later_hour(config, name, place, hours):
    now = NOW + timedelta(hours=hours)
    with ForumSite(EPOCH, name=name, clock=lambda: now) as site:
        reader = Reader(config.site(name), site.address, now)
        rows = {row.native_id: row for row in reader.rows(reader.site.boards[place])}
        board = site.forum.boards[place]
        assert {tid: row.posted.at for tid, row in rows.items()} == {
            str(thread.tid): minute(thread.first.at) for thread in site.forum.threads if thread.fid == board.fid
        }
