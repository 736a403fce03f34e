"""Whatever a reader makes of a post comes back from the ledger as it was."""

from __future__ import annotations

import json
import string
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.schema import CAUSES, DATA_TYPES
from pipelines.ledger import codec
from pipelines.reading.claim import FIELDS, Candidate, Claim, Evidence, Price, Redaction
from spiders.listing import Moment, Update
from tests.pipelines.ledger.making import NOW, listing

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
SOURCES = st.sampled_from(["title", "prefix", "body", "price", "author", "update"])
OFFSETS = st.integers(0, 10**6)
COUNTS = st.none() | st.integers(0, 10**30)
PRICES = st.builds(
    Price,
    st.decimals(allow_nan=False, allow_infinity=False, min_value=0),
    st.none() | st.text(string.ascii_uppercase, min_size=3, max_size=5),
)
VALUES = st.integers() | WORDS | PRICES | st.decimals(allow_nan=False) | st.booleans() | st.none()
EVIDENCE = st.builds(Evidence, VALUES, SOURCES, OFFSETS, OFFSETS, WORDS, st.sampled_from(["stated", "implied", "weak"]))
CANDIDATES = st.builds(Candidate, VALUES, WORDS, SOURCES, OFFSETS, OFFSETS)


def by_field(found: st.SearchStrategy) -> st.SearchStrategy:
    return st.dictionaries(st.sampled_from(FIELDS), st.lists(found, min_size=1, max_size=3).map(tuple), max_size=3)


def claims(parts: st.SearchStrategy) -> st.SearchStrategy[Claim]:
    return st.builds(
        Claim,
        is_claim=st.booleans(),
        language=st.none() | st.sampled_from(["en", "ru", "zh"]),
        records=COUNTS,
        size_bytes=COUNTS,
        price=st.none() | PRICES,
        countries=st.lists(st.sampled_from(["CN", "NO", "DE"]), unique=True).map(tuple),
        victim=st.none() | WORDS.filter(bool),
        domain=st.none() | WORDS.filter(bool),
        data_types=st.lists(st.sampled_from(DATA_TYPES), unique=True, max_size=4).map(tuple),
        cause=st.none() | st.sampled_from(CAUSES),
        provider=st.none() | WORDS.filter(bool),
        seller=st.none() | WORDS.filter(bool),
        parts=parts,
        evidence=by_field(EVIDENCE),
        candidates=by_field(CANDIDATES),
    )


REDACTIONS = st.builds(Redaction, SOURCES, OFFSETS, OFFSETS, WORDS, st.none() | WORDS, st.none() | WORDS)
MOMENTS = st.none() | st.just(Moment(NOW, "minute"))
UPDATES = st.builds(Update, st.none() | WORDS, MOMENTS, WORDS)


def through_json(value: object) -> object:
    return json.loads(json.dumps(value))


@settings(deadline=None)
@given(claims(st.lists(claims(st.just(())), max_size=2).map(tuple)))
def test_claims_come_back(claim):
    assert codec.decode_claim(through_json(codec.encode_claim(claim))) == claim


@given(st.lists(REDACTIONS, max_size=4).map(tuple), st.lists(UPDATES, max_size=4).map(tuple))
def test_redactions_and_updates_come_back(redactions, updates):
    assert codec.decode_redactions(through_json(codec.encode_redactions(redactions))) == redactions
    assert codec.decode_updates(through_json(codec.encode_updates(updates))) == updates


def test_an_amount_keeps_the_digits_in_which_it_was_stated():
    claim = codec.decode_claim(codec.encode_claim(Claim(price=Price(Decimal("4.200"), "EUR"))))
    assert claim.price is not None
    assert str(claim.price.amount) == "4.200"


def test_an_empty_claim_takes_no_room():
    assert codec.encode_claim(Claim()) == {"is_claim": False}


def test_lone_surrogates_are_replaced_where_words_are_kept():
    claim = Claim(victim="\ud800", evidence={"victim": (Evidence("\ud800", "body", 0, 1, "\ud800"),)})
    kept = codec.decode_claim(codec.encode_claim(claim))
    assert (kept.victim, kept.evidence["victim"][0].words, kept.evidence["victim"][0].value) == ("�", "�", "�")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"body": "10 BTC\n"}, {"body": "10  BTC"}, True),
        ({"replies": 1}, {"replies": 900}, True),
        ({"views": 1}, {"updates": (Update(None, None, "sold"),)}, True),
        ({"body": "10 BTC"}, {"body": "4 BTC"}, False),
        ({"title": "a", "body": "b"}, {"title": "ab", "body": ""}, False),
        ({"title": "\ud800"}, {"title": "\ud801"}, False),
    ],
)
def test_a_digest_is_of_the_posts_own_words(one, other, same):
    assert (codec.own_digest(listing(**one)) == codec.own_digest(listing(**other))) is same
