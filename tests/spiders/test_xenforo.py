"""XenForo beyond its golden pages: addresses, routes that were renamed, walls, missing threads, themes, languages."""

import pytest

from spiders.contract import PageRefused, ThreadMissing
from spiders.listing import SiteState
from spiders.xenforo import XenForo
from spiders.xenforo_urls import list_address, page_number, thread_address
from tests.spiders.sites import HOST, engine, page, saved, site

IDS = [
    ("/threads/some-title.12/", "12"), ("/threads/12/", "12"), ("/threads/some-title.12/page-3", "12"),
    ("/threads/some-title.12/page-3#post-9", "12"), ("/threads/some-title.12/post-9", "12"), ("/threads/v1.2.12/unread", "12"),
    ("/threads/some-title.12/latest", "12"), ("/forum/threads/some-title.12/", "12"), ("/threads/some-title.12", "12"),
    ("/index.php?threads/some-title.12/", "12"), ("/index.php?threads/some-title.12/page-2", "12"),
    ("/?threads/12/", "12"), ("/community/threads/%D0%B1.12/", "12"), ("/seo/some-title.12/", "12"),
    ("/forum/leaks.2/some-title.12.html", "12"), ("/forum/leaks.2/some-title.12-page-4.html", "12"),
    ("/forums/leaks.2/", None), ("/forum/leaks.2/", None), ("/posts/12/", None), ("/members/wren.12/", None), ("/", None),
    ("/goto/post?id=12", None), ("/threads/", None), ("/threads/title/", None), ("/threads/some.1'--/", None),
    ("/attachments/dump.12/", None), ("/index.php?members/wren.12/", None), ("/tags/some.12/", None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "native_id"), IDS)
def test_all_addresses_of_a_thread_show_one_id(path, native_id):
    assert engine("xenforo").native_id(HOST + path) == native_id


ALLOWED = [
    "/forums/leaks.2/", "/forums/leaks.2/page-3", "/forums/leaks/", "/forums/leaks/page-2", "/forums/2/",
    "/forums/leaks.2/page-2?order=post_date&direction=desc", "/forums/leaks.2/?prefix_id[0]=3", "/board/forums/leaks.2/",
    "/index.php?forums/leaks.2/", "/index.php?forums/leaks.2/page-2&order=post_date", "/threads/sale.1/", "/threads/1/",
    "/threads/sale.1/page-2", "/index.php?threads/sale.1/page-2", "/seo/sale.1/", "/forum/leaks.2/sale.1-page-2.html",
    "/forum/leaks.2/",
]  # fmt: skip
NOT_ALLOWED = [
    "/", "/index.php", "/forums/", "/forums/-/index.rss", "/forums/leaks.2/post-thread", "/forums/leaks.2/index.rss",
    "/forums/leaks.2/mark-read?date=1", "/threads/sale.1/reply", "/threads/sale.1/unread", "/threads/sale.1/latest",
    "/threads/sale.1/post-3", "/threads/sale.1/preview", "/threads/sale.1/?vote=1", "/posts/3/", "/members/wren.5/",
    "/login/", "/logout/?t=1", "/whats-new/posts/", "/search/12/", "/attachments/dump-zip.12/", "/account/alerts",
    "/index.php?login/", "/index.php?forums/leaks.2/create-thread", "/goto/post?id=1", "/data/dump.1.zip", "/forum/members/",
]  # fmt: skip


@pytest.mark.parametrize("path", ALLOWED)
def test_listings_and_threads_are_allowed(path):
    assert engine("xenforo").allows(HOST + path)


@pytest.mark.parametrize("path", NOT_ALLOWED)
def test_nothing_else_is_allowed(path):
    assert not engine("xenforo").allows(HOST + path)


def test_a_board_under_a_name_of_its_own_is_allowed():
    more = site("xenforo").model_copy(update={"boards": (site().boards[0].model_copy(update={"path": "/leaks/"}),)})
    reader = XenForo(more)
    allowed = ("/leaks/", "/leaks/page-2", "/leaks", "/other/", "/leaks/create-thread")
    assert [reader.allows(HOST + path) for path in allowed] == [True, True, True, False, False]


def test_addresses_of_one_thing_are_reduced_to_one():
    threads = (
        "threads/a.1/",
        "threads/a.1",
        "threads/a.1/unread",
        "threads/a.1/page-2?x=1",
        "threads/a.1/post-5#post-5",
    )
    assert {thread_address(f"{HOST}/{path}") for path in threads} == {f"{HOST}/threads/a.1/"}
    assert thread_address(f"{HOST}/index.php?threads/a.1/unread") == f"{HOST}/index.php?threads/a.1/"
    assert thread_address(f"{HOST}/forum/b.2/a.1-page-3.html") == f"{HOST}/forum/b.2/a.1.html"
    assert list_address(f"{HOST}/index.php?forums/b.2/page-3&order=title") == f"{HOST}/index.php?forums/b.2/"
    assert [page_number(f"{HOST}/{path}") for path in ("leaks/page-3", "threads/a.1/page-4", "leaks/")] == [3, 4, 1]


def test_a_route_that_was_renamed_loses_nothing():
    stock = saved("xenforo2_list", "/")
    html = stock.html.replace("index.php?threads/", "sales/").replace("index.php?forums/", "rooms/")
    read = engine("xenforo").listing(page(html, "/rooms/bazy.7/"))
    assert [row.native_id for row in read.rows] == ["41", "52", "60"]
    assert read.rows[0].url == f"{HOST}/sales/passazhiry-paroma.41/"


def test_the_last_page_of_a_thread_has_neither_next_nor_last():
    html = saved("xenforo2_thread", "/").html.replace('<link rel="next"', "<link").replace("pageNav-jump--next", "x")
    read = engine("xenforo").thread(page(html, "/threads/ferry-passengers-2025.41/page-4"))
    assert (read.next_url, read.last_url) == (None, None)


def test_a_link_to_another_thread_is_no_next_page():
    html = saved("xenforo2_thread", "/").html.replace("2025.41/page-3", "2025.42/page-3")
    assert engine("xenforo").thread(page(html, "/threads/ferry-passengers-2025.41/page-2")).next_url is None


RENAMED = ["u-dt", "username", "pageNav", "is-", "block", "p-", "structItemContainer ", "structItem "]


@pytest.mark.parametrize("name", RENAMED)
def test_a_theme_s_own_class_names_lose_nothing(name):
    stock = saved("xenforo2_list", "/index.php?forums/bazy.7/")
    themed = page(stock.html.replace(f'"{name}', '"theirs').replace(f" {name}", " theirs"), "/index.php?forums/bazy.7/")
    assert engine("xenforo").listing(themed) == engine("xenforo").listing(stock)


def test_a_deleted_author_without_the_script_s_attribute_is_read_from_the_text():
    for name, path in (("xenforo1_thread", "/threads/a.41/"), ("xenforo2_thread", "/threads/a.41/page-2")):
        html = saved(name, "/").html.replace("data-author=", "data-nobody=")
        assert [post.author for post in engine("xenforo").thread(page(html, path)).posts] == ["tide_9", "sunk_account"]


def test_numeric_dates_follow_the_page_s_language_unless_the_site_says_otherwise():
    html = saved("xenforo1_list", "/").html.replace("Feb 28, 2025 at 4:05 PM", "03.02.2025 um 16:05")
    german = page(html.replace('lang="en-US"', 'lang="de-DE"'), "/forums/databases.7/")
    assert engine("xenforo").listing(german).rows[0].posted.at.isoformat() == "2025-02-03T16:05:00+00:00"
    american = engine("xenforo", date_order="MDY").listing(german)
    assert american.rows[0].posted.at.isoformat() == "2025-03-02T16:05:00+00:00"


def test_a_preview_of_an_article_is_a_row():
    html = (
        '<html id="XF" lang="en" data-template="forum_view"><article class="message message--articlePreview '
        'js-inlineModContainer js-threadListItem-8"><h2 class="articlePreview-title"><span class="label">News</span> '
        '<a href="/threads/fog.8/">Fog</a></h2><div class="bbWrapper">words</div><ul class="articlePreview-meta">'
        '<li class="articlePreview-by">By <a class="username">gull</a></li><li><time datetime="2025-03-01T10:00:00Z">x'
        '</time></li><li class="articlePreview-replies"><a href="/threads/fog.8/" title="Replies: 5">Replies: 5</a></li>'
    )
    (row,) = engine("xenforo").listing(page(html, "/forums/news.3/")).rows
    assert (row.native_id, row.title, row.prefix, row.author, row.replies) == ("8", "Fog", "News", "gull", 5)
    assert row.posted.at.isoformat() == "2025-03-01T10:00:00+00:00"


EMPTY = (
    '<html id="XF" data-template="forum_view"><body><div class="block-row">There are no threads in this forum.</div>',
    '<html id="XenForo"><body><div id="content" class="forum_view"><p>There are no threads to display.</p></div>',
)


@pytest.mark.parametrize("html", EMPTY)
def test_a_board_without_threads_is_empty_and_not_refused(html):
    read = engine("xenforo").listing(page(html, "/forums/leaks.2/"))
    assert (read.rows, read.next_url) == ((), None)


GONE = [
    ("The requested thread could not be found.", 404),
    ("The requested thread could not be found.", 200),
    ("Запрашиваемая тема не найдена.", 200),
    ("Das angeforderte Thema konnte nicht gefunden werden.", 200),
]


@pytest.mark.parametrize(("words", "status"), GONE)
def test_the_site_says_that_a_thread_is_gone(words, status):
    html = (
        '<html id="XenForo"><body><div id="loginBar"><form id="login"><input type="password"></form></div>'
        f'<div class="errorPanel"><label class="OverlayCloser">{words}</label></div>'
    )
    with pytest.raises(ThreadMissing):
        engine("xenforo").thread(page(html, "/threads/a.1/", status))


WALLS = [
    ('<div class="blockMessage">You must be logged-in to do that.</div>', SiteState.LOGIN_REQUIRED),
    ('<form action="/login/login"><input type="password" name="password"></form>', SiteState.LOGIN_REQUIRED),
    ("<p>You have been banned for the following reason: spam</p>", SiteState.BANNED),
    ("<p>Nothing to see</p>", SiteState.LAYOUT_CHANGED),
]


@pytest.mark.parametrize(("html", "state"), WALLS)
@pytest.mark.parametrize("read", ["listing", "thread"])
def test_a_wall_is_named(html, state, read):
    with pytest.raises(PageRefused) as refused:
        getattr(engine("xenforo"), read)(page(f"<html id=XF data-template=login><body>{html}", "/threads/a.1/"))
    assert refused.value.state is state


@pytest.mark.parametrize(("read", "name"), [("listing", "xenforo2_thread"), ("thread", "xenforo2_list")])
def test_a_page_of_the_other_kind_is_refused(read, name):
    with pytest.raises(PageRefused):
        getattr(engine("xenforo"), read)(saved(name, "/threads/a.1/"))


def test_a_selector_is_overridden_by_the_site():
    html = saved("xenforo2_thread", "/").html.replace("message-name", "who")
    selectors = {"post_author": ".who", "post_body": ".message-body"}
    read = engine("xenforo", selectors=selectors).thread(page(html, "/threads/a.41/"))
    assert [post.author for post in read.posts] == ["tide_9", "sunk_account"]


def test_a_post_of_deep_markup_does_not_hide_the_posts_behind_it():
    html = saved("xenforo2_thread", "/").html.replace("2 BTC", "<span>" * 1000 + "deep" + "</span>" * 1000)
    read = engine("xenforo").thread(page(html, "/threads/a.41/"))
    assert len(read.posts) == 2
    assert "deep" in read.posts[0].text


POST = '<article class="message" data-content="post-{0}" id="js-post-{0}" data-author="x">'
BODY = '<div class="message-body"><div class="bbWrapper">x</div></div>'
ITEM = '<div class="structItem structItem--thread js-threadListItem-{0}" data-author="x">'
LINK = '<div class="structItem-title"><a href="/threads/a.1/" data-tp-primary="on">t</a>'
TIME = '<time title="Jan Jan Jan">9 9 9</time>'
HOSTILE = {
    "nested rows": "".join(ITEM.format(number) for number in range(1500))
    + f"{ITEM.format(1)}{LINK}</div></div>" * 9000,
    "nested posts": "".join(POST.format(number) for number in range(1500)) + f"{POST.format(1)}{BODY}</article>" * 9000,
    "posts in deep markup": "".join("<b>" * 45 + POST.format(number) for number in range(40)) + BODY + TIME * 9000,
    "nested labels": ITEM.format(1) + LINK + '<span class="label">' * 1800 + "<i>x</i>" * 9000,
    "nested labels of a thread": POST.format(1) + BODY + "<h1>" + '<span class="label">' * 1800 + "<i>x</i>" * 9000,
    "nested standing": POST.format(1) + BODY + '<div class="userBanner">' * 1800 + "<i>x</i>" * 9000,
    "times": f'{ITEM.format(1)}{LINK}</div><div class="structItem-startDate">{TIME * 9000}',
    "pages": f"""{POST.format(1)}{BODY}<div class="pageNav">{'<a href="/threads/a.1/page-3">3</a>' * 20_000}""",
    "broken addresses": f'<base href="http://[">{ITEM.format(1)}<a data-tp-primary href="http://[::1/threads/a.1/">x</a>',
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("read", ["listing", "thread"])
@pytest.mark.timeout(20)
def test_a_hostile_page_costs_what_its_length_does(html, read):
    try:
        result = getattr(engine("xenforo"), read)(page(html, "/threads/a.1/"))
    except PageRefused:
        return
    assert result is not None


def test_a_page_reached_by_a_jump_knows_its_place_by_the_address_it_names_itself():
    html = saved("xenforo2_thread", "/").html
    read = engine("xenforo").thread(page(html, "/threads/ferry-passengers-2025.41/post-121"))
    assert read.next_url == f"{HOST}/threads/ferry-passengers-2025.41/page-3"


def test_a_heading_without_the_label_s_class_is_split_as_the_page_names_itself():
    html = saved("xenforo2_thread", "/").html.replace('"label ', '"theirs ').replace("label-append", "gap")
    read = engine("xenforo").thread(page(html, "/threads/ferry-passengers-2025.41/page-2"))
    assert (read.prefix, read.title) == ("Selling", "Ferry passengers <2025> & crew")


def test_of_a_link_shown_with_words_of_the_page_behind_it_the_author_wrote_the_link():
    shown = (
        '<div class="bbCodeBlock bbCodeBlock--unfurl js-unfurl" data-unfurl="true" data-url="http://files.example/a">'
        "<h3>Somebody's title</h3></div>"
    )
    html = saved("xenforo2_thread", "/").html.replace("Since ", f"{shown}Since ")
    read = engine("xenforo").thread(page(html, "/threads/ferry-passengers-2025.41/page-2"))
    assert read.posts[0].own_text.endswith("1,  X\nhttp://files.example/a\nSince 2001")


def test_the_zone_that_the_page_tells_its_script_is_followed_unless_the_site_says_otherwise():
    script = "<script>jQuery.extend(true, XenForo, {serverTimeInfo: {\n now: 1740938400,\n today: 1740870000,\n"
    html = saved("xenforo1_list", "/").html.replace("</head>", f"{script} todayDow: 0 }}}});</script></head>")
    shown = engine("xenforo").listing(page(html, "/forums/databases.7/")).rows[0].posted
    told = engine("xenforo", timezone="UTC").listing(page(html, "/forums/databases.7/")).rows[0].posted
    assert (shown.at.hour, told.at.hour) == (15, 16)


KEYS = sorted(XenForo.selectors_known)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("ending", ["::text", "::attr(class)"])
def test_a_selector_that_gives_texts_breaks_nothing(key, ending):
    selectors = {key: ", ".join(each + ending for each in XenForo.selectors_known[key].split(", "))}
    reader = engine("xenforo", selectors=selectors)
    for read, name in (("listing", "xenforo1_list"), ("thread", "xenforo1_thread"), ("thread", "xenforo2_thread")):
        try:
            assert getattr(reader, read)(saved(name, "/threads/a.1/"))
        except (PageRefused, ThreadMissing):
            continue
