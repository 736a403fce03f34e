"""Discourse beyond its golden pages: addresses, the page for browsers, other versions, errors, missing, hostile."""

import copy
import html as markup
import json
import re

import pytest

from spiders.contract import PageRefused, ThreadMissing
from tests.spiders.sites import HOST, engine, page, plain, saved
from tests.spiders.test_contract import WALLS
from tests.spiders.test_mybb import HOSTILE

IDS = [
    ("/t/big-sale/12", "12"), ("/t/big-sale/12/4", "12"), ("/t/big-sale/12.json?page=2", "12"), ("/t/12", "12"),
    ("/t/12/4", "12"), ("/t/12.json", "12"), ("/t/12/4.json", "12"), ("/t/-/12", "12"), ("/t/топик/12", "12"),
    ("/f/t/big-sale/12?u=wren", "12"), ("/t/2025-sale/12", "12"), ("/t/t/12", "12"), ("/t/big-sale/12/last", "12"),
    ("/t/big-sale", None), ("/t/", None), ("/t/12x", None), ("/t/big-sale/12.rss", None), ("/u/t/12", "12"),
    ("/c/leaks/5", None), ("/latest", None), ("/p/12", None), ("/tag/12", None), ("/t/1234567890123", None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "native_id"), IDS)
def test_all_addresses_of_a_topic_show_one_id(path, native_id):
    assert engine("discourse").native_id(HOST + path) == native_id


ALLOWED = [
    "/latest", "/latest.json?no_definitions=true&page=2", "/top/weekly", "/c/leaks/5", "/c/leaks/5.json?page=1", "/c/5",
    "/c/leaks/ports/7/l/latest.json?page=1", "/c/leaks/5/none", "/c/leaks", "/tag/sold", "/tag/sold/3/l/latest.json",
    "/tags/c/leaks/5/sold", "/f/c/leaks/5", "/t/big-sale/12", "/t/big-sale/12.json", "/t/12?page=3",
    "/t/big-sale/12.json?page=3", "/hot.json", "/c/leaks/5?order=activity&ascending=false",
]  # fmt: skip
NOT_ALLOWED = [
    "/", "/t/big-sale/12/4", "/t/12/4", "/t/big-sale/12?u=wren", "/t/big-sale/12.rss", "/c/leaks/5.rss", "/c/leaks/5/edit",
    "/u/wren", "/users/wren.json", "/search?q=x", "/login", "/session/sso", "/posts/12.json", "/raw/12", "/c", "/tag",
    "/t/12/print", "/t/12?print=true", "/admin", "/categories", "/latest.rss", "/uploads/a.png", "/t/12?page=x",
]  # fmt: skip


@pytest.mark.parametrize("path", ALLOWED)
def test_lists_and_topics_are_allowed(path):
    assert engine("discourse").allows(HOST + path)


@pytest.mark.parametrize("path", NOT_ALLOWED)
def test_nothing_else_is_allowed(path):
    assert not engine("discourse").allows(HOST + path)


LIST = json.loads(saved("discourse_json_list", "/").html)
THREAD = json.loads(saved("discourse_json_thread", "/").html)


def listing(data, path="/c/leaks/7.json?page=2"):
    return engine("discourse").listing(page(json.dumps(data), path))


def thread(data, path="/t/ferry/41.json?page=2"):
    return engine("discourse").thread(page(json.dumps(data), path))


def changed(data, **values):
    """Copy data with other values: `post_stream__stream=[]`."""
    data = copy.deepcopy(data)
    for path, value in values.items():
        *above, last = path.split("__")
        holder = data
        for name in above:
            holder = holder[name]
        holder[last] = value
    return data


def test_a_board_in_a_folder_links_to_topics_in_it():
    read = listing(LIST, "/wow/c/leaks/7.json")
    assert read.rows[0].url == f"{HOST}/wow/t/rules-prices-2025/12.json"


MORE = [
    ("/latest?no_definitions=true&page=3", "/latest.json?no_definitions=true&page=3"),
    ("/c/leaks/7/l/latest?page=3", "/c/leaks/7/l/latest.json?page=3"),
    ("http://mirror.example/c/leaks/7?page=3", "/c/leaks/7.json?page=3"),
    ("/c/leaks/7?page=2", None),
    ("/login?page=3", None),
    ("javascript:3", None),
    (None, None),
]


@pytest.mark.parametrize(("more", "next_path"), MORE)
def test_the_next_page_of_a_list_in_json_is_json(more, next_path):
    read = listing(changed(LIST, topic_list__more_topics_url=more))
    assert read.next_url == (next_path and HOST + next_path)


SLUGS = [("", "/t/12.json"), ("..", "/t/12.json"), ("a/../b", "/t/12.json"), ("a?b", "/t/12.json"), ("9", "/t/12.json")]


@pytest.mark.parametrize(("slug", "path"), SLUGS)
def test_a_slug_that_is_none_is_left_out(slug, path):
    data = copy.deepcopy(LIST)
    data["topic_list"]["topics"][0]["slug"] = slug
    row = listing(data).rows[0]
    assert row.url == HOST + path
    assert engine("discourse").native_id(row.url) == row.native_id


PAGES = [
    ("the first", "/t/ferry/41.json", [1, 2, 3, 121, 122, 123, 125, 9, 10], "?page=2", "?page=3"),
    ("the last", "/t/ferry/41.json?page=3", [*range(9), 125], None, None),
    ("one behind the end", "/t/ferry/41.json?page=9", [121, 122, 123, 125], None, None),
    ("one whose posts went elsewhere", "/t/ferry/41.json?page=2", list(range(1000, 1010)), "?page=3", "?page=3"),
    ("one that shows the first again", "/t/ferry/41.json?page=2", [121, 122, 123, 125, 9], None, None),
    ("a jump", "/t/ferry/41/25.json", [1, 2, 3, 121, 122, 123, 125, 9], "?page=2", "?page=2"),
]


@pytest.mark.parametrize(("path", "stream", "following", "last"), [row[1:] for row in PAGES], ids=[r[0] for r in PAGES])
def test_later_pages_are_counted_from_the_posts_that_a_topic_names(path, stream, following, last):
    read = thread(changed(THREAD, post_stream__stream=stream), path)
    first = f"{HOST}/t/ferry/41.json"
    assert (read.next_url, read.last_url) == (following and first + following, last and first + last)


def test_a_topic_too_long_to_name_its_posts_counts_them():
    giant = changed(THREAD, post_stream__stream=None, post_stream__lastId=9999, posts_count=12_000)
    read = thread(giant)
    assert (read.next_url, read.last_url) == (f"{HOST}/t/ferry/41.json?page=3", f"{HOST}/t/ferry/41.json?page=3000")
    assert thread(changed(giant, post_stream__lastId=125)).next_url is None


BROWSER = (
    '<html><head><link rel="canonical" href="http://harbour.example{path}"></head><body><noscript data-path="{path}">'
    '<div id="main-outlet">{shown}</div></noscript><section id="main"></section><form id="hidden-login-form" '
    'style="display: none;"><input type="password"></form><div class="hidden" id="data-preloaded" data-preloaded="{data}"></div>'
)


def browser(key, data, path, shown=""):
    kept = json.dumps({"site": "{}", key: json.dumps(data)})
    return page(BROWSER.format(path=path, shown=shown, data=markup.escape(kept)), path)


def test_a_page_that_shows_nothing_is_read_by_the_data_for_its_script():
    read = engine("discourse").thread(browser("topic_41", THREAD, "/t/ferry/41?page=2"))
    assert read.posts == thread(THREAD).posts
    assert read.next_url == read.last_url == f"{HOST}/t/ferry/41?page=3"
    read = engine("discourse").listing(browser("topic_list_c/leaks", LIST, "/c/leaks/7?page=2"))
    assert [row.url.removesuffix(".json") for row in listing(LIST).rows] == [row.url for row in read.rows]
    assert read.next_url == f"{HOST}/c/leaks/7?page=3"


SHOWN = re.search("<body.*</body>", saved("discourse_thread", "/").html, re.DOTALL)[0]


@pytest.mark.parametrize("data", [{}, {"post_stream": {"posts": []}}, {"post_stream": [3]}, changed(THREAD, id=40)])
def test_a_page_whose_data_is_another_s_is_read_by_what_it_shows(data):
    read = engine("discourse").thread(browser("topic_41", data, "/t/ferry/41?page=2", SHOWN))
    assert read == engine("discourse").thread(saved("discourse_thread", "/t/ferry/41?page=2"))


def test_the_data_of_a_page_knows_the_last_page_and_who_the_author_is():
    data = changed(THREAD, post_stream__stream=[*range(4), 121, 122, 123, 125, *range(900, 920)])
    read = engine("discourse").thread(browser("topic_41", data, "/t/ferry/41?page=2", SHOWN))
    plainly = engine("discourse").thread(saved("discourse_thread", "/t/ferry/41?page=2")).posts
    assert [post.native_id for post in plainly] == ["21", "24"]
    assert [post.native_id for post in read.posts] == ["121", "24"]  # of the second the data knows nothing
    assert [post.text for post in read.posts] == [post.text for post in plainly]
    assert (read.next_url, read.last_url) == (f"{HOST}/t/ferry/41?page=3", f"{HOST}/t/ferry/41?page=7")
    assert read.standing == "Harbour master; admin; trust level 3"


OLD_POST = (
    "<div itemscope itemtype='http://schema.org/DiscussionForumPosting' class='topic-body crawler-post'><div class='crawler-post-meta'>"
    '<span class="creator" itemprop="author" itemscope itemtype="http://schema.org/Person"><a itemprop="url" href="/u/gull">'
    "<span itemprop='name'>gull</span></a></span><span class=\"crawler-post-infos\">"
    "<meta itemprop='datePublished' content='2020-04-23T10:44:06Z'><time itemprop='dateModified' datetime='2020-04-23T22:27:02Z' "
    "class='post-time'>23 April 2020 22:27</time><span itemprop='position'>#3</span></span></div>"
    "<div class='post' itemprop='articleBody'><p>Sold</p></div><meta itemprop='headline' content='Ferry'></div>"
)


def test_in_older_versions_the_time_that_is_seen_is_that_of_the_edit():
    html = f'<div id="topic-title"><h1><a href="/t/ferry/41">Ferry</a></h1></div>{OLD_POST}'
    read = engine("discourse").thread(page(html, "/t/ferry/41"))
    assert (read.title, read.next_url) == ("Ferry", None)
    assert plain(read.posts) == [
        {
            "native_id": "3", "author": "gull", "text": "Sold", "own_text": "Sold",
            "posted": "2020-04-23T10:44:06+00:00 second", "edited": "2020-04-23T22:27:02+00:00 second",
        }
    ]  # fmt: skip


OLD_LIST = (
    "<div class='topic-list' itemscope itemtype='http://schema.org/ItemList'>"
    "<div itemprop='itemListElement' itemscope itemtype='http://schema.org/ListItem'><meta itemprop='position' content='0'>"
    "<a href='http://harbour.example/t/ferry/41' itemprop='url'><span itemprop='name'>Ferry</span></a>"
    "<span>[<a href='/c/leaks/7'>Leaks</a>]</span><span title='posts'>(22)</span></div></div>"
)


def test_the_list_of_older_versions_shows_how_many_posts_there_are():
    read = engine("discourse").listing(page(OLD_LIST, "/latest"))
    assert plain(read.rows) == [{"native_id": "41", "url": f"{HOST}/t/ferry/41", "title": "Ferry", "replies": 21}]


SCRIPTED_LIST = (
    '<table class="topic-list"><tbody><tr data-topic-id="12" class="topic-list-item category-leaks pinned closed"><td class="main-link">'
    '<span class="link-top-line"><a href="/t/rules/12" class="title raw-link raw-topic-link" data-topic-id="12">Rules</a></span></td>'
    '<td class="posters topic-list-data"><a href="/u/keeper" data-user-card="keeper"><img class="avatar"></a></td><td class="num posts-map posts">'
    '<button><span class="number">2</span></button></td><td class="num views"><span class="number" title="1,204 views">1.2k</span></td>'
    '<td class="activity num" title="Created"><a class="post-activity"><span class="relative-date" data-time="1740937800000" data-format="tiny">'
    "5h</span></a></td></tr></tbody></table>"
)
SCRIPTED_POST = (
    '<div id="topic-title"><h1><a href="/t/rules/12" class="fancy-title">Rules</a></h1></div><div class="topic-post"><article id="post_3" '
    'data-post-id="77"><div class="topic-body"><div class="topic-meta-data"><div class="names"><span class="first username"><a href="/u/keeper">'
    'keeper</a></span></div><div class="post-infos"><div class="post-info post-date"><a href="/t/rules/12/3"><span class="relative-date" '
    'data-time="1740937800000">5h</span></a></div></div></div><div class="regular contents"><div class="cooked"><p>Sold</p></div></div></div></article></div>'
)


def test_a_page_saved_from_a_browser_is_read_as_its_script_had_made_it():
    at = "2025-03-02T17:50:00+00:00 second"
    assert plain(engine("discourse").listing(page(SCRIPTED_LIST, "/latest")).rows) == [
        {
            "native_id": "12", "url": f"{HOST}/t/rules/12", "title": "Rules", "author": "keeper", "replies": 2, "last_activity": at,
            "sticky": True, "locked": True,
        }
    ]  # fmt: skip
    read = engine("discourse").thread(page(SCRIPTED_POST, "/t/rules/12/3"))
    assert (read.native_id, read.title) == ("12", "Rules")
    assert plain(read.posts) == [
        {"native_id": "3", "author": "keeper", "text": "Sold", "own_text": "Sold", "posted": at}
    ]


ERRORS = [
    ("not_logged_in", 403, "login_required"), ("invalid_access", 403, "login_required"), ("rate_limit", 429, "queue"),
    ("read_only", 503, "down"), ("not_logged_in", 200, "login_required"), ("invalid_parameters", 400, "layout_changed"),
    (None, 500, "down"), (None, 429, "queue"), (["rate_limit"], 403, "banned"),
]  # fmt: skip


@pytest.mark.parametrize("read", ["listing", "thread"])
@pytest.mark.parametrize(("kind", "status", "state"), ERRORS)
def test_an_error_in_json_is_a_state_in_every_language(read, kind, status, state):
    body = json.dumps({"errors": ["Вы не можете этого сделать."], "error_type": kind, "extras": {"wait_seconds": 9}})
    with pytest.raises(PageRefused) as refused:
        getattr(engine("discourse"), read)(page(body, "/t/ferry/41.json", status))
    assert refused.value.state == state


@pytest.mark.parametrize("read", ["listing", "thread"])
def test_an_error_of_older_versions_is_told_by_its_words(read):
    body = '{"errors": ["You need to be logged in to do that."]}'
    with pytest.raises(PageRefused) as refused:
        getattr(engine("discourse"), read)(page(body, "/t/ferry/41.json"))
    assert refused.value.state == "login_required"


def test_the_words_of_posts_decide_nothing():
    post = {"id": 1, "username": "gull", "cooked": "<p>You are banned: captcha, login required</p>"}
    data = {"id": 41, "title": "x", "post_stream": {"posts": [post]}}
    assert thread(data).posts[0].text == "You are banned: captcha, login required"
    with pytest.raises(PageRefused) as refused:
        listing(data)
    assert refused.value.state == "layout_changed"


NOT_FOUND = '{"errors":["The requested URL or resource could not be found."],"error_type":"not_found"}'
MISSING = [
    (NOT_FOUND, 404), (NOT_FOUND, 410), (NOT_FOUND, 200), ("{}", 404), ("<h1>404</h1>", 404), ("", 410),
    ('<div id="main-outlet"><h1 class="page-not-found">Ой! Эта страница закрыта.</h1></div>', 404),
    ('<div id="main-outlet"><h1 class="page-not-found">Ой! Эта страница закрыта.</h1></div>', 200),
    ("<h1>Oops! That page doesn’t exist or is private.</h1>", 200),
]  # fmt: skip


@pytest.mark.parametrize(("html", "status"), MISSING)
def test_a_missing_topic_is_said_by_the_board(html, status):
    with pytest.raises(ThreadMissing):
        engine("discourse").thread(page(html, "/t/ferry/41", status))


@pytest.mark.parametrize(("html", "status"), MISSING)
def test_a_missing_board_is_no_missing_topic(html, status):
    with pytest.raises(PageRefused):
        engine("discourse").listing(page(html, "/c/leaks/7", status))


def test_a_topic_for_others_and_a_board_for_members_ask_for_a_login():
    denied = '<h1 class="page-not-found">Sorry, you don\'t have access to that topic!</h1>'
    members = '<noscript data-path="/login"><div id="main-outlet"><h2>Welcome to Test Harbour</h2></div></noscript>'
    for html, path, status in [
        (denied, "/t/ferry/41", 403),
        (members, "/t/ferry/41", 200),
        ("<h2>Привет</h2>", "/login", 200),
    ]:
        with pytest.raises(PageRefused) as refused:
            engine("discourse").thread(page(html, path, status))
        assert refused.value.state == "login_required"


@pytest.mark.parametrize("read", ["listing", "thread"])
@pytest.mark.parametrize(("html", "status", "state"), [row[1:] for row in WALLS], ids=[row[0] for row in WALLS])
def test_a_wall_is_a_state(read, html, status, state):
    with pytest.raises(PageRefused) as refused:
        getattr(engine("discourse"), read)(page(html, "/c/leaks/7", status))
    assert refused.value.state == state


NOT_ITS_KIND = [
    ("listing", "discourse_thread"), ("thread", "discourse_list"), ("listing", "discourse_json_thread"),
    ("thread", "discourse_json_list"), ("listing", "mybb_list"), ("thread", "mybb_thread"),
]  # fmt: skip


@pytest.mark.parametrize(("read", "name"), NOT_ITS_KIND)
def test_a_page_of_another_kind_is_refused(read, name):
    with pytest.raises(PageRefused):
        getattr(engine("discourse"), read)(saved(name, "/c/leaks/7"))


@pytest.mark.parametrize("html", ['{"users": [], "topic_list": {"topics": []}}', "<table class='topic-list'></table>"])
def test_a_board_without_topics_is_an_empty_page_of_rows(html):
    assert engine("discourse").listing(page(html, "/c/leaks/7")).rows == ()


WRONG = [None, True, -1, 10**30, 1.5, "\ud800", [], {}, [[]], ["x"], {"id": None}]


def paths(data, above=()):
    """Give the way to every value of some data."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield (*above, key)
        yield from paths(value, (*above, key))


@pytest.mark.parametrize("wrong", WRONG, ids=map(repr, WRONG))
def test_data_of_any_other_type_is_read_or_refused(wrong):
    for data, read in ((LIST, listing), (THREAD, thread)):
        for *above, last in paths(data):
            broken = copy.deepcopy(data)
            holder = broken
            for key in above:
                holder = holder[key]
            holder[last] = wrong
            try:
                result = read(broken)
            except (PageRefused, ThreadMissing):
                continue
            hash(result)
            assert all(row.native_id.isdecimal() and row.fingerprint() for row in getattr(result, "rows", ()))


MORE_HOSTILE = {
    **HOSTILE,
    "nested lists": '{"topic_list": ' + "[" * 200_000,
    "nested data": '{"post_stream":' * 100_000,
    "no number": '{"topic_list": {"topics": [{"id": NaN, "title": "x", "posts_count": Infinity}]}}',
    "a long number": '{"topic_list": {"topics": [{"id": ' + "9" * 50_000 + "}]}}",
    "a number of another size": '{"post_stream": {"posts": [{"id": 1e999, "username": "x"}]}}',
    "cut off": saved("discourse_json_thread", "/").html[:3000],
    "nested posts": '<div class="crawler-post"><div class="post">' * 20_000,
    "posts in one": '<div id="post_1">' + "<p class='post'>x</p>" * 30_000,
    "posts in posts": "".join(f'<div id="post_{n}"><p class="post">x</p>' for n in range(900)) + "<b>x</b>" * 50_000,
    "nested previews": '<div id="post_1"><div class="post">' + '<aside class="onebox">' * 30_000,
}


@pytest.mark.parametrize("read", ["listing", "thread"])
@pytest.mark.parametrize("html", MORE_HOSTILE.values(), ids=MORE_HOSTILE.keys())
@pytest.mark.timeout(60)
def test_a_hostile_page_is_read_or_refused(html, read):
    try:
        result = getattr(engine("discourse"), read)(page(html, "/t/ferry/41"))
    except (PageRefused, ThreadMissing):
        return
    assert result is not None


@pytest.mark.parametrize("key", ["author", "title", "post", "post_body", "post_author", "post_date", "next", "row"])
@pytest.mark.parametrize("ending", ["::text", "::attr(class)"])
def test_a_selector_that_gives_texts_breaks_nothing(key, ending):
    reader = engine("discourse")
    selector = ", ".join(part + ending for part in reader.selectors_known[key].split(", "))
    reader = engine("discourse", selectors={key: selector})
    for read, name in (("listing", "discourse_list"), ("thread", "discourse_thread")):
        try:
            getattr(reader, read)(saved(name, "/c/leaks/7"))
        except PageRefused:
            continue


@pytest.mark.parametrize(
    "name",
    ["topic-list-item", "raw-topic-link", "link-top-line", "posters", "crawler-post-meta", "creator", "post-time"],
)
def test_a_theme_s_further_class_names_lose_nothing(name):
    for read, saved_page in (("listing", "discourse_list"), ("thread", "discourse_thread")):
        stock = saved(saved_page, "/c/leaks/7")
        themed = page(re.sub(rf"\b{name}\b", f"theirs {name} x-theme", stock.html), "/c/leaks/7")
        assert getattr(engine("discourse"), read)(themed) == getattr(engine("discourse"), read)(stock)
