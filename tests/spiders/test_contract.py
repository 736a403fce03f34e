"""A page that is not what was asked for is never parsed; it says what state the site is in."""

import pytest

from spiders.contract import ADVICE, PageRefused, ThreadMissing
from spiders.listing import SiteState
from tests.spiders.sites import engine, page, saved

LOGIN = '<form action="member.php?action=do_login"><input name="u"><input type="password" name="p"></form>'
GUEST = '<div id="panel"><div id="quick_login" style="display: none"><input type="password"></div></div>'
BOX = (
    "<html><head><title>{}</title></head><body>"
    + GUEST
    + '<table class="tborder"><tr><td>{}</td></tr></table></body></html>'
)

WALLS = [
    ("an empty body", "", 200, "empty"),
    ("a body of white space and NUL", " \x00\n", 200, "empty"),
    ("tags without words", "<html><body><div></div></body></html>", 200, "empty"),
    ("a login form", f"<h1>Welcome</h1>{LOGIN}", 200, "login_required"),
    ("a login form with a captcha", f"{LOGIN}<img src='/captcha.php'>", 200, "login_required"),
    ("a board's password", BOX.format("Leaks", "<form><input type='PASSWORD' name='pwverify'></form>"), 200, "login_required"),
    ("no permission", BOX.format("Harbour", "You are either not logged in or do not have permission to view this page."), 200, "login_required"),
    ("401", "<p>No.</p>", 401, "login_required"),
    ("an image captcha", "<form><img src='/img/Captcha/1.png'><input name='answer'></form>", 200, "captcha"),
    ("a captcha served with 403", "<div class='h-captcha'></div>", 403, "captcha"),
    ("a browser check", BOX.format("Just a moment...", "Checking your browser before you proceed."), 503, "captcha"),
    ("a queue", BOX.format("Wait", "You have been placed in a queue, awaiting forwarding."), 200, "queue"),
    ("429", "<p>Slow down</p>", 429, "queue"),
    ("a ban", BOX.format("Harbour", "I'm sorry, but you are banned. You may not read threads."), 200, "banned"),
    ("403", "<h1>Forbidden</h1>", 403, "banned"),
    ("a closed board", BOX.format("Harbour", "The bulletin board is currently closed. Back for supper."), 200, "down"),
    ("maintenance", "<h1>Scheduled maintenance</h1>", 200, "down"),
    ("502", "<center>nginx</center>", 502, "down"),
    ("another software", "<ul class='topics'><li>One</li></ul>", 200, "layout_changed"),
    ("a redirect", "", 302, "layout_changed"),
]  # fmt: skip


@pytest.mark.parametrize("read", ["listing", "thread"])
@pytest.mark.parametrize("name", ["mybb", "smf", "market"])
@pytest.mark.parametrize(("html", "status", "state"), [row[1:] for row in WALLS], ids=[row[0] for row in WALLS])
def test_a_wall_is_a_state(name, read, html, status, state):
    with pytest.raises(PageRefused) as refused:
        getattr(engine(name), read)(page(html, status=status))
    assert refused.value.state == state
    assert refused.value.advice == ADVICE[SiteState(state)]


MISSING = [
    ("404", "<h1>Not found</h1>", 404),
    ("410", "", 410),
    ("MyBB's 200", BOX.format("Harbour", "The specified thread does not exist."), 200),
    ("MyBB's 200 in Russian", BOX.format("Гавань", "Указанная тема не существует."), 200),
]


@pytest.mark.parametrize(("html", "status"), [row[1:] for row in MISSING], ids=[row[0] for row in MISSING])
def test_a_missing_thread_is_said_by_the_site(html, status):
    with pytest.raises(ThreadMissing):
        engine().thread(page(html, status=status))


@pytest.mark.parametrize(
    ("html", "status", "state"),
    [("<div class='g-recaptcha'></div>", 404, "captcha"), (LOGIN, 404, "login_required"), ("<h1>x</h1>", 500, "down")],
)
def test_a_wall_with_a_404_removes_nothing(html, status, state):
    with pytest.raises(PageRefused) as refused:
        engine().thread(page(html, status=status))
    assert refused.value.state == state


def test_a_board_that_is_gone_is_no_missing_thread():
    with pytest.raises(PageRefused) as refused:
        engine().listing(page("<h1>Not found</h1>", status=404))
    assert refused.value.state == SiteState.LAYOUT_CHANGED


def test_a_thread_about_captchas_and_logins_stays_a_thread():
    read = engine().thread(saved("mybb_thread", "/showthread.php?tid=41"))
    assert "captcha and login to reply, under maintenance" in read.posts[0].text


@pytest.mark.parametrize("words", ["The specified thread does not exist.", "You are banned", "captcha", "in a queue"])
def test_words_in_posts_decide_nothing(words):
    html = saved("mybb_thread", "/").html.replace("Продано?", words)
    assert engine().thread(page(html)).posts[1].text == words


EMPTY_BOARD = BOX.format(
    "Leaks",
    '<a href="forumdisplay.php?fid=7&sortby=subject&order=asc">Thread</a></td></tr><tr><td class="trow1" colspan="7">'
    "Sorry, but there are currently no threads in this forum.",
)


def test_a_board_without_threads_is_an_empty_page_of_rows():
    read = engine().listing(page(EMPTY_BOARD, "/forumdisplay.php?fid=7"))
    assert read.rows == ()
    assert read.next_url is None


def test_a_market_page_past_the_end_is_an_empty_page_of_rows():
    assert engine("market").listing(page("<h1 class='stalls'>Stalls</h1>")).rows == ()


def test_a_login_in_a_market_s_frame_is_no_empty_page():
    with pytest.raises(PageRefused) as refused:
        engine("market").listing(page(f"<h1 class='stalls'>Stalls</h1>{LOGIN}"))
    assert refused.value.state == SiteState.LOGIN_REQUIRED


def test_rows_that_lost_author_and_dates_are_a_changed_layout():
    html = '<tr class="inline_row"><td><span id="tid_1"><a href="showthread.php?tid=1">x</a></span></td></tr>'
    with pytest.raises(PageRefused) as refused:
        engine().listing(page(f"<table>{html}</table>", "/forumdisplay.php?fid=1"))
    assert refused.value.state == SiteState.LAYOUT_CHANGED


def test_a_post_without_a_body_is_a_changed_layout():
    html = saved("mybb_thread", "/").html.replace('class="post_body scaleimages" id="pid_101"', 'class="renamed"')
    with pytest.raises(PageRefused) as refused:
        engine().thread(page(html))
    assert refused.value.state == SiteState.LAYOUT_CHANGED


UNKNOWN = [
    ("the market's own words", "<p class='unknown'>No such offer</p>", "/offer?id=zz", {}),
    ("led to its first page", "<a href='/stalls'>Stalls</a> Welcome", "/", {"missing_urls": "/"}),
]


@pytest.mark.parametrize(("html", "path", "more"), [row[1:] for row in UNKNOWN], ids=[row[0] for row in UNKNOWN])
def test_an_unknown_offer_is_missing(html, path, more):
    reader = engine("market")
    reader = engine("market", selectors={**reader.site.selectors, **more})
    with pytest.raises(ThreadMissing):
        reader.thread(page(html, path))


def test_led_to_a_login_is_not_missing():
    reader = engine("market", selectors={**engine("market").site.selectors, "missing_urls": "/"})
    with pytest.raises(PageRefused) as refused:
        reader.thread(page(f"<a href='/'>Home</a>{LOGIN}", "/"))
    assert refused.value.state == SiteState.LOGIN_REQUIRED


def test_advice_quotes_no_page():
    with pytest.raises(PageRefused) as refused:
        engine().listing(page("<p>hunter2@mail.example</p>"))
    assert "hunter2" not in str(refused.value) + repr(refused.value) + refused.value.advice
