"""A claim as JSON, exactly as docs/claim.md lays it out: what `stallwatch extract` prints and the store keeps."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pipelines.reading.claim import Candidate, Claim, Evidence, Price, Raw, Reading
from pipelines.reading.reader import read

_PLAIN = ("is_claim", "language", "records", "size_bytes")
_WORDS = ("victim", "domain")
_LAST = ("cause", "provider", "seller")


def extract_line(row: Mapping[str, Any]) -> dict[str, Any]:
    """Read one text: {"id", "title", "body"}, or {"id", "text"}, whose text is its body. No other key is looked at."""
    raw = Raw(title=_written(row, "title"), body=_written(row, "body") or _written(row, "text"))
    reading = read(raw)
    return {"id": row.get("id"), **claim_json(reading.claim, reading)}


def claim_json(claim: Claim, reading: Reading | None = None) -> dict[str, Any]:
    """Lay out a claim; with its reading also what was masked and how much was left out.

    Sets are sorted, a price's amount is a number.
    """
    laid_out = {
        **{name: getattr(claim, name) for name in _PLAIN},
        "price": _value(claim.price),
        "countries": sorted(claim.countries),
        **{name: getattr(claim, name) for name in _WORDS},
        "data_types": sorted(claim.data_types),
        **{name: getattr(claim, name) for name in _LAST},
        "parts": [claim_json(part) for part in claim.parts],
        "evidence": {name: [_evidence(each) for each in found] for name, found in claim.evidence.items()},
        "candidates": {name: [_candidate(each) for each in found] for name, found in claim.candidates.items()},
    }
    if reading is not None:
        laid_out["unread"] = reading.unread
        laid_out["redactions"] = [dataclasses.asdict(each) for each in reading.redactions]
    return laid_out


def _written(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "value": _value(evidence.value),
        "source": evidence.source,
        "text": evidence.words,
        "start": evidence.start,
        "end": evidence.end,
        "confidence": evidence.confidence,
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "value": _value(candidate.value),
        "role": candidate.role,
        "source": candidate.source,
        "start": candidate.start,
        "end": candidate.end,
    }


def _value(value: object) -> Any:
    if isinstance(value, Price):
        return {"amount": _number(value.amount), "currency": value.currency}
    return value


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)
