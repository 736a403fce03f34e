"""A moment to play the demo at, and a plain browser for its sites."""

import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from demo.load_forum import FORUMS
from tests.onions import invented

EPOCH = datetime(2026, 3, 17, 15, 42, 10, tzinfo=UTC)
NOW = EPOCH + timedelta(seconds=30)
ONIONS = {name: invented(name) for name in (*FORUMS, "market")}


@dataclass(frozen=True)
class Fetched:
    status: int
    html: str
    cookies: list[str]
    url: str


class Browser:
    """Fetches from a site without following redirects."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())

    def get(self, path: str, cookie: str = "") -> Fetched:
        request = urllib.request.Request(self.address + path, headers={"Cookie": cookie} if cookie else {})
        try:
            with self._opener.open(request, timeout=20) as answer:
                return _fetched(answer, self.address + path)
        except urllib.error.HTTPError as error:
            return _fetched(error, self.address + path)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def _fetched(answer, url: str) -> Fetched:
    html = answer.read().decode()
    return Fetched(
        answer.status, html, answer.headers.get_all("Set-Cookie") or [], answer.headers.get("Location") or url
    )
