"""From candidates to the claim: one value a field, its evidence, and everything that was considered."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.reading.claim import FIELDS, Candidate, Claim, Evidence, Redaction, Text
from pipelines.reading.phrases import maker
from pipelines.reading.post import Found
from pipelines.reading.shadow import make

SETS = frozenset({"countries", "data_types"})
"""Fields that hold all their headlines; the others hold the first one."""
TELLING = frozenset({"records", "size_bytes", "price", "victim", "domain", "provider", "seller"})
"""Fields whose values are words or numbers of the text itself; the others come from closed lists."""
NAMES = frozenset({"victim", "seller"})
"""Fields whose values are words of the text."""
_SPELLED = re.compile("[\u0600-\u06ff]")
"""A script whose words are spelled with signs that a reader passes over."""
MOST_EVIDENCE = 20
"""Of one field; a post that says a thing more often says nothing new."""
MOST_CANDIDATES = 100
"""Of one field."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What stands in the claim's fields, before it is one."""

    values: Mapping[str, object] = field(repr=False)
    evidence: Mapping[str, tuple[Evidence, ...]] = field(repr=False)
    candidates: Mapping[str, tuple[Candidate, ...]] = field(repr=False)


def choose(
    found: Mapping[str, Sequence[Found]], text: Text, redactions: Sequence[Redaction], fields: Iterable[str] = FIELDS
) -> Chosen:
    """Take the best headline of each of these fields; extractors give theirs best first. All else stays a candidate.

    What was read from masked characters is dropped where its value would tell them.
    """
    masked = _Masked(redactions)
    allowed = frozenset(fields)
    values: dict[str, object] = {}
    evidence: dict[str, tuple[Evidence, ...]] = {}
    candidates: dict[str, tuple[Candidate, ...]] = {}
    for name in FIELDS:
        if not found.get(name):
            continue
        placed = _placed(found[name])
        if redactions and name in TELLING:
            placed = [each for each in placed if not masked.holds(each)]
        if name in NAMES:
            placed = [_as_written(each, text) for each in placed]
        if not placed:
            continue
        candidates[name] = tuple(map(_candidate_of, placed[:MOST_CANDIDATES]))
        headlines = [each for each in placed if each.found.role == "headline"] if name in allowed else []
        if not headlines:
            continue
        kept = headlines if name in SETS else _alike(headlines[:MOST_CANDIDATES])
        values[name] = _set(kept) if name in SETS else headlines[0].found.value
        evidence[name] = tuple(each.evidence(text) for each in _spread(kept))
    return Chosen(values, evidence, candidates)


def claim_of(chosen: Chosen, *, is_claim: bool, language: str | None) -> Claim:
    """Build the claim."""
    return Claim(
        is_claim=is_claim,
        language=language,
        evidence=chosen.evidence,
        candidates=chosen.candidates,
        **chosen.values,  # type: ignore[arg-type]
    )


class _Placed(NamedTuple):
    found: Found
    start: int
    end: int

    def evidence(self, text: Text) -> Evidence:
        """Return the words that a value was read from."""
        value, part, _, _, _, confidence = self.found
        source, start, end = part.source, self.start, self.end
        return _evidence((value, source, start, end, text.of(source)[start:end], confidence))


_make = maker(_Placed)
_evidence = maker(Evidence)
_candidate = maker(Candidate)


def _candidate_of(placed: _Placed) -> Candidate:
    (value, part, _, _, role, _), start, end = placed
    return _candidate((value, role, part.source, start, end))


class _Masked:
    """Which places are masked."""

    def __init__(self, redactions: Sequence[Redaction]) -> None:
        self._spans: dict[str, list[tuple[int, int]]] = {}
        for each in sorted(redactions, key=lambda redaction: redaction.start):
            self._spans.setdefault(each.source, []).append((each.start, each.end))

    def holds(self, placed: _Placed) -> bool:
        """Whether any character of a place is masked."""
        spans = self._spans.get(placed.found.part.source, [])
        index = bisect_left(spans, (placed.end, 0))
        return index > 0 and spans[index - 1][1] > placed.start


def _placed(found: Iterable[Found]) -> list[_Placed]:
    """Turn the shadow's offsets into the source's; empty spans are left out."""
    placed = []
    for each in found:
        start, end = each.part.shadow.span(each.start, each.end)
        if start < end:
            placed.append(_make((each, start, end)))
    return placed


def _as_written(placed: _Placed, text: Text) -> _Placed:
    """Give a name in Arabic script the half-spaces and vowel signs that its shadow lacks; its author wrote them."""
    value = str(placed.found.value)
    if value.isascii() or not _SPELLED.search(value):
        return placed
    written = text.of(placed.found.part.source)[placed.start : placed.end]
    shadow = make(written).text if written != value else value
    same = written != value and " ".join(shadow.split()) == value
    return placed._replace(found=placed.found._replace(value=written)) if same else placed


def _alike(headlines: Sequence[_Placed]) -> list[_Placed]:
    """Return the headlines that tell the first one's value."""
    first = headlines[0].found.value
    return [each for each in headlines if each.found.value == first]


def _set(kept: Sequence[_Placed]) -> tuple[str, ...]:
    return tuple(sorted({str(each.found.value) for each in kept}))


def _spread(kept: Sequence[_Placed]) -> list[_Placed]:
    """Limit evidence, but leave every value its first."""
    if len(kept) < 2:
        return list(kept)
    firsts: dict[object, _Placed] = {}
    for each in kept:
        firsts.setdefault(each.found.value, each)
    more = (each for each in kept if each != firsts[each.found.value])
    return [*firsts.values(), *more][: max(MOST_EVIDENCE, len(firsts))]
