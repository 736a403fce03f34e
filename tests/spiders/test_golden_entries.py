"""Golden pages of leak sites, each with the file that an operator wrote for it by docs/sites.md alone, and of feeds."""

import pytest

from config.load import read_yaml
from config.schema import Site
from spiders.engines import ENGINES
from tests.spiders.sites import PAGES, engine, golden, plain, saved

LEAKS = [
    ("leaksite_cards", "/"),
    ("leaksite_no_ids", "/"),
    ("leaksite_table", "/blog"),
    ("leaksite_api", "/api/victims?page=2"),
    ("leaksite_next", "/_next/data/build123/index.json"),
    ("leaksite_blog", "/"),
    ("leaksite_tiles", "/?p=3"),
    ("leaksite_api_once", "/api/v2/list?page=1"),
]
FEEDS = [
    "feed_wordpress",
    "feed_rdf",
    "feed_atom",
    "feed_mastodon",
    "feed_telegram",
    "feed_broken",
    "feed_video",
    "feed_blogger",
    "feed_misskey",
]


def leaksite(name):
    return ENGINES["leaksite"](Site.model_validate(read_yaml(PAGES / f"{name}.yml")))


@pytest.mark.parametrize(("name", "path"), LEAKS)
def test_a_leak_site_is_read_whole(name, path):
    assert plain(leaksite(name).listing(saved(name, path))) == golden(name)


def test_an_entry_s_own_page_is_read_whole():
    page = saved("leaksite_entry", "/post/Ab9xK2mooring")
    assert plain(leaksite("leaksite_cards").thread(page)) == golden("leaksite_entry")


@pytest.mark.parametrize(("name", "path"), LEAKS)
def test_every_address_that_a_leak_site_gives_is_allowed(name, path):
    reader = leaksite(name)
    read = reader.listing(saved(name, path))
    assert all(reader.allows(row.url) for row in read.rows)
    assert read.next_url is None or reader.allows(read.next_url)


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_is_read_whole(name):
    assert plain(engine("feed").listing(saved(name, "/feed"))) == golden(name)
