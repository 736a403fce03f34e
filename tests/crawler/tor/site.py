"""A small web site on loopback for tests, which remembers who asked for what."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A running site."""

    port: int = 0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """(path, headers) of every request, in order."""

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


def answer(
    body: bytes = b"<p>hello</p>",
    kind: str | None = "text/html",
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Answer:
    """Return an ordinary answer."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in (({"Content-Type": kind} if kind else {}) | (headers or {})).items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return send


def redirect(location: str, kind: str | None = None) -> Answer:
    """Return a redirect without a body."""
    return answer(b"", kind, 302, {"Location": location})


@contextmanager
def site(routes: dict[str, Answer], port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Serve the routes on loopback; every other path is a 404 page."""
    running = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            running.asked.append((self.path, dict(self.headers)))
            routes.get(self.path.partition("?")[0], answer(b"<p>none</p>", status=404))(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    running.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
