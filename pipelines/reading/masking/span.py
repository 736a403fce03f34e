"""A span to mask, and how overlapping spans become disjoint ones."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.reading.shadow import Shadow


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of the shadow that are somebody's."""

    start: int
    end: int
    """Exclusive."""
    kind: str
    """As in `Redaction.kind`."""
    scheme: str | None = None
    """stdnum's name without its underscores ("in.aadhaar"); `None`: none known."""
    country: str | None = None
    """ISO 3166-1 alpha-2; `None`: none shown."""
    firm: bool = False
    """Its own form proves it (a checksum, an "@"): a protected span does not outweigh it."""


RANK = (
    "email", "iban", "payment_card", "national_id", "passport", "tax_id", "driver_licence", "phone", "bank_account",
    "date_of_birth", "ip_address", "secret", "address", "name", "username", "vehicle", "location", "other",
)  # fmt: skip
"""The more telling kind first: it names a span that was found twice."""


class Cover:
    """Spans that can be asked whether they touch another one, in logarithmic time."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def __bool__(self) -> bool:
        """Say whether anything is covered."""
        return bool(self._starts)

    def spans(self) -> Iterator[tuple[int, int]]:
        """Yield the covered stretches, in order."""
        return zip(self._starts, self._ends, strict=True)

    def touches(self, start: int, end: int) -> bool:
        """Say whether a character between `start` and `end` is covered."""
        at = bisect.bisect_right(self._ends, start)
        return at < len(self._starts) and self._starts[at] < end

    def within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the covered stretches that touch `start` to `end`, in order."""
        at = bisect.bisect_right(self._ends, start)
        while at < len(self._starts) and self._starts[at] < end:
            yield self._starts[at], self._ends[at]
            at += 1


def outside(spans: Iterable[Span], protected: Sequence[tuple[int, int]]) -> list[Span]:
    """Return the spans that are firm or touch nothing protected, in order of their start."""
    cover = Cover(protected)
    kept = (each for each in spans if each.firm or not cover.touches(each.start, each.end))
    return sorted(kept, key=lambda each: each.start)


def settle(spans: Iterable[Span], text: str, shadow: Shadow) -> list[Span]:
    """Join spans that overlap, in the shadow or in the original (one original character can be several here)."""
    settled: list[Span] = []
    for each in sorted((_trim(span, text) for span in spans), key=lambda span: (span.start, -span.end)):
        if each.start >= each.end:
            continue
        if settled and shadow.span(each.start, each.end)[0] < shadow.span(settled[-1].start, settled[-1].end)[1]:
            settled[-1] = _join(settled[-1], each)
        else:
            settled.append(each)
    return settled


def _trim(span: Span, text: str) -> Span:
    """Leave out blanks at both ends."""
    words = text[span.start : span.end]
    return replace(
        span,
        start=span.start + len(words) - len(words.lstrip()),
        end=max(span.start, span.end - len(words) + len(words.rstrip())),
    )


def _join(one: Span, two: Span) -> Span:
    better = min(one, two, key=lambda span: (RANK.index(span.kind), span.scheme is None, span.country is None))
    return replace(better, start=min(one.start, two.start), end=max(one.end, two.end))
