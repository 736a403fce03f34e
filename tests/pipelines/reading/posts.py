"""Posts for the tests of extractors."""

from pipelines.reading import language
from pipelines.reading.claim import Source
from pipelines.reading.own_words import own_words
from pipelines.reading.post import Part, Post
from pipelines.reading.shadow import make


def make_post(title: str = "", body: str = "") -> Post:
    """Lay out a post as `read` does, with the languages that its words speak for."""
    sources: tuple[tuple[Source, str], ...] = (("title", title), ("body", body))
    parts = tuple(Part(source, own_words(make(text))) for source, text in sources if text)
    return Post(parts, language.relevant("\n".join(part.text for part in parts)))
