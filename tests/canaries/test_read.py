"""What the reader claims to mask it masks, of every kind, in every script, wherever a post holds it."""

import json
from dataclasses import replace

import pytest

from pipelines.reading import Raw, read
from pipelines.reading.as_json import claim_json
from pipelines.reading.lexicons import languages
from pipelines.reading.masking.lexicon import load
from tests.canaries.kinds import KINDS, Sower, pairs

OFFER = Raw(title="Database of Larkmoor Clinics", body="1 million people.\n\n{}\n\nPrice: 500 USD")


LINES = ("body", "updates")
SOURCES = ("title", "prefix", *LINES, "price", "author")
PLANTED = [
    (source, kind, script) for source in SOURCES for kind, script in pairs(several_lines=source in LINES)
]  # a row needs lines, and the other fields have none


@pytest.mark.parametrize(("source", "kind", "script"), PLANTED)
def test_nothing_of_a_canary_is_left(source: str, kind: str, script: str) -> None:
    assert left_of(kind, script, source) == []


def left_of(kind: str, script: str, source: str) -> list[str]:
    """Read an offer with a canary in one of its fields, and return what of it comes out."""
    sower = Sower(1)
    words = sower.sow(kind, script, source)
    planted = {"body": OFFER.body.format(words), "updates": ("sold", words)}.get(source, words)
    reading = read(replace(OFFER, **{source: planted}))
    left = repr([getattr(reading.text, each) for each in SOURCES])
    left += json.dumps(claim_json(reading.claim, reading), ensure_ascii=False, default=str)
    [canary] = sower.made
    return [each for each in canary.secrets if each in left]


def test_every_kind_that_the_lexicons_name_has_its_canary() -> None:
    """Of all languages; what they say to keep, and a company's, is nobody's."""
    sower, named = Sower(1), {label.kind for label in load(languages()).columns.values()} - {"keep", "company"}
    texts = [sower.sow(kind, script, "body") for kind, script in pairs()]
    masked = {each.kind for text in texts for each in read(replace(OFFER, body=OFFER.body.format(text))).redactions}
    assert {"name" if kind == "full_name" else kind for kind in named} - masked == set()


def test_every_kind_is_planted() -> None:
    assert {kind for kind, _ in pairs()} == {*KINDS}
