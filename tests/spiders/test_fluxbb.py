"""FluxBB and PunBB beyond their golden pages: addresses, older structure, other languages, missing, walls, hostile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.contract import PageRefused, ThreadMissing
from spiders.fluxbb_urls import read_address
from tests.spiders.sites import HOST, engine, page, plain, saved
from tests.spiders.test_contract import WALLS
from tests.spiders.test_mybb import HOSTILE

IDS = [
    ("/viewtopic.php?id=12", "12"), ("/f/viewtopic.php?id=12&p=3#p9", "12"), ("/viewtopic.php?id=12&action=new", "12"),
    ("/topic12.html", "12"), ("/topic12-p3.html", "12"), ("/topic12-some-title-p3.html", "12"), ("/topic-12", "12"),
    ("/topic12new-posts.html", "12"), ("/topic/12/", "12"), ("/viewtopic-12.html", "12"), ("/forum/topic/12/some-title/page/3/", "12"),
    ("/topic/12/some-title/new/posts/", "12"), ("/topic/12/forum-3-rules/", "12"), ("/viewtopic.php?pid=34#p34", None),
    ("/post34.html#p34", None), ("/post/34/", None), ("/viewtopic.php?id=1'--", None), ("/viewforum.php?id=12", None),
    ("/forum12.html", None), ("/profile.php?id=12", None), ("/user12.html", None), ("/feed-rss-topic12.xml", None),
    ("/feed/rss/topic/12.xml", None), ("/topic12.zip", None), ("/", None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "native_id"), IDS)
def test_all_addresses_of_a_topic_show_one_id(path, native_id):
    assert engine("fluxbb").native_id(HOST + path) == native_id


ALLOWED = [
    "/viewforum.php?id=2", "/viewforum.php?id=2&p=3", "/forum2.html", "/forum2-leaks-p3.html", "/forum/2/",
    "/forum/2/leaks/page/3/", "/viewtopic.php?id=1", "/viewtopic.php?id=1&p=2", "/topic1.html", "/topic1-p2.html",
    "/topic1-some-title.html", "/topic/1/", "/topic/1/some-title/page/2/",
]  # fmt: skip
NOT_ALLOWED = [
    "/", "/index.php", "/viewtopic.php", "/viewtopic.php?pid=3", "/viewtopic.php?id=1&action=last", "/viewforum.php",
    "/viewforum.php?id=2&action=markread", "/topic1last-post.html", "/topic1-some-title-new-posts.html",
    "/topic/1/last/post/", "/topic/1/?delete=1", "/post3.html", "/post/3/", "/new-topic2.html", "/new/reply/1/",
    "/post.php?tid=1", "/profile.php?id=1", "/user1.html", "/misc.php?action=rules", "/login.php?action=out&id=1",
    "/delete.php?id=1", "/extern.php?action=feed&tid=1", "/search.php?action=show_new", "/moderate1.html",
]  # fmt: skip


@pytest.mark.parametrize("path", ALLOWED)
def test_listings_and_topics_are_allowed(path):
    assert engine("fluxbb").allows(HOST + path)


@pytest.mark.parametrize("path", NOT_ALLOWED)
def test_nothing_else_is_allowed(path):
    assert not engine("fluxbb").allows(HOST + path)


@given(st.text(alphabet="viewtopcfrum12p34-_/.html?&;=# [", max_size=60))
def test_any_address_is_read_or_left(path):
    reader = engine("fluxbb")
    first = read_address(HOST + path)
    assert first is None or reader.native_id(HOST + path) in (None, first.number)
    assert first is None or read_address(first.first).number == first.number


OLD_ROW = (
    '<tr{}><td class="tcl"><div class="intd"><div class="icon"><div class="nosize">Icon</div></div><div class="tclcon">{}'
    '<a href="viewtopic.php?id={}">{}</a> <span class="byuser">by&nbsp;{}</span>{}</div></div></td><td class="tc2">{}</td>'
    '<td class="tc3">{}</td><td class="tcr">{}</td></tr>'
)
OLD_LAST = '<a href="viewtopic.php?pid=9#p9">2008-02-28 12:30:05</a> <span class="byuser">by&nbsp;gull</span>'
OLD_PAGES = '&nbsp; [ <a href="viewtopic.php?id=3&amp;p=1">1</a>&nbsp;<a href="viewtopic.php?id=3&amp;p=2">2</a> ]'
OLD_LIST = (
    '<html><head><title>Test Harbour / Leaks</title></head><body><div id="punviewforum" class="pun"><div class="linkst">'
    '<p class="pagelink conl">Pages: <strong>1</strong>&nbsp;<a href="viewforum.php?id=7&amp;p=2">2</a></p></div>'
    '<div id="vf" class="blocktable"><table cellspacing="0"><tbody>'
    + OLD_ROW.format(
        ' class="iclosed isticky"', '<span class="stickytext">Sticky: </span>', 3, "Rules", "keeper", OLD_PAGES, 1204, 98, OLD_LAST
    )
    + OLD_ROW.format("", "Moved: ", 38, "Ship's stores", "sunk account", "", "&nbsp;", "&nbsp;", "&nbsp;")
    + "</tbody></table></div></div></body></html>"
)  # fmt: skip


def test_the_table_of_punbb_1_2_is_read():
    read = engine("fluxbb").listing(page(OLD_LIST, "/viewforum.php?id=7"))
    assert plain(read.rows) == [
        {
            "native_id": "3", "url": f"{HOST}/viewtopic.php?id=3", "title": "Rules", "author": "keeper", "replies": 1204,
            "views": 98, "last_activity": "2008-02-28T12:30:05+00:00 second", "last_post_id": "9", "sticky": True,
            "locked": True,
        },
        {
            "native_id": "38", "url": f"{HOST}/viewtopic.php?id=38", "title": "Ship's stores", "author": "sunk account",
            "moved": True,
        },
    ]  # fmt: skip
    assert read.next_url == f"{HOST}/viewforum.php?id=7&p=2"


OLD_THREAD = (
    '<html><head><title>Test Harbour / Re: Buoys</title></head><body><div id="punviewtopic" class="pun"><div class="linkst">'
    '<p class="pagelink conl">Pages: <a href="viewtopic.php?id=5&amp;p=1">1</a>&nbsp;<strong>2</strong>&nbsp;'
    '<a href="viewtopic.php?id=5&amp;p=3">3</a></p><ul><li><a href="index.php">Index</a></li><li>&nbsp;&raquo;&nbsp;'
    '<a href="viewforum.php?id=7">Leaks</a></li><li>&nbsp;&raquo;&nbsp;Re: Buoys</li></ul></div>'
    '<div id="p34" class="blockpost rowodd"><h2><span><span class="conr">#26&nbsp;</span>'
    '<a href="viewtopic.php?pid=34#p34">2008-02-28 12:30:05</a></span></h2><div class="box"><div class="postleft"><dl><dt>'
    '<strong><a href="profile.php?id=2">keeper</a></strong></dt><dd class="usertitle"><strong>Member</strong></dd></dl></div>'
    '<div class="postright"><h3> Re: Re: Buoys</h3><div class="postmsg"><p>Yes</p><blockquote><div class="incqbox">'
    '<h4>gull wrote:</h4><p>old</p></div></blockquote><div class="codebox"><div class="incqbox"><h4>Code:</h4>'
    '<div class="scrollbox"><pre>1,2</pre></div></div></div></div><div class="postsignature"><hr />mine</div></div></div></div>'
    "</div></body></html>"
)


def test_a_topic_of_punbb_1_2_asked_for_by_a_post_is_read():
    read = engine("fluxbb").thread(page(OLD_THREAD, "/viewtopic.php?pid=34"))
    assert (read.native_id, read.title) == ("5", "Re: Buoys")
    assert read.next_url == read.last_url == f"{HOST}/viewtopic.php?id=5&p=3"
    assert plain(read.posts) == [
        {
            "native_id": "34", "author": "keeper", "posted": "2008-02-28T12:30:05+00:00 second",
            "text": "Yes\nold\n1,2", "own_text": "Yes\n1,2",
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["crumbs", "linkst", "pagelink", "blockpost", "rowodd", "postleft", "firstpost", "conr"]
)
def test_a_style_s_own_class_names_lose_nothing(name):
    stock = saved("fluxbb_thread", "/viewtopic.php?id=41")
    themed = page(stock.html.replace(f'"{name}', '"theirs').replace(f" {name}", " theirs"), "/viewtopic.php?id=41")
    one, other = engine("fluxbb").thread(stock), engine("fluxbb").thread(themed)
    assert (other.title, other.native_id, other.posts, other.next_url) == (
        one.title,
        one.native_id,
        one.posts,
        one.next_url,
    )


@pytest.mark.parametrize("name", ["blocktable", "nosize", "tclcon", "tcl", "tcr", "pagelink", "rowodd", "pun"])
def test_a_style_s_own_class_names_lose_no_row(name):
    stock = saved("fluxbb_list", "/viewforum.php?id=7&p=2")
    html = stock.html.replace(f'"{name}"', '"theirs"').replace(f'"{name} ', '"theirs ')
    read = engine("fluxbb").listing(page(html, "/viewforum.php?id=7&p=2"))
    assert [(row.native_id, row.title) for row in read.rows] == [
        (row.native_id, row.title) for row in engine("fluxbb").listing(stock).rows
    ]
    assert read.rows[0].last_activity
    assert read.next_url


def test_rows_of_other_elements_are_found_by_where_they_lead():
    stock = saved("fluxbb_list", "/viewforum.php?id=7&p=2")
    html = stock.html.replace('id="vf"', 'id="theirs"').replace('id="punviewforum"', "")
    for name in ("table", "thead", "tbody", "tr", "th", "td"):
        html = html.replace(f"<{name}", "<div").replace(f"</{name}>", "</div>")
    for name in ("tcl", "tc2", "tc3", "tcr"):
        html = html.replace(f'class="{name}"', "")
    rows = engine("fluxbb").listing(page(html, "/viewforum.php?id=7&p=2")).rows
    assert rows == engine("fluxbb").listing(stock).rows


def test_names_without_a_word_before_them_are_kept_whole():
    html = saved("fluxbb_list", "/").html.replace(">par ", ">").replace(">sunk_account<", ">sunk account<")
    read = engine("fluxbb").listing(page(html, "/viewforum.php?id=7&p=2"))
    assert [row.author for row in read.rows] == ["keeper", "tide nine", "sunk account"]


def test_a_page_behind_the_end_that_shows_the_first_again_ends_the_way():
    read = engine("fluxbb").thread(page(saved("fluxbb_thread", "/").html, "/viewtopic.php?id=41&p=9"))
    assert (read.next_url, read.last_url) == (None, None)


def test_the_last_page_has_neither_next_nor_last():
    html = saved("fluxbb_thread", "/").html.replace('rel="next" href="viewtopic.php?id=41&amp;p=2"', "")
    read = engine("fluxbb").thread(page(html, "/viewtopic.php?id=41&p=5"))
    assert (read.next_url, read.last_url) == (None, None)


def test_another_forum_s_pages_are_not_followed():
    html = saved("fluxbb_list", "/").html
    assert engine("fluxbb").listing(page(html, "/viewforum.php?id=8&p=2")).next_url is None


def test_a_mirror_gives_the_same_rows_at_its_own_address():
    html = saved("punbb_list", "/").html.replace("harbour.example", "mirror.example")
    read = engine("fluxbb").listing(page(html, "/forum7-leaks.html"))
    assert all(row.url.startswith(HOST) for row in read.rows)
    assert read.next_url == f"{HOST}/forum7-leaks-p2.html"


MESSAGE = (
    '<div id="punviewtopic" class="pun"><div id="msg" class="block"><h2><span>Info</span></h2><p>{}</p></div></div>'
)
MISSING = [
    ("Bad request. The link you followed is incorrect or outdated.", 200),
    ("Bad request. The link you followed is incorrect or outdated.", 404),
    ("Неверный запрос. Ссылка ошибочна или устарела.", 200),
    ("Erreur. Le lien que vous avez suivi est incorrect ou périmé.", 200),
    ("Pedido inv&#225;lido. O link que voc&#234; clicou est&#225; incorrecto ou desactualizado.", 200),
    ("錯誤請求。您要開啟的連結不存在或已失效。", 200),
]


@pytest.mark.parametrize(("says", "status"), MISSING)
def test_a_missing_topic_is_said_by_the_board(says, status):
    with pytest.raises(ThreadMissing):
        engine("fluxbb").thread(page(MESSAGE.format(says), "/viewtopic.php?id=9", status))


@pytest.mark.parametrize("read", ["listing", "thread"])
@pytest.mark.parametrize(("html", "status", "state"), [row[1:] for row in WALLS], ids=[row[0] for row in WALLS])
def test_a_wall_is_a_state(read, html, status, state):
    with pytest.raises(PageRefused) as refused:
        getattr(engine("fluxbb"), read)(page(html, "/viewforum.php?id=7", status))
    assert refused.value.state == state


NOT_ITS_KIND = [
    ("listing", "fluxbb_thread"), ("listing", "punbb_thread"), ("thread", "fluxbb_list"), ("thread", "punbb_list"),
    ("listing", "mybb_list"), ("thread", "mybb_thread"),
]  # fmt: skip


@pytest.mark.parametrize(("read", "name"), NOT_ITS_KIND)
def test_a_page_of_another_kind_is_refused(read, name):
    with pytest.raises(PageRefused):
        getattr(engine("fluxbb"), read)(saved(name, "/viewforum.php?id=7"))


INDEX = (
    '<div id="punindex" class="pun"><div id="idx1" class="blocktable"><table><tbody><tr class="rowodd"><td class="tcl">'
    '<div class="tclcon"><h3><a href="viewforum.php?id=1">Leaks</a></h3></div></td><td class="tc2">3</td><td class="tc3">9</td>'
    '<td class="tcr"><a href="viewtopic.php?pid=44#p44">Today 17:00:00</a> <span class="byuser">by gull</span></td></tr></tbody>'
    "</table></div></div>"
)


def test_the_board_s_index_is_no_listing():
    with pytest.raises(PageRefused):
        engine("fluxbb").listing(page(INDEX, "/viewforum.php?id=1"))


EMPTY = [
    '<div id="vf"><table><tbody><tr class="rowodd inone"><td class="tcl" colspan="4"><strong>Forum is empty.</strong></td></tr></tbody></table></div>',
    '<div id="forum7" class="main-content main-forum"><div class="main-item empty"><div class="item-subject"><h3>No topics</h3></div></div></div>',
]


@pytest.mark.parametrize("html", EMPTY)
def test_a_board_without_topics_is_an_empty_page_of_rows(html):
    assert engine("fluxbb").listing(page(html, "/viewforum.php?id=7")).rows == ()


MORE_WALLS = [
    ("You do not have permission to view these forums.", 403, "login_required"),
    ("Du hast keine Berechtigung, diese Foren zu betrachten.", 200, "login_required"),
    ("У вас нет прав на просмотр этого форума.", 403, "login_required"),
    ("Vous n'êtes pas autorisé(e) à visiter ces forums.", 200, "login_required"),
    ("您没有权限查看这些论坛。", 200, "login_required"),
]


@pytest.mark.parametrize("read", ["listing", "thread"])
@pytest.mark.parametrize(("says", "status", "state"), MORE_WALLS)
def test_a_board_that_guests_may_not_read_says_so(read, says, status, state):
    with pytest.raises(PageRefused) as refused:
        getattr(engine("fluxbb"), read)(page(MESSAGE.format(says), "/viewtopic.php?id=9", status))
    assert refused.value.state == state


@pytest.mark.parametrize("head", ["brdheader", "brd-visit"])
def test_a_login_in_the_head_of_an_empty_board_is_no_wall(head):
    html = f'<div id="{head}"><form><input type="password"></form></div>{EMPTY[0]}'
    assert engine("fluxbb").listing(page(html, "/viewforum.php?id=7")).rows == ()


def dated(**days):
    html = saved("fluxbb_list", "/").html
    for old, new in days.items():
        html = html.replace({"first": "2025-02-28", "second": "Aujourd'hui"}[old], new)
    return [row.last_activity for row in engine("fluxbb").listing(page(html, "/viewforum.php?id=7")).rows][:2]


def test_an_order_that_the_page_leaves_open_is_not_guessed():
    assert dated(first="05-06-2024", second="07-06-2024") == [None, None]


@pytest.mark.parametrize(
    ("days", "month"),
    [(("05-06-2024", "23-06-2024"), 6), (("05-06-2024", "05-23-2024"), 5), (("01-09-2024", "02-09-2025"), 1)],
)
def test_an_order_that_one_date_of_the_page_shows_is_that_of_all(days, month):
    assert dated(first=days[0], second=days[1])[0].at.month == month


MORE_HOSTILE = {
    **HOSTILE,
    "nested items": '<div class="main-forum">' + '<div class="main-item"><a href="viewtopic.php?id=1">x</a>' * 20_000,
    "nested topics": "".join(f'<div id="p{number}"><i>' for number in range(20_000)),
    "one body": "".join(f'<div id="p{number}">' for number in range(900)) + '<p class="postmsg">' + "<b>x</b>" * 50_000,
    "bodies in bodies": "".join(f'<div id="p{number}" class="postmsg">x' for number in range(20_000)),
    "many notes": '<div id="p1"><div class="postmsg">' + '<p class="postedit">x</p>y' * 30_000,
    "last posts": "".join(f'<div><a href="viewtopic.php?pid={n}">x</a>' for n in range(500))
    + "<a><b></b></a>" * 30_000,
    "a last post": '<div><a href="viewtopic.php?pid=1">x</a></div>' * 20_000 + "<b></b>" * 30_000,
    "long slugs": '<div id="vf"><table><tbody><tr><td>' + f'<a href="/topic1{"-p1" * 200}!">x</a>' * 2000,
}


@pytest.mark.parametrize("read", ["listing", "thread"])
@pytest.mark.parametrize("html", MORE_HOSTILE.values(), ids=MORE_HOSTILE.keys())
@pytest.mark.timeout(60)
def test_a_hostile_page_is_read_or_refused(html, read):
    try:
        result = getattr(engine("fluxbb"), read)(page(html, "/viewtopic.php?id=1"))
    except (PageRefused, ThreadMissing):
        return
    assert result is not None
