"""Engines are named by what their software writes; what is of no known software is named nothing."""

import re
import tomllib
from pathlib import Path

import pytest
from cssselect import parse as parse_css

from config.schema import Site
from spiders import detect as module
from spiders.detect import WEIGHTS, detect
from spiders.presets import preset_names
from tests.shared import shared_path
from tests.spiders.disguise import Disguise
from tests.spiders.sites import PAGES, page

PAGE = "<!DOCTYPE html><html{}><head><title>Harbour</title></head><body{}>{}</body></html>"

GOLDEN = [
    ("mybb_list", "mybb", None),
    ("mybb_theme_list", "mybb", None),
    ("mybb_theme_thread", "mybb", None),
    ("phpbb_list", "phpbb", "3"),
    ("phpbb_thread", "phpbb", "3"),
    ("phpbb_table_list", "phpbb", "3"),
    ("phpbb_table_thread", "phpbb", "3"),
    ("phpbb2_list", "phpbb", "2"),
    ("phpbb2_thread", "phpbb", "2"),
    ("smf_list", "smf", "2.1"),
    ("smf_list20", "smf", "2.0"),
    ("smf_thread", "smf", "2.1"),
    ("smf_thread20", "smf", "2.0"),
    ("fluxbb_list", "fluxbb", "FluxBB"),
    ("fluxbb_thread", "fluxbb", "FluxBB"),
    ("punbb_list", "fluxbb", "PunBB"),
    ("punbb_thread", "fluxbb", "PunBB"),
    ("xenforo1_list", "xenforo", "1"),
    ("xenforo1_thread", "xenforo", "1"),
    ("xenforo2_list", "xenforo", "2"),
    ("xenforo2_thread", "xenforo", "2"),
    ("market_list", None, None),
    ("market_item", None, None),
]


@pytest.mark.parametrize(("name", "engine", "family"), GOLDEN)
def test_golden_pages_are_named(name, engine, family):
    found = detect(page((PAGES / f"{name}.html").read_text("utf-8")))
    assert (found.engine, found.family if family else None) == (engine, family)


# What each software writes around a board's index, a wall of its own or a page without scripts. (html, body, inside)
SNIPPETS = [
    ("mybb", "1.8", "", "", '<span class="forum_status forum_on" id="mark_read_7"></span>'),
    ("mybb", None, "", "", '<form action="member.php"><input type="hidden" name="my_post_key" value="0a"></form>'),
    ("mybb", None, "", "", '<form action="member.php"><input name="action" value="do_login"></form><form id="quick_login"></form>'),
    ("mybb", "1.6", "", "", "<script src='jscripts/prototype.js'></script><script>var my_post_key = '0a';</script>"),
    ("phpbb", "3", "", ' id="phpbb" class="nojs section-index"', ""),
    ("phpbb", "3", "", "", '<ul class="topiclist forums"><li class="row"><a class="forumtitle">A</a></li></ul><dl class="postprofile"></dl>'),
    ("phpbb", "2", "", "", '<table class="bodyline"><tr><td><span class="forumlink"><a href="viewforum.php?f=2">A</a></span></td></tr></table>'),
    ("xenforo", "1", ' id="XenForo" class="Public"', "", ""),
    ("xenforo", "1", "", "", '<ol class="nodeList sectionMain" id="forums"><li class="node forum"></li></ol>'),
    ("xenforo", "2", "", "", '<div class="node node--id4 node--forum"></div>'),
    ("xenforo", "2", ' data-app="public" data-template="login"', "", '<input type="hidden" name="_xfToken" value="0">'),
    ("smf", None, "", "", "<script>var smf_scripturl = 'http://harbour.example/index.php';</script>"),
    ("smf", "2.1", "", "", '<div id="boardindex_table"><div class="up_contain" id="board_3"></div></div>'),
    ("smf", "2.0", "", "", '<div id="boardindex_table"><table class="table_list"><tbody class="content" id="board_3"></tbody></table></div>'),
    ("smf", "1.1", "", "", '<div id="bodyarea"><table class="bordercolor"><tr><td class="windowbg2"></td></tr></table></div>'),
    ("fluxbb", "FluxBB", "", "", '<div id="punwrap"><div id="brdmain"></div></div>'),
    ("fluxbb", "PunBB", "", "", '<div id="brd-wrap" class="brd"><div id="brd-head"></div></div>'),
    ("vbulletin", "3", "", "", '<div class="trow"><div class="tcell" id="td_threadtitle_41"><a id="thread_title_41" href="/a">a</a></div></div>'),
    ("vbulletin", "3", "", "", '<table class="tborder"><tbody id="threadbits_forum_7"><tr><td class="alt1" id="td_threadtitle_41"></td></tr></tbody></table>'),
    ("vbulletin", "3", "", "", '<a class="bigusername" href="member.php?u=5">Wren</a><div id="post_message_9">Buoys</div>'),
    ("vbulletin", "3", "", "", '<tbody id="collapseobj_forumbit_1"><tr><td class="alt1Active" id="f7"></td></tr></tbody>'),
    ("vbulletin", "4", ' id="vbulletin_html"', "", ""),
    ("vbulletin", "4", "", "", '<ol id="threads" class="threads"><li class="threadbit" id="thread_41"></li></ol>'),
    ("vbulletin", "4", "", "", '<li class="forumbit_post old L2" id="forum7"></li>'),
    ("vbulletin", "5", "", ' id="vb-page-body" class="l-desktop vb-page"', ""),
    ("vbulletin", "5", "", "", '<tr class="topic-item" data-node-id="41"></tr><table class="forum-list-container"></table>'),
    ("vbulletin", "5", "", "", '<li class="b-post h-clearfix js-post" data-node-id="9"><div class="b-post__content"></div></li>'),
    ("vbulletin", None, "", "", '<script src="clientscript/vbulletin_global.js?v=387"></script>'),
    ("invision", "4", "", ' class="ipsApp ipsApp_front" data-controller="core.front.core.app"', '<li class="ipsDataItem"></li>'),
    ("invision", "4", "", "", '<ol class="ipsDataList"><li class="ipsDataItem ipsDataItem_responsivePhoto" data-rowid="41"></li></ol>'),
    ("invision", "5", "", ' class="ipsApp ipsApp_front" data-ips-hook="body"', '<li class="ipsData__item"></li>'),
    ("invision", "5", "", "", '<article class="ipsEntry js-ipsEntry ipsEntry--post"></article>'),
    ("invision", "3", "", ' id="ipboard_body"', '<div class="post_block hentry"></div>'),
    ("discourse", None, "", "", '<meta id="data-discourse-setup" data-environment="production"><section id="main"></section>'),
    ("discourse", None, "", "", '<div id="main-outlet"><table class="topic-list"><tr class="topic-list-item"></tr></table></div>'),
    ("discourse", None, "", "", '<div class="topic-body crawler-post"><div class="crawler-post-meta"></div></div>'),
    ("vanilla", None, "", ' id="vanilla_discussions_index" class="Vanilla Discussions"', ""),
    ("vanilla", None, "", "", '<ul class="DataList Discussions"><li class="Item ItemDiscussion" id="Discussion_41"></li></ul>'),
    ("vanilla", None, "", "", '<input type="hidden" name="TransientKey" value="0a">'),
    ("market", "annularis", "", "", '<a aria-controls="test-block" href="#sidebar"></a><div class="sidebar-nav"><li class="padd"></li></div>'),
]  # fmt: skip


@pytest.mark.parametrize(("engine", "family", "html", "body", "inside"), SNIPPETS)
def test_each_software_is_known_by_what_it_writes(engine, family, html, body, inside):
    found = detect(page(PAGE.format(html, body, inside)))
    assert (found.engine, found.family) == (engine, family)
    assert found.confidence >= module.ENOUGH
    assert found.why


TEXTS = [
    ("feed", '<?xml version="1.0"?><rss version="2.0"><channel><title>A</title></channel></rss>'),
    ("feed", '\ufeff<?xml version="1.0" encoding="utf-8"?>\n<!-- made -->\n<feed xmlns="http://www.w3.org/2005/Atom"></feed>'),
    ("feed", '<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?><rdf:RDF xmlns="http://purl.org/rss/1.0/"></rdf:RDF>'),
    ("discourse", '{"users": [], "topic_list": {"topics": [{"id": 41}]}}'),
    ("discourse", '{"post_stream": {"posts": [{"id": 9}]}, "id": 41}'),
    ("discourse", '{"category_list": {"categories": []}}'),
    ("leaksite", '[{"name": "Gull Bank", "date": "2025-03-01", "url": "/a"}, {"name": "Buoys", "date": "2025-03-02", "url": "/b"}]'),
    ("leaksite", '{"page": 1, "data": {"posts": [{"company": {"name": "Gull Bank"}, "created_at": 1}, {"company": {"name": "Buoys"}, "created_at": 2}]}}'),
    (None, '{"page": 1, "posts": [{"t": "Gull Bank", "d": 1, "u": "a"}, {"t": "Buoys", "d": 2, "u": "b"}]}'),
    (None, '{"a": [{"name": "Gull", "date": 1}, {"name": "Wren", "date": 1}], "b": [{"name": "Gull", "date": 1}, {"name": "Wren", "date": 1}]}'),
    (None, '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "a b", "title": "x"}, {"id": "2", "url": "c", "title": "y"}]}'),
    (None, '[{"id": 1, "lat": 2, "lon": 3}, {"id": 2, "lat": 3, "lon": 4}]'),
    (None, '{"error": "not found"}'),
    (None, '{"posts": ['),
    (None, "[" * 100_000),
    (None, '<?xml version="1.0"?><urlset><url></url></urlset>'),
]  # fmt: skip


@pytest.mark.parametrize(("engine", "text"), TEXTS, ids=range(len(TEXTS)))
def test_feeds_and_json_are_told_apart(engine, text):
    assert detect(page(text)).engine == engine


UNKNOWN = {
    "nothing": "",
    "a text": "just words",
    "a login of nobody's": "<form method=post><input name=user><input type=password name=pass><input name=captcha></form>",
    "a browser check": '<div id="challenge-form"><noscript>Checking your browser</noscript></div>',
    "a queue": '<meta http-equiv="refresh" content="10"><div class="queue"><b>42</b> before you</div>',
    "a leak site of cards": '<main><div class="card"><h2 class="title">Gull Bank</h2><p class="timer">3d 04h</p></div></main>',
    "a table of victims": '<table class="table"><tr class="post"><td class="author">x</td><td>12 GB</td></tr></table>',
    "NodeBB": '<ul component="topic" data-tid="41"><li component="post" data-pid="9"><div class="post-header"></div></li></ul>',
    "Flarum": '<div id="app" class="App"><ul class="DiscussionList-discussions"><li class="DiscussionListItem"></li></ul></div>',
    "WoltLab": '<ol class="wbbThreadPostList messageList"><li class="message" id="post9"><div class="messageContent"></div></li></ol>',
    "bbPress": '<ul class="bbp-topics"><li class="bbp-body"><ul id="bbp-topic-41" class="topic type-topic"></ul></li></ul>',
    "one old class": '<table class="tborder"><tr><td class="alt1">a</td><td class="thead">b</td><td class="trow1">c</td></tr></table>',
    "links to boards": "".join(
        f'<a href="http://other.example/{path}">x</a>'
        for path in ("showthread.php?tid=1", "viewtopic.php?t=2", "forumdisplay.php?fid=3", "threads/a.4/", "index.php?topic=5.0")
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_is_of_no_known_software_stays_unknown(name):
    found = detect(page(UNKNOWN[name]))
    assert (found.engine, found.family) == (None, None)


def test_two_softwares_on_one_page_are_no_name():
    both = '<div id="punwrap"></div><div class="b"><script>var my_post_key = 1;</script></div>'
    assert detect(page(both)).engine is None


def test_no_words_of_posts_decide():
    """A home-made forum where people write about all the others, with their markup and links, as text."""
    signs = [entry for entries in tables().values() for entry in entries]
    said = " ".join(str(entry.get("css") or entry.get("script") or entry.get("cookie") or "") for entry in signs)
    escaped = said.replace("&", "&amp;").replace("<", "&lt;")
    links = "".join(
        f'<a href="{path}">a</a>' for path in ("?topic=1", "viewtopic.php?f=1", "showthread.php?tid=2", "t/a/3")
    )
    html = f"<article><p>{escaped} vBulletin phpBB MyBB XenForo Discourse</p><pre>{escaped}</pre>{links}</article>"
    assert detect(page(html)).engine is None
    one = html + '<ul class="topiclist"></ul><dl class="postprofile"></dl>'
    assert detect(page(one)).engine == "phpbb"


def test_cookies_only_help():
    assert detect(page("<p>a</p>"), ["mybb[lastvisit]", "mybb[lastactive]"]).engine is None
    plain = detect(page('<tr class="inline_row"></tr><span id="tid_4"></span>'))
    helped = detect(page('<tr class="inline_row"></tr><span id="tid_4"></span>'), ["mybb[lastvisit]"])
    assert plain.engine == helped.engine == "mybb"
    assert helped.confidence > plain.confidence


HOSTILE = {
    "deep": "<div class='ipsType_reset'>" * 100_000,
    "wide": "<a href='showthread.php?" + "x&" * 200 + "'>a</a>" * 20_000,
    "one long link": "<a href='" + "showthread.php?&" * 100_000 + "'>a</a>",
    "many classes": "<p class='" + "x " * 500_000 + "'>",
    "scripts": "<script>" + "my_post_ke" * 100_000 + "</script>",
    "an endless head": "<?xml" + " " * 1_000_000,
    "feeds": "<!--" + "-->" * 300_000,
    "NUL and surrogates": "\x00\ud800<div id='punwrap'>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_looked_at_and_done_with(name):
    assert detect(page(HOSTILE[name])).confidence <= 1


# --- the saved pages ---

ENGINES = {"annularis": "market", "xenforo1": "xenforo", "xenforo2": "xenforo", "other": None}
FAMILIES = {"xenforo1": "1", "xenforo2": "2", "mybb": "1.8", "phpbb": "3", "fluxbb": "FluxBB", "annularis": "annularis"}
FAMILIES |= {"vbulletin": "4", "invision": "4"}


def saved_pages():
    return sorted(shared_path("pages").glob("*/*/*.html"))


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_the_saved_pages_are_named_whatever_they_wear(seed):
    wrong, families, pages = [], [], saved_pages()
    for file in pages:
        text = file.read_text("utf-8", "replace")
        found = detect(page(text if seed is None else Disguise(seed).html(text)))
        folder = file.parent.name
        if found.engine != ENGINES.get(folder, folder):
            wrong.append((file.name, found.engine))
        elif found.family != FAMILIES.get(folder, found.family):
            families.append((file.name, found.family))
    assert len(pages) > 80
    assert wrong == []
    assert families == []


def test_the_saved_pages_are_named_without_head_scripts_and_marks_on_the_page_itself():
    """What is left when a theme replaces the frame of the page."""
    wrong, pages = [], saved_pages()
    for file in pages:
        text = Disguise(3).html(file.read_text("utf-8", "replace"))
        text = re.sub(r"(?s)<script.*?</script>|<head>.*?</head>|(?<=<body)[^>]*|(?<=<html)[^>]*", "", text)
        if detect(page(text)).engine != ENGINES.get(file.parent.name, file.parent.name):
            wrong.append(file.name)
    assert len(wrong) <= 0.05 * len(pages), wrong


# --- the data ---


def tables():
    return tomllib.loads(Path(module.__file__).with_name("detect.toml").read_text("utf-8"))


@pytest.mark.parametrize("engine", tables())
def test_signs_are_well_formed(engine):
    for entry in tables()[engine]:
        assert len(entry.keys() & {"css", "script", "cookie", "href"}) == 1, entry
        assert entry.keys() <= {"css", "script", "cookie", "href", "weight", "family", "says"}
        assert entry["weight"] in WEIGHTS
        assert entry["weight"] == "hint" or "href" not in entry, "addresses never decide"
        assert entry["weight"] == "hint" or "cookie" not in entry, "nor do cookies"
        assert entry["says"]


def test_markets_are_named_as_presets():
    assert {entry["family"] for entry in tables()["market"]} <= set(preset_names())


def test_selectors_take_linear_time():
    """No descendants in a selector: libxml2 looks for them anew in each ancestor."""
    for entries in tables().values():
        for entry in entries:
            for selector in parse_css(entry.get("css", "a")):
                assert " " not in re.sub(r"\[[^\]]*\]", "", entry.get("css", "")).replace(" > ", ">"), entry
                assert selector.pseudo_element is None


def test_every_engine_of_a_site_can_be_named_but_a_home_made_leak_site():
    engines = set(Site.model_fields["engine"].annotation.__args__)
    assert engines - set(tables()) <= {"leaksite", "feed"}
