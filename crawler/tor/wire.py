"""What of an HTTP answer is not its body has bounds as well: its head, answers before the answer, the frames of chunks.

Twisted bounds a line of a head, and Scrapy a body. Nobody bounds how many lines there are, nor what a million chunks of
one byte cost: each would pass through Scrapy's signals by itself.
"""

from __future__ import annotations

from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.exceptions import DownloadCancelledError
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.web.client import ResponseFailed
from twisted.web.http import _ChunkedTransferDecoder
from twisted.web.iweb import IResponse

MAX_HEAD = 262_144
"""Bytes of an answer's head, with all interim answers (1xx) before it; Chromium's bound."""


class TooLarge(DownloadCancelledError):  # noqa: N818 - the operator reads these names
    """An answer is larger than is taken in, and not asked for again."""


class PageTooLarge(TooLarge):
    """A page, or what it unpacks to, is larger than DOWNLOAD_MAXSIZE: nothing of it is kept."""


class HeadTooLarge(TooLarge):
    """An answer's head, or what stands between its chunks, is larger than `MAX_HEAD`: it was not read to its end."""


def check_head(size: int) -> None:
    """Raise `HeadTooLarge` for more than `MAX_HEAD` bytes."""
    if size > MAX_HEAD:
        raise HeadTooLarge(f"the head of an answer is larger than {MAX_HEAD} bytes")


def check_frames(size: int, body: int) -> None:
    """Raise `HeadTooLarge` where much more than the `body` came of an answer in chunks. Both in bytes."""
    if size > 2 * body + MAX_HEAD:
        raise HeadTooLarge("an answer is cut into chunks of next to nothing")


def too_large(error: BaseException) -> TooLarge | None:
    """Give the error of ours that Twisted and Scrapy have wrapped; `None`: an answer failed by something else."""
    cause = error.__cause__
    reasons = cause.reasons if isinstance(cause, ResponseFailed) else ()
    return next((each.value for each in reasons if isinstance(each.value, TooLarge)), None)


class JoinedChunks(_ChunkedTransferDecoder):
    """Hands over what came in one piece from the network in one piece, however many chunks it was cut into."""

    def __init__(self, data: Any, finish: Any) -> None:
        super().__init__(self._keep, self._finish)
        self._came = self._body = 0
        self._pieces: list[bytes] = []
        self._deliver = data
        self._end = finish

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        """Take what came. Raises `HeadTooLarge`, and what Twisted does for what are no chunks."""
        self._came += len(data)
        super().dataReceived(data)
        self._flush()
        check_frames(self._came, self._body)

    def _keep(self, piece: bytes) -> None:
        self._pieces.append(piece)

    def _finish(self, rest: bytes) -> None:
        self._flush()
        self._end(rest)

    def _flush(self) -> None:
        if self._pieces:
            whole, self._pieces = b"".join(self._pieces), []
            self._body += len(whole)
            self._deliver(whole)


class Parser(_LenientHTTPClientParser):
    """Reads one answer. Its class is put on a parser that Twisted has made: it has no constructor of its own."""

    head = 0
    """Bytes of heads so far."""
    _transferDecoders: dict[bytes, Any] = {b"chunked": JoinedChunks}  # noqa: N815, RUF012 - Twisted's name

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        """Count a line. Raises `HeadTooLarge`."""
        self.head += len(line) + 1
        check_head(self.head)
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802
        """Say of a line that is too long what is said of too many. Raises `HeadTooLarge`."""
        raise HeadTooLarge(f"a line of an answer's head is longer than {self.MAX_LENGTH} bytes")


class _Protocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> Deferred[IResponse]:
        """Ask; Twisted names the class of its parser in this method, as Scrapy's own says of its parser."""
        answer = super().request(request)
        if self._parser is not None:
            self._parser.__class__ = Parser
        return answer


class BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes connections whose answers are bounded."""

    def buildProtocol(self, addr: IAddress | None) -> _Protocol:  # noqa: N802
        """Twisted's."""
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
