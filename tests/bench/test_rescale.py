"""Other numbers: the label and the text always tell the same."""

import random
from decimal import Decimal

import pytest

from bench.gold import load_sets
from bench.rescale import KIND, rescale
from bench.written import find
from tests.bench.posts import ZARNOVO, example
from tests.shared import shared_path

EXACT = Decimal("0.001")


def values(label):
    options = label if isinstance(label, list) else [label]
    return [Decimal(str(each["amount"] if isinstance(each, dict) else each)) for each in options if each]


def told(post, name):
    """Whether each value of the label stands in the text, in digits of the right kind."""
    numbers = [each for each in find(f"{post.title}\n{post.body}") if each.kind == KIND[name]]
    return all(any(each.reading(value, EXACT) is not None for each in numbers) for value in values(post.gold[name]))


@pytest.mark.parametrize("seed", range(20))
def test_text_and_label_agree(seed):
    after, fields = rescale(ZARNOVO, random.Random(seed), EXACT)
    assert fields == ("records", "size_bytes", "price")
    assert all(after.gold[name] != ZARNOVO.gold[name] and told(after, name) for name in fields)
    assert after.gold["price"]["currency"] == "USD"
    assert "200 rows" in after.body, "the sample is no headline"


@pytest.mark.parametrize("seed", range(20))
def test_the_rounded_count_follows_the_exact_one(seed):
    after, _ = rescale(ZARNOVO, random.Random(seed), EXACT)
    exact, rounded = after.gold["records"], find(after.title)[0]
    assert abs(rounded.values[0] * rounded.factor - exact) <= exact * Decimal("0.06")


@pytest.mark.parametrize("seed", range(20))
def test_the_total_stays_the_total(seed):
    post = example("2,400,000 customers, 1,900,000 of them in one city", records=2400000)
    after, _ = rescale(post, random.Random(seed), EXACT)
    assert after.gold["records"] > 1900000
    assert "1,900,000 of them" in after.body


@pytest.mark.parametrize(
    ("body", "records", "why"),
    [
        ("20-25 million users", 20000000, "a range"),
        ("7 milyon 400 bin kullanıcı", 7400000, "a sum of terms"),
        ("half a million users, 500,000 of them", 500000, "words beside digits"),
        ("some users", 70000, "not in the text"),
        ("ref-70000 and id_70000", 70000, "no number"),
    ],
)
def test_what_is_not_safe_is_left(body, records, why):
    post = example(body, records=records)
    assert rescale(post, random.Random(1), EXACT) == (post, ()), why


def test_every_accepted_value_is_changed_by_the_same_factor():
    post = example("100,000 accounts, of these 40,000 with passwords", records=[100000, 40000])
    after, fields = rescale(post, random.Random(4), EXACT)
    first, second = after.gold["records"]
    assert fields == ("records",)
    assert told(after, "records")
    assert first / second == pytest.approx(2.5, rel=0.3)


def test_a_free_offer_stays_free():
    post = example("for free", price={"amount": 0, "currency": None})
    assert rescale(post, random.Random(1), EXACT) == (post, ())


def test_the_labelled_texts_agree_too():
    shared_path("data")
    wrong, count = [], 0
    for gold in load_sets():
        slack = max(EXACT, Decimal(str(gold.tolerance)))
        for each in gold.examples:
            after, fields = rescale(each, random.Random(each.id), slack)
            wrong += [(each.id, name) for name in fields if not told(after, name)]
            count += len(fields)
    assert wrong == []
    assert count > 450
