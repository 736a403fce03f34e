"""vBulletin beyond its golden pages: addresses of all versions and of vBSEO, styles, zones, walls, missing threads."""

import re

import pytest

from spiders.contract import PageRefused, ThreadMissing
from spiders.listing import SiteState
from spiders.vbulletin import VBulletin
from spiders.vbulletin_urls import list_address, page_number, place
from tests.spiders.sites import HOST, engine, page, saved, site

SESSION = "s=0123456789abcdef0123456789abcdef"
IDS = [
    ("/showthread.php?t=12", "12"), (f"/showthread.php?{SESSION}&t=12&page=3", "12"), ("/showthread.php?threadid=12", "12"),
    ("/forum/showthread.php?t=12&goto=newpost", "12"), ("/showthread.php?t=12&p=34#post34", "12"),
    ("/showthread.php?12-Some-title", "12"), ("/showthread.php?12-Some-title/page3", "12"), ("/showthread.php?12", "12"),
    (f"/showthread.php?12-Some-title&{SESSION}", "12"), ("/showthread.php?12-Some-title&p=34&viewfull=1#post34", "12"),
    ("/showthread.php/12-Some-title/page2", "12"), ("/threads/12-Some-title", "12"), ("/threads/12-Some-title/page2", "12"),
    (f"/forum/threads/12-Some-title?{SESSION}", "12"), ("/threads/12-%D0%B1%D0%B0%D0%B7%D0%B0?p=3", "12"),
    ("/leaks/12-some-title.html", "12"), ("/leaks/12-some-title-2.html", "12"), ("/leaks/12-some-title-post34.html#post34", "12"),
    ("/f5/some-title-12345/", "12345"), ("/f5/some-title-12345/index2.html", "12345"), ("/leaks/some-title-12345.html", "12345"),
    ("/leaks/some-title-12345-2.html", "12345"), ("/leaks/top-10-12345.html", "12345"), ("/f5/some-title-12345-post9/", "12345"),
    ("/leaks-111/some-title-4175707964/page2.html", "4175707964"), ("/leaks-111/some-title-12-new-post.html", "12"),
    ("/t123.html", "123"), ("/t123-2.html", "123"), ("/forum/quay/leaks/12-some-title", "12"),
    ("/forum/quay/leaks/12-some-title/page2", "12"), ("/forum/quay/leaks/12-some-title?p=34#post34", "12"),
    ("/leaks-f5/sale-t12.html", "12"), ("/leaks-f5/sale-t12-2.html", "12"), ("/leaks-f5/sale-t4-8812.html", "8812"),
    ("/leaks-f5/sale-t12-post34.html#post34", "12"), ("/leaks-f5/sale-12345/", "12345"), ("/leaks-f5/12-airbus-f16.html", "12"),
    ("/leaks-f5/", None), ("/leaks-f5/index2.html", None),
    ("/showthread.php?p=34#post34", None), ("/showthread.php?goto=lastpost", None), ("/forumdisplay.php?f=2", None),
    ("/forums/2-Leaks", None), ("/forum/quay/leaks", None), ("/leaks-111/", None), ("/members/12-wren", None),
    ("/member.php?u=12", None), ("/members/wren-12.html", None), ("/", None), ("/blogs/wren/12-title", None), ("/showthread.php", None),
    ("/attachments/12-dump.zip", None), ("/threads/title", None), ("/showthread.php?t=0", None), ("/tags/12-x.html", None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "native_id"), IDS)
def test_all_addresses_of_a_thread_show_one_id(path, native_id):
    assert engine("vbulletin").native_id(HOST + path) == native_id


ALLOWED = [
    "/forumdisplay.php?f=2", "/forumdisplay.php?f=2&order=desc&page=3", "/forumdisplay.php?forumid=2", "/forumdisplay.php?2-Leaks",
    "/forumdisplay.php?2-Leaks/page2", "/forumdisplay.php?2-Leaks/page2&order=desc", "/forums/2-Leaks/page2", "/forums/2",
    "/leaks-111/", "/leaks-111/index2.html", "/leaks-f5/", "/leaks-f5/index2.html", "/leaks-f5/sale-t12-2.html", "/f5/", "/f5/index3.html", "/forum/quay/leaks", "/forum/quay/leaks/page2",
    "/showthread.php?t=1", "/showthread.php?t=1&page=2", "/showthread.php?1-Sale/page2", "/threads/1-Sale/page2",
    "/leaks/1-sale.html", "/leaks/1-sale-2.html", "/forum/quay/leaks/1-sale/page2",
]  # fmt: skip
NOT_ALLOWED = [
    "/", "/index.php", "/forum.php", "/forumdisplay.php", "/forumdisplay.php?f=2&do=markread", "/forumdisplay.php?do=markread",
    "/newthread.php?do=newthread&f=2", "/newreply.php?do=newreply&p=3", "/showthread.php?t=1&goto=newpost", "/showthread.php?p=3",
    "/showthread.php?t=1&p=3", "/showthread.php?t=1&mode=threaded", "/showthread.php?t=1&goto=nextoldest", "/showpost.php?p=3",
    "/printthread.php?t=1", "/threads/1-Sale?goto=newpost", "/threads/1-Sale?p=3&viewfull=1", "/threads/1-Sale/reply",
    "/leaks/1-sale-post3.html", "/leaks/1-sale-new-post.html", "/leaks/sale-12-last-post.html", "/forum/quay/leaks/1-sale?p=3",
    "/member.php?u=5", "/members/5-wren", "/search.php?do=getdaily", "/login.php?do=logout", "/attachment.php?attachmentid=3",
    "/misc.php?do=whoposted&t=1", "/archive/index.php/t-1.html", "/external.php?type=RSS2&forumids=2", "/online.php",
]  # fmt: skip


@pytest.mark.parametrize("path", ALLOWED)
def test_listings_and_threads_are_allowed(path):
    assert engine("vbulletin").allows(HOST + path)


@pytest.mark.parametrize("path", NOT_ALLOWED)
def test_nothing_else_is_allowed(path):
    assert not engine("vbulletin").allows(HOST + path)


def board(path: str) -> VBulletin:
    one = site("vbulletin")
    return VBulletin(one.model_copy(update={"boards": (one.boards[0].model_copy(update={"path": path}),)}))


def test_a_board_is_what_the_site_s_file_says_whatever_its_name_looks_like():
    for path in ("/leaks/", "/forum/quay-2/leaks-3", "/12-leaks", "/forumdisplay.php?f=3"):
        reader = board(path)
        assert reader.allows(HOST + path)
        assert reader.native_id(HOST + path) is None
    paths = ("/leaks/", "/leaks/index2.html", "/leaks/?page=2", "/piers/", "/leaks/?do=markread", "/leaks/1-sale.html")
    assert [board("/leaks/").allows(HOST + path) for path in paths] == [True, True, True, False, False, True]


def test_addresses_of_one_thread_are_reduced_to_one():
    for paths in (
        ("showthread.php?t=1", f"showthread.php?{SESSION}&t=1&page=2", "showthread.php?t=1&highlight=x"),
        ("threads/1-Sale", "threads/1-Sale/page2", f"threads/1-Sale?{SESSION}", "threads/1-Sale?p=3"),
        ("showthread.php?1-Sale", "showthread.php?1-Sale/page2", "showthread.php?1-Sale&p=3"),
        ("leaks/1-sale.html", "leaks/1-sale-2.html", "leaks/1-sale-post3.html"),
        ("f5/sale-1/", "f5/sale-1/index2.html"),
    ):
        assert {place(f"{HOST}/{path}").first for path in paths} == {f"{HOST}/{paths[0]}"}
    assert list_address(f"{HOST}/leaks/index2.html") == f"{HOST}/leaks/"
    pages = ("leaks/index2.html", "showthread.php?t=1&page=3", "leaks/1-sale-4.html", "forum/leaks/page5", "leaks/")
    assert [page_number(f"{HOST}/{path}") for path in pages] == [2, 3, 4, 5, 1]


def test_a_title_that_ends_in_a_number_leads_to_its_first_page():
    html = saved("vbulletin4_list", "/").html.replace("threads/52-Hafen", "lecks/52-top-10.html")
    row = engine("vbulletin").listing(page(html, "/forums/7-Lecks")).rows[1]
    assert (row.native_id, row.url) == ("52", f"{HOST}/lecks/52-top-10.html")


ROWS = [
    ("threads/52-x?goto=newpost", f"{HOST}/threads/52-x"),
    ("threads/52-x/page2?p=9&viewfull=1", f"{HOST}/threads/52-x"),
    ("Hafen", f"{HOST}/Hafen"),  # an address of the site's own making
    ("forums/7-Lecks", None),
    ("http://elsewhere.example/threads/52-x", f"{HOST}/threads/52-x"),  # the page's host, whatever the link's
]


@pytest.mark.parametrize(("href", "url"), ROWS)
def test_a_row_leads_to_a_thread_s_first_page_or_is_none(href, url):
    html = re.sub('threads/52-Hafen[^"]*', href, saved("vbulletin4_list", "/").html)
    rows = engine("vbulletin").listing(page(html, "/forums/7-Lecks")).rows
    assert next((row.url for row in rows if row.native_id == "52"), None) == url
    assert len(rows) > 1


def test_a_page_reached_by_a_jump_knows_its_thread():
    html = saved("vbulletin3_thread", "/").html
    read = engine("vbulletin").thread(page(html, "/showthread.php?p=8101"))
    assert (read.native_id, read.next_url) == ("41", f"{HOST}/showthread.php?t=41&page=3")


def test_the_last_page_of_a_thread_has_neither_next_nor_last():
    html = (
        saved("vbulletin3_thread", "/")
        .html.replace('rel="next"', "x")
        .replace("<strong>2</strong></span>", "<strong>4</strong>")
    )
    read = engine("vbulletin").thread(page(html, "/showthread.php?t=41&page=4"))
    assert (read.next_url, read.last_url) == (None, None)
    html = saved("vbulletin5_thread", "/").html.replace('data-page="2"', 'data-page="0"')
    html = html.replace("http://old-name.example/forum/quay/leaks/2041-lighthouse-keepers-7/page", "#")
    read = engine("vbulletin").thread(page(html, "/forum/quay/leaks/2041-lighthouse-keepers-7"))
    assert (read.next_url, read.last_url) == (None, None)


@pytest.mark.parametrize("mark", ["h-disabled", "h-hide-imp"])
def test_version_5_hides_the_link_to_a_next_page_that_is_not_there(mark):
    path = "/forum/hafen/listen/page2"
    html = saved("vbulletin5_de_list", path).html.replace('<link rel="next"', "<link")
    assert engine("vbulletin").listing(page(html, path)).next_url == f"{HOST}/forum/hafen/listen/page3"
    html = html.replace("js-pagenav-next-button", f"js-pagenav-next-button {mark}")
    assert engine("vbulletin").listing(page(html, path)).next_url is None


def test_a_link_to_another_thread_is_no_next_page():
    html = saved("vbulletin3_thread", "/").html.replace("t=41&amp;page=3", "t=42&amp;page=3")
    assert engine("vbulletin").thread(page(html, "/showthread.php?t=41&page=2")).next_url is None


def test_without_a_name_the_next_page_is_found_by_its_number():
    for name, path in (("vbulletin3_list", "/forumdisplay.php?f=7&page=2"), ("vbulletin4_list", "/forums/7-Lecks")):
        stock = saved(name, path)
        themed = page(stock.html.replace('rel="next"', ""), path)
        assert engine("vbulletin").listing(themed) == engine("vbulletin").listing(stock)


PAGES = {
    "vbulletin3_list": ("listing", "/forumdisplay.php?f=7&page=2"),
    "vbulletin4_list": ("listing", "/forums/7-Lecks"),
    "vbulletin5_list": ("listing", "/forum/quay/leaks/page2"),
    "vbulletin3_thread": ("thread", "/showthread.php?t=41&page=2"),
    "vbulletin4_thread": ("thread", "/fuites/41-gardiens-top-10-2.html"),
    "vbulletin5_thread": ("thread", "/forum/quay/leaks/2041-lighthouse-keepers-7"),
}
STYLES = [
    ("vbulletin3_list", 'class="alt'), ("vbulletin3_list", 'class="tborder'), ("vbulletin3_list", 'class="thead'),
    ("vbulletin3_thread", 'class="alt'), ("vbulletin3_thread", 'class="tborder'), ("vbulletin3_thread", 'class="thead'),
    ("vbulletin3_thread", 'class="bigusername'), ("vbulletin4_list", 'class="threadbit'), ("vbulletin4_list", 'class="title'),
    ("vbulletin4_list", 'class="inner'), ("vbulletin4_thread", 'class="postbit'), ("vbulletin4_thread", "postcontainer"),
    ("vbulletin4_thread", 'class="content'), ("vbulletin5_list", "js-topic-item"), ("vbulletin5_list", "js-topic-title"),
    ("vbulletin5_thread", "b-post "), ("vbulletin5_thread", "h-wordwrap"), ("vbulletin5_thread", "b-userinfo__details"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "style"), STYLES)
def test_a_style_s_own_class_names_lose_nothing(name, style):
    read, path = PAGES[name]
    stock = saved(name, path)
    assert style in stock.html
    before, quote, _ = style.rpartition('"')
    themed = page(stock.html.replace(style, f"{before}{quote}theirs "), path)
    assert getattr(engine("vbulletin"), read)(themed) == getattr(engine("vbulletin"), read)(stock)


@pytest.mark.parametrize("name", PAGES)
def test_more_class_names_lose_nothing(name):
    read, path = PAGES[name]
    stock = saved(name, path)
    themed = page(stock.html.replace('class="', 'class="theme-dark '), path)
    assert getattr(engine("vbulletin"), read)(themed) == getattr(engine("vbulletin"), read)(stock)


ZONES = [
    ("All times are GMT. The time now is", "2025-02-03T01:10:00"),
    ("All times are GMT -8. The time now is", "2025-02-03T09:10:00"),
    ("All times are GMT +5.5. The time now is", "2025-02-02T19:40:00"),
    ("Часовой пояс GMT +3, время:", "2025-02-02T22:10:00"),
    ("Alle Zeitangaben in WEZ +2. Es ist jetzt", "2025-02-02T23:10:00"),
    ("所有时间均为北京时间。现在的时间是", "2025-02-02T17:10:00"),
    ("Часовой пояс: МСК, время:", "2025-02-02T22:10:00"),
    ("Times are as they are.", "2025-02-03T01:10:00"),
]


@pytest.mark.parametrize(("foot", "expected"), ZONES)
def test_the_zone_that_the_foot_names_is_followed_unless_the_site_says_otherwise(foot, expected):
    html = saved("vbulletin3_list", "/").html.replace("All times are GMT +3. The time now is", foot)
    html = html.replace("База портов", "ferry at 10:00 GMT +9")
    shown = page(html, "/forumdisplay.php?f=7")
    assert engine("vbulletin").listing(shown).rows[1].last_activity.at.isoformat() == f"{expected}+00:00"
    told = engine("vbulletin", timezone="UTC").listing(shown).rows[1].last_activity
    assert told.at.isoformat() == "2025-02-03T01:10:00+00:00"


def test_a_name_in_a_block_behind_a_time_does_not_hide_its_half_of_the_day():
    html = saved("vbulletin3_divs_list", "/").html.replace("12:05 AM</span><div>", "12:05 AM</span><p>")
    row = engine("vbulletin").listing(page(html, "/cable-damage-31/")).rows[0]
    assert row.last_activity.at.isoformat() == "2025-03-02T05:05:00+00:00"


COUNTS = [("1 002", 1002), ("1\u202f002", 1002), ("1.002", 1002), ("12", 12), ("1 234 567", 1234567)]


@pytest.mark.parametrize(("shown", "expected"), COUNTS)
def test_thousands_are_parted_by_whatever_sign(shown, expected):
    html = saved("vbulletin4_fr_list", "/").html.replace(">1 002<", f">{shown}<")
    assert engine("vbulletin").listing(page(html, "/forum/forums/12-Fuites-et-listes")).rows[1].replies == expected


POLLS = ["Poll:", "Umfrage: ", "Опрос:", "投票：", "Anket :"]


@pytest.mark.parametrize("word", POLLS)
def test_the_word_for_a_poll_is_no_prefix_where_no_icon_tells(word):
    html = saved("vbulletin5_de_list", "/").html
    for before, prefix in ((word, None), (f"{word} [Verkauf]", "Verkauf")):
        shown = page(html.replace("Umfrage: ", f"{before} "), "/forum/hafen/listen")
        assert engine("vbulletin").listing(shown).rows[2].prefix == prefix


ORDERS = [
    ("02-03-2025", "en", "2025-02-02"),
    ("02-03-2025", "en-GB", "2025-03-01"),
    ("03.02.2025", "en", "2025-02-02"),
    ("03/02/2025", "fr", "2025-02-02"),
    ("3rd February 2025", "en", "2025-02-02"),
    ("2025-02-03", "en", "2025-02-02"),
]


@pytest.mark.parametrize(("day", "language", "expected"), ORDERS)
def test_the_order_of_figures_is_that_of_their_separator_or_of_the_page_s_language(day, language, expected):
    html = (
        saved("vbulletin3_list", "/")
        .html.replace("02-03-2025", day)
        .replace("02-20-2025", "")
        .replace('lang="en"', f'lang="{language}"')
    )
    row = engine("vbulletin").listing(page(html, "/forumdisplay.php?f=7")).rows[1]
    assert row.last_activity.at.date().isoformat() == expected


def test_what_the_site_says_of_the_order_goes_before_the_page():
    html = saved("vbulletin3_list", "/").html.replace("02-20-2025", "")
    row = engine("vbulletin", date_order="DMY").listing(page(html, "/forumdisplay.php?f=7")).rows[1]
    assert row.last_activity.at.date().isoformat() == "2025-03-01"


EMPTY = [
    '<table class="tborder" id="threadslist"><tr><td class="alt1">There are no threads to display in this forum</td></tr></table>',
    '<div id="threadlist" class="threadlist"><p>There are no threads in this forum.</p></div>',
    '<table class="topic-list-container"><tbody class="topic-list"></tbody></table><p>No content found</p>',
]


@pytest.mark.parametrize("html", EMPTY)
def test_a_board_without_threads_is_empty_and_not_refused(html):
    read = engine("vbulletin").listing(page(f"<html><body>{html}", "/forumdisplay.php?f=2"))
    assert (read.rows, read.next_url) == ((), None)


GONE = [
    ("Invalid Thread specified. If you followed a valid link, please notify the administrator", 200),
    ("No Thread specified. If you followed a valid link, please notify the administrator", 200),
    (
        "Ungültige Angabe: Thema. Wenn Sie einem normalen, gültigen Link gefolgt sind, wenden Sie sich bitte an den Webmaster.",
        200,
    ),
    ("Aucune discussion spécifiée. Si vous avez suivi un lien valide, veuillez notifier l'administrateur", 200),
    ("Page not found", 404),
]


@pytest.mark.parametrize(("words", "status"), GONE)
def test_the_site_says_that_a_thread_is_gone(words, status):
    html = (
        '<html lang="en"><body><form id="navbar_loginform"><input type="password" style="display:none" '
        f'name="vb_login_password"></form><div class="standard_error"><div class="blockrow restore">{words}</div></div>'
    )
    with pytest.raises(ThreadMissing):
        engine("vbulletin").thread(page(html, "/showthread.php?t=41", status))


LOGIN = (
    '<form action="login.php?do=login"><p>You are not logged in or you do not have permission to access this page.</p>'
    '<input type="text" name="vb_login_username"><input type="password" name="vb_login_password"></form>'
)
WALLS = [
    (LOGIN, SiteState.LOGIN_REQUIRED),
    ("<p>You have been banned for the following reason: spam</p>", SiteState.BANNED),
    ("<p>Nothing to see</p>", SiteState.LAYOUT_CHANGED),
]


@pytest.mark.parametrize(("html", "state"), WALLS)
@pytest.mark.parametrize("read", ["listing", "thread"])
def test_a_wall_is_named(html, state, read):
    with pytest.raises(PageRefused) as refused:
        getattr(engine("vbulletin"), read)(page(f"<html><body>{html}", "/showthread.php?t=1"))
    assert refused.value.state is state


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_other_kind_is_refused(name):
    read, path = PAGES[name]
    with pytest.raises(PageRefused):
        getattr(engine("vbulletin"), {"listing": "thread", "thread": "listing"}[read])(saved(name, path))


def test_a_selector_is_overridden_by_the_site():
    html = (
        saved("vbulletin4_thread", "/").html.replace('class="username', 'class="who').replace("threadtitle", "subject")
    )
    selectors = {"post_author": ".who", "thread_title": "h1 .subject"}
    read = engine("vbulletin", selectors=selectors).thread(page(html, "/showthread.php?t=41"))
    assert [post.author for post in read.posts] == ["tide_9", "sunk_account"]
    assert (read.prefix, read.title) == ("Vente", "Gardiens : top 10")


def test_a_prefix_without_markup_is_parted_by_the_title_that_a_post_bears():
    html = saved("vbulletin3_thread", "/").html.replace("<b>[WTS]</b> Lighthouse", "WTS Lighthouse")
    read = engine("vbulletin").thread(page(html, "/showthread.php?t=41"))
    assert (read.prefix, read.title) == ("WTS", "Lighthouse keepers")


def test_a_guest_s_name_is_not_what_else_stands_beside_it():
    html = saved("vbulletin5_thread", "/").html
    guest = "<strong>Guest 12</strong>"
    assert guest in html
    html = html.replace(guest, f'{guest} <span class="usertitle">Matelot</span>')
    posts = engine("vbulletin").thread(page(html, "/forum/quay/leaks/2041-lighthouse-keepers-7")).posts
    assert "Guest 12" in [post.author for post in posts]


def test_a_post_of_deep_markup_does_not_hide_the_posts_behind_it():
    for name in ("vbulletin3_thread", "vbulletin4_thread"):
        html = saved(name, "/").html.replace("2 BTC", "<b>" * 1000 + "deep" + "</b>" * 1000)
        read = engine("vbulletin").thread(page(html, "/showthread.php?t=41"))
        assert len(read.posts) == 2
        assert "deep" in read.posts[0].text


TITLE = '<td id="td_threadtitle_{0}"><a id="thread_title_{0}" href="/showthread.php?t={0}">t</a> by <i class="username">x</i></td>'
ITEM = '<li id="thread_{0}"><a id="thread_title_{0}" href="/showthread.php?t={0}">t</a><i class="username">x</i>'
POST = '<div id="edit{0}"><div id="postmenu_{0}">x</div>'
BODY = '<div id="post_message_{0}">x</div>'
TIME = '<td class="thead"><time>Jan Jan 9 9 9</time></td>'
LABEL = '<div style="x">Quote:</div><table><tr><td><div>x</div><div>y</div></td></tr></table>'
HOSTILE = {
    "nested rows": "<table>" + "".join(f"<tr>{TITLE.format(number)}" for number in range(1500)) + TIME * 5000,
    "rows in lists": "".join(f'<li id="thread_{number}">{TITLE.format(number)}' for number in range(1500)) + TIME * 5000,
    "nested topics": '<div class="topic-item" data-node-id="1"><a class="topic-title" href="/a/1-b">t</a>' * 1500 + TIME * 5000,
    "nested posts": "".join(POST.format(number) + BODY.format(number) for number in range(1500)) + TIME * 1000,
    "posts within posts": "".join(POST.format(number) for number in range(900)) + "".join(map(BODY.format, range(900))) + TIME * 5000,
    "nested nodes": '<li data-node-id="1" class="js-post">' * 1500 + '<p class="js-post__content-text">x</p>' * 5000,
    "labels": f'{POST.format(1)}<div id="post_message_1">{LABEL * 5000}</div>',
    "nested labels": POST.format(1) + '<div id="post_message_1">' + '<div style="x">:</div><table><tr><td>' * 600,
    "times": f'<li id="thread_1">{TITLE.format(1)}<dl class="threadlastpost">{"<dd>9 Jan Jan</dd>" * 9000}',
    "pages": f"""{POST.format(1)}{BODY.format(1)}<div class="pagenav">{'<a href="/showthread.php?t=1&page=3">3</a>' * 20_000}""",
    "nested pages": POST.format(1) + BODY.format(1) + '<div class="pagenav">' * 1500 + '<a href="?t=1&page=3">3</a>' * 9000,
    "nested authors": ITEM.format(1) + '<div class="author">' * 1500 + '<i class="username">x</i>' * 9000,
    "nested members": POST.format(1) + BODY.format(1) + '<div class="userinfo">' * 1500 + '<i class="username">x</i>' * 9000,
    "zones": f'{POST.format(1)}{BODY.format(1)}{"<p>GMT +99 10:00</p>" * 20_000}',
    "broken addresses": '<base href="http://["><li id="thread_1"><a id="thread_title_1" href="http://[::1/threads/1-a">x</a>',
}  # fmt: skip


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("read", ["listing", "thread"])
@pytest.mark.timeout(20)
def test_a_hostile_page_costs_what_its_length_does(html, read):
    try:
        result = getattr(engine("vbulletin"), read)(page(html, "/showthread.php?t=1"))
    except PageRefused:
        return
    assert result is not None


KEYS = sorted(VBulletin.selectors_known)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("ending", ["::text", "::attr(class)"])
def test_a_selector_that_gives_texts_breaks_nothing(key, ending):
    selectors = {key: ", ".join(each + ending for each in VBulletin.selectors_known[key].split(", "))}
    reader = engine("vbulletin", selectors=selectors)
    for name, (read, path) in PAGES.items():
        try:
            assert getattr(reader, read)(saved(name, path))
        except (PageRefused, ThreadMissing):
            continue
