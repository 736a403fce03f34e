"""Calls beside the crawl, such as for exchange rates: `requests` through Tor, with no other way out."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter

from crawler.tor.socks import proxy_address

TIMEOUT = (60.0, 60.0)
"""Seconds to connect, and between two pieces of an answer; fresh circuits are slow."""


TRUST_ENVIRONMENT = False
"""Whether `requests` may take proxies, logins (.netrc) and certificates from the environment."""


class SideCallRefused(requests.RequestException):
    """An answer that must not be followed or taken in: a redirect off its host, or one too large or too slow."""


class _Adapter(HTTPAdapter):
    """Gives every request a timeout."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        if kwargs.get("timeout") is None:
            kwargs["timeout"] = TIMEOUT
        return super().send(request, *args, **kwargs)


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> str | None:
        target = super().get_redirect_target(resp)
        if target is not None and _origin(urljoin(resp.url, target)) != _origin(resp.url):
            raise SideCallRefused("a redirect to another host was refused")
        return target


def side_session(socks: str, credential: str) -> requests.Session:
    """Return a session that goes through Tor's SOCKS port and resolves names there.

    `socks`: "127.0.0.1:9050". `credential`: any word; calls with another one go by other circuits.
    Environment proxies, .netrc and the like are ignored. Raises `ValueError` when `socks` is not on this machine.
    """
    proxy_address(socks)
    session = _Session()
    session.trust_env = TRUST_ENVIRONMENT
    word = quote(credential, safe="")
    proxy = f"socks5h://{word}:{word}@{socks}"
    session.proxies = {"http": proxy, "https": proxy}
    session.adapters.clear()
    session.mount("http://", _Adapter())
    session.mount("https://", _Adapter())
    return session


def side_get(session: requests.Session, url: str, max_bytes: int = 1_000_000, deadline: float = 120.0) -> bytes:
    """Return the body of a good answer. Raises `requests.RequestException`.

    `deadline`: seconds for the whole answer, judged whenever a piece of it comes.
    """
    ends = time.monotonic() + deadline
    body = b""
    with session.get(url, stream=True) as response:
        response.raise_for_status()
        for piece in response.iter_content(16_384):
            body += piece
            if len(body) > max_bytes or time.monotonic() > ends:
                raise SideCallRefused("the answer is too large or comes too slowly")
    return body


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port
