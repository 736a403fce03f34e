"""What no forum writes is refused before it costs minutes; what the heaviest of them writes is far from it."""

import pytest

from spiders.contract import PageRefused
from spiders.listing import SiteState
from tests.spiders.sites import engine, page, saved

TAGS_MOST, UNREAD_MOST = 100_000, 1000
FORUM = "/forumdisplay.php?fid=7"
FEED = "<rss version='2.0'><channel><title>Gull</title>{}</channel></rss>"
ITEM = "<item><guid>1</guid><title>Ferry</title></item>"

TAGS = [
    ("line breaks", "mybb", "x<br>" * (TAGS_MOST + 1)),
    ("without an end", "phpbb", "<a " * (TAGS_MOST + 1)),
    ("of a feed's entries", "feed", FEED.format("<item><guid>1</guid><title>x" + "&lt;br&gt;" * TAGS_MOST)),
    ("of a feed", "feed", FEED.format(ITEM + "<a " * TAGS_MOST)),
]


@pytest.mark.parametrize(("name", "html"), [row[1:] for row in TAGS], ids=[row[0] for row in TAGS])
def test_more_tags_than_any_page_has_are_refused(name, html):
    assert "tags" in advice(name, html)


def test_an_error_page_is_held_to_it_too():
    with pytest.raises(PageRefused, match="tags"):
        engine().thread(page("<b>x" * (TAGS_MOST + 1), status=404))


@pytest.mark.parametrize("html", ["<i>" * 1500, "<div>" * 100 + "x<br>" * 9000], ids=["many levels", "many in many"])
def test_elements_in_one_another_are_refused(html):
    assert "nested" in advice("xenforo", html)


def test_texts_that_are_no_dates_are_refused():
    row = "<li class=stall><a class=name href='/offer?id={0}'>x</a><time>gull {0}</time></li>"
    assert "no dates" in advice("market", "".join(map(row.format, range(UNREAD_MOST + 1))))


def advice(name, html):
    with pytest.raises(PageRefused) as refused:
        engine(name).listing(page(html, FORUM))
    assert refused.value.state is SiteState.LAYOUT_CHANGED
    return refused.value.advice


READ = [
    ("65,000 line breaks in a post", "x<br>" * 65_000),
    ("500 nested elements", "<i>" * 500 + "x" + "</i>" * 500),
    ("40 nested quotes of 100 lines", "<blockquote>" * 40 + "x<br>" * 100 + "</blockquote>" * 40),
]


@pytest.mark.parametrize("text", [row[1] for row in READ], ids=[row[0] for row in READ])
def test_what_a_member_may_write_is_read(text):
    html = saved("mybb_thread", "/").html.replace("Продано?", text)
    plain = engine().thread(saved("mybb_thread", "/"))
    assert [post.author for post in engine().thread(page(html)).posts] == [post.author for post in plain.posts]


def test_a_date_is_read_once_and_dates_that_are_read_have_no_limit():
    row = "<li class=stall><a class=name href='/offer?id={0}'>x</a><time>{1}</time></li>"
    rows = "".join(row.format(at, "gull" if at % 2 else f"1 Feb 2025, 1{at % 9}:{at % 60:02}") for at in range(3000))
    read = engine("market").listing(page(rows, "/stalls")).rows
    assert [each.posted is None for each in read] == [bool(at % 2) for at in range(3000)]
