"""What takes the place of guards of the way out."""

import re
from collections.abc import Callable

from scrapy.core.downloader.handlers.http11 import _ScrapyAgent

Checks = tuple[tuple[str, Callable[..., bool]], ...]


class _Without:
    """`without.NAME` takes one check out of `crawler.tor.refuse`'s."""

    def __getattr__(self, name: str) -> Callable[[Checks], Checks]:
        return lambda checks: tuple(check for check in checks if check[0] != name)


without = _Without()

ANYTHING = re.compile(".*", re.DOTALL)

_DIRECT = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"
DIRECT = {"http": _DIRECT, "https": _DIRECT}

AGENT_OF_SCRAPY = _ScrapyAgent._get_agent


def with_scrapys_cookies(middlewares: dict[str, int | None]) -> dict[str, int | None]:
    ours, scrapys = "crawler.tor.cookies.CookiesMiddleware", "scrapy.downloadermiddlewares.cookies.CookiesMiddleware"
    return {name: place for name, place in middlewares.items() if name not in (ours, scrapys)} | {scrapys: 700}


def the_same_for_all(*_: object) -> tuple[bytes, bytes]:
    return b"stallwatch", b"stallwatch"


def renew_everybody(identities: object, _site: str) -> None:
    identities._secret += b"!"  # type: ignore[attr-defined]


def renew_without_hanging_up(agents: object, site: str) -> None:
    agents.identities.renew(site)  # type: ignore[attr-defined]


def any_address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host, int(port or 0)


def site_is_gone(words: str) -> Exception:
    from crawler.tor.socks import SocksError  # noqa: PLC0415 - the module is about to be changed

    return SocksError(5, words)


def first_owner(host: str, scopes: dict[str, object]) -> str | None:
    return next((site for site, scope in scopes.items() if host in scope.hosts), None)  # type: ignore[attr-defined]
