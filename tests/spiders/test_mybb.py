"""MyBB beyond its golden pages: addresses, pagination, ids, overridden selectors, hostile pages."""

import pytest

from config.errors import ConfigError
from spiders.contract import PageRefused, ThreadMissing
from tests.spiders.sites import HOST, engine, page, saved

IDS = [
    ("/showthread.php?tid=12", "12"), ("/showthread.php?tid=12&pid=9#pid9", "12"), ("/f/thread-12.html", "12"),
    ("/thread-12-page-3.html", "12"), ("/thread-12-post-9.html", "12"), ("/thread-12-lastpost.html", "12"),
    ("/Thread-Some-Title", "Some-Title"), ("/Thread-Some-Title?page=2", "Some-Title"),
    ("/Thread-Some-Title--12?page=2", "12"), ("/Thread-Some-Title-12", "Some-Title-12"),
    ("/archive/index.php?thread-12.html", "12"), ("/printthread.php?tid=12", "12"), ("/showthread.php?pid=9", None),
    ("/showthread.php?tid=1'--", None), ("/forumdisplay.php?fid=12", None), ("/forum-12.html", None),
    ("/Forum-Leaks", None), ("/", None), ("/member.php?action=profile&uid=12", None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "native_id"), IDS)
def test_all_addresses_of_a_thread_show_one_id(path, native_id):
    assert engine().native_id(HOST + path) == native_id


ALLOWED = [
    "/forumdisplay.php?fid=2", "/forumdisplay.php?fid=2&page=3", "/forumdisplay.php?fid=2&sortby=started&order=desc",
    "/forum-2.html", "/forum-2-page-3.html", "/Forum-Leaks", "/Forum-Leaks?page=2&sortby=started", "/showthread.php?tid=1",
    "/showthread.php?tid=1&page=2", "/thread-1.html", "/thread-1-page-2.html", "/Thread-A-b", "/Thread-A-b?page=2",
]  # fmt: skip
NOT_ALLOWED = [
    "/", "/index.php", "/showthread.php?tid=1&action=lastpost", "/showthread.php?tid=1&pid=3", "/showthread.php",
    "/thread-1-post-3.html", "/thread-1-lastpost.html", "/Thread-A-b?action=newpost", "/newreply.php?tid=1",
    "/member.php?action=logout", "/attachment.php?aid=1", "/reputation.php?uid=1", "/private.php", "/User-Wren",
    "/misc.php?action=markread", "/forumdisplay.php", "/forumdisplay.php?fid=2&action=markread", "/files/dump.zip",
]  # fmt: skip


@pytest.mark.parametrize("path", ALLOWED)
def test_listings_and_threads_are_allowed(path):
    assert engine().allows(HOST + path)


@pytest.mark.parametrize("path", NOT_ALLOWED)
def test_nothing_else_is_allowed(path):
    assert not engine().allows(HOST + path)


def test_the_breadcrumbs_next_page_is_the_forum_s_even_without_its_class():
    html = saved("mybb_thread", "/").html.replace(" pagination_breadcrumb", "")
    read = engine().thread(page(html))
    assert read.next_url == f"{HOST}/showthread.php?tid=41&page=2"
    assert read.last_url == f"{HOST}/showthread.php?tid=41&page=4"


def test_the_last_page_of_a_thread_has_neither_next_nor_last():
    html = saved("mybb_thread", "/").html
    html = html.replace('<a href="showthread.php?tid=41&amp;page=2" class="pagination_next">Next &raquo;</a>', "")
    read = engine().thread(page(html, "/showthread.php?tid=41&page=4"))
    assert (read.next_url, read.last_url) == (None, None)


def test_another_forum_s_pagination_is_not_followed():
    html = saved("mybb_list", "/").html.replace("fid=7&amp;page=2", "fid=8&amp;page=2")
    assert engine().listing(page(html, "/forumdisplay.php?fid=7")).next_url is None


def test_html_comments_change_nothing():
    clean = saved("mybb_list", "/forumdisplay.php?fid=7")
    noisy = clean.html.replace("<span", "<!-- start: a_span --><span").replace("</a>", "</a><!-- end: a -->")
    assert engine().listing(page(noisy, "/forumdisplay.php?fid=7")) == engine().listing(clean)


def test_a_mirror_gives_the_same_rows_at_its_own_address():
    clean = saved("mybb_list", "/forumdisplay.php?fid=7")
    other = engine().listing(page(clean.html.replace("old-name.example", "mirror.example"), "/forumdisplay.php?fid=7"))
    assert all(row.url.startswith(HOST) for row in other.rows)


def test_a_title_address_without_shown_ids_gives_its_slug():
    html = saved("mybb_theme_thread", "/").html.replace("newreply.php?tid=77&amp;replyto=9001", "#")
    assert (
        engine().thread(page(html, "/Thread-SALE-Lighthouse-keepers-1-2M")).native_id == "SALE-Lighthouse-keepers-1-2M"
    )


def test_the_site_s_order_and_zone_go_before_the_engine_s():
    read = engine(date_order="DMY", timezone="Europe/Moscow").listing(saved("mybb_list", "/forumdisplay.php?fid=7"))
    assert read.rows[0].posted.at.isoformat() == "2024-01-31T21:05:00+00:00"
    assert read.rows[0].last_activity is None  # 02-28 is no day before month


def test_a_selector_is_overridden_by_the_site():
    html = saved("mybb_thread", "/").html.replace("author_information", "who").replace("largetext", "name")
    html = html.replace("post_date", "when")
    selectors = {"post_author": ".who .name", "post_date": ".when"}
    assert [post.author for post in engine(selectors=selectors).thread(page(html)).posts] == ["tide_9", "sunk_account"]


@pytest.mark.parametrize(
    ("selectors", "says"), [({"roww": "tr"}, "roww is unknown"), ({"row": "tr["}, "row is no CSS")]
)
def test_a_wrong_selector_is_the_operator_s_to_mend(selectors, says):
    with pytest.raises(ConfigError, match=says):
        engine(selectors=selectors)


def test_a_post_of_deep_markup_does_not_hide_the_posts_behind_it():
    deep = "<span>" * 1000 + "deep" + "</span>" * 1000
    html = saved("mybb_thread", "/").html.replace("Price: 2 BTC", deep)
    read = engine().thread(page(html))
    assert len(read.posts) == 2
    assert "deep" in read.posts[0].text


OLD_POST = """<table class="tborder" id="post_{0}"><tr><td class="trow1 post_author"><strong><span class="largetext"><a
    href="member.php?action=profile&uid=4">Wren</a></span></strong><span class="smalltext">Joined: 02.05.2024, 10:00</span></td>
    <td class="trow1"><span class="smalltext"><strong>RE: 01.01.2020, 10:00</strong></span><div id="pid_{0}" class="post_body">x<span
    class="smalltext">01.01.2020, 10:00</span></div><div id="post_meta_{0}"><div id="edited_by_{0}"><span class="edited"><span class="smalltext">
    (last modified: {2} by <a>Wren</a>.)</span></span></div></div></td></tr><tr><td><span class="smalltext">{1}</span></td></tr></table>"""


def test_the_classic_posts_of_old_versions_tell_their_time_below_the_author():
    old = OLD_POST.replace("<strong>RE: 01.01.2020, 10:00</strong>", "<strong>RE: Lamps</strong>")
    html = old.format(1, "01.02.2025, 14:58", "02.02.2025, 10:00") + old.format(
        2, "Yesterday, 17:32", "28.02.2025, 9:00"
    )
    first, second = engine().thread(page(f'<div id="posts">{html}</div>')).posts
    assert (first.posted.at.isoformat(), first.edited.at.isoformat()) == (
        "2025-02-01T14:58:00+00:00",
        "2025-02-02T10:00:00+00:00",
    )
    assert second.posted.at.isoformat() == "2025-03-01T17:32:00+00:00"


THEMED = """<div class="inline_row"><div class="x"><img src="images/{2}.gif"><span id="tid_{0}"><a href="showthread.php?tid={0}">Lamps
    </a></span><div class="author"><a href="User-Wren">Wren</a></div></div><div><a onclick="MyBB.whoPosted({0})"><i></i>12</a></div>
    <div><i></i> 1,234</div><div class="lastpost">{1}<br><a href="User-zed">zed</a></div></div>"""
ORDERS = [
    ("02-01-2025, 08:01", "11-20-2024, 08:01", "2025-02-01"), ("11-02-2025, 08:01", "28-12-2024, 08:01", "2025-02-11"),
    ("01-02-2025, 08:01", "01-02-2025, 08:01", "2025-01-02"), ("01.02.2025, 08:01", "Yesterday", "2025-02-01"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "day"), ORDERS)
def test_the_page_s_other_dates_tell_the_order_of_day_and_month(one, other, day):
    rows = [THEMED.format(number, when, "folder") for number, when in enumerate((one, other))]
    read = engine().listing(page("".join(rows), "/forumdisplay.php?fid=2")).rows
    assert read[0].last_activity.at.date().isoformat() == day


STATES = [("folder", False, False), ("newlockfolder", True, False), ("movefolder", False, True)]


@pytest.mark.parametrize(("image", "locked", "moved"), STATES)
def test_old_themes_show_a_thread_s_state_by_an_image(image, locked, moved):
    row = engine().listing(page(THEMED.format(1, "02-11-2025, 08:01", image), "/forumdisplay.php?fid=2")).rows[0]
    assert (row.locked, row.moved) == (locked, moved)


def test_rows_of_a_theme_without_tables_and_row_class_end_where_the_next_begins():
    rows = [THEMED.format(number, "02-11-2025, 08:01", image) for number, image in ((1, "x"), (2, "newlockfolder"))]
    html = f"<main><div class='cards'>{''.join(rows)}</div></main>".replace("inline_row", "card")
    read = engine().listing(page(html, "/forumdisplay.php?fid=2")).rows
    assert [(row.native_id, row.author, row.views, row.locked) for row in read] == [
        ("1", "Wren", 1234, False),
        ("2", "Wren", 1234, True),
    ]


def test_counts_stand_side_by_side_in_themes_without_tables_too():
    row = engine().listing(page(THEMED.format(1, "02-11-2025, 08:01", "x"), "/forumdisplay.php?fid=2")).rows[0]
    assert (row.replies, row.views) == (12, 1234)


ROW = '<tr class="inline_row"><td><span id="tid_1"><a href="showthread.php?tid=1">t</a></span><span class="author">x</span></td></tr>'
RENAMED = ["thread_start_datetime", "lastpost", "inline_row", "author", "subject_new", "tborder", "thread_status"]


@pytest.mark.parametrize("name", RENAMED)
def test_a_theme_s_own_class_names_lose_nothing(name):
    stock = saved("mybb_list", "/forumdisplay.php?fid=7")
    themed = page(stock.html.replace(f'"{name}', '"theirs').replace(f" {name}", " theirs"), "/forumdisplay.php?fid=7")
    assert engine().listing(themed).rows[1] == engine().listing(stock).rows[1]


HOSTILE = {
    "nested blocks": "<div>" * 100_000,
    "nested rows": '<div class="inline_row">' * 50_000 + ROW,
    "nested posts": "".join(f'<div id="post_{number}">' for number in range(50_000)),
    "nested dates": f'{ROW[:-10]}<span class="lastpost">{"<i>" * 50_000}11-11-2024',
    "hidden passwords": '<input type="password" hidden>' * 50_000,
    "hidden captchas": "<b>" * 1500 + '<div style="display:none" class="captcha"></div>' * 20_000,
    "line breaks": "<br>" * 300_000,
    "NUL and surrogates": "\x00<p>\ud800&#xD800;</p>" * 1000,
    "no HTML": "\x89PNG\r\n" * 1000,
    "declarations": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]>&a;',
}


@pytest.mark.parametrize("read", ["listing", "thread"])
@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("name", ["mybb", "xenforo", "smf", "market"])
@pytest.mark.timeout(60)
def test_a_hostile_page_is_read_or_refused(name, html, read):
    try:
        result = getattr(engine(name), read)(page(html))
    except (PageRefused, ThreadMissing):
        return
    assert result is not None


def test_a_theme_s_class_on_body_hides_nothing():
    plain = saved("mybb_thread", "/showthread.php?tid=41")
    html = plain.html.replace("<body", '<body class="signature post_body lastpost"', 1)
    assert html != plain.html
    assert engine().thread(page(html)) == engine().thread(plain)


def test_rows_in_rows_are_read_once_and_in_time_that_grows_with_the_page():
    row = '<tr class="inline_row"><td><span id="tid_{0}"><a href="showthread.php?tid={0}">x</a></span><b class="author"><a>gull</a></b></td></tr>'
    nested = '<div class="inline_row">' * 400 + row.format(1) + '<p id="tid_9"><b class="inline_row">' * 500
    rows = engine().listing(page(f"<body>{nested}<table>{row.format(2)}</table>", "/forumdisplay.php?fid=2")).rows
    assert [each.native_id for each in rows][:1] == ["1"]
