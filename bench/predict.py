"""Read labelled texts with our own reader, also with its masking switched off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from bench.gold import Example
from pipelines.reading import masking
from pipelines.reading.as_json import claim_json
from pipelines.reading.claim import Text
from pipelines.reading.reader import read


@dataclass(frozen=True, slots=True)
class Read:
    """What was made of a text."""

    text: Text = field(repr=False)
    """Redacted."""
    claim: dict[str, Any] = field(repr=False)
    """As `stallwatch extract` prints it."""


def read_all(examples: Iterable[Example]) -> dict[str, Read]:
    """Read texts; by id."""
    return {each.id: read_one(each) for each in examples}


def read_one(example: Example) -> Read:
    """Read one text."""
    reading = read(example.raw)
    return Read(reading.text, claim_json(reading.claim, reading))


def claims(readings: dict[str, Read]) -> dict[str, dict[str, Any]]:
    """Return the claims alone, as the scorer takes them."""
    return {key: each.claim for key, each in readings.items()}


@contextmanager
def unmasked() -> Iterator[None]:
    """Switch masking off: nothing is found to be personal. The product itself has no such switch."""
    with mock.patch.object(masking, "find", return_value=[]):
        yield


def read_unmasked(examples: Iterable[Example]) -> dict[str, Read]:
    """Read texts with masking off; an error when something was masked all the same: then the switch is broken."""
    with unmasked():
        readings = read_all(examples)
    masked = [key for key, each in readings.items() if each.claim["redactions"]]
    if masked:
        raise RuntimeError(f"masking was not off for {len(masked)} texts: mend `unmasked` in bench/predict.py")
    return readings
