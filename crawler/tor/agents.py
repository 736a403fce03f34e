"""One HTTP agent for each site and host, each with credentials and connections of its own; few of them kept open."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler
from twisted.internet.endpoints import wrapClientTLS
from twisted.web.client import URI, Agent, HTTPConnectionPool
from twisted.web.iweb import IAgentEndpointFactory
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.tor.identity import Identities
from crawler.tor.socks import Socks5Endpoint, proxy_address
from crawler.tor.wire import BoundedFactory

MAX_AGENTS = 256
"""Agents kept at once; the one that was not used for longest goes first, with its idle connections."""
IDLE = 60.0
"""Seconds that a connection may stay open unused."""
HANDSHAKE = 60.0
"""Seconds until a SOCKS handshake is given up, where the request's own deadline does not end it before."""


class ReroutedError(ValueError):
    """An agent was asked for a host that its credentials are not for: a bug, stopped before any connection."""


@implementer(IAgentEndpointFactory)
class _Endpoints:
    """Makes endpoints for the one host that the credentials are for."""

    def __init__(self, host: str, credentials: tuple[bytes, bytes], proxy: tuple[str, int], reactor: Any) -> None:
        self._host = host.encode("ascii")
        self._credentials = credentials
        self._proxy = proxy
        self._reactor = reactor
        self.tls: Any = None

    def endpointForURI(self, uri: URI) -> Any:  # noqa: N802 - Twisted's name
        self._check(uri)
        to_site: Any = Socks5Endpoint(self._reactor, self._proxy, self._credentials, uri.host, uri.port, HANDSHAKE)
        if uri.scheme != b"https":
            return to_site
        if self.tls is None:
            raise ReroutedError("no TLS policy was given")
        return wrapClientTLS(self.tls.creatorForNetloc(uri.host, uri.port), to_site)

    def _check(self, uri: URI) -> None:
        if uri.host.lower() != self._host:
            raise ReroutedError("the request's host is not the one that was judged")


@dataclass(frozen=True, slots=True)
class _Kept:
    agent: Agent
    endpoints: _Endpoints
    pool: Any


class Agents:
    """The agents of one crawl, shared by its http and https handlers."""

    def __init__(self, proxy: tuple[str, int], per_host: int, reactor: Any) -> None:
        self.identities = Identities()
        self._proxy = proxy
        self._per_host = per_host
        self._reactor = reactor
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()

    def agent(self, site: str, host: str, tls: Any) -> Agent:
        """Return the agent for a host of a site. `tls`: how its certificates are judged (`IPolicyForHTTPS`)."""
        key = (site, host)
        if key not in self._kept:
            self._kept[key] = self._new(site, host)
        self._kept.move_to_end(key)
        while len(self._kept) > MAX_AGENTS:
            self._kept.popitem(last=False)[1].pool.closeCachedConnections()
        kept = self._kept[key]
        kept.endpoints.tls = tls
        return kept.agent

    def new_identity(self, site: str) -> None:
        """Give a site new credentials and close its idle connections; requests under way end on the old ones."""
        self.identities.renew(site)
        for key in [key for key in self._kept if key[0] == site]:
            self._kept.pop(key).pool.closeCachedConnections()

    def close(self) -> None:
        """Close every idle connection."""
        for kept in self._kept.values():
            kept.pool.closeCachedConnections()
        self._kept.clear()

    def _new(self, site: str, host: str) -> _Kept:
        pool: Any = HTTPConnectionPool(self._reactor, persistent=True)  # type: ignore[no-untyped-call]
        pool.maxPersistentPerHost = self._per_host
        pool.cachedConnectionTimeout = IDLE
        pool._factory = BoundedFactory
        endpoints = _Endpoints(host, self.identities.credentials(site, host), self._proxy, self._reactor)
        agent = Agent.usingEndpointFactory(self._reactor, endpoints, pool)  # type: ignore[no-untyped-call]
        return _Kept(agent, endpoints, pool)


_of_crawlers: WeakKeyDictionary[Crawler, Agents] = WeakKeyDictionary()


def agents_of(crawler: Crawler) -> Agents:
    """Return the agents of a crawler, made at first sight. Raises `ValueError` when TOR_SOCKS is no loopback address.

    Scrapy makes one handler for http and one for https; both have to know the same identities.
    """
    if crawler not in _of_crawlers:
        from twisted.internet import reactor  # noqa: PLC0415 - importing it installs it; Scrapy chooses which one

        settings = crawler.settings
        proxy = proxy_address(settings.get("TOR_SOCKS") or "")
        _of_crawlers[crawler] = Agents(proxy, settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"), reactor)
    return _of_crawlers[crawler]


def new_identity(crawler: Crawler, site: str) -> None:
    """Let a site's further requests come by new circuits; nobody else notices.

    No command asks for it: each run has a new secret, so each run's circuits are new. For who builds on this package.
    """
    agents_of(crawler).new_identity(site)
