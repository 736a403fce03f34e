"""Each engine reads, page by page, exactly what its software shows. Without Tor: `test_crawl.py` is the whole way."""

import contextlib
import operator
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from config.schema import Site
from demo.shapes import Pointer
from spiders.contract import ThreadMissing
from spiders.plain_address import plain_address
from tests.boards.compare import is_at, squeezed
from tests.boards.reader import Reader
from tests.boards.serving import BoardSite, Software
from tests.boards.softwares import SOFTWARES
from tests.boards.world import World, make_world
from tests.onions import invented

EPOCH = datetime(2026, 3, 17, 15, 42, 10, tzinfo=UTC)
NOW = EPOCH + timedelta(seconds=30)
NAME = operator.attrgetter("site")


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(EPOCH)


@pytest.fixture(scope="module", params=SOFTWARES, ids=NAME)
def software(request: pytest.FixtureRequest, world: World) -> Software:
    made: Software = request.param(world)
    return made


@pytest.fixture
def reader(software: Software) -> Iterator[Reader]:
    site = Site.model_validate(software.file(f"http://{invented(software.site)}"))
    with BoardSite(software, clock=lambda: NOW) as served:
        yield Reader(site, served.address, NOW)


def test_every_row_of_every_board(software: Software, reader: Reader) -> None:
    for board, of_world in zip(reader.site.boards, software.world.boards, strict=True):
        announced = {software.native_id(software.world.announcement)}
        rows = [row for row in reader.rows(board) if row.native_id not in announced]
        entries = software.rows(of_world.fid)
        assert [row.native_id for row in rows] == [software.native_id(entry) for entry in entries]
        for row, entry in zip(rows, entries, strict=True):
            assert row.moved == isinstance(entry, Pointer)
            if isinstance(entry, Pointer):
                continue
            shown = (row.title, row.prefix, row.author, row.replies, row.views, row.sticky, row.locked)
            assert shown == (
                software.title(entry),
                software.prefix(entry),
                software.starter(entry),
                software.replies(entry),
                software.views(entry),
                entry.sticky,
                entry.locked,
            )
            assert is_at(row.posted, entry.first.at, software.started(entry)), (row.posted, entry.first.at)
            assert is_at(row.last_activity, entry.last.at, software.row_last), (row.last_activity, entry.last.at)


def test_the_first_board_has_three_pages_and_an_announcement_only_where_it_is_a_thread(
    software: Software, reader: Reader
) -> None:
    pages = reader.listings(reader.site.boards[0])
    found = {row.native_id for page in pages for row in page.rows}
    assert len(pages) == 3
    assert (software.native_id(software.world.announcement) in found) == software.announced


def test_every_post_of_every_thread(software: Software, reader: Reader) -> None:
    for thread in software.threads():
        pages = reader.thread(reader.base + software.thread_path(thread))
        assert len(pages) == software.last_page(thread)
        title, prefix = software.title(thread), software.prefix(thread)
        assert (pages[0].title, pages[0].prefix) == (title, prefix)
        # Where only the opening post parts them, further pages cannot.
        assert {page.title for page in pages} <= {title, f"{prefix} {title}"}
        posts = [post for page in pages for post in page.posts]
        assert [post.native_id for post in posts] == [software.post_id(post) for post in thread.posts]
        for post, of_world in zip(posts, thread.posts, strict=True):
            assert post.author == software.author(of_world)
            assert squeezed(post.own_text) == squeezed(software.text(of_world))
            assert is_at(post.posted, of_world.at, software.post_posted), (post.posted, of_world.at)
            assert is_at(post.edited, of_world.edited, software.post_edited), (post.edited, of_world.edited)


def test_a_thread_is_found_without_its_title_in_the_address(software: Software, reader: Reader) -> None:
    """What is kept of an address, and asked for at a revisit."""
    for thread in software.threads()[:4]:
        whole = reader.base + software.thread_path(thread)
        kept = plain_address(reader.engine, whole, software.native_id(thread))
        boards = {word for board in software.world.boards for word in words_of(board.name)}
        left = (words_of(thread.title) - boards) & words_of(kept.removeprefix(reader.base))
        assert not {word for word in left if len(word) > 5}
        again = reader.thread(kept)
        assert [post.native_id for post in again[0].posts] == [post.native_id for post in reader.thread(whole)[0].posts]


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower()))


def test_the_last_page_of_a_long_thread_is_known_from_its_first(software: Software, reader: Reader) -> None:
    for thread in software.threads():
        first = reader.engine.thread(reader.page(reader.base + software.thread_path(thread)))
        assert (first.last_url is None) == (software.last_page(thread) == 1)
        if first.last_url is not None:
            last = reader.engine.thread(reader.page(first.last_url))
            assert last.posts[-1].native_id == software.post_id(thread.last)


def test_a_missing_thread_is_missing(software: Software, reader: Reader) -> None:
    nowhere = software.missing()
    with pytest.raises(ThreadMissing):
        reader.thread(reader.base + software.thread_path(nowhere))


def test_pages_past_the_end_lead_to_nothing_new(software: Software, reader: Reader) -> None:
    [board, _] = software.world.boards
    long = max(software.threads(), key=lambda thread: len(thread.posts))
    beyond = reader.base + software.board_path(board, 9)
    known = {row.native_id for row in reader.rows(reader.site.boards[0])}
    page = reader.engine.listing(reader.page(beyond))
    assert {row.native_id for row in page.rows} <= known
    assert page.next_url != beyond
    ids = {software.post_id(post) for post in long.posts}
    with contextlib.suppress(ThreadMissing):  # Discourse: a page that does not exist
        pages = reader.thread(reader.base + software.thread_path(long, 9))
        assert {post.native_id for page in pages for post in page.posts} <= ids


@pytest.mark.parametrize("made", SOFTWARES, ids=NAME)
@pytest.mark.parametrize("hour", [0, 11, 13, 22])
def test_dates_are_read_alike_in_any_zone(made: type[Software], hour: int) -> None:
    """The crawl of `test_crawl.py` runs at any hour, and the boards' zone follows it."""
    epoch = EPOCH.replace(hour=hour)
    software, now = made(make_world(epoch)), epoch + timedelta(seconds=30)
    site = Site.model_validate(software.file(f"http://{invented(software.site)}"))
    with BoardSite(software, clock=lambda: now) as served:
        reader = Reader(site, served.address, now)
        rows = reader.rows(reader.site.boards[1])
        posts = [reader.thread(row.url)[0].posts[0].posted for row in rows]
    threads = {software.native_id(thread): thread for thread in software.threads()}
    assert len(rows) >= 7
    for row, posted in zip(rows, posts, strict=True):
        thread = threads[row.native_id]
        assert is_at(row.last_activity, thread.last.at, software.row_last), (row.last_activity, thread.last.at)
        assert is_at(posted, thread.first.at, software.post_posted), (posted, thread.first.at)


@pytest.mark.parametrize("hours", [0.4, 13, 30, 24 * 40])
def test_dates_are_read_alike_at_any_later_hour(software: Software, hours: float) -> None:
    now = NOW + timedelta(hours=hours)
    site = Site.model_validate(software.file(f"http://{invented(software.site)}"))
    with BoardSite(software, clock=lambda: now) as served:
        reader = Reader(site, served.address, now)
        last = {row.native_id: row.last_activity for row in reader.rows(reader.site.boards[0]) if not row.moved}
    for thread in software.threads():
        if thread.fid == software.world.boards[0].fid:
            assert is_at(last[software.native_id(thread)], thread.last.at, software.row_last)
