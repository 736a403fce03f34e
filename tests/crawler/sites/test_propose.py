"""What a page tells of a new site: a file that loads, whatever the page holds."""

import json
from datetime import UTC, datetime

import pytest
from ruamel.yaml import YAML

from config.errors import StallwatchError
from config.schema import Site
from crawler.sites.propose import MOST, PLACEHOLDER, as_json, as_yaml, chosen, propose, site_id, slug
from spiders.engines import ENGINES
from spiders.listing import Page, SiteState
from tests.onions import invented
from tests.spiders.sites import PAGES

HOST = f"http://{invented('harbour')}"

INDEXES = {
    "mybb": '<script>var my_post_key = "0"</script><tr><td><a href="Forum-Leaks">Leaks</a></td></tr>',
    "phpbb": '<body id="phpbb"><a class="forumtitle" href="./viewforum.php?f=2&sid=0123456789abcdef0123456789abcdef">Leaks</a>',
    "xenforo": '<html id="XF"><div class="node node--forum"><h3 class="node-title"><a href="/forums/leaks.7/">Leaks</a></h3></div>',
    "smf": '<script>var smf_scripturl = ""</script><a class="subject" id="b3" href="index.php?board=3.0">Leaks</a>',
    "fluxbb": '<div id="punwrap"><h3><a href="viewforum.php?id=4">Leaks</a></h3></div>',
    "vbulletin": '<html id="vbulletin_html"><h2 class="forumtitle"><a href="forumdisplay.php?7-Leaks">Leaks</a></h2>',
    "invision": '<body class="ipsApp"><h4 class="ipsDataItem_title"><a href="/forum/7-leaks/">Leaks</a></h4>',
    "discourse": '<meta id="data-discourse-setup"><a href="/c/leaks/7">Leaks</a>',
    "vanilla": '<body id="vanilla_categories_index"><a href="/categories/leaks">Leaks</a>',
    "market": '<a aria-controls="test-block"></a><li class="padd"><a href="/category/0a1b2c3d4e5f60718293a4b5c">Leaks (8)</a></li>',
}  # fmt: skip


ENTRIES = '{"data": {"posts": [{"uuid": "a", "victim": {"name": "Gull"}, "created": 1}, {"uuid": "b", "victim": {"name": "Wren"}, "created": 2}]}}'
NAMELESS = '[{"name": "Gull", "text": "a"}, {"name": "Wren", "text": "b"}]'
FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>News</title></channel></rss>'


def page(html: str, path: str = "/index.php", status: int = 200) -> Page:
    return Page(HOST + path, html, datetime(2025, 3, 2, tzinfo=UTC), status)


def loaded(text: str) -> Site:
    return Site.model_validate(YAML(typ="safe", pure=True).load(text))


@pytest.mark.parametrize("engine", sorted(INDEXES))
def test_the_proposed_file_is_a_site_that_its_engine_takes(engine: str) -> None:
    found = propose(page(INDEXES[engine]))
    assert (found.found.engine, found.state) == (engine, None)
    assert found.readable == (engine in ENGINES)
    if found.readable:
        site = loaded(as_yaml(found, "harbour", found.choices))
        assert (site.id, site.engine, site.addresses) == ("harbour", engine, (HOST,))
        assert [board.id for board in site.boards] == ["leaks"]
        reader = ENGINES[engine](site)
        assert all(reader.allows(HOST + board.path) for board in site.boards)


@pytest.mark.parametrize(
    ("html", "engine", "keys"),
    [
        (ENTRIES, "leaksite", {"row": "data.posts", "id": "uuid", "title": "victim.name", "posted": "created"}),
        (NAMELESS, "leaksite", {"row": "@", "title": "name", "body": "text"}),
        (FEED, "feed", {}),
    ],
)
def test_what_is_its_own_only_board_is_proposed_as_such(html: str, engine: str, keys: dict[str, str]) -> None:
    found = propose(page(html, "/api/posts?page=1"))
    site = loaded(as_yaml(found, "harbour", found.choices))
    assert (site.engine, [board.path for board in site.boards], site.json_paths) == (
        engine,
        ["/api/posts?page=1"],
        keys,
    )
    read = ENGINES[engine](site).listing(page(html, "/api/posts?page=1"))
    assert [row.title for row in read.rows] == ([] if engine == "feed" else ["Gull", "Wren"])


def test_clearnet_is_said_in_the_file() -> None:
    given = Page("https://board.example/index.php", INDEXES["mybb"], datetime(2025, 3, 2, tzinfo=UTC))
    found = propose(given)
    assert loaded(as_yaml(found, "harbour", found.choices)).network == "clearnet-over-tor"
    assert site_id(found) == "board"


def test_a_page_of_unknown_origin_gets_no_address() -> None:
    found = propose(page(INDEXES["mybb"]), known=False)
    assert (found.address, site_id(found)) == (PLACEHOLDER, "new-mybb")
    assert PLACEHOLDER in as_yaml(found, "harbour", found.choices)


EVIL = [
    'Leaks\n  - {id: evil, path: /}\nengine: market',
    "Leaks\x1b]0;owned\x07\x1b[31m # x",
    "\u202eskaeL\u2028- {id: a}\x85b: c",
    "'\"}]: {% & * ! | > @ `",
    "Leaks \ud800 \ufffe \x00",
    "A" * 5000,
    "Wren +1 (415) 555-0132 wren@gull.example",
]  # fmt: skip


@pytest.mark.parametrize("title", EVIL, ids=range(len(EVIL)))
def test_what_a_page_says_stays_a_comment(title: str) -> None:
    shown = title.replace("&", "&amp;").replace("<", "&lt;")
    found = propose(page(f'{INDEXES["mybb"]}<tr><td><a href="Forum-Evil">{shown}</a></td></tr>'))
    text = as_yaml(found, "harbour", found.choices)
    site = loaded(text)
    assert site.engine == "mybb"
    assert [board.path for board in site.boards] == ["/Forum-Leaks", "/Forum-Evil"]
    assert all(each == "\n" or each.isprintable() for each in text)
    assert "gull.example" not in text
    assert "555" not in text


PATHS = [
    'Forum-a"b',
    "Forum-a'b",
    "Forum-Базы",
    "Forum-a\\b",
    "Forum-a%20b",
    "Forum-a{b}",
    "Forum-a\x1bb",
    "Forum-" + "a" * 600,
]


@pytest.mark.parametrize("path", PATHS)
def test_paths_are_addresses_or_left_out(path: str) -> None:
    quoted = path.replace('"', "&quot;")
    found = propose(page(f'{INDEXES["mybb"]}<tr><td><a href="{quoted}">X</a></td></tr>'))
    site = loaded(as_yaml(found, "harbour", found.choices))
    assert all(board.path.isascii() and board.path.isprintable() for board in site.boards)


def test_boards_of_one_name_get_ids_of_their_own() -> None:
    rows = "".join(
        f'<tr><td><a href="Forum-{n}">{title}</a></td></tr>' for n, title in enumerate(["Leaks", "leaks!", "Базы"])
    )
    found = propose(page(INDEXES["mybb"].replace("Forum-Leaks", "Forum-0") + rows))
    assert [each.id for each in found.choices] == ["leaks", "leaks-2", "forum-2"]


def test_boards_are_chosen_by_id_title_or_path() -> None:
    found = propose(page(INDEXES["mybb"] + '<tr><td><a href="Forum-Cards">Cards &amp; more</a></td></tr>'))
    for name in ("cards-more", "Cards & more", "/Forum-Cards"):
        assert [each.board.path for each in chosen(found, [name])] == ["/Forum-Cards"]
    assert len(chosen(found, [])) == 2
    with pytest.raises(StallwatchError, match="no board 'gulls' was found; there are: leaks, cards-more"):
        chosen(found, ["gulls"])


def test_of_many_boards_the_first_are_proposed_and_the_rest_can_be_had() -> None:
    links = "".join(f'<a href="/c/quay-{n}/{n}">Quay {n}</a>' for n in range(1, 221))
    found = propose(page(f'<meta id="data-discourse-setup">{links}'))
    assert (len(found.choices), len(chosen(found, [])), len(chosen(found, [], every=True))) == (220, MOST, 220)
    assert [each.id for each in chosen(found, ["quay-219"])] == ["quay-219"]
    text = as_yaml(found, "harbour", chosen(found, []))
    assert len(loaded(text).boards) == MOST
    assert "# 190 more boards were found: stallwatch sites detect --all-boards" in text
    assert len(loaded(as_yaml(found, "harbour", found.choices)).boards) == 220
    assert "--all-boards" in found.note
    assert found.usable
    with pytest.raises(StallwatchError, match=r"quay-30 and 190 more \(`sites detect --json`\)"):
        chosen(found, ["gulls"])


THREADS = {
    "mybb_theme_thread": "/Forum-Leaks",
    "mybb_thread": "/forumdisplay.php?fid=7",
    "phpbb_thread": "/viewforum.php?f=7",
    "fluxbb_thread": "/viewforum.php?id=7",
    "xenforo1_thread": "/forums/databases.7/",
    "smf_thread": "/board/index.php?board=4.0",
    "vbulletin3_thread": "/forumdisplay.php?f=7",
    "vbulletin5_thread": None,  # links to its own pages alone
    "invision4_thread": "/forum/7-databases/",
    "discourse_thread": "/c/leaks/7.json",
}
ABOVE = {
    "mybb_thread": ("navigation", "forumdisplay.php?fid=1"),
    "phpbb_thread": ("breadcrumbs", "viewforum.php?f=1"),
    "fluxbb_thread": ("crumbs", "viewforum.php?id=1"),
    "smf_thread": ("navigate_section", "index.php?board=1.0"),
}


@pytest.mark.parametrize("name", THREADS)
def test_of_a_threads_page_its_own_board_is_proposed(name: str) -> None:
    found = propose(page((PAGES / f"{name}.html").read_text("utf-8"), "/"))
    path = THREADS[name]
    assert found.of_thread
    assert [each.board.path for each in found.choices] == ([path] if path else [])
    assert found.usable is (path is not None)
    assert "thread's page" in found.note + found.advice


@pytest.mark.parametrize("name", ABOVE)
def test_categories_above_a_threads_board_are_not_proposed(name: str) -> None:
    html = (PAGES / f"{name}.html").read_text("utf-8")
    mark, path = ABOVE[name]
    own = THREADS[name]
    assert own is not None
    around = f'<div class="{mark}"><a href="{path}">Everything</a> <a href="{own}">Own</a></div>'
    found = propose(page(_first_in_body(html, around), "/"))
    assert found.of_thread
    assert [each.board.path for each in found.choices] == [own]


def _first_in_body(html: str, more: str) -> str:
    before, tag, after = html.partition("<body")
    attributes, end, rest = after.partition(">")
    assert tag
    return f"{before}{tag}{attributes}{end}{more}{rest}"


WALLS = [
    ("<form><input type=password name=p></form>", 200, SiteState.LOGIN_REQUIRED),
    ('<div id="challenge-form"></div>', 503, SiteState.CAPTCHA),
    ("", 200, SiteState.EMPTY),
    ("<p>Forbidden</p>", 403, SiteState.BANNED),
    ("<p>just a page</p>", 200, None),
]


@pytest.mark.parametrize(("html", "status", "state"), WALLS)
def test_a_wall_is_told_and_named_nothing(html: str, status: int, state: SiteState | None) -> None:
    found = propose(page(html, status=status))
    assert (found.found.engine, found.state) == (None, state)
    assert found.advice
    assert as_json(found, "x", "file", ())["site"] is None


def test_the_operator_may_know_better() -> None:
    found = propose(page('<tr><td><a href="Forum-Leaks">Leaks</a></td></tr>'), engine="mybb")
    assert [each.board.path for each in found.choices] == ["/Forum-Leaks"]


def test_what_the_page_tells_is_not_said_of_what_the_operator_says() -> None:
    found = propose(page(INDEXES["mybb"]), engine="smf")
    data = as_json(found, "x", "index.html", found.choices)
    assert (data["engine"], data["confidence"]) == ("smf", 0.0)
    assert data["why"] == [found.told]
    assert "the page itself tells of mybb" in found.told
    assert not propose(page(INDEXES["mybb"]), engine="mybb").told


def test_an_engine_that_is_none_is_refused() -> None:
    with pytest.raises(StallwatchError, match="--engine: unknown; allowed: discourse"):
        propose(page(INDEXES["mybb"]), engine="mybbb")


def test_json_holds_all_that_is_shown() -> None:
    found = propose(page(INDEXES["mybb"]))
    data = json.loads(json.dumps(as_json(found, site_id(found), "index.html", found.choices)))
    assert (data["engine"], data["boards"][0]["id"], data["source"]) == ("mybb", "leaks", "index.html")
    assert loaded(data["site"]).id == site_id(found) == f"mybb-{invented('harbour')[:6]}"


def test_slugs_fit_ids() -> None:
    assert slug("x" * 100) == "x" * 40
    assert slug("-- a --") == "a"
