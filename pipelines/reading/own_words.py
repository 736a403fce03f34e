"""What of a post is its author's own: quotes and signatures are blanked out, character by character."""

from __future__ import annotations

import dataclasses
import functools
import re

from pipelines.reading.lexicons import languages, lexicon
from pipelines.reading.shadow import Shadow, fold

_QUOTE_TAG = re.compile(r"[\[<](/?)(?:(?:block)?quote|sig|signature)\b[^\]>\n]{0,200}[\]>]", re.IGNORECASE)
_STRUCK = re.compile(
    r"~~(?=\S)[^~\n]{1,60}~~|\[(?:s|strike|del)\][^\[\n]{1,60}\[/(?:s|strike|del)\]"
    r"|<(?:s|strike|del)>[^<\n]{1,60}</(?:s|strike|del)>",
    re.IGNORECASE,
)
"""What the author struck out: a price that was. Longer passages are a closed offer, whose values stand."""
_QUOTED_LINE = re.compile(r"^[ \t]{0,3}>{1,5}(?!\d)(?:.*[^<\n])?$", re.MULTILINE)
"""What ends with "<" as well is between marks: ">> ACME <<"."""
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
    text = shadow.text
    spans = [*_quotes(text), *_quoted_lines(text), *_signature(text), *_struck(text), *_told(shadow.folded)]
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


def _struck(text: str) -> list[tuple[int, int]]:
    if not ("~~" in text or "[/" in text or "</" in text):
        return []
    return [each.span() for each in _STRUCK.finditer(text) if re.search(r"\d", each[0])]


def _told(folded: str) -> list[tuple[int, int]]:
    """Return paragraphs below a line that says who wrote them, and a list of other offers at the end.

    Only if anything else is left: a post is no quote as a whole.
    """
    if "\n" not in folded:
        return []
    ads, quotes = _leads()
    found = ads.search(folded)
    spans = [(found.start(), len(folded))] if found and len(folded) - found.start() <= MOST_SIGNATURE else []
    spans += [(max(0, each.start() - 1), each.end() - 1) for each in quotes.finditer(f"\n{folded}")]
    first, last = folded[: spans[0][0]].strip() if spans else "", folded[spans[-1][1] :].strip() if spans else ""
    return spans if first or last else []


@functools.cache
def _leads() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what a list of other ads begins with, and what quotes a paragraph, in all languages."""
    files = [lexicon(language, "quoted").get("quoted", {}) for language in languages()]
    ads, wrote, quote = (
        "|".join(sorted({re.escape(fold(phrase)) for file in files for phrase in file.get(key, ())}, key=len)[::-1])
        for key in ("ads", "wrote", "quote")
    )
    starts = r"\n[ \t]{0,3}(?:[^\w\s]{1,30}[ \t]{0,3})?"
    return (
        re.compile(rf"{starts}(?:{ads})(?![^\W\d_])"),
        re.compile(
            rf"\n[ \t]{{0,3}}(?:(?:{quote})[ :][^\n]{{1,80}}|[^\s:]{{2,30}} ?(?:{wrote}) ?:)[ \t]*"
            r"(?:\n[^\n]*\S[^\n]*)+"
        ),
    )


def _quotes(text: str) -> list[tuple[int, int]]:
    """Return the outermost quote blocks; one that is never closed is left alone."""
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    for tag in _QUOTE_TAG.finditer(text) if "[" in text or "<" in text else ():
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
