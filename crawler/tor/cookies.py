"""Scrapy's cookies, without the look-up that goes around Tor, and no more of them than browsers keep.

To tell a registrable domain from a public suffix Scrapy uses tldextract, which at the first cookie fetches the Public
Suffix List from the web by itself: directly, with no proxy. Ours takes the list that ships with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from http.cookiejar import Cookie

from scrapy import Request
from scrapy.downloadermiddlewares import cookies
from scrapy.http.cookies import CookieJar
from tldextract import TLDExtract

SHIPPED = TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)
"""The list as of tldextract's release; no address to fetch a newer one from, and no cache of one."""

MAX_COOKIES = 180
"""Of one site; as many as Firefox and Chromium keep. All of them are sent with every request."""
MAX_COOKIE = 4096
"""Characters of a cookie's name and value; the browsers' bound too."""

cookies._split_domain = SHIPPED


class CookiesMiddleware(cookies.CookiesMiddleware):
    """Scrapy's own; importing this file has closed its way out."""

    def _process_cookies(self, cookies: Iterable[Cookie], *, jar: CookieJar, request: Request) -> None:
        super()._process_cookies(fitting(cookies, jar), jar=jar, request=request)


def fitting(fresh: Iterable[Cookie], jar: Iterable[Cookie]) -> Iterator[Cookie]:
    """Give the cookies that are small enough and known already, or that there is room for."""
    known = {(each.domain, each.path, each.name) for each in jar}
    for each in fresh:
        key = each.domain, each.path, each.name
        if len(each.name) + len(each.value or "") <= MAX_COOKIE and (key in known or len(known) < MAX_COOKIES):
            known.add(key)
            yield each
