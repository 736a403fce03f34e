"""Every value shows its words, and its words show the value: in many clothes and languages, whatever the author does."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.reading import Reading, read
from pipelines.reading.choose import TELLING
from pipelines.reading.masking import BLOCK
from tests.pipelines.reading.planted import DISGUISES, SPEECHES, Planted, alone, plant

POSTS = st.randoms(use_true_random=False).map(plant)
EXAMPLES = 60
"""Posts of each disguise in the counted run."""
LEAST = 0.8
"""Share of posts that must tell all three planted values, of each disguise and each language."""


def _assert_evidence(reading: Reading) -> None:
    for name, pieces in reading.claim.evidence.items():
        for each in pieces:
            assert reading.text.of(each.source)[each.start : each.end] == each.words != "", name
            assert name not in TELLING or BLOCK not in each.words, name
    for name, candidates in reading.claim.candidates.items():
        for each in candidates:
            assert 0 <= each.start < each.end <= len(reading.text.of(each.source)), name


def _reread(language: str, name: str, words: str) -> object:
    return getattr(read(alone(language, name, words)).claim, name)


@settings(max_examples=150, deadline=None)
@given(POSTS)
def test_evidence_stands_in_the_text(planted):
    _assert_evidence(read(planted.raw))


@settings(max_examples=150, deadline=None)
@given(POSTS)
def test_a_value_is_read_again_from_its_words(planted):
    claim = read(planted.raw).claim
    for name in ("records", "size_bytes", "price"):
        for each in claim.evidence.get(name, ()):
            assert _reread(planted.language, name, each.words) == each.value, (name, each.words)


def _right(planted: Planted) -> bool:
    claim = read(planted.raw).claim
    price = claim.price and (claim.price.amount, claim.price.currency)
    wanted = (planted.records, planted.size_bytes, (planted.price, planted.currency))
    return (claim.records, claim.size_bytes, price) == wanted


@pytest.mark.parametrize("disguise", ["", *DISGUISES])
def test_most_planted_values_are_read(disguise, record_property):
    random = Random(f"planted {disguise}")
    right = sum(_right(plant(random, disguise)) for _ in range(EXAMPLES))

    print(f"{disguise or 'undisguised'}: {right} of {EXAMPLES} posts tell all planted values")  # noqa: T201
    record_property("share", right / EXAMPLES)
    assert right >= LEAST * EXAMPLES


@pytest.mark.parametrize("language", sorted(SPEECHES))
def test_most_planted_values_of_a_language_are_read(language, record_property):
    random = Random(f"planted {language}")
    right = sum(_right(plant(random, "", language)) for _ in range(EXAMPLES))

    print(f"{language}: {right} of {EXAMPLES} posts tell all planted values")  # noqa: T201
    record_property("share", right / EXAMPLES)
    assert right >= LEAST * EXAMPLES
