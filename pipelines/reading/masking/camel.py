"""Keys that programs write in one word: "customerPhone", "deliveryAddress"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.reading.masking.lexicon import Cue, Lexicon, squash

_KEY = re.compile(r"[a-z](?<![\w.].)[a-z0-9]{0,24}(?:[A-Z][a-z0-9]{0,24}){1,5}(?=[\"']?\s{0,2}[:=])")
_WORD = re.compile(r"[A-Z]?[a-z]+")
_THINGS = frozenset(
    [
        "app",
        "brand",
        "category",
        "channel",
        "city",
        "class",
        "column",
        "company",
        "country",
        "database",
        "db",
        "domain",
        "event",
        "field",
        "file",
        "host",
        "item",
        "job",
        "network",
        "plan",
        "product",
        "project",
        "role",
        "server",
        "service",
        "shop",
        "site",
        "state",
        "store",
        "table",
        "tag",
        "template",
        "type",
    ]
)
"""What else has a name, a key or a number: "fileName" is nobody's."""


def cues(text: str, found: Sequence[Cue], lexicon: Lexicon) -> list[Cue]:
    """Return the cues with such keys among them, in order. `text`: in its own case."""
    taken = {cue.end for cue in found}
    return sorted([*found, *(cue for cue in _keys(text, lexicon) if cue.end not in taken)])


def _keys(text: str, lexicon: Lexicon) -> Iterator[Cue]:
    for each in _KEY.finditer(text):
        words = _WORD.findall(each[0])
        pairs = [words[-2:], words[-1:]] if len(words) > 1 and words[-2].lower() not in _THINGS else []
        label = next((found for pair in pairs if (found := lexicon.columns.get(squash("".join(pair))))), None)
        if label is not None:
            yield Cue(*each.span(), label)
