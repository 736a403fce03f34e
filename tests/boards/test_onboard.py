"""Every software that is crawled is named, and its boards are found, from its index, a board and a thread."""

from datetime import UTC, datetime
from html import escape

import pytest

from spiders.boards import boards
from spiders.detect import detect
from spiders.listing import Page
from tests.boards.serving import BoardSite
from tests.boards.softwares import SOFTWARES
from tests.boards.world import make_world
from tests.demo.sites import Browser

NOW = datetime(2026, 3, 17, 15, 42, 10, tzinfo=UTC)


@pytest.mark.parametrize("made", SOFTWARES, ids=lambda made: made.site)
def test_a_software_is_named_and_its_boards_are_found(made):
    with BoardSite(made(make_world(NOW)), clock=lambda: NOW) as site:
        software, browser = site.software, Browser(site.address)
        expected = {software.board_path(board): board.name for board in software.world.boards}
        for path in ("/", *expected, software.thread_path(software.threads()[0])):
            came = browser.get(path)
            if path == "/" and (came.status != 200 or not any(escape(each) in came.html for each in expected)):
                continue  # not every board under test has an index
            page = Page(site.address + path, came.html, NOW)
            assert detect(page).engine == software.engine, path
            found = {each.path.removesuffix(".json"): each.title for each in boards(page, software.engine)}
            if path in expected:
                assert path.removesuffix(".json") in found
            if path == "/":
                assert found.items() >= {(each.removesuffix(".json"), name) for each, name in expected.items()}
