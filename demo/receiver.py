"""A stand-in for Slack on loopback: webhooks that answer as documented, keep what they got, and fail on demand.

https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from demo.blockkit import as_text, fault

PACE = 1.0
"""Seconds between two messages to one webhook; what comes sooner gets a 429."""

STATUS = {
    "invalid_payload": 400, "invalid_blocks": 400, "no_text": 400, "user_not_found": 400, "invalid_token": 403,
    "action_prohibited": 403, "no_service": 404, "no_active_hooks": 404, "no_team": 404, "channel_not_found": 404,
    "channel_is_archived": 410, "rate_limited": 429, "rollup_error": 500,
}  # fmt: skip
"""The HTTP status that comes with each of Slack's words."""

_MOST_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Received:
    """A message that was taken."""

    channel: str
    at: float
    """By the receiver's clock, seconds."""
    message: Mapping[str, Any] = field(repr=False)

    def as_text(self) -> str:
        """Return it as Slack would show it, as plain lines."""
        return as_text(self.message)


@dataclass(frozen=True, slots=True)
class Failure:
    """How to fail once."""

    word: str
    """One of `STATUS`, "hang" (no answer until the receiver stops), "drop" (hang up) or "page" (200, but HTML)."""
    retry_after: int | None = None
    """Seconds to tell with a 429; `None`: no such header."""


class Receiver:
    """The server; a context manager. Each channel is one webhook: `receiver.webhook("soc")`."""

    def __init__(
        self,
        port: int = 0,
        *,
        clock: Callable[[], float] = time.monotonic,
        on_message: Callable[[Received], None] | None = None,
    ) -> None:
        """Prepare it. `port` 0: any free one. `on_message` is called for each message that was taken."""
        self._wanted_port = port
        self._clock = clock
        self._on_message = on_message
        self._lock = threading.Lock()
        self._last: dict[str, float] = {}
        self._failures: deque[Failure] = deque()
        self._stopping = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None
        self.messages: list[Received] = []
        """What was taken, in order."""
        self.answers: list[tuple[int, str]] = []
        """Status and body of every answer, in order; 0 for a hang or drop."""

    @property
    def port(self) -> int:
        """The port listened on. Raises `RuntimeError` before the start."""
        if self._server is None:
            raise RuntimeError("the receiver is not running")
        return int(self._server.server_address[1])

    def webhook(self, channel: str = "soc") -> str:
        """Return the address of a channel's webhook; its last part is the secret one."""
        return f"http://127.0.0.1:{self.port}/services/T00000000/B{channel}/{token(channel)}"

    def fail_next(self, count: int, word: str, retry_after: int | None = None) -> None:
        """Fail the next requests in this way."""
        with self._lock:
            self._failures.extend([Failure(word, retry_after)] * count)

    def recover(self) -> None:
        """Fail no more."""
        with self._lock:
            self._failures.clear()

    def respond(self, path: str, body: bytes) -> tuple[int, str, int | None]:
        """Answer a POST: status, body and Retry-After."""
        channel = _channel(path)
        with self._lock:
            if self._failures:
                failure = self._failures.popleft()
                return STATUS.get(failure.word, 0), failure.word, failure.retry_after
            if channel is None:
                return STATUS["no_service"], "no_service", None
            now = self._clock()
            if now - self._last.get(channel, -PACE) < PACE:
                return STATUS["rate_limited"], "rate_limited", 1
            message = _parsed(body)
            word = fault(message)
            if word is not None:
                return STATUS[word], word, None
            self._last[channel] = now
            received = Received(channel, now, message)
            self.messages.append(received)
        if self._on_message is not None:
            self._on_message(received)
        return 200, "ok", None

    def start(self) -> Self:
        """Listen. Raises `OSError` when the port is taken."""
        receiver = self

        class Handler(_Handler):
            owner: Receiver = receiver

        self._server = _Server(("127.0.0.1", self._wanted_port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop listening; may be called twice."""
        self._stopping.set()
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
        self._server = self._thread = None

    def hang(self) -> None:
        """Wait until the receiver stops."""
        self._stopping.wait()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def token(channel: str) -> str:
    """Return the secret part of a channel's webhook: made up, and the same at every start."""
    return f"demo{channel.replace('-', '')}0token0of0no0worth"


class _Server(ThreadingHTTPServer):
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of senders who hang up; show whatever else went wrong."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    owner: Receiver
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        size = int(length) if length.isascii() and length.isdigit() and len(length) < 10 else _MOST_BYTES + 1
        if size > _MOST_BYTES:
            self.close_connection = True
            self._answer(400, "invalid_payload", None)
            return
        status, word, retry_after = self.owner.respond(self.path, self.rfile.read(size))
        self.owner.answers.append((status, word))
        if status:
            self._answer(status, word, retry_after)
        else:
            self._misbehave(word)

    def _misbehave(self, word: str) -> None:
        if word == "page":
            self._answer(200, "<html>Please log in to the network</html>", None)
            return
        self.close_connection = True
        if word == "hang":
            self.owner.hang()

    def _answer(self, status: int, word: str, retry_after: int | None) -> None:
        body = word.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        if retry_after is not None:
            self.send_header("Retry-After", str(retry_after))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Stay silent: the path is the secret."""


def _channel(path: str) -> str | None:
    """Return whose webhook a path is; `None`: nobody's."""
    parts = path.strip("/").split("/")
    channel = parts[2][1:] if len(parts) == 4 and parts[2].startswith("B") else ""
    return channel if channel and path == f"/services/T00000000/B{channel}/{token(channel)}" else None


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
