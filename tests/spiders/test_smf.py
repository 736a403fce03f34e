"""SMF beyond its golden pages: addresses, sessions, pagination, walls, themes, hostile pages."""

import pytest

from config.schema import Site
from spiders.contract import PageRefused, ThreadMissing
from spiders.engines import ENGINES
from spiders.listing import SiteState
from tests.spiders.sites import HOST, engine, page, saved

IDS = [
    ("/index.php?topic=12.0", "12"), ("/index.php?topic=12", "12"), ("/index.php?topic=12.15", "12"),
    ("/index.php?topic=12.msg34#msg34", "12"), ("/index.php?topic=12.new;topicseen#new", "12"),
    ("/index.php?PHPSESSID=0a1b&topic=12.0", "12"), ("/index.php?PHPSESSID=0a1b;topic=12.0", "12"),
    ("/board/?topic=12.0", "12"), ("/index.php?topic=12;start=15", "12"), ("/index.php?topic=12.0;prev_next=next", "12"),
    ("/index.php/topic,12.0.html", "12"), ("/index.php/topic,12.msg34.html?PHPSESSID=0a#msg34", "12"),
    ("/index.php/topic,12.0/prev_next,next.html", "12"), ("/topic,12.15.html", "12"),
    ("/cargo/some-title-t12.0.html", "12"), ("/cargo/some_title_12.15.html", "12"), ("/index.php?msg=34", None),
    ("/index.php?board=12.0", None), ("/index.php/board,12.0.html", None), ("/cargo-b12.0/", None), ("/", None),
    ("/index.php?topic=12'--", None), ("/index.php?action=profile;u=12", None), ("/index.php?action=post;topic=12.0", None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "native_id"), IDS)
def test_all_addresses_of_a_thread_show_one_id(path, native_id):
    assert engine("smf").native_id(HOST + path) == native_id


ALLOWED = [
    "/index.php?board=2.0", "/index.php?board=2.40", "/index.php?board=2.0;sort=first_post;desc", "/index.php?board=2",
    "/index.php?topic=1.0", "/index.php?topic=1.15", "/?topic=1.15", "/index.php/board,2.20.html", "/cargo-b2.20/",
    "/index.php/board,2.0/sort,subject.html", "/index.php/topic,1.15.html", "/cargo/some-title-t1.15.html",
]  # fmt: skip
NOT_ALLOWED = [
    "/", "/index.php", "/index.php?topic=1.msg3", "/index.php?topic=1.new", "/index.php?topic=1.0;prev_next=next",
    "/index.php?topic=1.0;all", "/index.php?action=post;board=2.0", "/index.php?action=post;topic=1.0;last_msg=9",
    "/index.php?action=printpage;topic=1.0", "/index.php?action=logout;a=b", "/index.php?action=markasread;board=2.0",
    "/index.php?action=dlattach;topic=1.0;attach=3", "/index.php?action=profile;u=3", "/index.php?msg=3",
    "/index.php/topic,1.0/prev_next,next.html", "/index.php/topic,1.msg3.html", "/attachment.php?topic=1.0",
    "/files/dump-1.0.zip", "/index.php?action=.xml;board=2",
]  # fmt: skip


@pytest.mark.parametrize("path", ALLOWED)
def test_listings_and_threads_are_allowed(path):
    assert engine("smf").allows(HOST + path)


@pytest.mark.parametrize("path", NOT_ALLOWED)
def test_nothing_else_is_allowed(path):
    assert not engine("smf").allows(HOST + path)


PRETTY = {
    "addresses": ("http://harbour.example/board", "http://mirror.example"),
    "boards": ({"id": "a", "path": "/cargo/"},),
}
NAMES = [
    ("/cargo/some-title/", "some-title", True), ("/cargo/some-title/15/", "some-title", True), ("/cargo/12/0/", "12", True),
    ("/cargo/some-title/msg34/#msg34", "some-title", False), ("/cargo/some-title/new/?topicseen#new", "some-title", False),
    ("/cargo/", None, True), ("/cargo/20/", None, True), ("/cargo/?sort=subject", None, True), ("/profile/gull/", None, False),
    ("/logout/?a=b", None, False), ("/cargo/some-title/?prev_next=next", "some-title", False), ("/", None, False),
    ("/index.php?topic=12.0", "12", True), ("/cargo/some-title", None, False), ("/a/b/c/d/", None, False),
]  # fmt: skip


@pytest.mark.parametrize(("path", "native_id", "allowed"), NAMES)
def test_names_are_read_where_the_site_s_file_has_one(path, native_id, allowed):
    reader = ENGINES["smf"](Site(id="x", engine="smf", network="clearnet-over-tor", **PRETTY))
    assert reader.native_id(f"http://harbour.example/board{path}") == native_id
    assert reader.allows(f"http://harbour.example/board{path}") is allowed
    assert not engine("smf").allows(f"{HOST}/cargo/some-title/")


def test_a_page_at_a_name_is_read_by_names():
    html = saved("smf_list20", "/").html
    html = html.replace("/index.php/board,4.0.html", "/cargo/").replace("/index.php/board,4.20.html", "/cargo/20/")
    html = html.replace("/index.php/topic,61.15.html", "/cargo/the-anchor/15/")
    read = engine("smf").listing(page(html.replace("/index.php/topic,61.0.html", "/cargo/the-anchor/"), "/cargo/"))
    assert (read.rows[1].native_id, read.rows[1].url) == ("the-anchor", f"{HOST}/cargo/the-anchor/")
    assert read.next_url == f"{HOST}/cargo/20/"
    html = (
        saved("smf_thread20", "/")
        .html.replace("/index.php?topic=61.0", "/cargo/crew/")
        .replace("/index.php?topic=61.30", "/cargo/crew/30/")
    )
    thread = engine("smf").thread(page(html, "/cargo/crew/15/"))
    assert (thread.native_id, thread.title, thread.next_url) == (
        "61",
        "Crew lists: the ferry",
        f"{HOST}/cargo/crew/30/",
    )


def test_the_order_of_numeric_dates_is_the_page_s_own():
    html = saved("smf_thread20", "/").html.replace("November 20, 2024,", "20/11/2024,")
    html = html.replace("<strong>Yesterday</strong> at 11:42:10 PM", "02/03/2025, 11:42:10")
    read = engine("smf").thread(page(html, "/index.php?topic=61.15"))
    assert [post.posted.at.isoformat() for post in read.posts] == [
        "2024-11-20T01:46:08+00:00",
        "2025-03-02T11:42:10+00:00",
    ]


HEADINGS = [
    ("<h2 id='top_subject'>WTS: crew</h2>", "WTS: crew"),
    ("<h2 id='top_subject'>Topic: WTS: crew &nbsp;(Read 12 times)</h2>", "WTS: crew"),
    ("", "Crew lists: the ferry"),
]


@pytest.mark.parametrize(("heading", "title"), HEADINGS)
def test_a_title_is_found_without_breadcrumbs(heading, title):
    html = saved("smf_thread20", "/").html.replace("navigate_section", "theirs").replace('<a id="top"></a>', heading)
    assert engine("smf").thread(page(html, "/index.php?topic=61.15")).title == title


def test_a_session_id_in_the_addresses_changes_nothing():
    first = saved("smf_list", "/index.php?board=4.20")
    later = page(first.html.replace("PHPSESSID=0a1b2c3d4e&amp;", ""), "/index.php?board=4.20")
    assert engine("smf").listing(later) == engine("smf").listing(first)


def test_the_next_page_is_of_this_board_and_not_behind():
    html = saved("smf_list", "/").html
    assert engine("smf").listing(page(html, "/index.php?board=4.160")).next_url is None
    assert engine("smf").listing(page(html.replace("board=4.40", "board=9.40"), "/index.php?board=4.40")).next_url == (
        f"{HOST}/board/index.php?board=4.160"
    )


@pytest.mark.parametrize("path", ["/index.php?topic=61.msg499#msg499", "/index.php?topic=61.new", "/index.php?msg=499"])
def test_a_jump_into_a_thread_knows_its_id_and_its_next_page(path):
    read = engine("smf").thread(page(saved("smf_thread20", "/").html, path))
    assert (read.native_id, read.next_url) == ("61", f"{HOST}/index.php?topic=61.30")
    assert read.last_url == f"{HOST}/index.php?topic=61.90"


LOGIN = '<body><div id="content_section"><form action="?action=login2"><p>{}</p><input type="password"></form></div>'
GONE = [
    "The topic or board you are looking for appears to be either missing or off limits to you.",
    "Das Thema dass Du anschauen möchtest, existiert nicht oder ist für dich nicht einsehbar.",
    "Le sujet ou la section que vous recherchez à l'air d'être manquant ou inaccessible pour vous.",
    "Wątek lub dział, którego szukasz nie istnieje albo nie masz do niego dostępu.",
]


@pytest.mark.parametrize("says", GONE)
def test_a_missing_thread_is_a_login_form_that_says_so(says):
    with pytest.raises(ThreadMissing):
        engine("smf").thread(page(LOGIN.format(says)))


@pytest.mark.parametrize("read", ["listing", "thread"])
def test_a_login_form_that_says_something_else_is_a_wall(read):
    with pytest.raises(PageRefused) as refused:
        getattr(engine("smf"), read)(page(LOGIN.format("Only registered members are allowed to access this section.")))
    assert refused.value.state == SiteState.LOGIN_REQUIRED


def test_an_empty_board_has_no_rows_but_a_thread_is_no_board():
    empty = '<div id="messageindex"><div id="topic_header"><h3 class="titlebg">There are no topics.</h3></div></div>'
    assert engine("smf").listing(page(empty, "/index.php?board=4.60")).rows == ()
    with pytest.raises(PageRefused):
        engine("smf").listing(saved("smf_thread20", "/index.php?topic=61.15"))
    with pytest.raises(PageRefused):
        engine("smf").thread(saved("smf_list", "/index.php?board=4.20"))


def test_a_single_row_and_a_single_post_are_found():
    html = saved("smf_list20", "/").html
    one = page(
        html[: html.index('<tr>\n\t\t\t\t\t<td class="icon1 windowbg')] + "</table>", "/index.php/board,4.0.html"
    )
    assert [row.native_id for row in engine("smf").listing(one).rows] == ["5"]


RENAMED = ["windowbg", "info_block", "message_index_title", "preview", "pagelinks", "main_icons", "topic_pages"]


@pytest.mark.parametrize("name", RENAMED)
def test_a_theme_s_own_class_names_lose_nothing_of_a_list(name):
    stock = saved("smf_list", "/index.php?board=4.20")
    themed = page(stock.html.replace(f'"{name}', '"theirs').replace(f" {name}", " theirs"), "/index.php?board=4.20")
    assert engine("smf").listing(themed) == engine("smf").listing(stock)


@pytest.mark.parametrize("name", ["post_wrapper", "postarea", "windowbg", "keyinfo", "pagelinks", "topslice"])
def test_a_theme_s_own_class_names_lose_nothing_of_a_thread(name):
    stock = saved("smf_thread20", "/index.php?topic=61.15")
    themed = page(stock.html.replace(f'"{name}', '"theirs'), "/index.php?topic=61.15")
    assert engine("smf").thread(themed) == engine("smf").thread(stock)


HEAD = '<a href="?board=4.0;sort=starter">Started by</a>'
PROFILE = '<a href="?action=profile;u=8" title="View the profile of gull">gull</a>'
LAST = '<a href="?topic=61.15#msg499"><img src="last_post.gif"></a> March 01, 2025, 11:42:10 PM<br>by 7 seas'
ROWS = {
    "Core": f"""<div id="messageindex"><table><tr><th>{HEAD}</th></tr><tr><td class="icon1"><img src="x/hot_post.gif"></td>
        <td class="subject"><img src="x/quick_lock.gif" id="lockicon400"><span id="msg_400"><a href="?topic=61.0">Crew of 1999
        </a></span><small id="pages400"><a href="?topic=61.0">1</a> <a href="?topic=61.15">2</a></small></td>
        <td class="starter">{PROFILE}</td><td class="replies">17</td><td class="views">2001</td>
        <td class="lastpost"><span class="smalltext">{LAST}</span></td></tr></table></div>""",
    "1.1": f"""<table class="bordercolor"><tr><td>{HEAD}</td></tr><tr><td><img src="x/hot_post_locked.gif"></td><td>
        <span id="msg_400"><a href="?topic=61.0">Crew of 1999</a></span> <small id="pages400"><a href="?topic=61.15">2</a></small>
        </td><td>{PROFILE}</td><td>17</td><td>2001</td><td>{LAST}</td></tr></table>""",
    "unknown classes": f"""<body>{HEAD}<section><div class="t fa-lock"><div><span id="msg_400"><a href="?topic=61.0">Crew of 1999
        </a></span></div><p><em>Started by</em> {PROFILE}</p><p>17 Replies</p><p>2,001 Views</p><p>{LAST}</p></div></section>""",
    "no marks": f"""<body>{HEAD}<section><div class="t"><i class="icon-lock"></i><p><a href="?topic=61.0">Crew of 1999</a></p>
        <p>Started by {PROFILE}</p><p>17 Replies 2001 Views</p><p>{LAST}</p></div></section>""",
}


@pytest.mark.parametrize("html", ROWS.values(), ids=ROWS.keys())
def test_a_row_is_read_whatever_its_theme(html):
    (row,) = engine("smf").listing(page(html, "/index.php?board=4.0")).rows
    assert (row.native_id, row.title, row.author, row.locked) == ("61", "Crew of 1999", "gull", True)
    assert (row.replies, row.views, row.last_post_id) == (17, 2001, "499")
    assert row.last_activity.at.isoformat() == "2025-03-01T23:42:10+00:00"


GUESTS = """<table id="messageindex"><tr><td class="subject"><span id="msg_400"><a href="?topic=61.0">Crew</a></span><p>Başlatan
    <a href="?action=profile;u=8" title="gull">gull</a> <small id="pages400"></small></p></td><td class="lastpost">2025-03-01</td></tr>
    <tr><td class="subject"><span id="msg_401"><a href="?topic=62.0">Ships</a></span><p>Başlatan tide nine <small id="pages401">
    </small></p></td><td class="lastpost">2025-03-01</td></tr></table>"""


def test_the_words_before_a_member_are_no_part_of_a_guest_s_name():
    rows = engine("smf").listing(page(GUESTS, "/index.php?board=4.0")).rows
    assert [row.author for row in rows] == ["gull", "tide nine"]


BODY = "on 1 May 2001<br />I was at sea"
WHEN = "<strong>Reply #3 on:</strong> March 01, 2025, 11:42:10 PM"
POSTS = {
    "1.1": f"""<form id="quickModForm"><table class="bordercolor"><tr><td><table><tr><td class="windowbg"><table><tr><td><b>{{who}}</b>
        <br><span class="smalltext">Jr. Member<br>Posts: 61</span></td><td><table><tr><td><div id="subject_499"><a href="?topic=61.msg499
        #msg499">Re: Crew</a></div><span class="smalltext">« {WHEN} »</span></td></tr></table><hr><div class="post">{BODY}</div></td></tr>
        <tr><td><table><tr><td id="modified_499"></td></tr></table><div class="signature">2 June 2002</div></td></tr></table></td></tr>
        </table></td></tr></table></form>""",
    "heads beside the subject": f"""<form><div class="border-post"><h3 class="title"><span></span><strong>{{who}}</strong></h3>
        <h4><span>{WHEN}</span><span id="subject_499"><a href="?topic=61.msg499#msg499">Crew of 1999-01-01</a></span></h4>
        <div class="post">{BODY}</div><div class="signature">2 June 2002</div></div></form>""",
    "time after the body": f"""<form><ul><li class="b_icon"><a href="?action=profile;u=8" class="no_avatar">G</a></li><li class="member">
        {{who}}</li><li id="subject_499"><a href="?topic=61.msg499">Crew</a></li><li><section class="post"><div class="inner"
        id="msg_499">{BODY}</div></section></li><li class="b_stats">March 01, 2025, 11:42:10 PM</li></ul></form>""",
}


@pytest.mark.parametrize("who", [PROFILE, "gull"], ids=["member", "guest"])
@pytest.mark.parametrize("html", POSTS.values(), ids=POSTS.keys())
def test_a_post_is_read_whatever_its_theme(html, who):
    (post,) = engine("smf").thread(page(html.format(who=who), "/index.php?topic=61.15")).posts
    assert (post.native_id, post.author, post.text) == ("499", "gull", "on 1 May 2001\nI was at sea")
    assert (post.posted.at.isoformat(), post.edited) == ("2025-03-01T23:42:10+00:00", None)


POST = '<div class="post_wrapper"><h4>x</h4><div class="post"><div class="inner" id="msg_1">t'
HOSTILE = {
    "nested subjects": "".join(f'<span id="msg_{number}">' for number in range(30_000)),
    "many subjects": '<span id="msg_1"><a href="?topic=1.0">t</a></span>' * 20_000,
    "nested posts": POST * 10_000,
    "nested heads": POST + '</div></div><div class="keyinfo">1' * 20_000,
    "nested marks": '<div id="messageindex"><tr><td><span id="msg_1"><a href="?topic=1.0">t</a></span>'
    + "<i>" * 50_000,
    "page links": POST + '</div></div></div><a class="navPages" href="?topic=1.15">2</a>' * 20_000,
}


@pytest.mark.parametrize("read", ["listing", "thread"])
@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.timeout(30)
def test_a_hostile_page_is_read_or_refused(html, read):
    try:
        result = getattr(engine("smf"), read)(page(html, "/index.php?topic=1.msg1"))
    except (PageRefused, ThreadMissing):
        return
    assert result is not None
