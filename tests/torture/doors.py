"""What stands between deliver and its targets: both let a request be held, lost, or carried out and its answer lost."""

from __future__ import annotations

import http.client
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from demo.receiver import Receiver
from tests.torture.gate import Gate

PASSED_ON = ("authorization", "content-type", "accept", "user-agent")
PASSED_BACK = ("content-type", "x-elastic-product")


class Hooks(Receiver):
    """Slack's webhooks, behind the gate."""

    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self._gate = gate

    def respond(self, path: str, body: bytes) -> tuple[int, str, int | None]:
        if not self._gate.comes("post"):
            return 0, "drop", None
        answer = super().respond(path, body)
        self._gate.taken("post")
        return answer


class _Server(ThreadingHTTPServer):
    block_on_close = False
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of those who hang up: they were killed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class BulkDoor:
    """Plain HTTP on loopback in front of a real cluster with TLS; a context manager."""

    def __init__(self, url: str, ca_certs: str, gate: Gate) -> None:
        """`url`: the cluster's, https."""
        door = self
        self._host, self._port = urlsplit(url).hostname or "", urlsplit(url).port or 443
        self._tls = ssl.create_default_context(cafile=ca_certs or None)
        self.gate = gate

        class Handler(_Handler):
            owner: BulkDoor = door

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def forward(self, method: str, path: str, headers: dict[str, str], body: bytes) -> http.client.HTTPResponse:
        """Ask the cluster; the answer's body is still to be read."""
        connection = http.client.HTTPSConnection(self._host, self._port, context=self._tls, timeout=60)
        connection.request(method, path, body or None, headers)
        return connection.getresponse()

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    owner: BulkDoor
    protocol_version = "HTTP/1.1"
    timeout = 60

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        is_bulk = urlsplit(self.path).path.endswith("/_bulk")
        if is_bulk and not self.owner.gate.comes("bulk"):
            self.close_connection = True
            return
        headers = {name: value for name, value in self.headers.items() if name.lower() in PASSED_ON}
        answer = self.owner.forward(self.command, self.path, headers, body)
        found = answer.read()
        if is_bulk:
            self.owner.gate.taken("bulk")
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() in PASSED_BACK:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(found)))
        self.end_headers()
        self.wfile.write(found)

    do_GET = do_PUT = do_POST = do_HEAD = _pass  # noqa: N815 - http.server's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        pass
