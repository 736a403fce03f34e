"""Addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.links import clean, path_of, resolve

CLEANED = [
    ("http://a.example/viewtopic.php?t=1&sid=0f1e&start=10#p3", "http://a.example/viewtopic.php?t=1&start=10"),
    ("http://a.example/index.php?PHPSESSID=0&topic=1.0", "http://a.example/index.php?topic=1.0"),
    ("http://a.example/index.php?topic=1.0;PHPSESSID=0", "http://a.example/index.php?topic=1.0"),
    ("http://a.example/showthread.php?s=ff&t=1", "http://a.example/showthread.php?t=1"),
    ("http://a.example/x;jsessionid=12?a=1", "http://a.example/x?a=1"),
    ("http://a.example", "http://a.example/"),
    ("http://a.example/?size=1&sids=2", "http://a.example/?size=1&sids=2"),
]


@pytest.mark.parametrize(("url", "cleaned"), CLEANED)
def test_session_ids_and_fragments_go(url, cleaned):
    assert clean(url) == cleaned
    assert clean(cleaned) == cleaned


MIRRORS = ("http://one.example/forum", "http://two.example")
RESOLVED = [
    ("http://two.example/a/b.php", "c.php?x=1", "http://two.example/a/c.php?x=1"),
    ("http://two.example/a", "http://one.example/forum/c.php", "http://two.example/c.php"),
    ("http://one.example/forum/a", "http://two.example/c.php", "http://one.example/forum/c.php"),
    ("http://one.example/forum/a", "https://three.example:8080/c.php", "http://one.example/forum/c.php"),
    ("http://two.example/a", "//two.example/c", "http://two.example/c"),
    ("http://two.example/a", "?page=2", "http://two.example/a?page=2"),
    ("http://two.example/a", "http://user:secret@two.example/c", "http://two.example/c"),
    ("http://two.example/a", "javascript:alert(1)", None),
    ("http://two.example/a", "mailto:x@a.example", None),
    ("http://two.example/a", "data:text/html,x", None),
    ("http://two.example/a", "http://[::1", None),
    ("http://two.example/a", "x" * 3000, None),
]


@pytest.mark.parametrize(("base", "href", "url"), RESOLVED)
def test_links_come_onto_the_mirror_in_use(base, href, url):
    assert resolve(base, href, MIRRORS) == url


@given(st.text(alphabet="htp:/[]?&;=#@.%\\ abc\u202e\x00", max_size=80))
def test_a_resolved_link_never_leaves_its_host(href):
    url = resolve("http://two.example/a", href, MIRRORS)
    assert url is None or url.startswith(("http://two.example/", "http://two.example?"))


@pytest.mark.parametrize(
    ("url", "base", "path"),
    [
        ("http://a.example/showthread.php?tid=1&sid=2#pid3", None, "/showthread.php?tid=1"),
        ("http://a.example", None, "/"),
        ("http://a.example/forum/x?y=1", "http://a.example/forum/", "/x?y=1"),
        ("http://a.example/forumx/y", "http://a.example/forum", "/forumx/y"),
        ("http://[broken", None, "/"),
    ],
)
def test_a_path_is_what_mirrors_share(url, base, path):
    assert path_of(url, base) == path
