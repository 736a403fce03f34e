"""Mask a text as `read` does, for the tests of masking."""

from collections.abc import Sequence

from pipelines.reading import Raw, read
from pipelines.reading.claim import Redaction
from pipelines.reading.masking import apply, find
from pipelines.reading.post import Part
from pipelines.reading.shadow import make


def found(text: str, language: str = "en", protected: Sequence[tuple[int, int]] = ()) -> list[Redaction]:
    """Return the redactions of a body."""
    return find(Part("body", make(text)), protected, tuple(dict.fromkeys((language, "en"))))


def masked(text: str, language: str = "en", protected: Sequence[tuple[int, int]] = ()) -> str:
    """Return a body as it would be stored."""
    return apply(text, found(text, language, protected))


def stored(body: str) -> str:
    """Return the body of an offer as the whole reader leaves it."""
    return read(Raw(title="Acme Bank database", body=body)).text.body
