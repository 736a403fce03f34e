"""What the reader claims to mask it masks, of every kind, in every script, wherever a post holds it."""

import json
from dataclasses import replace

import pytest

from pipelines.reading import Raw, read
from pipelines.reading.as_json import claim_json
from tests.canaries.kinds import OF_LINES, Sower, pairs

OFFER = Raw(title="Database of Larkmoor Clinics", body="1 million people.\n\n{}\n\nPrice: 500 USD")


@pytest.mark.parametrize(("kind", "script"), list(pairs()))
@pytest.mark.parametrize("source", ["title", "prefix", "body", "price", "author", "updates"])
def test_nothing_of_a_canary_is_left(kind: str, script: str, source: str) -> None:
    if kind in OF_LINES and source not in ("body", "updates"):
        return  # a row needs lines, and these fields have none
    sower = Sower(1)
    words = sower.sow(kind, script, source)
    planted = {"body": OFFER.body.format(words), "updates": ("sold", words)}.get(source, words)
    reading = read(replace(OFFER, **{source: planted}))
    left = repr([getattr(reading.text, each) for each in ("title", "prefix", "body", "price", "author", "updates")])
    left += json.dumps(claim_json(reading.claim, reading), ensure_ascii=False, default=str)
    [canary] = sower.made
    assert [each for each in canary.secrets if each in left] == [], canary.name
