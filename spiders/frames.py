"""Where one row or post of a page ends and the next begins, whatever a theme calls them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Any

from parsel import Selector

from spiders.dom import node_of

_MAX_UP = 20
_FRAMES = frozenset({"messageindex", "topic_container", "forumposts", "main_content_section", "content_section"})
ROW_FRAMES = frozenset({"form", "table", "tbody", "main", "body", "html"})
"""Elements that are around all rows of a list: none of them is a row."""
POST_FRAMES = ROW_FRAMES - {"table", "tbody"}
"""The same of posts: SMF 1.1 makes a post of tables."""


def holders(marks: Iterable[Selector], frames: frozenset[str]) -> list[Selector]:
    """Give, for each node, the widest element around it that holds no other of them and is no frame around all."""
    paths = [list(above(node.root)) for node in marks]
    held = Counter(element for path in paths for element in path)
    found: dict[Any, None] = {}
    for path in paths:
        alone = list(takewhile(lambda element: held[element] == 1 and not _is_frame(element, frames), path))
        if alone:
            found[alone[-1]] = None
    return [node_of(element) for element in found]


def above(element: Any) -> Iterator[Any]:
    """Give the elements around one, nearest first; a few only: hostile nesting is deep."""
    for _ in range(_MAX_UP):
        element = element.getparent()
        if element is None:
            return
        yield element


def _is_frame(element: Any, frames: frozenset[str]) -> bool:
    return element.tag in frames or element.get("id") in _FRAMES
