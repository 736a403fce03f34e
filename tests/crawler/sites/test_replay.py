"""`replay` reads saved pages as a visit would, as of the time given, and shows nothing personal."""

import json
from pathlib import Path

import pytest

from config.errors import ConfigError, StallwatchError
from crawler.exits import Exit
from crawler.init import init
from crawler.sites.replay import as_json, engine_for, pairs, replay
from crawler.sites.source import read_page
from spiders.listing import Page, SiteState
from tests.onions import invented
from tests.services.program import Program
from tests.spiders.sites import NOW, PAGES, STALLS, saved, site

PAGE = PAGES / "mybb_list.html"


def test_a_page_is_read_as_of_the_time_given() -> None:
    page = read_page(PAGE, "http://harbour.example/forumdisplay.php?fid=7", NOW)
    engine = engine_for(None, "mybb", page.url, {})
    found = replay(engine, page, None)
    data = as_json(engine, PAGE, page, found, 200)
    assert (data["kind"], data["state"], data["fetched_at"]) == ("listing", "ok", NOW.isoformat())
    assert all(row["url"].startswith("http://harbour.example/") for row in data["rows"])
    assert json.dumps(data)


def test_a_file_says_when_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes('<meta charset="windows-1251">Базы'.encode("cp1251"))
    page = read_page(file)
    assert page.fetched_at.timestamp() == pytest.approx(file.stat().st_mtime)
    assert "Базы" in page.html


def test_a_selector_can_be_tried_over_those_of_the_site() -> None:
    market, page = site("market", selectors=STALLS), saved("market_list", "/stalls")
    usual = replay(engine_for(market, None, None, {}), page, None).listing
    tried = replay(engine_for(market, None, None, {"author": "b"}), page, None).listing
    assert usual is not None
    assert tried is not None
    assert [row.title for row in usual.rows] == [row.title for row in tried.rows]
    assert [row.author for row in usual.rows] != [row.author for row in tried.rows]


@pytest.mark.parametrize(
    ("name", "selectors", "says"),
    [
        ("gulls", {}, "--engine: unknown; allowed: "),
        ("mybb", {"gulls": "a"}, "is unknown to mybb"),
        ("mybb", {"row": "a["}, "no CSS"),
    ],
)
def test_what_is_unknown_is_named(name: str, selectors: dict[str, str], says: str) -> None:
    with pytest.raises((StallwatchError, ConfigError), match=says):
        engine_for(None, name, None, selectors)


def test_a_selector_has_a_key() -> None:
    with pytest.raises(StallwatchError, match="KEY=CSS"):
        pairs(["a"])


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "none")  # nothing of it needs a folder


def test_replay_from_the_command_line(program: Program, tmp_path: Path) -> None:
    thread = tmp_path / "thread.html"
    thread.write_text((PAGES / "mybb_thread.html").read_text("utf-8").replace("</title>", " wren@gull.example</title>"))
    done = program.call(
        "replay", str(PAGE), str(thread), "--engine", "mybb", "--fetched-at", "2025-03-02T18:00:00", "--json"
    )
    assert done.returncode == Exit.OK, done.stderr
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["kind"], second["kind"]) == ("listing", "thread")
    assert first["fetched_at"] == "2025-03-02T18:00:00+00:00"
    assert "gull.example" not in done.stdout
    table = program.call("replay", str(PAGE), "--engine", "mybb")
    assert table.returncode == Exit.OK
    assert "20/20" in table.stdout or "title" in table.stdout


def test_without_its_address_a_page_is_not_said_to_be_the_last(program: Program, tmp_path: Path) -> None:
    page = tmp_path / "a\x1b[31mb.html"
    page.write_text((PAGES / "phpbb_list.html").read_text("utf-8"))
    told = program.call("replay", str(page), "--engine", "phpbb").stdout
    assert "4 rows, no next page (that needs the page's own address: --url)" in told
    there = program.call("replay", str(page), "--engine", "phpbb", "--url", "http://harbour.example/viewforum.php?f=4")
    assert "--url" not in there.stdout
    assert "\x1b" not in told


def test_a_page_that_cannot_be_read_ends_with_3(program: Program, tmp_path: Path) -> None:
    wall = tmp_path / "wall.html"
    wall.write_text("<form><input type=password></form>")
    done = program.call("replay", str(wall), "--engine", "mybb")
    assert done.returncode == Exit.WORSE
    assert "login_required" in done.stdout


INDEX = '<div id="punwrap"><h3><a href="viewforum.php?id=4">Leaks</a></h3><h3><a href="viewforum.php?id=5">Cards</a></h3></div>'


def test_an_index_is_called_one_and_a_board_named_to_give_instead(program: Program, tmp_path: Path) -> None:
    index = tmp_path / "index.html"
    index.write_text(INDEX)
    done = program.call("replay", str(index), "--engine", "fluxbb", "--url", "http://harbour.example/index.php")
    assert done.returncode == Exit.WORSE
    assert "nothing is read (a list of 2 boards)" in done.stdout
    assert "Give a board's own page (such as /viewforum.php?id=4) or a thread's" in done.stdout
    told = json.loads(program.call("replay", str(index), "--engine", "fluxbb", "--json").stdout)
    assert (told["state"], told["boards"]) == ("layout_changed", 2)


@pytest.mark.parametrize(
    "html", [f'<div class="crumbs">{INDEX}</div><p>words</p>', '<div id="punwrap"><p>words</p></div>']
)
def test_what_lists_no_boards_is_no_index(html: str) -> None:
    page = Page("http://harbour.example/x", html, NOW)
    found = replay(engine_for(None, "fluxbb", page.url, {}), page, None)
    assert (found.state, found.boards) == (SiteState.LAYOUT_CHANGED, 0)


def test_an_address_that_is_none_is_told_with_its_reason(program: Program) -> None:
    done = program.call("replay", str(PAGE), "--engine", "mybb", "--url", "http://expyuzz4wqqyqhjn.onion/")
    assert done.returncode == Exit.USAGE
    assert "--url: not a v3 onion address: expected 56 characters" in done.stderr


def test_detect_and_add_end_alike_where_a_page_gives_no_file(tmp_path: Path) -> None:
    init(tmp_path / "operator")
    program = Program(tmp_path / "operator")
    nothing = tmp_path / "nothing.html"
    for html, code in (
        ('<div id="punwrap">words</div>', Exit.WORSE),
        ("<p>home-made</p>", Exit.WORSE),
        ("<form><input type=password></form>", Exit.WORSE),
        (INDEX, Exit.OK),
    ):
        nothing.write_text(html)
        given = (str(nothing), "--url", f"http://{invented('harbour')}/index.php")
        told, added = program.call("sites", "detect", *given), program.call("sites", "add", "harbour", *given)
        assert (told.returncode, added.returncode) == (code, code)
        assert (tmp_path / "operator" / "sites" / "harbour.yml").exists() is (code is Exit.OK)
        assert ("nothing was written" in added.stderr) is (code is not Exit.OK)
    again = program.call("sites", "add", "harbour", str(tmp_path / "no such file"))
    assert again.returncode == Exit.USAGE
    assert "there is a site harbour already" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((str(PAGE),), "--site ID or --engine NAME"),
        ((str(PAGE), "--engine", "mybb", "--as", "gull"), "--as: expected listing or thread"),
        (("/no/such/file", "--engine", "mybb"), "cannot be read"),
        ((str(PAGE), "--engine", "mybb", "--url", "harbour"), "--url: expected http://HOST/"),
    ],
)
def test_wrong_calls_end_with_2_and_a_sentence(program: Program, arguments: tuple[str, ...], says: str) -> None:
    done = program.call("replay", *arguments)
    assert done.returncode == Exit.USAGE
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_detect_needs_no_folder_for_a_file_and_names_the_unknown(program: Program, tmp_path: Path) -> None:
    unknown = tmp_path / "unknown.html"
    unknown.write_text("<p>home-made</p>")
    told = program.call("sites", "detect", str(PAGES / "phpbb_list.html"), "--json")
    assert (told.returncode, json.loads(told.stdout)["engine"]) == (Exit.OK, "phpbb")
    both = program.call("sites", "detect", str(PAGES / "phpbb_list.html"), str(unknown))
    assert both.returncode == Exit.WORSE
    assert "unknown" in both.stdout
    assert "engine: phpbb" in both.stdout


def test_a_clearnet_address_has_to_be_meant(program: Program) -> None:
    told = program.call("sites", "detect", "https://board.example/")
    assert told.returncode == Exit.USAGE
    assert "--clearnet-over-tor" in told.stderr


def test_a_saved_page_of_a_clearnet_address_is_added_when_it_is_meant(tmp_path: Path) -> None:
    init(tmp_path)
    program = Program(tmp_path)
    add = ("sites", "add", "harbour", str(PAGE), "--url", "http://harbour.example/forumdisplay.php?fid=7")
    told = program.call(*add)
    assert told.returncode == Exit.USAGE
    assert "--clearnet-over-tor" in told.stderr
    assert not (tmp_path / "sites" / "harbour.yml").exists()
    meant = program.call(*add, "--clearnet-over-tor")
    assert meant.returncode == Exit.OK, meant.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((str(PAGE), "--engine", "gulls"), "--engine: unknown; allowed: "),
        ((str(PAGE), "--url", "harbour"), "--url: expected http://HOST/"),
        ((str(PAGE), "--url", "http://["), "--url: expected http://HOST/"),
        (("ftp://harbour.example/",), "expected http://"),
    ],
)
def test_a_wrong_detect_ends_with_2_and_a_sentence(program: Program, arguments: tuple[str, ...], says: str) -> None:
    told = program.call("sites", "detect", *arguments)
    assert told.returncode == Exit.USAGE
    assert says in told.stderr
    assert "Traceback" not in told.stderr


def test_a_folder_without_sites_says_how_one_is_added(tmp_path: Path) -> None:
    init(tmp_path)
    told = Program(tmp_path).call("sites", "list")
    assert told.returncode == Exit.OK
    assert "sites detect" in told.stdout
