"""Between us and a real Elasticsearch: what goes wrong on the way, or in a cluster that has too much to do."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests

from config.environment import ElasticTarget

FAULTS = ("429", "503", "502 page", "cut before", "cut after", "cut within", "late", "some 429", "all 429")
"""An answer to the whole request; a gateway's page; the connection cut before the cluster hears of it, after it has
indexed, within its answer; no answer, although it has indexed; every other document, or each, refused for want of room
by an answer of 200."""

_PASSED = ("accept", "authorization", "content-type")
_BUSY = {"type": "es_rejected_execution_exception", "reason": "rejected execution of secret-word"}


@dataclass
class FaultProxy:
    """A plain HTTP address on loopback that leads to a cluster, and fails as it is told."""

    cluster: str
    """Its https:// address."""
    ca_certs: str
    port: int = 0
    faults: deque[str] = field(default_factory=deque)
    """One for each of the next requests."""
    seen: list[str] = field(default_factory=list)
    """What became of each request: a fault, or "passed"."""
    over: threading.Event = field(default_factory=threading.Event)
    """Set at its end."""

    def target(self, who: ElasticTarget) -> ElasticTarget:
        """Somebody who goes by this way."""
        return ElasticTarget(f"http://127.0.0.1:{self.port}", user=who.user, password=who.password)

    def fail_next(self, *faults: str) -> None:
        assert set(faults) <= set(FAULTS)
        self.faults.extend(faults)

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes, str]:
        """Return status, body and content type; status 0 hangs up, and hangs up after half of the body below 0."""
        fault = self.faults.popleft() if self.faults else "passed"
        self.seen.append(fault)
        if fault in ("429", "503"):
            return int(fault), json.dumps({"error": _BUSY, "status": int(fault)}).encode(), "application/json"
        if fault == "502 page":
            return 502, b"<html><h1>Bad gateway</h1></html>", "text/html"
        if fault == "cut before":
            return 0, b"", ""
        if fault in ("some 429", "all 429"):
            return self._partly(method, path, headers, body, every=2 if fault == "some 429" else 1)
        status, said = self._pass(method, path, headers, body)
        if fault == "late":
            self.over.wait()
        return {"cut after": 0, "cut within": -status}.get(fault, status), said, "application/json"

    def _pass(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        with requests.Session() as session:
            session.trust_env = False
            session.verify = self.ca_certs
            kept = {name: value for name, value in headers.items() if name.lower() in _PASSED}
            answer = session.request(method, self.cluster + path, data=body, headers=kept, timeout=60)
        return answer.status_code, answer.content

    def _partly(
        self, method: str, path: str, headers: dict[str, str], body: bytes, *, every: int
    ) -> tuple[int, bytes, str]:
        """Let the cluster index what is not refused, and put the refusals into its answer."""
        lines = body.splitlines(keepends=True)
        pairs = [lines[at : at + 2] for at in range(0, len(lines), 2)]
        passed = b"".join(line for n, pair in enumerate(pairs) for line in pair if n % every)
        items: Iterator[Any] = iter(json.loads(self._pass(method, path, headers, passed)[1])["items"] if passed else ())
        refused = {"index": {"status": 429, "error": _BUSY}}
        answer = {"errors": True, "items": [next(items) if n % every else refused for n in range(len(pairs))]}
        return 200, json.dumps(answer).encode(), "application/json"


@contextmanager
def fault_proxy(cluster: str, ca_certs: str) -> Iterator[FaultProxy]:
    """Serve one in a thread of its own."""
    proxy = FaultProxy(cluster, ca_certs)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, said, kind = proxy.answer(self.command, self.path, dict(self.headers), body)
            self.close_connection = status <= 0
            if status and not proxy.over.is_set():
                self.send_response(abs(status))
                self.send_header("X-Elastic-Product", "Elasticsearch")
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said if status > 0 else said[: len(said) // 2])

        do_POST = do_GET = do_HEAD = do_PUT  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    proxy.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
