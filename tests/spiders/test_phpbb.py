"""phpBB beyond its golden pages: addresses, sessions, pagination, ids, themes, missing threads, walls, hostile pages."""

import pytest

from spiders.contract import PageRefused, ThreadMissing
from spiders.listing import SiteState
from tests.spiders.sites import HOST, engine, page, saved
from tests.spiders.test_mybb import HOSTILE

FORUM = "/viewforum.php?f=7"
TOPIC = "/viewtopic.php?f=7&t=41"

IDS = [
    ("/viewtopic.php?t=12", "12"), ("/viewtopic.php?f=2&t=12&start=10", "12"), ("/viewtopic.php?t=12&p=9#p9", "12"),
    ("/f/viewtopic.php?sid=0a&t=12", "12"), ("/topic12.html", "12"), ("/topic12-10.html", "12"), ("/ftopic12.html", "12"),
    ("/some-title-t12.html", "12"), ("/logs-f2/some-title-t12-10.html", "12"), ("/logs-f2/some-title-t12-s10.html", "12"),
    ("/about12.html", "12"), ("/viewtopic.php?p=9#p9", None), ("/viewtopic.php?t=1'--", None), ("/post9.html", None),
    ("/viewforum.php?f=12", None), ("/some-title-f12.html", None), ("/member12.html", None), ("/", None),
    ("/best-12.html", None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "native_id"), IDS)
def test_all_addresses_of_a_thread_show_one_id(path, native_id):
    assert engine("phpbb").native_id(HOST + path) == native_id


ALLOWED = [
    FORUM, "/viewforum.php?f=2&start=25", "/viewforum.php?f=2&st=0&sk=t&sd=d&start=25", "/forum2.html", "/forum2-25.html",
    "/logs-f2/", "/logs-f2/page25.html", "/logs-f2.html", TOPIC, "/viewtopic.php?t=1&start=10", "/topic1.html",
    "/viewtopic.php?t=1&postdays=0&postorder=asc&start=15", "/some-title-t1-20.html", "/logs-f2/some-title-t1.html",
]  # fmt: skip
NOT_ALLOWED = [
    "/", "/index.php", "/viewforum.php", "/viewforum.php?f=2&mark=topics", "/viewtopic.php?p=3", "/viewtopic.php?t=1&p=3",
    "/viewtopic.php?t=1&view=print", "/viewtopic.php?t=1&view=next", "/viewtopic.php?t=1&watch=topic", "/search.php?f=2",
    "/viewtopic.php?t=1&bookmark=1", "/posting.php?mode=reply&t=1", "/memberlist.php?mode=viewprofile&u=1", "/post3.html",
    "/ucp.php?mode=logout", "/download/file.php?id=1", "/mcp.php?t=1", "/wren-u5.html", "/app.php/feed/topic/1",
]  # fmt: skip


@pytest.mark.parametrize("path", ALLOWED)
def test_listings_and_threads_are_allowed(path):
    assert engine("phpbb").allows(HOST + path)


@pytest.mark.parametrize("path", NOT_ALLOWED)
def test_nothing_else_is_allowed(path):
    assert not engine("phpbb").allows(HOST + path)


def test_a_session_id_in_the_links_changes_nothing():
    listing, thread = saved("phpbb_list", FORUM), saved("phpbb_thread", TOPIC)
    sid = "&amp;sid=0123456789abcdef0123456789abcdef"
    assert sid in listing.html
    assert sid in thread.html
    assert engine("phpbb").listing(page(listing.html.replace(sid, ""), FORUM)) == engine("phpbb").listing(listing)
    assert engine("phpbb").thread(page(thread.html.replace(sid, ""), TOPIC)) == engine("phpbb").thread(thread)


def test_the_times_of_newer_versions_are_exact_to_the_second():
    html = saved("phpbb_thread", TOPIC).html
    html = html.replace(
        "Mi 26. Feb 2025, 23:10", '<time datetime="2025-02-26T22:10:07+00:00">Mi 26. Feb 2025, 23:10</time>'
    )
    posted = engine("phpbb").thread(page(html, TOPIC)).posts[0].posted
    assert (posted.at.isoformat(), posted.precision) == ("2025-02-26T22:10:07+00:00", "second")


def test_the_hidden_repetition_of_the_last_post_is_not_the_first():
    html = saved("phpbb_list", FORUM).html
    hidden = '<div class="responsive-show" style="display: none;">Last post by <a class="username">gull</a> &laquo; <a href="./viewtopic.php?p=1#p1"><time datetime="2025-03-02T00:00:00+00:00">x</time></a></div>'
    marked = html.replace("</a><br />\nby <a", f"</a><br />\n{hidden}\nby <a")
    assert marked != html
    assert engine("phpbb").listing(page(marked, FORUM)).rows == engine("phpbb").listing(page(html, FORUM)).rows


@pytest.mark.parametrize(("path", "following"), [(TOPIC + "&start=10", "start=30"), (TOPIC + "&start=30", None)])
def test_the_next_page_is_the_nearest_later_one(path, following):
    read = engine("phpbb").thread(page(saved("phpbb_thread", TOPIC).html, path))
    assert (read.next_url is None) == (following is None)
    assert following is None or read.next_url.endswith(following)


def test_another_forum_s_pages_are_not_followed():
    html = saved("phpbb_list", FORUM).html.replace(
        "f=7&amp;sid=0123456789abcdef0123456789abcdef&amp;start", "f=9&amp;start"
    )
    assert engine("phpbb").listing(page(html, FORUM)).next_url is None


def test_an_address_of_a_post_takes_the_thread_s_id_from_the_page():
    assert engine("phpbb").thread(page(saved("phpbb_thread", TOPIC).html, "/viewtopic.php?p=901")).native_id == "41"


RENAMED = ["topictitle", "row bg", "posts", "views", "lastpost", "topiclist", "username", "pagination"]


@pytest.mark.parametrize("name", RENAMED)
def test_a_theme_s_own_class_names_lose_no_row(name):
    stock, html = engine("phpbb").listing(saved("phpbb_list", FORUM)), saved("phpbb_list", FORUM).html
    themed = engine("phpbb").listing(page(html.replace(f'class="{name}', 'class="theirs'), FORUM))
    wanted = [(row.native_id, row.url, row.title, row.author, row.last_activity) for row in stock.rows]
    assert [(row.native_id, row.url, row.title, row.author, row.last_activity) for row in themed.rows] == wanted
    assert themed.next_url == stock.next_url


@pytest.mark.parametrize("name", ["author", "username", "post ", "post bg", "postprofile", "topic-title", "pagination"])
def test_a_theme_s_own_class_names_lose_no_post(name):
    stock, html = engine("phpbb").thread(saved("phpbb_thread", TOPIC)), saved("phpbb_thread", TOPIC).html
    themed = engine("phpbb").thread(page(html.replace(f'class="{name}', 'class="theirs '), TOPIC))
    assert themed.posts == stock.posts
    assert (themed.title, themed.next_url) == (stock.title, stock.next_url)


def test_added_classes_and_wrappers_change_nothing():
    html = saved("phpbb_thread", TOPIC).html
    themed = html.replace('class="', 'class="dark-theme ').replace(
        '<div class="dark-theme inner">', '<div id="content" class="inner">'
    )
    assert engine("phpbb").thread(page(themed, TOPIC)).posts == engine("phpbb").thread(page(html, TOPIC)).posts


def test_how_often_a_file_was_fetched_is_no_text():
    file = '<dl class="file"><dt><a href="./download/file.php?id=4">sample.zip</a></dt><dd>(1.2 MiB) Downloaded 5 times</dd></dl>'
    html = saved("phpbb_thread", TOPIC).html.replace(
        "Nehme ich.", f'<div class="inline-attachment">{file}</div>Nehme ich.'
    )
    assert engine("phpbb").thread(page(html, TOPIC)).posts[1].text == "sample.zip\nNehme ich."


SAID = [
    "The requested topic does not exist.",
    "Запрошенной темы не существует.",
    "Das von dir ausgewählte Thema existiert nicht.",
]


@pytest.mark.parametrize("says", SAID)
def test_a_thread_that_the_board_says_is_missing(says):
    html = f'<div id="message" class="panel"><div class="inner"><h2 class="message-title">Information</h2><p>{says}</p></div></div>'
    with pytest.raises(ThreadMissing):
        engine("phpbb").thread(page(html, TOPIC))
    with pytest.raises(ThreadMissing):
        engine("phpbb").thread(page(html, TOPIC, 404))
    with pytest.raises(PageRefused):
        engine("phpbb").listing(page(html, FORUM))


LOGIN = '<form action="./ucp.php?mode=login" method="post" id="login"><input type="password" name="password" /></form>'


@pytest.mark.parametrize("read", ["listing", "thread"])
def test_a_login_instead_of_the_page_is_refused(read):
    html = f'<body id="phpbb" class="section-viewforum"><div id="page-body">{LOGIN}</div></body>'
    with pytest.raises(PageRefused) as refused:
        getattr(engine("phpbb"), read)(page(html, FORUM))
    assert refused.value.state == SiteState.LOGIN_REQUIRED


def test_a_forum_without_topics_has_no_rows():
    html = '<a href="./posting.php?mode=post&amp;f=7">New Topic</a><div class="panel"><strong>No topics</strong></div>'
    assert engine("phpbb").listing(page(html, FORUM)).rows == ()


def test_a_message_instead_of_a_forum_is_no_forum_without_topics():
    html = '<body class="section-viewforum"><h2 class="forum-title">Logs</h2><div id="message"><p>Not today.</p></div></body>'
    with pytest.raises(PageRefused):
        engine("phpbb").listing(page(html, FORUM))


def test_an_order_of_day_and_month_that_the_page_shows_is_taken():
    html = saved("phpbb_list", FORUM).html.replace("Fri Feb 28, 2025 11:05 pm", "28/02/2025 23:05")
    html = html.replace("Wed May 01, 2024 10:44 am", "01/05/2024 10:44").replace("Sun Dec 15, 2024", "15/12/2024")
    rows = engine("phpbb").listing(page(html.replace("35 minutes ago", "02/03/2025 17:25"), FORUM)).rows
    assert [f"{row.posted.at:%d.%m.%Y}" for row in rows] == ["01.05.2024", "28.02.2025", "01.03.2025", "15.12.2024"]


def test_a_guest_s_name_stands_bare_in_languages_without_a_word_for_by():
    html = saved("phpbb_list", FORUM).html.replace("by sunk account", "sunk account")
    assert engine("phpbb").listing(page(html, FORUM)).rows[2].author == "sunk account"


ZONES = [
    ('<li class="rightside">All times are <span title="Europe/Paris">UTC+01:00</span></li>', "22:10"),
    ('<li class="rightside"><a href="#">x</a> &bull; All times are UTC - 8 hours</li>', "07:10"),
    ('<li class="rightside">All times are UTC + 1 hour [ <abbr>DST</abbr> ]</li>', "21:10"),
    ('<p class="datetime">Alle Zeiten sind UTC - 8 Stunden </p>', "07:10"),  # subsilver2
    ('<span class="gensmall">All times are GMT + 2 Hours</span>', "21:10"),
    ('<li class="rightside">Alle Zeiten sind <span title="UTC">UTC</span></li>', "23:10"),
    ('<li class="rightside">All times are UTC + 5:30 hours</li>', "23:10"),
]


@pytest.mark.parametrize(("foot", "posted"), ZONES)
def test_times_are_in_the_zone_that_the_page_s_foot_names(foot, posted):
    html = saved("phpbb_thread", TOPIC).html.replace("</body>", f'<div id="page-footer">{foot}</div></body>')
    assert f"{engine('phpbb').thread(page(html, TOPIC)).posts[0].posted.at:%H:%M}" == posted
    assert f"{engine('phpbb', timezone='UTC').thread(page(html, TOPIC)).posts[0].posted.at:%H:%M}" == "23:10"


def test_posts_that_share_all_that_is_around_them_are_refused():
    html = "".join(
        f'<a name="p{number}"></a><b class="postauthor">x</b><div class="content">y</div>' for number in (1, 2)
    )
    with pytest.raises(PageRefused) as refused:
        engine("phpbb").thread(page(f"<div>{html}</div>", TOPIC))
    assert refused.value.state == SiteState.LAYOUT_CHANGED


ROW = '<li class="row"><a class="topictitle" href="viewtopic.php?t=1">t</a> by <a class="username">x</a>'
POST = '<div id="p{0}"><p class="author"><b>x</b> 1 Jan 2025, 10:00</p><div class="content">y'
HOSTILE = {
    **HOSTILE,
    "nested topics": ROW * 2000,
    "nested topics before many": ROW.replace("li", "article") * 600 + "<i>x</i>" * 50_000,
    "nested posts": "".join(POST.format(number) for number in range(2000)),
    "one post of many dates": POST.format(1) + "</div>" + "<div class='author'>1 Foo 2025 at 10:00</div>" * 5000,
    "deep last post": ROW + '<dd class="lastpost">' + "<i>x" * 2000 + "<i>x</i>" * 50_000,
    "table of anchors": "<table><tr>" + '<td><a name="p1"></a><span class="postbody">x</span>' * 20_000,
}


@pytest.mark.parametrize("read", ["listing", "thread"])
@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.timeout(60)
def test_a_hostile_page_is_read_or_refused(html, read):
    try:
        result = getattr(engine("phpbb"), read)(page(html, FORUM))
    except (PageRefused, ThreadMissing):
        return
    assert result is not None
