"""Feeds: RSS and Atom as their software writes them, and what only says that it is one."""

import socket

import pytest

from config.errors import ConfigError
from spiders.contract import PageRefused
from spiders.listing import SiteState
from tests.spiders.sites import HOST, engine, page, plain

RSS = """<?xml version="1.0" encoding="windows-1251"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour news</title><link>{host}</link><description>All of it</description>
<item><title>Nets &amp; buoys of Häfen</title><link>/news/1?sid=5f</link><guid isPermaLink="false">n-1</guid>
<dc:creator>Мо</dc:creator><category>Leaks</category><category>Fish</category>
<pubDate>Thu, 20 Feb 2025 12:30:00 +0200</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>All <b>nets</b>,<br>12&nbsp;000 rows.</p><blockquote>Somebody else</blockquote><script>x</script>]]></content:encoded></item>
<item><title>Elsewhere</title><link>https://news.example/2</link><guid>https://news.example/2</guid><pubDate>2025-02-19</pubDate>
<description>One &lt;3
two</description></item>
<item><link>{host}/news/3</link><guid>{host}/news/3#x</guid><description>&lt;p&gt;No title here&lt;/p&gt;&lt;p&gt;More&lt;/p&gt;</description></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Moorings</title><link rel="self" href="/feed"/><link rel="next" href="/feed?page=2"/>
<entry><id>urn:uuid:7</id><title type="html">A &lt;i&gt;big&lt;/i&gt; one</title><link rel="alternate" href="/7"/><link rel="enclosure" href="/x.zip"/>
<published>2025-02-20T10:30:00Z</published><updated>2025-02-21T08:00:00+02:00</updated><author><name>Jo</name><uri>/jo</uri></author>
<summary>Short</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One</p><p>two</p></div></content></entry>
</feed>"""


def feed(**more):
    return engine("feed", **more)


def rows(text, reader=None, path="/feed"):
    return (reader or feed()).listing(page(text, path)).rows


def entry(row):
    (post,) = row.opened.posts
    return post


def test_an_rss_feed():
    first, second, third = rows(RSS.format(host=HOST))
    assert (first.native_id, first.title, first.prefix, first.author) == (
        "n-1",
        "Nets & buoys of Häfen",
        "Leaks, Fish",
        "Мо",
    )
    assert (first.url, entry(first).own_text) == (f"{HOST}/news/1", "All nets,\n12 000 rows.")
    assert entry(first).text == "All nets,\n12 000 rows.\nSomebody else"
    assert (plain(first.posted), plain(entry(first).posted), entry(first).edited) == (
        "2025-02-20T10:30:00+00:00 second",
    ) * 2 + (None,)
    assert (second.native_id, second.url) == ("https://news.example/2", f"{HOST}/feed")
    assert (plain(second.posted), entry(second).own_text) == ("2025-02-19T00:00:00+00:00 day", "One <3\ntwo")
    assert (third.native_id, third.title, entry(third).text) == ("/news/3", "No title here", "No title here\nMore")


def test_an_atom_feed_and_its_next_part():
    found = feed().listing(page(ATOM, "/feed"))
    (row,) = found.rows
    assert (row.native_id, row.title, row.author, row.url) == ("urn:uuid:7", "A big one", "Jo", f"{HOST}/7")
    assert entry(row).text == "One\ntwo"
    assert (plain(entry(row).posted), plain(entry(row).edited)) == (
        "2025-02-20T10:30:00+00:00 second",
        "2025-02-21T06:00:00+00:00 second",
    )
    assert found.next_url == f"{HOST}/feed?page=2"


def rss(*items):
    return f'<rss version="2.0"><channel><title>x</title>{"".join(f"<item>{each}</item>" for each in items)}</channel></rss>'


IDS = [
    ("<title>a</title><guid>{host}/p?id=7&amp;sid=1f</guid>", "/p?id=7"),
    ("<title>a</title><guid>http://mirror.example/p?id=7</guid>", "/p?id=7"),
    ("<title>a</title><link>{host}/p/7#top</link>", "/p/7"),
    ("<title>a</title><guid isPermaLink='false'> 7 </guid><link>{host}/p/8</link>", "7"),
    ("<title>a</title><link>https://elsewhere.example/7</link>", "https://elsewhere.example/7"),
]


@pytest.mark.parametrize(("item", "native_id"), IDS)
def test_an_entry_s_id_is_the_same_on_all_mirrors(item, native_id):
    assert [row.native_id for row in rows(rss(item.format(host=HOST)))] == [native_id]


def test_an_id_that_may_be_an_address_is_not_kept() -> None:
    first, second = rows(rss(*(f"<title>a</title><guid>{name}@harbour.example</guid>" for name in ("wren", "tern"))))
    assert first.native_id != second.native_id
    assert not any("@" in row.native_id or "harbour" in row.native_id for row in (first, second))


def test_a_long_id_is_shortened_to_one_of_its_own():
    first, second = rows(rss(*(f"<title>a</title><guid>{'x' * 900}{end}</guid>" for end in "12")))
    assert len(first.native_id) == len(second.native_id) == 32
    assert first.native_id != second.native_id


def test_without_an_id_the_operator_says_what_makes_it():
    text = rss("<title>a</title><pubDate>Thu, 20 Feb 2025 12:30:00 GMT</pubDate>", "<title>b</title>")
    with pytest.raises(PageRefused, match="neither guid nor link") as refused:
        rows(text)
    assert refused.value.state is SiteState.LAYOUT_CHANGED
    reader = feed(selectors={"id_of": "title published"})
    first, second = rows(text, reader)
    assert first.native_id != second.native_id
    assert rows(text.replace("20 Feb", "21 Feb"), reader)[0].native_id != first.native_id
    with pytest.raises(ConfigError, match="id_of: colour is unknown; allowed: title"):
        feed(selectors={"id_of": "colour"})


DATES = [
    ("Thu, 20 Feb 2025 10:30 GMT", {}, "2025-02-20T10:30:00+00:00 minute"),
    ("2025-02-20T19:30+09:00", {}, "2025-02-20T10:30:00+00:00 minute"),
    ("2025-02-20T10:30:15.25Z", {}, "2025-02-20T10:30:15+00:00 second"),
    ("2025-02-20 10:30:00", {}, "2025-02-20T10:30:00+00:00 second"),
    ("2025-02-20 10:30:00", {"timezone": "Europe/Moscow"}, "2025-02-20T07:30:00+00:00 second"),
    ("2025-02-20T10:30:00Z", {"timezone": "Europe/Moscow"}, "2025-02-20T10:30:00+00:00 second"),
    ("20 февраля 2025, 10:30", {}, "2025-02-20T10:30:00+00:00 minute"),
    ("Thu, 20 Feb 2025 1:05 PM EST", {}, "2025-02-20T18:05:00+00:00 minute"),
    ("Thu, 20 Feb 2025 12:05 AM", {}, "2025-02-20T00:05:00+00:00 minute"),
    ("Thu, 20 Feb 25 1:05 PM", {}, "2025-02-20T13:05:00+00:00 minute"),
    ("2025-02-20", {}, "2025-02-20T00:00:00+00:00 day"),
    ("soon", {}, None),
    ("", {}, None),
]


@pytest.mark.parametrize(("shown", "site", "at"), DATES)
def test_dates(shown, site, at):
    (row,) = rows(rss(f"<title>a</title><guid>1</guid><pubDate>{shown}</pubDate>"), feed(**site))
    assert plain(row.posted) == at


def test_an_edit_shows_and_a_moved_date_does_not():
    item = "<title>a</title><guid>1</guid><description>{}</description><pubDate>{}</pubDate>"
    first, second, third = (
        rows(rss(item.format(*values)))[0].fingerprint()
        for values in (("nets", "2025-02-20"), ("nets", "2025-02-21"), ("nets, sold", "2025-02-20"))
    )
    assert first == second
    assert first != third


def test_a_feed_without_entries_is_one():
    assert rows('<rss version="2.0"><channel><title>x</title></channel></rss>') == ()
    assert rows('<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>') == ()


def test_a_broken_feed_gives_what_is_whole():
    text = RSS.format(host=HOST)
    assert [row.native_id for row in rows(text[: text.index("<item><link>")] + "\x08 & <b")] == [
        "n-1",
        "https://news.example/2",
    ]


LOGIN = '<html><body><form action="/login"><input name="u"><input type="password"></form></body></html>'
REFUSED = [
    ("", 200, SiteState.EMPTY),
    (LOGIN, 200, SiteState.LOGIN_REQUIRED),
    ("<html><body><h1>Welcome</h1><p>News</p></body></html>", 200, SiteState.LAYOUT_CHANGED),
    ('{"version": "https://jsonfeed.org/version/1"}', 200, SiteState.LAYOUT_CHANGED),
    ("/etc/hostname", 200, SiteState.LAYOUT_CHANGED),
    (f"{HOST}/feed", 200, SiteState.LAYOUT_CHANGED),
    (RSS.format(host=HOST), 503, SiteState.DOWN),
    (rss("<title>a</title>"), 200, SiteState.LAYOUT_CHANGED),
]


@pytest.mark.parametrize(("text", "status", "state"), REFUSED)
def test_what_is_no_feed_is_refused_and_never_looked_up(text, status, state, monkeypatch):
    def never(*_: object) -> None:
        raise AssertionError("asked the network")

    monkeypatch.setattr(socket, "socket", never)
    monkeypatch.setattr(socket, "getaddrinfo", never)
    with pytest.raises(PageRefused) as refused:
        feed().listing(page(text, "/feed", status))
    assert refused.value.state is state


BOMB = (
    "<!DOCTYPE l [<!ENTITY a0 'lol'>" + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10)) + "]>"
)
OUTSIDE = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
HOSTILE = [
    BOMB + rss("<title>&a9;</title><guid>1</guid>"),
    OUTSIDE + rss("<title>a &x;</title><guid>1</guid>"),
    rss("<title>a</title><guid>1</guid><description>" + "&lt;b&gt;" * 30_000 + "</description>"),
    rss("<title>a</title><guid>1</guid>" + "<category>x</category>" * 5_000),
    rss("<title>a</title><guid>1</guid><description>" + "<div>" * 30_000),
    rss("<title>a</title><guid>1</guid>") + "<" * 30_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=[str(number) for number, _ in enumerate(HOSTILE)])
def test_hostile_feeds_are_read_as_far_as_they_go(text):
    (row,) = rows(text)
    assert row.native_id == "1"
    assert row.title.startswith(("a", "&"))
    assert len(row.title) < 1000


def test_a_feed_of_thousands_of_namespaces_is_none():
    text = '<feed xmlns="http://www.w3.org/2005/Atom">' + "".join(
        f'<a xmlns:n{each}="http://x.example/{each}">' for each in range(40_000)
    )
    with pytest.raises(PageRefused):
        rows(text)


def test_no_more_than_so_many_entries_are_read():
    assert len(rows(rss(*(f"<title>a</title><guid>{number}</guid>" for number in range(6_000))))) == 5_000


def test_an_entry_s_page_is_never_read():
    with pytest.raises(PageRefused):
        feed().thread(page("<html><body><h1>News</h1></body></html>", "/news/1"))


MEDIA = """<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>x</title><item><guid>1</guid>{}</item></channel></rss>"""
PICTURE = "<media:content url='/a.png'><media:description type='plain'>A picture of nets, and much more about it</media:description></media:content>"
PICTURES = [
    ("<description>&lt;p&gt;Nets&lt;/p&gt;</description>" + PICTURE, "Nets"),
    (PICTURE, "A picture of nets, and much more about it"),
]


@pytest.mark.parametrize(("item", "text"), PICTURES, ids=["beside words", "alone"])
def test_what_a_picture_shows_is_the_text_only_where_there_is_no_other(item, text):
    (row,) = rows(MEDIA.format(item))
    assert (row.title, entry(row).text) == (text, text)


def test_an_atom_feed_s_author_wrote_what_names_nobody_and_an_rss_feed_s_editor_did_not():
    (row,) = rows(
        ATOM.replace("<author><name>Jo</name><uri>/jo</uri></author>", "").replace(
            "<entry>", "<author><name>Desk</name></author><entry>"
        )
    )
    assert row.author == "Desk"
    (row,) = rows(
        rss("<title>a</title><guid>1</guid>").replace("<item>", "<managingEditor>Desk</managingEditor><item>")
    )
    assert row.author is None


def test_an_entry_that_stands_twice_is_read_once_as_it_stands_first():
    (row,) = rows(rss(*(f"<title>{title}</title><guid>1</guid>" for title in ("new", "old"))))
    assert row.title == "new"
