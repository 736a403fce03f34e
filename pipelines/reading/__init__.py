"""Reading: raw post in, redacted text and claim out (`read`)."""

from typing import TYPE_CHECKING, Any

from pipelines.reading.claim import Raw, Reading

if TYPE_CHECKING:
    from pipelines.reading.reader import read

__all__ = ["READER_VERSION", "Raw", "Reading", "read"]

READER_VERSION = 7
"""Grows with every change of what is read from a text: stored listings are then read again."""


def __getattr__(name: str) -> Any:
    """Import the reader when it is asked for: most commands read no post, and its patterns take a while to make."""
    if name != "read":
        raise AttributeError(name)
    from pipelines.reading.reader import read  # noqa: PLC0415

    return read
