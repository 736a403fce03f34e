"""Leak sites by selectors: cards, tables and JSON, with pages of their own and without."""

import json

import pytest

from config.errors import ConfigError
from spiders.contract import PageRefused, ThreadMissing
from spiders.listing import SiteState
from tests.spiders.sites import HOST, engine, page, plain

CARDS = {
    "row": "div.card",
    "title": "h2",
    "id": "::attr(data-post)",
    "url": "a.more::attr(href)",
    "body": ".text",
    "posted": ".published",
    "updated": ".updated",
    "views": ".views",
    "price": ".ransom",
    "size": ".size",
    "country": "img.flag::attr(title)",
    "status": ".status",
    "deadline": ".timer",
    "next": "a.next::attr(href)",
    "listing": "main.posts",
}
CARD = """<div class="card" data-post="{id}"><h2>{title}</h2><img class="flag" title="Norway"><p class="ransom">$500,000</p>
<div class="text">Plans &amp; payroll.<br>12 000 employees <span class="views">{views}</span>
<div class="published">{published}</div><div class="timer">{timer}</div></div>
<p class="size">20 GB</p><b class="status">{status}</b>{more}</div>"""
USUAL = {
    "id": "p7", "title": "Acme Fishing", "views": "1,204", "published": "2025-02-20 10:30", "timer": "5D 03h 12m 10s",
    "status": "5D 03h 12m 10s", "more": "",
}  # fmt: skip


def cards(*changes: dict[str, str], foot: str = "") -> str:
    shown = "".join(CARD.format(**{**USUAL, **each}) for each in changes)
    return f'<html><body><main class="posts">{shown}{foot}</main></body></html>'


def leaksite(selectors=CARDS, **more):
    return engine("leaksite", selectors=selectors, **more)


def only(reader, html, path="/"):
    (row,) = reader.listing(page(html, path)).rows
    return row


def body(row):
    return row.opened.posts[0].own_text


def test_a_card_is_an_entry_without_a_page_of_its_own():
    row = only(leaksite(), cards({}))
    (post,) = row.opened.posts
    assert (row.native_id, row.title, row.price, row.views) == ("p7", "Acme Fishing", "$500,000", 1204)
    assert plain(row.posted) == "2025-02-20T10:30:00+00:00 minute"
    assert post.own_text == "Plans & payroll.\n12 000 employees\nCountry: Norway\nSize: 20 GB\nStatus: countdown"
    assert (row.opened.title, row.opened.price, post.posted) == (row.title, row.price, row.posted)


CHANGES = [
    ({"timer": "5D 02h 59m 01s", "status": "5D 02h 59m 01s"}, False),
    ({"timer": "<i>5</i><i>days</i> <i>2</i><i>hours</i>"}, False),
    ({"timer": "2 days ago"}, False),
    ({"views": "1,205"}, False),
    ({"published": "an hour ago"}, False),
    ({"status": "PUBLISHED"}, True),
    ({"timer": "2025-03-20 10:00"}, True),
    ({"timer": "expired"}, True),
    ({"title": "Acme Fishing Ltd"}, True),
]


@pytest.mark.parametrize(("change", "changed"), CHANGES, ids=[str(each[0]) for each in CHANGES])
def test_what_moves_by_itself_is_no_change_of_a_card(change, changed):
    reader = leaksite()
    before, after = only(reader, cards({})), only(reader, cards(change))
    assert (before.fingerprint() != after.fingerprint()) is changed
    assert ((before.title, body(before)) != (after.title, body(after))) is changed


DEADLINES = [
    ("2025-03-20 10:00", "Deadline: 2025-03-20 10:00 UTC"),
    ("1742464800", "Deadline: 2025-03-20 10:00 UTC"),
    ("20 March 2025", "Deadline: 2025-03-20"),
    ("Negotiating", "Deadline: Negotiating"),
    ("in 2 days", None),
    ("5D 03h 12m 10s", None),
    ("Tomorrow, 10:00", None),
]


@pytest.mark.parametrize(("shown", "line"), DEADLINES)
def test_a_deadline_is_kept_where_it_stands_still(shown, line):
    lines = body(only(leaksite(), cards({"timer": shown}))).splitlines()
    assert [each for each in lines if each.startswith("Deadline")] == ([line] if line else [])


def test_what_an_operator_leaves_out_is_no_text_and_a_long_element_with_a_date_is():
    selectors = {**CARDS, "omit": ".text b", "posted": ".text p::attr(data-at)"}
    html = """<div class="card" data-post="1"><h2>Acme</h2><div class="text"><b>Contact us now</b>
    <p data-at="1740047400">All plans of the year, with names and salaries of everybody who works there or ever did.</p></div></div>"""
    row = only(leaksite(selectors), html)
    assert body(row).startswith("All plans of the year")
    assert row.posted.at.day == 20


UPDATES = [("2025-02-21 08:00", "2025-02-22 08:00", True), ("2 days ago", "3 days ago", False)]


@pytest.mark.parametrize(("before", "after", "changed"), UPDATES)
def test_a_later_date_of_change_opens_an_entry_again_and_one_that_moves_by_itself_does_not(before, after, changed):
    reader = leaksite({**CARDS, "item_title": "h1", "item_body": ".text"})
    more = "<a class='more' href='/leaks/12'>Read</a><i class='updated'>{}</i>"
    first, second = (only(reader, cards({"more": more.format(shown)})) for shown in (before, after))
    assert first.opened is None
    assert (first.last_activity != second.last_activity) is True
    assert (first.fingerprint() != second.fingerprint()) is changed


def test_a_page_that_shows_an_entry_twice_gives_it_once_as_it_stands_first():
    row = only(leaksite(), cards({}, {"title": "Acme, pinned below"}))
    assert row.title == "Acme Fishing"


FACTS = {"Revenue": ".revenue", "Files": "li.file", "Ends in": ".left"}


def test_facts_are_lines_of_the_text():
    html = cards(
        {
            "more": '<p class="revenue">$5M</p><li class="file">a.zip</li><li class="file">b.zip</li><p class="left">2d 3h</p>'
        }
    )
    assert body(only(leaksite(facts=FACTS), html)).splitlines()[-2:] == ["Revenue: $5M", "Files: a.zip, b.zip"]


TABLE = {
    "row": "tbody tr",
    "title": "td:nth-child(1)",
    "url": "td:nth-child(1) a::attr(href)",
    "size": "td:nth-child(2)",
}
ROWS = """<table><thead><tr><th>Victim</th><th>Size</th></tr></thead><tbody>
<tr><td><a href="/leaks/12">Acme</a></td><td>3 TB</td></tr><tr><td><a href="https://lines.example/">Lines</a></td><td>1 GB</td></tr></tbody></table>"""


def test_a_table_s_rows_are_known_by_their_addresses_on_this_site():
    (row,) = leaksite(TABLE).listing(page(ROWS)).rows
    assert (row.native_id, row.url, body(row)) == ("/leaks/12", f"{HOST}/leaks/12", "Size: 3 TB")
    (row,) = leaksite({**TABLE, "item_urls": "/leaks/{id}"}).listing(page(ROWS)).rows
    assert row.native_id == "12"


@pytest.mark.parametrize("href", ["#", "", "?", "javascript:void(0)", "http://other.example/leaks/12"])
def test_a_link_to_elsewhere_or_nowhere_names_no_entry(href):
    with pytest.raises(PageRefused, match="neither an id nor a title"):
        leaksite(TABLE).listing(page(ROWS.replace("/leaks/12", href), "/"))


def test_without_an_id_the_operator_says_what_makes_it():
    reader = leaksite({**TABLE, "url": "", "id_of": "title"})
    first, second = reader.listing(page(ROWS)).rows
    assert first.native_id != second.native_id
    assert [row.native_id for row in reader.listing(page(ROWS.replace("3 TB", "4 TB"))).rows] == [
        first.native_id,
        second.native_id,
    ]
    assert only(reader, "<table><tbody><tr><td>Acme</td></tr></tbody></table>").native_id == first.native_id


PAGES = {
    **TABLE,
    "item_urls": "/leaks/{id}",
    "item": "article",
    "item_title": "h1",
    "item_body": ".text",
    "item_size": ".size",
    "item_posted": "time::attr(datetime)",
    "item_missing": "p.nothing",
}
ARTICLE = """<article><h1>Acme</h1><time datetime="2025-02-20T10:30:00Z"></time><div class="text">Plans.<p>Left: 3d 2h 1m</p></div><i class="size">3 TB</i><i class="web">acme.example</i></article>"""


def test_an_entry_with_a_page_is_opened_there():
    reader = leaksite(PAGES, facts={"Website": ".web"})
    (row,) = reader.listing(page(ROWS)).rows
    assert (row.native_id, row.url, row.opened) == ("12", f"{HOST}/leaks/12", None)
    entry = reader.thread(page(ARTICLE, "/leaks/12"))
    (post,) = entry.posts
    assert (entry.native_id, entry.title, post.own_text) == ("12", "Acme", "Plans.\nSize: 3 TB\nWebsite: acme.example")
    assert plain(post.posted) == "2025-02-20T10:30:00+00:00 second"


def test_a_row_that_got_a_page_of_its_own_counts_as_changed():
    reader = leaksite({**CARDS, "item_title": "h1", "item_body": ".text"})
    before, after = only(reader, cards({})), only(reader, cards({"more": '<a class="more" href="/leaks/12">Read</a>'}))
    assert before.opened
    assert not after.opened
    assert before.fingerprint() != after.fingerprint()
    assert before.native_id == after.native_id


NOT_THERE = [("<p class='nothing'>Nothing</p>", 200), ("<p>Not found</p>", 404)]


@pytest.mark.parametrize(("html", "status"), NOT_THERE)
def test_a_missing_entry_is_missing(html, status):
    with pytest.raises(ThreadMissing):
        leaksite(PAGES).thread(page(html, "/leaks/12", status))


LOGIN = '<form action="/login"><input name="u"><input type="password"></form>'
REFUSED = [
    ("<p>Welcome</p>", SiteState.LAYOUT_CHANGED),
    (LOGIN, SiteState.LOGIN_REQUIRED),
    ("<main class='posts'></main>" + LOGIN, SiteState.LOGIN_REQUIRED),
    ("", SiteState.EMPTY),
    ("<div class='card'><h2>No id</h2></div>", SiteState.LAYOUT_CHANGED),
]


@pytest.mark.parametrize(("html", "state"), REFUSED)
def test_what_is_no_list_is_refused(html, state):
    with pytest.raises(PageRefused) as refused:
        leaksite().listing(page(html))
    assert refused.value.state is state
    with pytest.raises(PageRefused):
        leaksite(PAGES).thread(page(html, "/leaks/12"))


def test_an_empty_list_is_one():
    assert leaksite().listing(page("<main class='posts'><p>Soon.</p></main>")).rows == ()


NEXT = [
    ({}, '<a class="next" href="/page/2">&gt;</a>', "/", "/page/2"),
    ({}, '<a class="next" href="http://mirror.example/page/2">&gt;</a>', "/", "/page/2"),
    ({}, '<a class="next" href="http://other.example/page/2">&gt;</a>', "/", None),
    ({}, "", "/", None),
    ({"next": "", "next_urls": "/?page={page}"}, "", "/", "/?page=2"),
    ({"next": "", "next_urls": "/?page={page}"}, "", "/?page=7", "/?page=8"),
    ({"next": "a.next", "next_urls": "/?page={page}"}, '<a class="next">Older</a>', "/?page=2", "/?page=3"),
    ({"next": "a.next", "next_urls": "/?page={page}"}, '<a class="next">9</a>', "/?page=2", "/?page=9"),
    ({"next": "a.next", "next_urls": "/?page={page}"}, "", "/?page=2", None),
]


@pytest.mark.parametrize(("selectors", "foot", "path", "following"), NEXT)
def test_the_next_page(selectors, foot, path, following):
    found = leaksite({**CARDS, **selectors}).listing(page(cards({}, foot=foot), path)).next_url
    assert found == (following and HOST + following)


def test_only_described_addresses_are_allowed():
    reader = leaksite({**PAGES, "listing_urls": "/ /page/{page}", "next_urls": "/?p={page}"})
    paths = ["/", "/page/2", "/?p=2", "/leaks/12", "/files/dump", "/page/x"]
    assert [reader.allows(HOST + path) for path in paths] == [True, True, True, True, False, False]
    assert leaksite().allows(f"{HOST}/anything")


# --- JSON ---

PATHS = {
    "row": "data.posts",
    "id": "id",
    "title": "company.name",
    "body": "text",
    "posted": "created",
    "updated": "changed",
    "price": "join(' ', [to_string(ransom.amount), ransom.currency])",
    "size": "size",
    "country": "countries",
    "status": "published && 'published' || 'countdown'",
    "views": "views",
    "next": "data.next",
}
POST = {
    "id": 41, "company": {"name": "Acme &amp; Sons"}, "text": "<p>Plans.</p><p>Payroll &lt;2024&gt;</p>", "created": 1740047400,
    "changed": "2025-02-21T08:00:00Z", "ransom": {"amount": 5, "currency": "BTC"}, "size": "20 GB", "countries": ["NO", "SE"],
    "published": False, "views": 7,
}  # fmt: skip


def api(**more):
    return engine("leaksite", json=PATHS, **more)


def answer(*posts, following=None, **changes):
    return json.dumps({"data": {"posts": [{**POST, **changes}] if not posts else list(posts), "next": following}})


def test_a_json_entry():
    row = only(
        api(facts={"Employees": "company.staff", "Website": "company.site"}),
        answer(company={"name": "Acme", "staff": 12}),
    )
    (post,) = row.opened.posts
    assert (row.native_id, row.title, row.price, row.views, row.url) == ("41", "Acme", "5 BTC", 7, f"{HOST}/")
    assert post.own_text == "Plans.\nPayroll <2024>\nCountry: NO, SE\nSize: 20 GB\nStatus: countdown\nEmployees: 12"
    assert (plain(post.posted), plain(post.edited)) == (
        "2025-02-20T10:30:00+00:00 second",
        "2025-02-21T08:00:00+00:00 second",
    )
    assert only(api(), answer()).title == "Acme & Sons"


def test_json_s_plain_text_keeps_its_lines():
    assert body(only(api(), answer(text="One <3\r\n\r\n two"))).startswith("One <3\n\ntwo\n")


ODD = [
    {"text": None}, {"text": 5}, {"text": ["a", {"b": 1}, None]}, {"text": {"a": 1}}, {"created": True}, {"created": [1]},
    {"created": 10**300}, {"created": -1}, {"ransom": 3}, {"views": "many"}, {"countries": {"a": []}}, {"size": 1.5}, {"published": "x"},
    {"company": {"name": "Gull\ud800\x00"}}, {"text": "<" * 5000}, {"text": "&" * 5000},
]  # fmt: skip


@pytest.mark.parametrize("change", ODD, ids=[str(each)[:40] for each in ODD])
def test_values_of_other_types_hide_no_entry(change):
    assert only(api(), answer(**change)).native_id == "41"


@pytest.mark.parametrize(
    "change",
    [{"id": None}, {"id": {}}, {"company": []}, {"company": {"name": "  "}}, {"company": {"name": "\ud800\x00"}}],
    ids=str,
)
def test_an_entry_without_id_or_title_is_left_out(change):
    found = api().listing(page(answer(POST, {**POST, "id": 42, **change}))).rows
    assert [row.native_id for row in found] == ["41"]


JSON_NEXT = [
    (None, "", None), (False, "", None), ("", "", None), ("/api?p=2", "", "/api?p=2"), (f"{HOST}/api?p=2", "", "/api?p=2"),
    ("http://other.example/api?p=2", "", None), ("?p=2", "", "/api?p=2"),
    (2, "/api?p={page}", "/api?p=2"), (True, "/api?p={page}", "/api?p=2"), (None, "/api?p={page}", None), (0, "/api?p={page}", None),
    ("Zm9v=", "/api?after={page}", "/api?after=Zm9v%3D"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "template", "following"), JSON_NEXT)
def test_the_next_page_of_json(value, template, following):
    reader = api(selectors={"next_urls": template} if template else {})
    found = reader.listing(page(answer(following=value), "/api")).next_url
    assert found == (following and HOST + following)


NO_JSON = [
    ("", SiteState.EMPTY), ("<html><body>" + LOGIN, SiteState.LOGIN_REQUIRED), ("{", SiteState.LAYOUT_CHANGED),
    ("[" * 100_000 + "]" * 100_000, SiteState.LAYOUT_CHANGED), ("[" * 200 + "]" * 200, SiteState.LAYOUT_CHANGED),
    ('{"a":' * 5000 + "1" + "}" * 5000, SiteState.LAYOUT_CHANGED), ("[" + "[]," * 500_000 + "1]", SiteState.LAYOUT_CHANGED),
    ("9" * 10_000, SiteState.LAYOUT_CHANGED), ('{"data": {"posts": {}}}', SiteState.LAYOUT_CHANGED), ("null", SiteState.LAYOUT_CHANGED),
    ('{"data": {"posts": [1, "x", {}]}}', SiteState.LAYOUT_CHANGED), ('{"error": "unauthorised"}', SiteState.LAYOUT_CHANGED),
]  # fmt: skip


@pytest.mark.parametrize(("text", "state"), NO_JSON, ids=[str(number) for number, _ in enumerate(NO_JSON)])
def test_what_is_no_answer_is_refused(text, state):
    with pytest.raises(PageRefused) as refused:
        api().listing(page(text))
    assert refused.value.state is state


def test_no_more_than_so_many_entries_are_read():
    posts = [{"id": number, "company": {"name": "x"}} for number in range(6000)]
    assert len(api().listing(page(answer(*posts))).rows) == 5000


def test_an_empty_answer_is_a_listing():
    assert api().listing(page('{"data": {"posts": []}}')).rows == ()


DETAIL = {
    **PATHS,
    "url": "join('', ['/api/', to_string(id)])",
    "item_title": "name",
    "item_body": "text",
    "item_missing": "error",
}


def test_a_json_entry_with_a_page_of_its_own():
    reader = engine("leaksite", json=DETAIL)
    row = only(reader, answer())
    assert (row.opened, row.url) == (None, f"{HOST}/api/41")
    entry = reader.thread(page('{"name": "Acme", "text": "Plans"}', "/api/41"))
    assert (entry.title, entry.posts[0].own_text) == ("Acme", "Plans")
    with pytest.raises(ThreadMissing):
        reader.thread(page('{"error": "gone"}', "/api/41"))
    with pytest.raises(ThreadMissing):
        reader.thread(page('{"detail": "gone"}', "/api/41", 404))
    with pytest.raises(PageRefused):
        reader.thread(page('{"name": "Acme"}', "/api/41"))


def test_a_json_list_of_html_pages():
    paths = {key: path for key, path in DETAIL.items() if not key.startswith("item_")}
    reader = engine(
        "leaksite", json=paths, selectors={"item_title": "h1", "item_body": ".text"}, facts={"Site": ".web"}
    )
    assert only(reader, answer()).opened is None
    assert reader.thread(page(ARTICLE, "/api/41")).posts[0].own_text == "Plans.\nSite: acme.example"


WRONG = [
    ({"selectors": {"row": "div"}}, "selectors: a leak site needs title"),
    ({"selectors": {"row": "div", "title": "b"}}, "needs 'id' or 'url'.*id_of"),
    ({"selectors": {"row": "div", "title": "b", "id_of": "colour"}}, "id_of: colour is unknown; allowed: title"),
    ({"selectors": {"row": "div", "title": "b", "id_of": "posted"}}, "none of these has a selector"),
    ({"selectors": {**CARDS, "colour": "b"}}, "colour is unknown to leaksite"),
    ({"selectors": {**CARDS, "item_body": "b"}}, "needs url, item_title and item_body"),
    ({"selectors": {**CARDS, "row": "div["}}, "row is no CSS selector"),
    ({"selectors": {**CARDS, "next_urls": "/{n}"}}, "an address template may hold"),
    *(
        (
            {"selectors": {**CARDS, "next_urls": template}},
            "next_urls: addresses are made from it, so it is one template",
        )
        for template in ("/{any}?page={page}", "/{id}/{page}", "/{page} /p/{page}", "/older")
    ),
    ({"selectors": CARDS, "facts": {"Size": "b["}}, "facts: Size is no CSS selector"),
    ({"json": PATHS, "facts": {"Size": "a["}}, "facts: Size is no JMESPath"),
    ({"json": {**PATHS, "colour": "c"}}, "json: colour is unknown; allowed: .*item_title"),
    ({"json": {"row": "posts"}}, "json: a leak site needs title"),
    ({"json": PATHS, "selectors": {"title": "b"}}, "title stands in selectors and in json"),
]


@pytest.mark.parametrize(("more", "says"), WRONG, ids=[row[1][:30] for row in WRONG])
def test_wrong_files_are_the_operator_s_to_mend(more, says):
    with pytest.raises(ConfigError, match=says):
        engine("leaksite", **more)


@pytest.mark.parametrize("key", ["json", "facts"])
def test_other_engines_have_no_such_keys(key):
    with pytest.raises(ConfigError, match=f"{key}: the engine mybb has no such key"):
        engine("mybb", **{key: {"title": "b"}})


DEEP = "<i>" * 900
HOSTILE = [
    (cards(*({"id": f"p{number}"} for number in range(300))), 300),
    ("<div class='card' data-post=1><h2>a</h2>" * 500, 1),  # none is closed: one card
    (cards({"more": "<i class='status'>1d 2h</i>" * 5000}), 1),
    (cards({"timer": "1:11:11 " * 50_000}), 1),
    (cards({"more": "<a class='more' href='" + "x" * 100_000 + "'>"}), 1),
    (cards({"more": DEEP}), 1),
]


@pytest.mark.parametrize(("html", "rows"), HOSTILE, ids=[str(number) for number, _ in enumerate(HOSTILE)])
def test_hostile_pages_are_read_as_far_as_they_go(html, rows):
    assert len(leaksite().listing(page(html)).rows) == rows


@pytest.mark.parametrize("html", [cards({"title": DEEP}), "<main>" + "<" * 50_000])
def test_hostile_pages_without_entries_end(html):
    with pytest.raises(PageRefused):
        leaksite().listing(page(html))
