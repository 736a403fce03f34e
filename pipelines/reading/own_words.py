"""What of a post is its author's own: quotes and signatures are blanked out, character by character."""

from __future__ import annotations

import dataclasses
import functools
import re

from pipelines.reading.shadow import Shadow

_QUOTE_TAG = re.compile(r"\[(/?)quote\b[^\]\n]{0,200}\]", re.IGNORECASE)
_QUOTED_LINE = re.compile(r"^[ \t]{0,3}>{1,5}(?!\d).*$", re.MULTILINE)
_SIGNATURE = re.compile(r"^(?:_{4,80}|--[ ]?|-{20,80})[ \t]*$", re.MULTILINE)
_SENTENCE = re.compile(r"[\d.!?$€£]")
"""What a name of a column does not hold."""
_NOT_NEWLINE = re.compile(r"[^\n]")
LISTED = 40
"""Most characters of a line that may be an item of a list with ">" for bullets, not a quotation."""
ITEMS = 3
"""As many short lines behind ">" are a list."""
MOST_SIGNATURE = 600
"""A longer text below a line is no signature: the line only divides the post."""


def own_words(shadow: Shadow) -> Shadow:
    """Blank out quotes and the signature; every offset stands.

    >>> from pipelines.reading.shadow import make
    >>> own_words(make("[quote=a]5M rows[/quote] fake")).text.strip()
    'fake'
    """
    spans = [*_quotes(shadow.text), *_quoted_lines(shadow.text), *_signature(shadow.text)]
    if not spans:
        return shadow
    return dataclasses.replace(shadow, text=_blank(shadow.text, spans), folded=_blank(shadow.folded, spans))


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    pieces: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if end > at:
            low = max(start, at)
            pieces += [text[at:low], _NOT_NEWLINE.sub(" ", text[low:end])]
            at = end
    return "".join(pieces) + text[at:]


def _quotes(text: str) -> list[tuple[int, int]]:
    """Return the outermost quote blocks; one that is never closed is left alone."""
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    for tag in _QUOTE_TAG.finditer(text) if "[" in text else ():
        if not tag[1]:
            opened.append(tag.start())
        elif opened:
            spans.append((opened.pop(), tag.end()))
    return spans


def _quoted_lines(text: str) -> list[tuple[int, int]]:
    """Return lines that start with ">": quoted mail style, unless they list something with odd bullets."""
    if ">" not in text:
        return []
    spans = [found.span() for found in _QUOTED_LINE.finditer(text)]
    if len(spans) >= ITEMS and not any(
        end - start > LISTED or _SENTENCE.search(text, start, end) for start, end in spans
    ):
        return []
    indented = sum(text[start:end].startswith(" ") for start, end in spans)
    return [] if indented == len(spans) else [span for span in spans if text[span[0]] == ">"]


def _signature(text: str) -> list[tuple[int, int]]:
    """Return the span from the last dividing line to the end, if it is short beside what stands before."""
    lines = _SIGNATURE.finditer(text) if "--" in text or "____" in text else iter(())
    last = functools.reduce(lambda _, found: found, lines, None)
    if last is None or len(text) - last.start() > MOST_SIGNATURE or not text[: last.start()].strip():
        return []
    return [(last.start(), len(text))]
