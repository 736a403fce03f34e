"""Scrapy's cookies, without the look-up that goes around Tor.

To tell a registrable domain from a public suffix Scrapy uses tldextract, which at the first cookie fetches the Public
Suffix List from the web by itself: directly, with no proxy. Ours takes the list that ships with it.
"""

from __future__ import annotations

from scrapy.downloadermiddlewares import cookies
from tldextract import TLDExtract

SHIPPED = TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)
"""The list as of tldextract's release; no address to fetch a newer one from, and no cache of one."""

cookies._split_domain = SHIPPED


class CookiesMiddleware(cookies.CookiesMiddleware):
    """Scrapy's own; importing this file has closed its way out."""
