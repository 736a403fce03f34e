import json
from decimal import Decimal

from pipelines.reading.as_json import claim_json, extract_line
from pipelines.reading.claim import Candidate, Claim, Evidence, Price, Reading, Redaction, Text

KEYS = [
    "is_claim", "language", "records", "size_bytes", "price", "countries", "victim", "domain", "data_types", "cause",
    "provider", "seller", "parts", "evidence", "candidates",
]  # fmt: skip


def test_the_keys_of_a_claim():
    assert list(claim_json(Claim())) == KEYS


def test_sets_are_sorted_and_amounts_are_numbers():
    price = Price(Decimal("0.35"), "BTC")
    claim = Claim(
        is_claim=True,
        price=price,
        countries=("US", "CN"),
        data_types=("phone", "name"),
        evidence={"price": (Evidence(price, "body", 0, 8, "0.35 BTC"),)},
        candidates={"price": (Candidate(price, "headline", "body", 0, 8),)},
    )
    laid_out = json.loads(json.dumps(claim_json(claim)))
    assert laid_out["price"] == {"amount": 0.35, "currency": "BTC"}
    assert (laid_out["countries"], laid_out["data_types"]) == (["CN", "US"], ["name", "phone"])
    assert laid_out["evidence"]["price"] == [
        {"value": {"amount": 0.35, "currency": "BTC"}, "source": "body", "text": "0.35 BTC", "start": 0, "end": 8,
         "confidence": "stated"}
    ]  # fmt: skip
    assert laid_out["candidates"]["price"][0]["role"] == "headline"


def test_a_whole_amount_is_an_integer():
    assert (
        json.dumps(claim_json(Claim(price=Price(Decimal(6500), "USD")))["price"])
        == '{"amount": 6500, "currency": "USD"}'
    )


def test_with_its_reading_a_claim_tells_what_was_masked():
    reading = Reading(Text(), (Redaction("body", 3, 9, "national_id", "cn.ric", "CN"),), Claim())
    assert claim_json(reading.claim, reading)["redactions"] == [
        {"source": "body", "start": 3, "end": 9, "kind": "national_id", "scheme": "cn.ric", "country": "CN"}
    ]


def test_a_line_is_read_from_title_and_body_or_from_text_alone():
    both = extract_line({"id": "a", "title": "Shop database", "body": "340k users"})
    one = extract_line({"id": "b", "text": "Shop database: 340k users"})
    assert (both["id"], both["records"], one["records"]) == ("a", 340_000, 340_000)
    assert one["evidence"]["records"][0]["source"] == "body"


def test_no_other_key_is_looked_at():
    row = {"id": "a", "text": "Shop database: 340k users"}
    assert extract_line({**row, "gold": {"records": 1}, "lang": "ru", "price": "$5"}) == extract_line(row)
