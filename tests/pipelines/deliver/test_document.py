"""The search document: every key is known to the index, nothing unknown is guessed, hostile values fit."""

import dataclasses
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from config.schema import Elasticsearch
from pipelines.deliver.cluster import template
from pipelines.deliver.document import render
from pipelines.finding import Event
from pipelines.reading.claim import Claim, Evidence, Price, Reading, Text
from spiders.listing import Listing
from tests.onions import invented
from tests.pipelines.deliver.samples import CLAIM, NOW, TEXT, listing, stored

Json = dict[str, Any]


def leaves(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for each in value:
            yield from leaves(each, path)
    else:
        yield path


def known(mappings: Json, path: str) -> bool:
    properties = mappings["properties"]
    for at, name in enumerate(parts := path.split(".")):
        if name not in properties:
            return False
        if properties[name].get("enabled") is False:
            return True
        properties = properties[name].get("properties", {})
        if not properties:
            return at == len(parts) - 1
    return False


def mapped(properties: Json, path: str = "") -> Iterator[str]:
    for name, field in properties.items():
        inner = field.get("properties")
        yield from mapped(inner, f"{path}{name}.") if inner else [f"{path}{name}"]


MAPPINGS = template(Elasticsearch())["template"]["mappings"]


def test_the_index_knows_every_field_of_a_full_document() -> None:
    paths = sorted(set(leaves(render(stored()))))
    assert len(paths) > 80
    assert [path for path in paths if not known(MAPPINGS, path)] == []


def test_a_full_document_fills_every_field_of_the_index() -> None:
    filled = set(leaves(render(stored())))
    wanted = set(mapped(MAPPINGS["properties"])) - {"event.ingested"}  # is set when it is sent
    assert {path for path in wanted if not any(each == path or each.startswith(f"{path}.") for each in filled)} == set()


def test_the_claim_has_the_keys_of_its_page() -> None:
    claim = render(stored())["claim"]
    assert isinstance(claim, dict)
    assert claim["records"] == 1_000_000_000
    assert claim["price"] == {"amount": 10, "currency": "BTC", "usd": 201_000.0, "usd_rate_at": "2022-07-01"}
    assert claim["countries"] == ["CN"]
    assert claim["evidence"]["records"] == [
        {"value": 10**9, "source": "title", "text": "1 Billion", "start": 0, "end": 9, "confidence": "stated"}
    ]
    assert claim["parts"] == [
        {
            "records": 5, "size_bytes": 6, "price": {"amount": 1.5, "currency": "USD"}, "countries": ["JP"],
            "victim": "Acme", "domain": "acme.example", "data_types": ["email"], "cause": "insider", "provider": "aws",
            "seller": "x",
        }
    ]  # fmt: skip


def test_matches_that_ended_stay() -> None:
    match = render(stored())["match"]
    assert isinstance(match, dict)
    assert (match["active"], match["rules"], match["ended_rules"]) == (True, ["mass"], ["old"])
    ended = dataclasses.replace(stored().matches[0], active=False, ended_at=NOW)
    match = render(stored(matches=(ended,)))["match"]
    assert isinstance(match, dict)
    assert (match["active"], match.get("rules"), match["ended_rules"]) == (False, None, ["mass"])
    assert match["reasons"] == ["records 1,000,000,000 >= 1,000,000"]


def test_times_are_told_apart_and_the_timestamp_is_when_it_was_posted() -> None:
    document: Json = render(stored())
    assert document["@timestamp"] == "2022-07-03T11:00:00.000Z"
    assert document["event"]["created"] == "2022-07-03T11:59:00.000Z"
    assert render(stored(listing=listing(posted=None)))["@timestamp"] == "2022-07-03T11:59:00.000Z"


def test_what_is_unknown_is_left_out() -> None:
    bare = Listing("s", 1, "thread", "1", "b", "/t", "t", "", NOW)
    empty = stored(
        listing=bare, reading=Reading(Text(title="t"), (), Claim()), removed_at=None, sold_at=None, price_usd=None,
        usd_rate_at=None, reader_version="", events=(), matches=(),
    )  # fmt: skip
    document: Json = render(empty)
    assert "null" not in json.dumps(document)
    assert document["claim"] == {"is_claim": False, "evidence": {}, "candidates": {}}
    assert "removed_at" not in document["listing"]


@pytest.mark.parametrize(
    ("claim", "path", "expected"),
    [
        ({"records": 10**24}, "records", None),
        ({"records": 10**12}, "records", 10**12),
        ({"size_bytes": 10**30}, "size_bytes", None),
        ({"size_bytes": -1}, "size_bytes", None),
        ({"price": Price(Decimal("0.00000001"), "BTC")}, "price.amount", 1e-8),
        ({"price": Price(Decimal("1e400"), "BTC")}, "price.amount", None),
        ({"victim": "lone \ud800 surrogate"}, "victim", "lone \ufffd surrogate"),
    ],
)
def test_values_that_no_field_holds_are_left_out(claim: Json, path: str, expected: object) -> None:
    hostile = Reading(TEXT, (), dataclasses.replace(CLAIM, **claim))
    value: Any = render(stored(reading=hostile))["claim"]
    for name in path.split("."):
        value = value.get(name, {})
    assert value == ({} if expected is None else expected)


def test_it_is_deterministic_and_plain_json() -> None:
    first, second = (json.dumps(render(stored()), ensure_ascii=False, allow_nan=False).encode() for _ in range(2))
    assert first == second


def test_hostile_details_of_an_event_stand_in_no_searchable_field() -> None:
    event = Event("edited", NOW, {"titles": ["\ud800", "x" * 10_000], "deep": {"a": [1, None, float("inf")]}})
    document: Json = render(stored(events=(event,)))
    assert document["listing"]["events"][0]["detail"]["titles"][0] == "\ufffd"
    json.dumps(document, allow_nan=False)


@pytest.mark.parametrize(("wanted", "shown"), [(False, "hxxp://{}·onion/x"), (True, "http://{}.onion/x")])
def test_links_to_onions_are_broken_unless_they_are_wanted(*, wanted: bool, shown: str) -> None:
    name = invented("seller").removesuffix(".onion")
    body = f"sample at http://{name}.onion/x, 10 BTC"
    start = body.index("10 BTC")
    evidence = {"price": (Evidence(CLAIM.price, "body", start, start + 6, "10 BTC"),)}
    reading = Reading(dataclasses.replace(TEXT, body=body), (), dataclasses.replace(CLAIM, evidence=evidence))
    document: Json = render(stored(listing=listing(body=body), reading=reading), onion_links=wanted)
    assert document["listing"]["body"] == f"sample at {shown.format(name)}, 10 BTC"
    (words,) = document["claim"]["evidence"]["price"]
    assert document["listing"]["body"][words["start"] : words["end"]] == "10 BTC"
