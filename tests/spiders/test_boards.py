"""Boards are found where an index shows them, each once, with its count of threads where it stands."""

import json
import tomllib
from html import escape
from pathlib import Path

import pytest

from spiders import boards as module
from spiders.boards import boards
from tests.shared import shared_path
from tests.spiders.disguise import Disguise
from tests.spiders.sites import page

ROW = "<table><tr><td></td><td>{}</td><td>{}</td><td>9</td></tr></table>"

CASES = [
    ("mybb", ROW.format('<strong><a href="Forum-Leaks">Leaks</a></strong>', "1,204"), [("Leaks", "/Forum-Leaks", 1204)]),
    ("mybb", '<td class="thead"><a href="forumdisplay.php?fid=1">All</a></td>' + ROW.format('<a href="forumdisplay.php?fid=2">Leaks</a> <a href="forumdisplay.php?fid=2&page=2">2</a>', "8"), [("Leaks", "/forumdisplay.php?fid=2", 8)]),
    ("mybb", '<div class="navigation"><a href="index.php">H</a><a href="forum-7.html">Leaks</a></div>', [("Leaks", "/forum-7.html", None)]),
    ("phpbb", '<ul><li class="row"><a class="forumtitle" href="./viewforum.php?f=2&sid=0a">Leaks</a><dl><dd class="topics">80 <dfn>Topics</dfn></dd></dl></li></ul>', [("Leaks", "/viewforum.php?f=2", 80)]),
    ("phpbb", ROW.format('<span class="forumlink"><a href="viewforum.php?f=3" class="forumlink">Cards</a></span>', "12"), [("Cards", "/viewforum.php?f=3", 12)]),
    ("smf", '<div class="up_contain"><a class="subject" id="b3" href="http://x.example/index.php?board=3.0">Leaks</a><div class="board_stats"><p>Posts: 713<br>Topics: 1,080</p></div></div>', [("Leaks", "/index.php?board=3.0", 1080)]),
    ("fluxbb", '<table><tr><td class="tcl"><h3><a href="viewforum.php?id=4">Leaks</a></h3></td><td class="tc2">80</td></tr></table>', [("Leaks", "/viewforum.php?id=4", 80)]),
    ("fluxbb", '<div class="main-item"><h3><a href="/forum/7/leaks/">Leaks</a></h3><ul><li class="info-topics"><strong>80</strong> topics</li></ul></div>', [("Leaks", "/forum/7/leaks/", 80)]),
    ("xenforo", '<div class="node node--forum"><h3 class="node-title"><a href="/forums/leaks.7/">Leaks</a></h3><div class="node-stats"><dl><dt>Threads</dt><dd>1.2K</dd></dl></div></div>', [("Leaks", "/forums/leaks.7/", None)]),
    ("xenforo", '<li class="node forum"><h3 class="nodeTitle"><a href="forums/leaks.7/">Leaks</a></h3><div class="nodeStats"><dl><dt>T</dt> <dd>310</dd></dl></div></li>', [("Leaks", "/forums/leaks.7/", 310)]),
    ("vbulletin", '<table><tr><td class="alt2"></td><td class="alt1Active" id="f7"><div><a href="forumdisplay.php?f=7"><strong>Leaks</strong></a></div></td><td class="alt2">x</td><td class="alt1">1,204</td></tr></table>', [("Leaks", "/forumdisplay.php?f=7", 1204)]),
    ("vbulletin", '<li class="forumbit_post"><h2 class="forumtitle"><a href="forumdisplay.php?7-Leaks&amp;s=0a">Leaks</a></h2><ul class="forumstats"><li>Threads: 1,204</li><li>Posts: 9</li></ul></li>', [("Leaks", "/forumdisplay.php?7-Leaks", 1204)]),
    ("vbulletin", '<table><tr class="forum-item"><td><a class="forum-title" href="/forum/leaks">Leaks</a></td><td class="topics-count">80</td></tr></table>', [("Leaks", "/forum/leaks", 80)]),
    ("invision", '<li class="ipsDataItem"><h4 class="ipsDataItem_title"><a href="/forum/7-leaks/">Leaks</a></h4></li>', [("Leaks", "/forum/7-leaks/", None)]),
    ("invision", '<li data-forumid="7"><h3 data-ips-hook="title"><a href="/forum/7-leaks/">Leaks</a></h3></li><h4><a href="/topic/4-a/">t</a></h4>', [("Leaks", "/forum/7-leaks/", None)]),
    ("invision", '<td class="col_c_forum"><h4><a href="/index.php?s=0a&amp;showforum=7">Leaks</a></h4></td>', [("Leaks", "/index.php?showforum=7", None)]),
    ("invision", '<a href="/topic/41-ferry/">t</a><nav><a href="index.php?/forum/7-leaks/">Leaks</a></nav>', [("Leaks", "/index.php?/forum/7-leaks/", None)]),
    ("discourse", '<table><tr><td><a href="/c/leaks/7">Leaks</a></td><td class="topics">80</td></tr></table>', [("Leaks", "/c/leaks/7", 80)]),
    ("discourse", '{"category_list": {"categories": [{"id": 7, "slug": "leaks", "name": "Leaks", "topic_count": 80}, {"id": 8}]}}', [("Leaks", "/c/leaks/7", 80)]),
    ("discourse", '<div id="data-preloaded" data-preloaded="{&quot;site&quot;: &quot;{\\&quot;categories\\&quot;: [{\\&quot;id\\&quot;: 7, \\&quot;slug\\&quot;: \\&quot;leaks\\&quot;, \\&quot;name\\&quot;: \\&quot;Leaks\\&quot;}]}&quot;}"></div>', [("Leaks", "/c/leaks/7", None)]),
    ("discourse", '<div id="data-preloaded" data-preloaded="{&quot;site&quot;: 3}"></div>', []),
    ("discourse", '{"topic_list": {"topics": []}}', []),
    ("vanilla", '<table><tr class="Item"><td><h3><a href="/categories/leaks">Leaks</a></h3></td><td class="CountDiscussions">80</td></tr></table>', [("Leaks", "/categories/leaks", 80)]),
    ("market", '<a href="/items">Items</a><a href="/category/0a1b2c3d4e5f60718293a4b5c">Databases (80)</a>', [("Items", "/items", None), ("Databases", "/category/0a1b2c3d4e5f60718293a4b5c", 80)]),
]  # fmt: skip


@pytest.mark.parametrize(("engine", "html", "expected"), CASES)
def test_boards_are_found(engine, html, expected):
    found = boards(page(html, "/index.php"), engine)
    assert [(each.title, each.path, each.threads) for each in found] == expected


OWN = [
    "<h1>Leaks</h1><p>no links</p>",
    "<title>Harbour - Leaks</title>",
    "<title>Leaks | Harbour</title><h1>Quay</h1><a href='forumdisplay.php?fid=7'>Back to top</a><h2>Leaks</h2>",
    "<title>Leaks | Harbour</title><a href='forumdisplay.php?fid=7'>1</a><a href='forumdisplay.php?fid=7'>Leaks</a>",
]


@pytest.mark.parametrize("html", OWN)
def test_a_boards_own_page_names_itself(html):
    first = boards(page(html, "/forumdisplay.php?fid=7"), "mybb")[0]
    assert first.path == "/forumdisplay.php?fid=7"
    assert first.title == "Leaks"


@pytest.mark.parametrize("engine", ["feed", "leaksite"])
def test_what_has_no_boards_is_one_itself(engine):
    assert [each.path for each in boards(page("<rss>", "/news?format=rss"), engine)] == ["/news?format=rss"]


@pytest.mark.parametrize(
    "html", ["", "<a>", "<a href='http://[::1'>x</a>", "<div>" * 50_000 + "<a href='forum-1.html'>x"]
)
def test_broken_pages_give_what_they_hold(html):
    assert len(boards(page(html, "/index.php"), "mybb")) <= 1


def test_no_repr_shows_what_a_page_says():
    (found,) = boards(page('<a href="Forum-Leaks">Leaks of Wren</a>', "/"), "mybb")
    assert "Leaks" not in repr(found)


SAVED = {
    "mybb": [("Databases", 80), ("Marketplace", 40)],
    "phpbb": [("Databases", 80), ("Marketplace", 40)],
    "smf": [("Databases", 80), ("Marketplace", 40)],
    "fluxbb": [("Databases", 80), ("Marketplace", 40)],
    "annularis": [("Items", None), ("Databases", 80), ("Marketplace", 40)],
}


@pytest.mark.parametrize("seed", [None, 1])
@pytest.mark.parametrize("folder", SAVED)
def test_the_saved_indexes_show_their_boards(folder, seed):
    text = (shared_path("pages/rendered") / folder / "index.html").read_text("utf-8")
    html = text if seed is None else Disguise(seed).html(text)
    found = boards(page(html, "/"), "market" if folder == "annularis" else folder)
    assert [(each.title, each.threads) for each in found] == SAVED[folder]


@pytest.mark.parametrize("folder", ["mybb", "phpbb", "smf", "fluxbb"])
def test_the_saved_threads_name_their_board(folder):
    text = (shared_path("pages/rendered") / folder / "thread1.html").read_text("utf-8")
    assert "Databases" in {each.title for each in boards(page(text, "/"), folder)}


def test_discourses_categories_stand_in_its_folder_and_in_each_other():
    listed = [
        {"id": 7, "slug": "leaks", "name": "Leaks"},
        {"id": 9, "slug": "ru", "name": "RU", "parent_category_id": 7},
    ]
    kept = escape(json.dumps({"site": json.dumps({"categories": listed})}))
    html = f'<meta id="data-discourse-setup" data-base-uri="/en/f"><div id="data-preloaded" data-preloaded="{kept}">'
    assert [each.path for each in boards(page(html, "/en/f/"), "discourse")] == [
        "/en/f/c/leaks/7",
        "/en/f/c/leaks/ru/9",
    ]


@pytest.mark.parametrize(("path", "expected"), [("/c/leaks/7.json", ["/c/leaks/7.json"]), ("/latest.json", [])])
def test_a_boards_json_is_that_board(path, expected):
    found = boards(page('{"topic_list": {"topics": []}}', path), "discourse")
    assert [each.path for each in found] == expected


def test_the_data_is_well_formed():
    tables = tomllib.loads(Path(module.__file__).with_name("boards.toml").read_text("utf-8"))
    for engine, table in tables.items():
        assert table.keys() <= {"links", "paths", "row", "threads", "which", "skip", "crumbs"}, engine
        assert ("row" in table) == ("threads" in table), engine
