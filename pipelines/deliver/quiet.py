"""Silence for HTTP libraries while they carry what must not be logged.

At debug level urllib3 logs a request's path, which of a webhook is the token, and elastic_transport whole bodies.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator

LOGGERS = ("urllib3.connectionpool", "urllib3.util.retry", "elastic_transport.node", "elastic_transport.transport")


@contextlib.contextmanager
def unlogged() -> Iterator[None]:
    """Drop what these libraries log about this thread's requests, whatever levels are set."""
    thread = threading.get_ident()

    def others(record: logging.LogRecord) -> bool:
        return record.thread != thread

    loggers = [logging.getLogger(name) for name in LOGGERS]
    for logger in loggers:
        logger.addFilter(others)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(others)
