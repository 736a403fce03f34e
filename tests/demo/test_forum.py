"""The forum's manners: its markup's hooks, its traps, its record of visits."""

import http.client
import json
from datetime import timedelta

import pytest
from parsel import Selector

from demo.forum import ForumSite
from tests.demo.sites import EPOCH, NOW, Browser


def page(browser, path):
    return Selector(browser.get(path).html)


def test_a_board_shows_its_rows_in_mybbs_markup(forum_browser):
    board = page(forum_browser, "/forumdisplay.php?fid=2")
    rows = board.css("tr.inline_row")
    assert len(rows) == 20
    assert all(row.css("span[id^=tid_] > a::attr(href)").get("").startswith("showthread.php?tid=") for row in rows)
    assert all(row.css("span.thread_start_datetime") and row.css("span.lastpost") for row in rows)
    assert board.css("td.forumdisplay_announcement a::attr(href)").get() == "announcements.php?aid=1"
    assert board.css("td.trow_sep::text").getall() == ["Forum Announcements", "Important Threads", "Normal Threads"]


def test_a_board_is_left_by_its_next_links(forum_browser):
    path, seen = "forumdisplay.php?fid=2", []
    while path:
        board = page(forum_browser, f"/{path}")
        seen += board.css("tr.inline_row span[id^=tid_]::attr(id)").getall()
        path = board.css("div.pagination:not(.pagination_breadcrumb) a.pagination_next::attr(href)").get()
    assert len(seen) == 56  # 55 threads, and the pointer to one that was moved
    assert len(set(seen)) == 56


@pytest.mark.parametrize("path", ["/forumdisplay.php?fid=2&page=9", "/showthread.php?tid=61&page=9"])
def test_past_the_end_an_existing_page_comes_again(forum_browser, path):
    beyond = page(forum_browser, path)
    assert beyond.css("span.pagination_current::text").get() == "1"


def test_a_thread_page_hides_the_boards_next_link_before_its_own(forum_browser):
    thread = page(forum_browser, "/showthread.php?tid=61")
    links = thread.css("a.pagination_next::attr(href)").getall()
    assert links[0] == "forumdisplay.php?fid=2&page=2"
    assert links[1] == "showthread.php?tid=61&page=2"
    popup = thread.css("#breadcrumb_multipage_popup.pagination_breadcrumb")
    assert "display: none" in popup.attrib["style"]


def test_a_long_thread_has_its_posts_on_several_pages(forum, forum_browser):
    thread = forum.forum.thread(61)
    shown = []
    for number in (1, 2, 3):
        posts = page(forum_browser, f"/showthread.php?tid=61&page={number}").css("#posts div.post")
        assert len(posts) == (10 if number < 3 else 6)
        shown += [int(post.attrib["id"].removeprefix("post_")) for post in posts]
    assert shown == [post.pid for post in thread.posts]


def test_a_missing_thread_is_a_page_with_status_200(forum_browser):
    answer = forum_browser.get("/showthread.php?tid=4711")
    assert answer.status == 200
    assert "The specified thread does not exist." in answer.html
    assert not Selector(answer.html).css("#posts")


def test_a_moved_thread_leaves_a_pointer_to_its_new_place(forum_browser):
    moved = next(
        row
        for number in (1, 2, 3)
        for row in page(forum_browser, f"/forumdisplay.php?fid=2&page={number}").css("tr.inline_row")
        if row.css("span.movefolder")
    )
    assert moved.css("span[id^=tid_] > a::attr(href)").get() == "showthread.php?tid=59"
    assert moved.css("a[onclick*=whoPosted]::text").get() == "-"


def test_a_deleted_author_is_bare_text(forum_browser):
    first = page(forum_browser, "/showthread.php?tid=26").css("div.post")[0]
    assert first.css(".author_information strong .largetext::text").get() == "eelgrass"
    assert not first.css(".author_information a")


def test_signature_and_edit_note_stand_outside_of_the_body(forum_browser):
    first = page(forum_browser, "/showthread.php?tid=62").css("div.post")[0]
    assert "30M" in first.css("div.signature").get()
    assert "30M" not in first.css("div.post_body").get()
    edited = page(forum_browser, "/showthread.php?tid=46").css("div.post")[0]
    assert edited.css(".post_date .post_edit em::text").get() == "Edit Reason: fixed the sample"
    assert edited.css("div.post_body div.codeblock code").get().count("<br>") == 3


def test_jumps_redirect_to_the_post(forum, forum_browser):
    answer = forum_browser.get("/showthread.php?tid=61&action=lastpost")
    pid = forum.forum.thread(61).last.pid
    assert (answer.status, answer.url) == (302, f"{forum.address}/showthread.php?tid=61&pid={pid}#pid{pid}")
    posts = page(forum_browser, f"/showthread.php?tid=61&pid={pid}").css("div.post::attr(id)").getall()
    assert posts[-1] == f"post_{pid}"


def test_cookies_are_set_like_mybbs(forum_browser):
    cookies = forum_browser.get("/index.php").cookies
    assert [cookie.split("=")[0] for cookie in cookies] == ["mybb[lastvisit]", "mybb[lastactive]", "sid"]
    assert cookies[2].endswith("HttpOnly")
    again = forum_browser.get("/index.php", cookie="sid=0123456789abcdef").cookies
    assert not any(cookie.startswith("sid=") for cookie in again)


def test_the_index_links_the_boards_and_their_category(forum_browser):
    links = page(forum_browser, "/").css('strong > a[href*="forumdisplay.php?fid="]::attr(href)').getall()
    assert links == [f"forumdisplay.php?fid={fid}" for fid in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/forumdisplay.php?fid=99", 200),
        ("/showthread.php?tid=x", 200),
        ("/member.php?action=profile&uid=3", 200),
        ("/attachment.php?aid=1", 200),
        ("/robots.txt", 200),
        ("/nothing", 404),
    ],
)
def test_odd_requests_get_an_answer(forum_browser, path, status):
    answer = forum_browser.get(path)
    assert answer.status == status
    assert "Traceback" not in answer.html


def test_every_request_is_written_down(tmp_path):
    log = tmp_path / "requests.jsonl"
    with ForumSite(EPOCH, log=log, clock=lambda: NOW) as site:
        browser = Browser(site.address)
        browser.get("/showthread.php?tid=61&page=2")
        site.day = 2
        browser.get("/showthread.php?tid=70")
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(line["day"], line["path"], line["status"]) for line in lines] == [
        (1, "/showthread.php?tid=61&page=2", 200),
        (2, "/showthread.php?tid=70", 200),
    ]
    assert [visit.path for visit in site.visits] == [line["path"] for line in lines]


def test_a_thread_can_be_added_and_stands_first(forum, forum_browser):
    tid = forum.add_thread('A "late" <b>thread</b> & more', "Text with <script>alert(1)</script>", "new & <noisy>")
    board = page(forum_browser, "/forumdisplay.php?fid=2")
    normal = [row for row in board.css("tr.inline_row") if not row.css(".forumdisplay_sticky")]
    assert normal[0].css("span[id^=tid_]::attr(id)").get() == f"tid_{tid}"
    assert normal[0].css("span[id^=tid_] > a::text").get() == 'A "late" <b>thread</b> & more'
    thread = page(forum_browser, f"/showthread.php?tid={tid}")
    assert thread.css(".post_body::text").get().strip() == "Text with <script>alert(1)</script>"
    assert thread.css(".largetext a::text").get() == "new & <noisy>"


def test_added_threads_outlive_the_server_and_the_day(tmp_path):
    kept = tmp_path / "additions.jsonl"
    first = ForumSite(EPOCH, additions=kept, clock=lambda: NOW)
    tid = first.add_thread("Added by hand", "Between two runs.", "late_riser", prefix="SELLING")
    second = ForumSite(EPOCH, day=2, additions=kept, clock=lambda: NOW + timedelta(hours=2))
    again = second.forum.thread(tid)
    assert again is not None
    assert again == first.forum.thread(tid)
    assert second.forum.thread(101) is not None
    assert second.add_thread("One more", "Hello.", "late_riser") == tid + 1


def test_day_2_removes_a_thread_and_bumps_others_but_not_the_silent_edit():
    later = EPOCH + timedelta(days=1)
    with ForumSite(EPOCH, day=2, day2_at=later, clock=lambda: later) as site:
        browser = Browser(site.address)
        assert "The specified thread does not exist." in browser.get("/showthread.php?tid=70").html
        newest = page(browser, "/forumdisplay.php?fid=2").css("tr.inline_row span[id^=tid_]::attr(id)").getall()
    assert newest[:6] == ["tid_12", "tid_101", "tid_62", "tid_74", "tid_69", "tid_61"]
    assert "tid_70" not in newest


def test_stopping_twice_is_fine_and_frees_the_port():
    site = ForumSite(EPOCH)
    site.start()
    port = site.port
    site.stop()
    site.stop()
    with ForumSite(EPOCH, port=port) as again:
        assert again.port == port


@pytest.mark.parametrize("host", ["example.onion", "127.0.0.1:80", "<script>", 'x"y', ""])
def test_links_repeat_the_host_that_was_asked_for_unless_it_is_none(forum, host):
    connection = http.client.HTTPConnection("127.0.0.1", forum.port, timeout=20)
    connection.putrequest("GET", "/forumdisplay.php?fid=2", skip_host=True)
    connection.putheader("Host", host)
    connection.endheaders()
    html = connection.getresponse().read().decode()
    connection.close()
    link = Selector(html).css("a.login::attr(href)").get()
    plain = host if host in ("example.onion", "127.0.0.1:80") else "site"
    assert link == f"http://{plain}/member.php?action=login"


def test_a_thread_page_names_the_page_of_its_board(forum_browser):
    second = page(forum_browser, "/forumdisplay.php?fid=2&page=2").css("span[id^=tid_] > a::attr(href)").get()
    crumbs = page(forum_browser, f"/{second}").css(".navigation > a::attr(href)").getall()
    assert crumbs[-1] == "forumdisplay.php?fid=2&page=2"
