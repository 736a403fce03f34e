"""`sites add` writes a file that loads, or nothing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.errors import StallwatchError
from config.load import Config, load
from crawler.init import init
from crawler.sites.add import add
from crawler.sites.propose import propose
from spiders.listing import Page
from tests.onions import invented

INDEX = '<div id="punwrap"><h3><a href="viewforum.php?id=4">Leaks</a></h3><h3><a href="viewforum.php?id=5">Cards</a></h3></div>'
HOST = f"http://{invented('harbour')}"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    init(tmp_path / "operator")
    return load(tmp_path / "operator")


def page(html: str = INDEX) -> Page:
    return Page(f"{HOST}/index.php", html, datetime(2025, 3, 2, tzinfo=UTC))


def files(config: Config) -> list[str]:
    return sorted(each.name for each in (config.folder / "sites").glob("*.yml"))


def test_a_file_is_written_for_this_user_alone_and_loads(config: Config) -> None:
    target = add(config, "harbour", propose(page()))
    site = load(config.folder).site("harbour")
    assert [(board.id, board.path) for board in site.boards] == [("leaks", "/viewforum.php?id=4"), ("cards", "/viewforum.php?id=5")]  # fmt: skip
    assert target.stat().st_mode & 0o077 == 0


def test_boards_are_chosen(config: Config) -> None:
    add(config, "harbour", propose(page()), ["cards"])
    assert [board.id for board in load(config.folder).site("harbour").boards] == ["cards"]


@pytest.mark.parametrize(
    ("name", "html", "wanted", "says"),
    [
        ("Bad Name", INDEX, [], "ID: expected a-z"),
        ("../etc", INDEX, [], "ID: expected a-z"),
        ("harbour", "<p>home-made</p>", [], "nothing was written: No known software"),
        ("harbour", '<div id="punwrap">words</div>', [], "nothing was written: No boards were found"),
        ("harbour", INDEX, ["gulls"], "no board 'gulls'"),
    ],
)
def test_what_does_not_fit_writes_nothing(config: Config, name: str, html: str, wanted: list[str], says: str) -> None:
    with pytest.raises(StallwatchError, match=says):
        add(config, name, propose(page(html)), wanted)
    assert files(config) == []


def test_a_saved_page_needs_its_address(config: Config) -> None:
    with pytest.raises(StallwatchError, match="--url"):
        add(config, "harbour", propose(page(), known=False))
    assert files(config) == []


def test_nothing_is_overwritten(config: Config) -> None:
    target = add(config, "harbour", propose(page()))
    before = target.read_text()
    with pytest.raises(StallwatchError, match="there is a site harbour already"):
        add(load(config.folder), "harbour", propose(page()), ["cards"])
    with pytest.raises(StallwatchError, match="is not overwritten"):
        add(config, "harbour", propose(page()), ["cards"])  # as another run that had not seen it
    assert target.read_text() == before


def test_a_file_that_would_not_load_is_not_written(config: Config) -> None:
    wrong = Page("http://not-an-onion.onion/index.php", INDEX, datetime(2025, 3, 2, tzinfo=UTC))
    with pytest.raises(
        StallwatchError,
        match="nothing was written: its file would be wrong: not a v3 onion address: expected 56 characters",
    ) as told:
        add(config, "harbour", propose(wrong))
    assert "harbour.yml" not in str(told.value)  # there is no such file
    assert files(config) == []
    assert load(config.folder).sites == ()
