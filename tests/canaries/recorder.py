"""A door before the tests' Elasticsearch that keeps every body that passes, and can refuse documents in somebody's words."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

import requests


class Recorder:
    """Listens on loopback, in clear, and passes everything on to the cluster. A context manager."""

    def __init__(self, url: str, ca_certs: str | None) -> None:
        self.url, self.ca_certs = url, ca_certs
        self.bodies: list[bytes] = []
        """What was sent to `_bulk`."""
        self.refusing: list[str] = []
        """What is quoted, one after the other, as the value at fault; empty: documents are passed on."""
        recorder = self

        class Handler(_Handler):
            owner: Recorder = recorder

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def refusal(self, body: bytes) -> bytes:
        """Answer a bulk request as Elasticsearch does where a field does not take a value: it quotes it."""
        actions = [json.loads(line)["index"] for line in body.splitlines()[::2]]
        items = [{"index": {**action, "status": 400, "error": self._error()}} for action in actions]
        return json.dumps({"errors": True, "took": 1, "items": items}).encode()

    def _error(self) -> dict[str, object]:
        value = self.refusing.pop(0) if len(self.refusing) > 1 else self.refusing[0]
        reason = f"[1:99] failed to parse field [claim.records] of type [long]. Preview of field's value: '{value}'"
        cause = {"type": "illegal_argument_exception", "reason": f'For input string: "{value}"'}
        return {"type": "document_parsing_exception", "reason": reason, "caused_by": cause}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    owner: Recorder
    protocol_version = "HTTP/1.1"
    timeout = 60

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        is_bulk = self.path.partition("?")[0].endswith("/_bulk")
        if is_bulk:
            self.owner.bodies.append(body)
        if is_bulk and self.owner.refusing:
            self._answer(200, "application/json", self.owner.refusal(body))
            return
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
        with requests.Session() as session:
            session.trust_env = False  # a proxy of the environment would see what is sent
            answer = session.request(
                self.command,
                self.owner.url + self.path,
                data=body,
                headers=headers,
                verify=self.owner.ca_certs or True,
                timeout=60,
            )
        self._answer(answer.status_code, answer.headers.get("Content-Type", "application/json"), answer.content)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _pass_on  # noqa: N815 - the standard library's names

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Stay silent."""
