"""The guard: what must not be asked for ends here, counted as `guard/refused/<reason>`.

It stands twice on every request's way: as a downloader middleware behind redirects, retries and robots.txt, and once
more in the download handler (`crawler.tor.handler`), which nothing passes round.
"""

from __future__ import annotations

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Headers, Response
from scrapy.settings import BaseSettings
from scrapy.utils.httpobj import urlparse_cached

from crawler.tor import content, refuse
from crawler.tor.scope import Scope, owner
from spiders.marks import marks


class Refused(IgnoreRequest):
    """A request or a response that the guard ended. `reason`: the word that it is counted by."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"refused by the guard: {reason}")
        self.reason = reason


def scopes_of(settings: BaseSettings) -> dict[str, Scope]:
    """Return the scopes of TOR_SITES by site id."""
    return dict(settings.getdict("TOR_SITES"))


def judge(request: Request, scopes: dict[str, Scope]) -> str | None:
    """Return why a request must not be sent, one of `refuse.REASONS` or "no_site"; `None` when it may.

    `request.meta["site"]` names the site that it is for.
    """
    scope = scopes.get(marks(request).get("site", ""))
    return "no_site" if scope is None else refuse.refuse(request.url, scope)


def refused(crawler: Crawler, reason: str) -> Refused:
    """Count a refusal; return it to be raised."""
    if crawler.stats is not None:
        crawler.stats.inc_value(f"guard/refused/{reason}")
    return Refused(reason)


class GuardMiddleware:
    """Ends requests that the guard refuses, and responses that are no pages."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.scopes = scopes_of(crawler.settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GuardMiddleware:
        """Scrapy's constructor."""
        guard = cls(crawler)
        crawler.signals.connect(guard.headers_received, signal=signals.headers_received)
        return guard

    def process_request(self, request: Request) -> None:
        """Judge a request as it is after every other middleware. Raises `Refused`."""
        request.headers.pop("Referer", None)
        if "site" not in marks(request):
            # Scrapy asks for robots.txt without our meta.
            marks(request)["site"] = owner(urlparse_cached(request).hostname or "", self.scopes) or ""
        reason = judge(request, self.scopes)
        if reason is not None:
            raise refused(self.crawler, reason)

    def headers_received(self, headers: Headers, body_length: int, request: Request) -> None:
        """Stop before the body of what is no page is taken in; `process_response` then judges what came."""
        if body_length != 0 and not _is_page(headers, request):
            raise StopDownload(fail=False)

    def process_response(self, request: Request, response: Response) -> Response:
        """Let pages through, and redirects and empty responses of any type without a body. Raises `Refused`."""
        if _is_page(response.headers, request):
            return response
        redirect = 300 <= response.status < 400 and "Location" in response.headers
        stopped = "download_stopped" in response.flags
        if redirect or not (response.body or stopped):
            return response.replace(body=b"")
        raise refused(self.crawler, "content_type")


def _is_page(headers: Headers, request: Request) -> bool:
    return content.is_page(_text(headers, "Content-Type"), _text(headers, "Content-Disposition"), request.url)


def _text(headers: Headers, name: str) -> str | None:
    value = headers.get(name)
    return None if value is None else value.decode("latin-1")
