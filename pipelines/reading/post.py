"""A post laid out for reading: its sources as shadow text, and what an extractor gives back.

An extractor is a pure function `find(post: Post) -> list[Found]`: no clock, no settings, no logging. Offsets in `Found`
count the *shadow*; `read` turns them into offsets of the redacted source.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.reading.claim import Confidence, Source
from pipelines.reading.shadow import Shadow


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One source of a post; itself a key, whatever its text is."""

    source: Source
    shadow: Shadow
    """Quotes and signatures are blanked out in it, character by character."""
    text: str = field(init=False, repr=False, compare=False)
    """The shadow text; a field of its own, since it is asked for a hundred times a post."""
    folded: str = field(init=False, repr=False, compare=False)
    """The shadow text in lower case, offsets unchanged."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", self.shadow.text)
        object.__setattr__(self, "folded", self.shadow.folded)

    def with_shadow(self, shadow: Shadow) -> Part:
        """Return the same source read in another shadow."""
        return self if shadow is self.shadow else Part(self.source, shadow)


@dataclass(frozen=True, slots=True, eq=False)
class Post:
    """All sources of a post that are not empty, in reading order: title, prefix, price, body, update, author.

    Itself a key, whatever its texts are: what several extractors ask for is found once.
    """

    parts: tuple[Part, ...]
    languages: tuple[str, ...] = ("en",)
    """ISO 639 codes whose lexicons apply, most likely first; English is always among them."""


class Found(NamedTuple):
    """A value that an extractor read."""

    value: object
    part: Part
    start: int
    """Into `part.text`."""
    end: int
    """Exclusive."""
    role: str = "headline"
    """As in `Candidate`; only headlines can be chosen."""
    confidence: Confidence = "stated"


def once_a_post(find: Callable[[Post], Iterable[Found]]) -> Callable[[Post], list[Found]]:
    """Let an extractor that others ask as well read a post only once."""
    kept = functools.lru_cache(maxsize=2)(lambda post: tuple(find(post)))

    @functools.wraps(find)
    def read(post: Post) -> list[Found]:
        return list(kept(post))

    return read
