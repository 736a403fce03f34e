"""Vanilla beyond its golden pages: addresses, other layouts and versions, missing, walls, hostile."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.contract import PageRefused, ThreadMissing
from spiders.vanilla_urls import read_address
from tests.spiders.sites import HOST, engine, page, plain, saved
from tests.spiders.test_contract import WALLS
from tests.spiders.test_mybb import HOSTILE

IDS = [
    ("/discussion/12", "12"), ("/discussion/12/big-sale", "12"), ("/discussion/12/big-sale/p3", "12"), ("/f/discussion/12/x#latest", "12"),
    ("/discussion/12/big-sale#Comment_9", "12"), ("/index.php?p=/discussion/12/big-sale/p2", "12"), ("/index.php/discussion/12/x", "12"),
    ("/leaks/12-big-sale.html", "12"), ("/leaks/12-big-sale-p2.html", "12"), ("/discussion/12/p2", "12"), ("/vanilla/discussion/12/x", "12"),
    ("/discussion/comment/9#Comment_9", None), ("/discussion/comment/9/#Comment_9", None), ("/discussion/bookmark/12/x", None),
    ("/categories/12", None), ("/profile/12/wren", None), ("/profile/12-wren.html", None), ("/discussions/p2", None), ("/", None),
    ("/discussion/1234567890123/x", None), ("/entry/signin?Target=discussion%2F12", None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "native_id"), IDS)
def test_all_addresses_of_a_discussion_show_one_id(path, native_id):
    assert engine("vanilla").native_id(HOST + path) == native_id


ALLOWED = [
    "/discussions", "/discussions/p2", "/categories/leaks", "/categories/leaks/p2", "/categories/leaks?page=2", "/f/categories/leaks",
    "/index.php?p=/categories/leaks/p2", "/index.php?p=/discussions", "/discussion/12/big-sale", "/discussion/12/big-sale/p2",
    "/discussion/12", "/leaks/12-big-sale-p2.html", "/our-leaks", "/our-leaks/", "/our-leaks/p2",
]  # fmt: skip
NOT_ALLOWED = [
    "/", "/categories", "/categories/all", "/discussions/bookmarked", "/discussions/mine", "/discussions/tagged/x", "/theirs/p2",
    "/discussions/feed.rss", "/categories/leaks/feed.rss", "/discussions.json", "/discussion/12.json", "/discussion/comment/9",
    "/discussion/bookmark/12/x", "/discussion/12/big-sale?Target=x", "/entry/signin", "/profile/wren", "/post/discussion", "/search?q=1",
    "/discussion/12/x/y", "/messages/add",
]  # fmt: skip


@pytest.mark.parametrize("path", ALLOWED)
def test_lists_and_discussions_are_allowed(path):
    reader = engine("vanilla")
    own = reader.site.model_copy(update={"boards": (reader.site.boards[0].model_copy(update={"path": "/our-leaks/"}),)})
    assert type(reader)(own).allows(HOST + path)


@pytest.mark.parametrize("path", NOT_ALLOWED)
def test_nothing_else_is_allowed(path):
    assert not engine("vanilla").allows(HOST + path)


@given(st.text(alphabet="discuson12/categrp-.html?&;=# [", max_size=60))
def test_any_address_is_read_or_left(path):
    reader = engine("vanilla")
    first = read_address(HOST + path)
    assert first is None or reader.native_id(HOST + path) == first.number
    assert first is None or read_address(first.first).number == first.number


THREAD = saved("vanilla_thread", "/discussion/41/2024-ferry/p2")


def test_the_first_page_holds_the_discussion_itself():
    first = THREAD.html.replace('<li class="Item ItemComment noPhotoWrap isOriginalPoster" id="Comment_901">', "<li>")
    first = first.replace(
        'class="MessageList Discussion">', 'class="MessageList Discussion"><div id="Discussion_41" class="Item">', 1
    )
    read = engine("vanilla").thread(
        page(first.replace("</h1></div></div>", f"</h1></div>{BODY}</div></div>", 1), "/discussion/41/x")
    )
    assert (read.posts[0].native_id, read.posts[0].text, read.posts[1].native_id) == ("41", "Selling", "902")


BODY = '<div class="Item-Header"><span class="Author"><a class="Username">keeper</a></span></div><div class="Message">Selling</div>'


def test_a_question_s_best_answer_stands_in_its_place_only():
    answer = re.search('<li class="Item Alt ItemComment.*?</li>', THREAD.html, re.DOTALL)[0]
    best = f'<div class="DataBox"><h2>Best Answers</h2><ul class="MessageList DataList AcceptedAnswers">{answer}</ul></div>'
    html = THREAD.html.replace('<div class="CommentsWrap">', f'{best}<div class="CommentsWrap">')
    assert engine("vanilla").thread(page(html, "/discussion/41/2024-ferry/p2")) == engine("vanilla").thread(THREAD)


def test_a_page_past_the_end_ends_the_way():
    read = engine("vanilla").thread(page(THREAD.html, "/discussion/41/2024-ferry/p9"))
    assert (read.next_url, read.last_url) == (None, None)


def test_a_page_without_named_links_goes_on_by_its_numbers():
    html = re.sub(r'<link [^>]*>| rel="next"', "", THREAD.html)
    read = engine("vanilla").thread(page(html, "/discussion/41/2024-ferry/p2"))
    assert read.next_url == f"{HOST}/discussion/41/2024-ferry/p3"


def test_another_discussion_s_and_another_board_s_pages_are_not_followed():
    assert engine("vanilla").thread(page(THREAD.html, "/discussion/42/x/p2")).next_url is None
    listing = saved("vanilla_list", "/").html
    assert engine("vanilla").listing(page(listing, "/categories/other/p2")).next_url is None


ROWS = [
    ("/discussion/41/x?Target=y", f"{HOST}/discussion/41/x"),
    ("/discussion/41/x/p3", f"{HOST}/discussion/41/x"),
    ("/our-ferry", f"{HOST}/our-ferry"),  # an address of the site's own making
    ("/discussion/41/x/delete", None),
    ("/discussions/p2", None),
    ("http://elsewhere.example/discussion/41/x", f"{HOST}/discussion/41/x"),  # the page's host, whatever the link's
]


@pytest.mark.parametrize(("href", "url"), ROWS)
def test_a_row_leads_to_a_discussion_s_first_page_or_is_none(href, url):
    html = re.sub(r"[^\"]*/discussion/41/[^\"]*", href, saved("vanilla_list", "/").html)
    rows = engine("vanilla").listing(page(html, "/categories/leaks/p2")).rows
    assert next((row.url for row in rows if row.native_id == "41"), None) == url
    assert len(rows) > 1


def test_a_page_reached_by_a_comment_knows_its_place_by_the_address_it_names_itself():
    read = engine("vanilla").thread(page(THREAD.html, "/discussion/comment/902#Comment_902"))
    assert (read.native_id, read.next_url) == ("41", f"{HOST}/discussion/41/2024-ferry/p3")


def test_a_mirror_gives_the_same_rows_at_its_own_address():
    html = saved("vanilla_list", "/").html.replace("harbour.example", "mirror.example")
    read = engine("vanilla").listing(page(html, "/categories/leaks/p2"))
    assert read == engine("vanilla").listing(saved("vanilla_list", "/categories/leaks/p2"))


OLD_LIST = (
    '<div id="Content"><div class="Tabs"><ul><li class="Active"><a href="/discussions">All</a></li></ul></div><ul class="DataList Discussions">'
    '<li class="Item Announcement"><div class="ItemContent Discussion"><a href="/discussion/3/rules" class="Title">Rules</a><div class="Meta">'
    '<span class="Announcement">Announcement</span><span class="CommentCount">12 comments</span><span class="LastCommentBy">Most recent by '
    '<a href="/profile/7/gull">gull</a></span><span class="LastCommentDate">December 5, 2011</span></div></div></li></ul></div>'
)


def test_the_list_of_vanilla_2_0_is_read():
    read = engine("vanilla").listing(page(OLD_LIST, "/discussions"))
    assert plain(read.rows) == [
        {
            "native_id": "3", "url": f"{HOST}/discussion/3/rules", "title": "Rules", "replies": 12, "sticky": True,
            "last_activity": "2011-12-05T00:00:00+00:00 day",
        }
    ]  # fmt: skip


OLD_THREAD = (
    "<title>Rules - Test Harbour</title>"
    '<div id="Head"><h1><a class="Title" href="/"><span>Test Harbour</span></a></h1></div>'
    '<div id="Content"><div class="Tabs HeadingTabs DiscussionTabs"><ul><li><a href="/discussions">All</a></li></ul>'
    '<div class="SubTab">Rules</div></div><ul class="MessageList Discussion">'
    '<li class="Item FirstComment" id="Discussion_3"><div class="Comment"><div class="Meta"><span class="Author"><a href="/profile/7/gull" title="gull">'
    '<img src="/1.png" alt="gull"></a><a href="/profile/7/gull" title="gull">gull</a></span><span class="DateCreated"><a href="/discussion/3/rules/p1"'
    ' name="Item_0" class="Permalink">December 5, 2011</a></span></div><div class="Message">No <i>noise</i></div></div></li></ul></div>'
)


def test_the_discussion_of_vanilla_2_0_is_read():
    read = engine("vanilla").thread(page(OLD_THREAD, "/discussion/3/rules"))
    assert (read.title, read.native_id) == ("Rules", "3")
    assert plain(read.posts) == [
        {"native_id": "3", "author": "gull", "text": "No noise", "own_text": "No noise", "posted": "2011-12-05T00:00:00+00:00 day"}
    ]  # fmt: skip


EDITS = [
    ("Edited March 2, 2025 6:55PM by gull.", "2025-03-02T17:55:00+00:00"),
    ("Edited 2 March 2025 at 6:55PM by a gull of 2024.", "2025-03-02T17:55:00+00:00"),
    ("Bearbeitet 2. März 2025, 18:55 von gull.", "2025-03-02T17:55:00+00:00"),
    ("Отредактировано 2 марта 2025, 18:55 gull.", "2025-03-02T17:55:00+00:00"),
    ("Edited 30 November -1 at 1:00AM.", None),
    ("Edited by gull.", None),
]


@pytest.mark.parametrize(("says", "at"), EDITS)
def test_the_time_of_an_edit_is_of_the_zone_in_which_the_page_writes_its_times(says, at):
    html = THREAD.html.replace("Edited March 2, 2025 6:55PM by gull.", says)
    edited = engine("vanilla").thread(page(html, "/discussion/41/x/p2")).posts[1].edited
    assert (edited and edited.at.isoformat()) == at


COUNTS = [
    ('<span title="1,204 comments" class="Number">1.2K</span> comments', 1204), ('<span class="Number">1.2K</span> comments', None),
    ("12 comments", 12), ("12评论", 12), ("1.204 Kommentare", 1204), ("keine", None), ('<span title="3m Antworten">3m</span>', None),
]  # fmt: skip


@pytest.mark.parametrize(("shown", "replies"), COUNTS)
def test_a_shortened_count_is_read_where_it_is_told_in_full(shown, replies):
    html = saved("vanilla_list", "/").html.replace(
        '<span title="1,204 comments" class="Number">1.2K</span> comments', shown
    )
    assert engine("vanilla").listing(page(html, "/categories/leaks/p2")).rows[0].replies == replies


SPLASH = (
    '<body id="dashboard_home_filenotfound"><div class="Center SplashInfo"><h1>{}</h1><div id="Message">{}</div></div>'
)
MISSING = [
    (SPLASH.format("Page Not Found", "The page you were looking for could not be found."), 404),
    (SPLASH.format("Page Not Found", "The page you were looking for could not be found."), 200),
    (SPLASH.format("Discussion not found.", ""), 200),
    (SPLASH.format("Страница не найдена", ""), 404),
    (SPLASH.format("Gone", ""), 410),
]


@pytest.mark.parametrize(("html", "status"), MISSING)
def test_a_missing_discussion_is_said_by_the_board(html, status):
    with pytest.raises(ThreadMissing):
        engine("vanilla").thread(page(html, "/discussion/41/x", status))


DENIED = SPLASH.format("Permission Problem", "You don't have permission to do that.")


@pytest.mark.parametrize("read", ["listing", "thread"])
@pytest.mark.parametrize("status", [200, 401, 403])
def test_a_board_that_guests_may_not_read_asks_for_a_login(read, status):
    with pytest.raises(PageRefused) as refused:
        getattr(engine("vanilla"), read)(page(DENIED, "/discussion/41/x", status))
    assert refused.value.state == "login_required"


@pytest.mark.parametrize("read", ["listing", "thread"])
@pytest.mark.parametrize(("html", "status", "state"), [row[1:] for row in WALLS], ids=[row[0] for row in WALLS])
def test_a_wall_is_a_state(read, html, status, state):
    with pytest.raises(PageRefused) as refused:
        getattr(engine("vanilla"), read)(page(html, "/categories/leaks", status))
    assert refused.value.state == state


NOT_ITS_KIND = [
    ("listing", "vanilla_thread"), ("thread", "vanilla_list"), ("thread", "vanilla_table"), ("listing", "mybb_list"),
    ("thread", "mybb_thread"), ("listing", "xenforo2_list"), ("thread", "discourse_thread"), ("listing", "discourse_list"),
]  # fmt: skip


@pytest.mark.parametrize(("read", "name"), NOT_ITS_KIND)
def test_a_page_of_another_kind_is_refused(read, name):
    with pytest.raises(PageRefused):
        getattr(engine("vanilla"), read)(saved(name, "/categories/leaks"))


@pytest.mark.parametrize(
    "html",
    [
        '<body id="vanilla_categories_index"><div class="Empty">No discussions were found.</div>',
        '<ul class="DataList Discussions"></ul>',
    ],
)
def test_a_board_without_discussions_is_an_empty_page_of_rows(html):
    assert engine("vanilla").listing(page(html, "/categories/leaks")).rows == ()


@pytest.mark.parametrize(
    "name", ["ItemDiscussion", "ItemComment", "Item-Header", "AuthorWrap", "DataList", "Meta", "userContent"]
)
def test_a_theme_s_own_class_names_lose_nothing(name):
    for read, saved_page, path in (
        ("listing", "vanilla_list", "/categories/leaks/p2"),
        ("thread", "vanilla_thread", "/discussion/41/x/p2"),
    ):
        stock = saved(saved_page, path)
        themed = page(re.sub(rf'(?<=[" ]){name}(?=[" ])', "theirs", stock.html), path)
        assert getattr(engine("vanilla"), read)(themed) == getattr(engine("vanilla"), read)(stock)


@pytest.mark.parametrize(
    "key", ["author", "title", "post", "post_body", "post_author", "post_date", "post_edited", "row", "replies"]
)
@pytest.mark.parametrize("ending", ["::text", "::attr(class)"])
def test_a_selector_that_gives_texts_breaks_nothing(key, ending):
    selector = ", ".join(part + ending for part in engine("vanilla").selectors_known[key].split(", "))
    reader = engine("vanilla", selectors={key: selector})
    for read, name in (("listing", "vanilla_list"), ("thread", "vanilla_thread")):
        try:
            getattr(reader, read)(saved(name, "/categories/leaks"))
        except PageRefused:
            continue


MORE_HOSTILE = {
    **HOSTILE,
    "nested rows": '<ul class="DataList Discussions">'
    + '<li class="Item" id="Discussion_1"><a class="Title" href="/discussion/1/x">x</a>' * 20_000,
    "nested comments": "".join(f'<div id="Comment_{number}" class="Message">x' for number in range(20_000)),
    "many signatures": '<div id="Comment_1"><div class="Message">' + '<p class="Signature">x</p>y' * 30_000,
    "many authors": '<div id="Comment_1"><div class="Message">x</div><span class="Author">'
    + '<a class="Username"></a>' * 50_000,
    "many times": '<div id="Comment_1"><div class="Message">x</div>'
    + '<i class="DateCreated"><time title="x"></time></i>' * 20_000,
    "a long edit": '<div id="Comment_1"><div class="Message">x</div><i class="DateUpdated" title="'
    + "2024 " * 100_000
    + '1:00">',
}


@pytest.mark.parametrize("read", ["listing", "thread"])
@pytest.mark.parametrize("html", MORE_HOSTILE.values(), ids=MORE_HOSTILE.keys())
@pytest.mark.timeout(60)
def test_a_hostile_page_is_read_or_refused(html, read):
    try:
        result = getattr(engine("vanilla"), read)(page(html, "/discussion/1/x"))
    except (PageRefused, ThreadMissing):
        return
    assert result is not None
