"""Reading: raw post in, redacted text and claim out (`read`)."""

from pipelines.reading.claim import Raw, Reading
from pipelines.reading.read import READER_VERSION, read

__all__ = ["READER_VERSION", "Raw", "Reading", "read"]
