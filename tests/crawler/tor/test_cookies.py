"""Scrapy's cookie middleware must not ask the web for a list of domains."""

from scrapy.downloadermiddlewares import cookies as scrapys
from scrapy.http import Request, Response
from scrapy.utils.test import get_crawler
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


URL = "http://forum.example/"


def kept(*pages: list[str]) -> list[str]:
    """The cookies that are sent after a session's own and those of some pages."""
    middleware = cookies.CookiesMiddleware.from_crawler(get_crawler())
    first = Request(URL, cookies=[{"name": "session", "value": "s", "path": "/"}])
    middleware.process_request(first)
    for page in pages:
        middleware.process_response(first, Response(URL, headers={"Set-Cookie": page}))
    then = Request(URL)
    middleware.process_request(then)
    return (then.headers.get("Cookie") or b"").decode().split("; ")


def test_a_site_does_not_fill_the_jar_and_takes_no_session_out_of_it() -> None:
    floods = [[f"c{page}-{number}=x; path=/" for number in range(1000)] for page in range(3)]
    sent = kept(*floods, ["session=again; path=/"])
    assert len(sent) == cookies.MAX_COOKIES
    assert "session=again" in sent


def test_a_large_cookie_is_not_kept() -> None:
    assert kept([f"big={'x' * 5000}", "small=x"]) == ["session=s", "small=x"]
