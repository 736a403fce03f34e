"""Lays out a text for the extractors of quantities, as `read` does."""

from pipelines.reading.own_words import own_words
from pipelines.reading.post import Part, Post
from pipelines.reading.quantities import Quantity, Scanned, scan_post
from pipelines.reading.reader import spoken
from pipelines.reading.shadow import make


def scan(body: str = "", title: str = "", **further: str) -> tuple[Scanned, ...]:
    sources = {"title": title, "body": body, **further}
    parts = tuple(Part(source, own_words(make(text))) for source, text in sources.items() if text)
    return scan_post(Post(parts, spoken([*sources.values()])))


def quantities(text: str) -> list[Quantity]:
    return [quantity for scanned in scan(text) for quantity in scanned.quantities]
