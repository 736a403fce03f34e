"""What the demo's sites share: an HTTP server on loopback that writes down every request."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

Clock = Callable[[], datetime]


def utcnow() -> datetime:
    """Return the time, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Request:
    """What a visitor asks for."""

    path: str
    query: dict[str, str] = field(default_factory=dict)
    """The last value of each parameter."""
    cookies: str = ""
    """The header as sent."""
    base: str = ""
    """The site's address as the visitor wrote it, "http://HOST"."""

    def number(self, name: str) -> int:
        """Return a parameter as a number; 0 when it is absent or none."""
        value = self.query.get(name, "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


@dataclass(frozen=True, slots=True)
class Response:
    """What the visitor gets."""

    body: str = ""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    type: str = "text/html; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Visit:
    """A request as it was written down."""

    at: datetime
    day: int
    path: str
    """With the query."""
    status: int


class LoopbackSite:
    """A web site on 127.0.0.1; subclasses say what is on it. A context manager: `with Site(...) as site`."""

    def __init__(self, port: int = 0, log: Path | None = None, clock: Clock = utcnow) -> None:
        """Prepare the site. `port` 0: any free one; `log`: a file of JSON lines, one a request, that grows."""
        self._wanted_port = port
        self._log = log
        self._clock = clock
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self.visits: list[Visit] = []
        """All requests since the start."""

    @property
    def day(self) -> int:
        """The day that is played."""
        return 1

    def respond(self, request: Request) -> Response:
        """Answer a request."""
        raise NotImplementedError

    @property
    def port(self) -> int:
        """The port listened on. Raises `RuntimeError` before the start."""
        if self._server is None:
            raise RuntimeError("the site is not running")
        return int(self._server.server_address[1])

    @property
    def address(self) -> str:
        """The site's base address on loopback."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Listen. Raises `OSError` when the port is taken."""
        site = self

        class Handler(_Handler):
            owner: LoopbackSite = site

        self._server = _Server(("127.0.0.1", self._wanted_port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop listening; may be called twice."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
        self._server = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def note(self, path: str, status: int) -> None:
        """Write a request down."""
        visit = Visit(self._clock(), self.day, path, status)
        line = {"at": visit.at.isoformat(), "day": visit.day, "path": visit.path, "status": visit.status}
        with self._lock:
            self.visits.append(visit)
            if self._log is not None:
                with self._log.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(line) + "\n")


class _Server(ThreadingHTTPServer):
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of visitors who hang up; show whatever else went wrong."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    owner: LoopbackSite
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        pairs = parse_qs(parts.query.replace(";", "&"), keep_blank_values=True)
        query = {name: values[-1] for name, values in pairs.items()}
        host = self.headers.get("Host", "")
        request = Request(parts.path, query, self.headers.get("Cookie", ""), f"http://{_plain_host(host)}")
        response = self.owner.respond(request)
        self.owner.note(self.path, response.status)
        self._send(response)

    def _send(self, response: Response) -> None:
        body = response.body.encode("utf-8", "replace")
        self.send_response(response.status)
        self.send_header("Content-Type", response.type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in response.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Stay silent: `note` keeps the record."""


def _plain_host(host: str) -> str:
    """Take a Host header only when it is a host and port; it stands in every page's links."""
    return (
        host if host and all(letter.isascii() and (letter.isalnum() or letter in ".-:") for letter in host) else "site"
    )
