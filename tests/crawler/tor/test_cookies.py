"""Scrapy's cookie middleware must not ask the web for a list of domains."""

from scrapy.downloadermiddlewares import cookies as scrapys
from tldextract import TLDExtract

from crawler.tor import cookies


def test_the_private_name_that_is_replaced_is_still_what_scrapy_asks() -> None:
    assert isinstance(scrapys._split_domain, TLDExtract)
    assert scrapys._split_domain is cookies.SHIPPED
    assert scrapys._is_public_domain("co.uk")
    assert not scrapys._is_public_domain("shop.co.uk")


def test_it_has_no_address_to_ask_and_no_cache_to_trust() -> None:
    assert tuple(cookies.SHIPPED.suffix_list_urls) == ()
    assert not cookies.SHIPPED._cache.enabled
