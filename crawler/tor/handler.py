"""Scrapy's HTTP/1.1 download handler with Tor's SOCKS port as the only place that it can connect to.

Scrapy's own deadline, byte limit and response reading are kept; only the agent below them is ours. Environment
proxies, `meta["proxy"]` and `meta["bindaddress"]` have no effect.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _ScrapyAgent
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.web.client import Agent

from crawler.tor import guard
from crawler.tor.agents import agents_of
from crawler.tor.socks import TIMED_OUT, SocksError
from crawler.tor.wire import PageTooLarge, too_large
from spiders.marks import marks

_KINDS: dict[int, type[Exception]] = {
    0x05: DownloadConnectionRefusedError,
    0x06: DownloadTimeoutError,  # Tor's word for a circuit that came too late
    0xF0: CannotResolveHostError,
    0xF6: CannotResolveHostError,
    0xF7: DownloadTimeoutError,
    TIMED_OUT: DownloadTimeoutError,
}
"""Scrapy's errors, which its retry middleware knows, by SOCKS reply; `DownloadFailedError` for the others."""


class _TorAgent(_ScrapyAgent):
    """Scrapy's agent, told which of ours to send by."""

    tor_agent: Agent

    def _get_agent(self, request: Request, timeout: float) -> Agent:
        return self.tor_agent


class TorDownloadHandler(HTTP11DownloadHandler):
    """Downloads through Tor, or refuses.

    Settings: TOR_SOCKS ("127.0.0.1:9050"), TOR_SITES (site id -> `Scope`). Every request names its site in
    `meta["site"]`. Raises `guard.Refused` for what the guard refuses, `crawler.tor.socks.ProxyGone` when our tor is
    down, `crawler.tor.wire.PageTooLarge` and `HeadTooLarge` for what is larger than is taken in, and Scrapy's download
    errors, with Tor's words, when the site is.
    """

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._agents = agents_of(crawler)
        self._scopes = guard.scopes_of(crawler.settings)

    async def download_request(self, request: Request) -> Response:
        """Judge a request once more and send it."""
        self._judge(request)
        request.headers.pop("Proxy-Authorization", None)
        with _scrapy_errors():
            return await maybe_deferred_to_future(self._agent(request).download_request(request))

    def _judge(self, request: Request) -> None:
        reason = guard.judge(request, self._scopes)
        if reason is not None:
            raise guard.refused(self._crawler, reason)

    async def close(self) -> None:
        """Close idle connections."""
        self._agents.close()
        await super().close()

    def _agent(self, request: Request) -> _TorAgent:
        agent = _TorAgent(
            contextFactory=self._contextFactory,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
            tls_verbose_logging=self._tls_verbose_logging,
        )
        host = urlparse_cached(request).hostname or ""
        agent.tor_agent = self._agents.agent(marks(request)["site"], host, self._contextFactory)
        return agent


@contextmanager
def _scrapy_errors() -> Iterator[None]:
    try:
        with wrap_twisted_exceptions():
            yield
    except DownloadFailedError as error:
        # Its words hold a piece of the answer, and Scrapy logs them.
        raise too_large(error) or DownloadFailedError("the answer broke off in its head, or is no HTTP") from None
    except ResponseDataLossError as error:
        raise too_large(error) or ResponseDataLossError("the answer broke off") from None
    except DownloadCancelledError:
        raise PageTooLarge("the page is larger than is taken in: nothing of it was kept") from None
    except SocksError as error:
        raise _KINDS.get(error.code, DownloadFailedError)(str(error)) from error
