"""Invision beyond its golden pages: addresses, boards of other names, walls, missing topics, themes, versions."""

import pytest

from spiders.contract import PageRefused, ThreadMissing
from spiders.invision import Invision
from spiders.invision_urls import list_address, place, start_of, topic_address
from spiders.listing import SiteState
from tests.spiders.sites import HOST, engine, page, saved, site

IDS = [
    ("/topic/12-some-title/", "12"), ("/topic/12-some-title", "12"), ("/topic/12/", "12"), ("/topic/12-/", "12"),
    ("/topic/12-some-title/page/3/", "12"), ("/topic/12-some-title/page/3/#comment-9", "12"),
    ("/topic/12-some-title/?page=3", "12"), ("/topic/12-some-title/?do=findComment&comment=9", "12"),
    ("/topic/12-some-title/?do=getNewComment", "12"), ("/topic/12-some-title/#findComment-9", "12"),
    ("/community/topic/12-some-title/", "12"), ("/forums/topic/12-2025-list/", "12"), ("/topic/12-%D0%B1/", "12"),
    ("/index.php?/topic/12-some-title/", "12"), ("/index.php?/topic/12-some-title/page/3/", "12"),
    ("/index.php?/topic/12-some-title/&do=findComment&comment=9", "12"), ("/?/topic/12-a/?do=getLastComment", "12"),
    ("/index.php/topic/12-some-title/", "12"), ("/index.php/topic/12-some-title/page-2", "12"),
    ("/topic/12-some-title/page-2#entry9", "12"), ("/topic/12-some-title/page__st__20", "12"),
    ("/index.php?showtopic=12", "12"), ("/index.php?s=0a1b&showtopic=12&st=20", "12"),
    ("/index.php?showtopic=12&view=getlastpost", "12"), ("/index.php?showtopic=12&p=9", "12"),
    ("/index.php?app=forums&module=forums&controller=topic&id=12", "12"), ("/temat/12-tytul/", "12"), ("/rozmowy/12-a/", "12"),
    ("/forum/2-leaks/", None), ("/index.php?showforum=2", None), ("/profile/12-wren/", None), ("/", None), ("/topic/", None),
    ("/index.php?app=forums&module=forums&controller=forums&id=2", None), ("/index.php?showuser=12", None),
    ("/clubs/12-crew/", None), ("/tags/12-a/", None), ("/files/file/12-dump/", None), ("/topic/12'--/", None),
    ("/index.php?app=core&module=members&controller=profile&id=12", None), ("/blogs/entry/12-a/", None), ("/2025/12-a.html", None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "native_id"), IDS)
def test_all_addresses_of_a_topic_show_one_id(path, native_id):
    assert engine("invision").native_id(HOST + path) == native_id


ALLOWED = [
    "/forum/2-leaks/", "/forum/2-leaks/page/3/", "/forum/2-leaks/?page=3", "/forum/2-leaks/page/2/?sortby=title&sortdirection=asc",
    "/index.php?/forum/2-leaks/", "/index.php?/forum/2-leaks/page/2/", "/index.php/forum/2-leaks/page-2", "/community/forum/2-a/",
    "/index.php?showforum=2", "/index.php?showforum=2&prune_day=100&sort_by=Z-A&sort_key=last_post&topicfilter=all&st=30",
    "/forum/2-leaks/page__prune_day__100__sort_by__Z-A__st__30", "/index.php?app=forums&module=forums&controller=forums&id=2&page=2",
    "/topic/1-sale/", "/topic/1-sale/page/2/", "/topic/1-sale/page/2/?tab=comments", "/topic/1-sale/page-2",
    "/topic/1-sale/page__st__20", "/index.php?showtopic=1&st=20", "/index.php?/topic/1-sale/page/2/", "/temat/1-sale/",
    "/index.php?app=forums&module=forums&controller=topic&id=1&page=2",
]  # fmt: skip
NOT_ALLOWED = [
    "/", "/index.php", "/forum/", "/forums/", "/discover/", "/forum/2-leaks/?do=add", "/forum/2-leaks.xml/",
    "/forum/2-leaks/?do=markRead&csrfKey=1", "/topic/1-sale/?do=findComment&comment=3", "/topic/1-sale/?do=getNewComment",
    "/topic/1-sale/?do=reportComment&comment=3", "/topic/1-sale/?csrfKey=1&do=multimodComment", "/topic/1-sale/?preview=1",
    "/topic/1-sale/unread/", "/topic/1-sale/copy/", "/index.php?showtopic=1&view=getlastpost", "/index.php?showtopic=1&mode=show",
    "/index.php?app=forums&module=forums&controller=topic&id=1&do=edit", "/profile/5-wren/", "/profile/5-wren/content/",
    "/login/", "/register/", "/search/?q=1-a", "/tags/selling/", "/clubs/3-crew/", "/index.php?app=core&module=global&section=login",
    "/topic/1-sale/page__view__getnewpost", "/applications/core/interface/file/attachment.php?id=4", "/gallery/image/4-a/",
]  # fmt: skip


@pytest.mark.parametrize("path", ALLOWED)
def test_listings_and_topics_are_allowed(path):
    assert engine("invision").allows(HOST + path)


@pytest.mark.parametrize("path", NOT_ALLOWED)
def test_nothing_else_is_allowed(path):
    assert not engine("invision").allows(HOST + path)


def test_a_board_under_a_name_of_its_own_is_allowed():
    more = site("invision").model_copy(update={"boards": (site().boards[0].model_copy(update={"path": "/leaks/"}),)})
    reader = Invision(more)
    allowed = ("/leaks/", "/leaks/page/2/", "/leaks", "/other/", "/leaks/create/")
    assert [reader.allows(HOST + path) for path in allowed] == [True, True, True, False, False]


def test_addresses_of_one_thing_are_reduced_to_one():
    topics = (
        "topic/1-a/",
        "topic/1-a",
        "topic/1-a/page/2/?tab=comments",
        "topic/1-a/?do=getNewComment",
        "topic/1-a/page-3#entry5",
    )
    assert {topic_address(f"{HOST}/{path}") for path in topics} == {f"{HOST}/topic/1-a/"}
    assert topic_address(f"{HOST}/index.php?/topic/1-a/page/2/&x=1") == f"{HOST}/index.php?/topic/1-a/"
    assert topic_address(f"{HOST}/index.php?showtopic=1&st=20#entry5") == f"{HOST}/index.php?showtopic=1"
    assert list_address(f"{HOST}/forum/2-b/page/3/?sortby=title") == f"{HOST}/forum/2-b/"
    paths = ("leaks/page/3/", "topic/1-a/page/4/", "topic/1-a/?page=4", "leaks/", "index.php?showtopic=1&st=40")
    assert [start_of(f"{HOST}/{path}") for path in paths] == [2, 3, 3, 0, 40]
    assert place(f"{HOST}/topic/1-a/page__st__40__hl__x") is not None


def test_names_that_a_theme_changed_lose_nothing():
    for name, path in (
        ("invision4_list", "/index.php?/forum/7-databases/page/2/"),
        ("invision5_list", "/forum/7-bazy/"),
    ):
        stock = engine("invision").listing(saved(name, path))
        html = saved(name, path).html
        for renamed in (
            "ipsDataItem_title",
            "ipsDataItem_meta",
            "cForumTopicTable",
            "ipsData__title",
            "ipsData__extra",
            "ipsType_",
        ):
            themed = page(html.replace(f'"{renamed}', '"theirs').replace(f"'{renamed}", "'theirs"), path)
            read = engine("invision").listing(themed)
            assert [(row.native_id, row.title, row.replies) for row in read.rows if not row.moved] == [
                (row.native_id, row.title, row.replies) for row in stock.rows if not row.moved
            ]


def test_posts_are_found_by_what_the_quote_button_needs():
    path = "/topic/41-ferry-passengers/page/2/"
    stock = saved("invision4_thread", path)
    themed = page(stock.html.replace("id='elComment_", "id='theirs_"), path)
    assert [post.text for post in engine("invision").thread(themed).posts] == [
        post.text for post in engine("invision").thread(stock).posts
    ]


def test_a_post_without_a_time_of_its_own_has_the_one_that_the_quote_button_needs():
    html = saved("invision4_thread", "/").html.replace("<time", "<span").replace("</time", "</span")
    first = engine("invision").thread(page(html, "/topic/41-a/page/2/")).posts[0]
    assert first.posted.at.isoformat() == "2025-03-01T14:58:03+00:00"


def test_on_the_last_page_the_inactive_link_to_itself_is_no_next_page():
    inactive = (
        "<ul class='ipsPagination'><li class='ipsPagination_next ipsPagination_inactive'>"
        "<a href='http://old-name.example/topic/41-ferry-passengers/page/7/' rel='next' data-page='7'>Next</a></li></ul>"
    )
    html = saved("invision4_thread", "/").html.split("<div id='comments'")[0].replace("<link rel", "<link x")
    post = "<article id='elComment_9'><div data-role='commentContent'><time datetime='2025-01-01T00:00:00Z'>x</time>a</div>"
    html += f"{inactive}{post}<h3 class='cAuthorPane_author'>gull</h3></article>"
    read = engine("invision").thread(page(html, "/topic/41-ferry-passengers/page/7/"))
    assert (read.next_url, read.last_url) == (None, None)


def test_a_page_reached_by_a_jump_knows_its_place_by_the_address_it_names_itself():
    stock = saved("invision4_thread", "/topic/41-ferry-passengers/?do=findComment&comment=121")
    assert engine("invision").thread(stock).next_url == f"{HOST}/topic/41-ferry-passengers/page/3/"


def test_a_topic_s_id_is_told_by_the_page_where_its_address_has_none():
    html = saved("invision5_thread", "/").html.replace("canonical", "x").replace("rel=", "x=")
    assert engine("invision").thread(page(html, "/some-title/")).native_id == "41"


EMPTY = (
    "<body data-pagecontroller='forums'><header><input type='password'></header><div data-tableid='topics'><p>No topics</p></div>",
    "<div class='ipsNav'><ul id='elUserNav'><input type='password'></ul></div><div class='ipsBox' data-tableID='topics'></div>",
    "<table id='forum_table'><tr><td class='no_messages'>No topics were found.</td></tr></table>",
)


@pytest.mark.parametrize("html", EMPTY)
def test_a_board_without_topics_is_empty_and_not_refused(html):
    read = engine("invision").listing(page(html, "/forum/2-leaks/"))
    assert (read.rows, read.next_url) == ((), None)


ERROR = (
    "<html><body data-pagecontroller='topic'><header><form><input type='password'></form></header><section id='elError'>"
    "<p>Sorry!</p><div id='elErrorMessage'>{}</div><p>Error code: <strong>{}</strong></p></section>"
)
GONE = [
    ("We could not locate the item you are trying to view.", "2F173/1", 404),
    ("We could not locate the item you are trying to view.", "2F173/O", 200),
    ("Не найдено.", "2F173/1", 200),
    ("[#10340] We could not determine which topic you were attempting to view.", "", 200),
]


@pytest.mark.parametrize(("words", "code", "status"), GONE)
def test_the_site_says_that_a_topic_is_gone(words, code, status):
    with pytest.raises(ThreadMissing):
        engine("invision").thread(page(ERROR.format(words, code), "/topic/1-a/", status))


WALLS = [
    (ERROR.format("The page is not available to guests, but may be available.", ""), 403, SiteState.LOGIN_REQUIRED),
    (ERROR.format("Нет.", "1F176/3"), 403, SiteState.LOGIN_REQUIRED),
    (ERROR.format("You do not have permission to view this content.", "2F173/H"), 403, SiteState.LOGIN_REQUIRED),
    (ERROR.format("You do not have permission to view this topic.", "2F173/H"), 200, SiteState.LOGIN_REQUIRED),
    (
        "<main><form action='/login/'><input type='password' name='password'></form></main>",
        200,
        SiteState.LOGIN_REQUIRED,
    ),
    ("<main>Posting is blocked. You have been banned.</main>", 200, SiteState.BANNED),
    ("<main id='elOffline'>Quay is offline</main>", 503, SiteState.DOWN),
    ("<main>Nothing to see</main>", 200, SiteState.LAYOUT_CHANGED),
]


@pytest.mark.parametrize(("html", "status", "state"), WALLS)
@pytest.mark.parametrize("read", ["listing", "thread"])
def test_a_wall_is_named(html, status, state, read):
    with pytest.raises(PageRefused) as refused:
        getattr(engine("invision"), read)(page(html, "/topic/1-a/", status))
    assert refused.value.state is state


TITLES = [
    ("21 February 2025 - 12:58 AM", "2025-02-20T23:10:00"),
    ("20 February 2025 - 06:58 PM", "2025-02-21T05:10:00"),
    ("9 days ago", "2025-02-21T00:10:00"),
]


@pytest.mark.parametrize(("shown", "expected"), TITLES)
def test_version_3_tells_its_zone_by_a_time_that_it_shows_and_titles(shown, expected):
    html = saved("ipboard3_en_thread", "/").html
    html = (
        html.replace("20 February 2025 - 11:58 PM", shown)
        .replace("Yesterday, 12:03 AM", "x")
        .replace("Today, 05:25 PM", "x")
    )
    post = engine("invision").thread(page(html, "/topic/2201-ferry-manifest-9-gb/page-2")).posts[0]
    assert post.posted.at.isoformat() == "2025-02-20T23:58:10+00:00"
    assert post.edited.at.isoformat() == f"{expected}+00:00"


PINS = [
    ("<span class='ipsBadge ipsBadge_green'>Закреплено</span>", True),
    ("<span class='topic_prefix'>Przypięty</span>", True),
    ("<span class='ipsBadge ipsBadge_green'>Опрос</span>", False),
    ("<span class='topic_prefix'>Poll:</span>", False),
    ("<span class='ipsBadge ipsBadge_green'>Verschoben</span>", False),
    ("", False),
]


@pytest.mark.parametrize(("mark", "expected"), PINS)
def test_version_3_marks_pinned_topics_and_polls_alike(mark, expected):
    stock = "<span class='ipsBadge ipsBadge_green'>Закреплено</span>"
    html = saved("ipboard3_ru_list", "/").html
    assert stock in html
    read = engine("invision").listing(page(html.replace(stock, mark), "/index.php?showforum=14"))
    assert (read.rows[0].sticky, read.rows[0].title) == (expected, "Правила: цена и объём")


@pytest.mark.parametrize(
    ("shown", "expected"), [("By Guest Salt", "Guest Salt"), ("Asked by Guest Salt،", "Guest Salt")]
)
def test_a_guest_s_name_is_read_whichever_word_stands_before_it(shown, expected):
    def row(number, meta):
        title = f"<h4 class='ipsDataItem_title'><a href='/topic/{number}-fog/'>Fog</a></h4>"
        time = "<time datetime='2025-03-01T10:00:00Z'>1 March</time>"
        return f"<li data-rowid='{number}'>{title}<div class='ipsDataItem_meta'><span>{meta}</span> {time}</div></li>"

    member = row(7, "Asked by <a href='/profile/5-wren/'>wren</a>")
    read = engine("invision").listing(
        page(f"<ol data-role='tableRows'>{member}{row(8, shown)}</ol>", "/forum/2-leaks/")
    )
    assert [each.author for each in read.rows] == ["wren", expected]


NOWS = [
    ("Сейчас: 02 мар 2025 21:00", "2025-03-02T16:05:00"),
    ("Time Now: Mar 02 2025 02:57 PM", "2025-03-02T22:05:00"),
    ("Сейчас: 02 мар 2025 21:12", "2025-03-02T19:05:00"),
    ("Since 02 мар 2021 21:00", "2025-03-02T19:05:00"),
    ("", "2025-03-02T19:05:00"),
]


@pytest.mark.parametrize(("foot", "expected"), NOWS)
def test_version_3_tells_its_zone_by_the_time_of_now_unless_the_site_says_otherwise(foot, expected):
    html = saved("ipboard3_ru_list", "/").html.replace("Сейчас: 02 мар 2025 21:00", foot)
    shown = page(html, "/index.php?showforum=14")
    assert engine("invision").listing(shown).rows[1].last_activity.at.isoformat() == f"{expected}+00:00"
    told = engine("invision", timezone="UTC").listing(shown).rows[1].last_activity
    assert told.at.isoformat() == "2025-03-02T19:05:00+00:00"


NAMES = ["invision4", "invision5", "ipboard3"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("read", "kind"), [("listing", "thread"), ("thread", "list")])
def test_a_page_of_the_other_kind_is_refused(name, read, kind):
    with pytest.raises(PageRefused):
        getattr(engine("invision"), read)(saved(f"{name}_{kind}", "/topic/1-a/"))


def test_a_selector_is_overridden_by_the_site():
    html = saved("invision4_thread", "/").html.replace("cAuthorPane_author", "who").replace("data-quoteData", "x")
    read = engine("invision", selectors={"post_author": "aside .who"}).thread(page(html, "/topic/41-a/"))
    assert [post.author for post in read.posts] == ["tide_9", "sunk account", "Anonymous"]


def test_a_post_of_deep_markup_does_not_hide_the_posts_behind_it():
    html = saved("invision4_thread", "/").html.replace("2 BTC", "<span>" * 1000 + "deep" + "</span>" * 1000)
    read = engine("invision").thread(page(html, "/topic/41-a/"))
    assert len(read.posts) == 3
    assert "deep" in read.posts[0].text


POST = '<article id="elComment_{0}">'
BODY = '<div data-role="commentContent">x</div>'
ITEM = '<ol data-role="tableRows"><li data-rowid="{0}">'
LINK = '<h4 class="ipsDataItem_title"><a href="/topic/1-a/">t</a></h4>'
TIME = '<time title="Jan Jan Jan">9 9 9</time>'
HOSTILE = {
    "nested rows": "".join(ITEM.format(number) for number in range(1500)) + f"{ITEM.format(1)}{LINK}</li></ol>" * 9000,
    "nested posts": "".join(POST.format(number) for number in range(1500)) + f"{POST.format(1)}{BODY}</article>" * 9000,
    "posts in deep markup": "".join("<b>" * 45 + POST.format(number) for number in range(40)) + BODY + TIME * 9000,
    "links of a row": ITEM.format(1) + '<a href="/topic/2-b/">x</a>' * 20_000,
    "names": ITEM.format(1) + LINK + '<div class="ipsDataItem_meta">' * 1800 + "<i>x</i>" * 9000,
    "labels": ITEM.format(1) + LINK + '<span class="ipsTag_prefix">' * 1800 + "<i>x</i>" * 9000,
    "headings": POST.format(1) + BODY + '<h1><span class="ipsType_break">' * 1000 + "<i>x</i>" * 9000,
    "counts": ITEM.format(1) + LINK + '<ul class="ipsDataItem_stats"><li>' * 900 + "<i>x</i>" * 9000,
    "titles": ITEM.format(1) + '<h4 class="ipsDataItem_title"><b class="ipsType_break">' * 900 + LINK * 900,
    "standing": POST.format(1) + BODY + '<ul class="cAuthorPane_info"><li>' * 900 + "<i>x</i>" * 9000,
    "times": f'{ITEM.format(1)}{LINK}<div class="ipsDataItem_meta">{TIME * 9000}',
    "notes": f"{POST.format(1)}{BODY}{'<p data-excludequote>1:00 2:00' * 9000}",
    "pages": f"""{POST.format(1)}{BODY}<ul class="ipsPagination">{'<li><a href="/topic/1-a/page/3/">3</a>' * 20_000}""",
    "told": f"""{POST.format(1)}<div data-quotedata='{"[" * 1900}'></div>{BODY}""",
    "told otherwise": f"""{POST.format(1)}<div data-quotedata='{{"username": 5, "timestamp": 1e99, "contentid": []}}'></div>{BODY}""",
    "broken addresses": f'{ITEM.format(1)}<a href="http://[::1/topic/1-a/">x</a><a href="/topic/{"9" * 400}-a/">x</a>',
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("read", ["listing", "thread"])
@pytest.mark.timeout(20)
def test_a_hostile_page_costs_what_its_length_does(html, read):
    try:
        result = getattr(engine("invision"), read)(page(html, "/topic/1-a/"))
    except PageRefused:
        return
    assert result is not None


KEYS = sorted(Invision.selectors_known)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("ending", ["::text", "::attr(class)"])
def test_a_selector_that_gives_texts_breaks_nothing(key, ending):
    selectors = {key: ", ".join(each + ending for each in Invision.selectors_known[key].split(", "))}
    reader = engine("invision", selectors=selectors)
    for name in NAMES:
        for read, kind in (("listing", "list"), ("thread", "thread")):
            try:
                assert getattr(reader, read)(saved(f"{name}_{kind}", "/topic/1-a/"))
            except (PageRefused, ThreadMissing):
                continue


def test_rows_of_earlier_versions_and_of_another_view_are_read():
    before_3_2 = (
        "<table id='forum_table'><tr class='row1' id='trow_8'><td class='col_f_icon'></td><td><h4><a id='tid-link-8' "
        "href='/topic/8-fog/' class='topic_title'>Fog</a></h4></td><td class='col_f_starter altrow'><a href='/user/5-wren/'>wren</a>"
        "</td><td class='col_f_views stats'><ul><li><span class='number'>12</span> replies</li><li class='views desc'><span "
        "class='number'>1,077</span> views</li></ul></td><td class='col_f_post altrow'><ul class='last_post'><li><a "
        "href='/topic/8-fog/page__view__getlastpost'>Today, 09:15 AM</a></li><li>By gull</li></ul></td></tr></table>"
    )
    before_4_2 = (
        "<ol data-role='tableRows'><li class='ipsDataItem' data-rowID='8'><div class='ipsDataItem_main'><h4 class='ipsDataItem_title'>"
        "<div class='ipsType_break'><a href='/topic/8-fog/' itemprop='url'><span itemprop='name headline'>Fog</span></a></div></h4>"
        "<p class='ipsType_reset ipsType_medium ipsType_light'>By wren, <time datetime='2025-03-01T10:00:00Z'>1</time></p></div>"
        "<ul class='ipsDataItem_stats'><li><span class='ipsDataItem_stats_number' itemprop='commentCount'>12</span></li><li "
        "class='ipsType_light'><span class='ipsDataItem_stats_number'>1,077</span></li></ul><ul class='ipsDataItem_lastPoster'>"
        "<li>gull</li><li><a href='/topic/8-fog/?do=getLastComment'><time datetime='2025-03-02T09:15:00Z'>2</time></a></li></ul></li>"
    )
    as_snippets = (
        "<ol data-role='tableRows'><li class='ipsDataItem ipsTopicSnippet' data-rowID='8'><h4 class='ipsDataItem_title'><span "
        "class='ipsType_break'><a href='/topic/8-fog/'><span>Fog</span></a></span></h4><div class='ipsTopicSnippet__date'><time "
        "datetime='2025-03-01T10:00:00Z'>1 March</time> by wren</div><ul class='ipsTopicSnippet__stats'><li class='ipsType_light'>"
        "<span class='ipsDataItem_stats_type'>3 followers</span></li><li><span class='ipsDataItem_stats_number'>12</span> replies</li>"
        "<li class='ipsType_light'><span class='ipsDataItem_stats_number'>1,077</span> views</li></ul><div "
        "class='ipsTopicSnippet__snippet'><p>Since <time datetime='2001-01-01T00:00:00Z'>2001</time></p></div><div "
        "class='ipsTopicSnippet__last'>gull replied <time datetime='2025-03-02T09:15:00Z'>2 March</time></div></li>"
    )
    for html in (before_3_2, before_4_2, as_snippets):
        (row,) = engine("invision").listing(page(html, "/forum/2-leaks/")).rows
        shown = (row.native_id, row.title, row.author, row.replies, row.views, row.last_activity.at.isoformat())
        assert shown == ("8", "Fog", "wren", 12, 1077, "2025-03-02T09:15:00+00:00")
