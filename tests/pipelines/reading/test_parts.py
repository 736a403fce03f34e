"""Posts that offer several databases: each further one is a part, with its own words."""

import pytest

from pipelines.reading import Raw, read
from pipelines.reading.claim import Claim

NUMBERED = """Selling these, one buyer each:

1. Lantern Bank (lanternbank.example) - 2.3M customers - $1500
2. Fern Shop - 300k users - 200$
3) Quarry Telecom, 1.1 million subscribers, name, phone - $900
4. Kazakhstan citizens 5M - 0.2 BTC

Escrow is fine. TG @otter_sells"""
HOSTS = """lantern.example | 2.3M users | email, password
fern.example : 120k lines
- quarry.example 55000 rows 1.2 GB
PM me"""
RUSSIAN = """1. ООО «Фонарь» — 1,2 млн клиентов — 300$
2. Банк «Папоротник» — 400к записей, паспорта — 700$
3. Казахстан, МФО, 2кк — 0.1 BTC"""


def parts(body: str, title: str = "Several databases") -> tuple[Claim, ...]:
    return read(Raw(title=title, body=body)).claim.parts


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (NUMBERED, {("Fern Shop", None, 300_000, "USD"), ("Quarry Telecom", None, 1_100_000, "USD"), (None, None, 5_000_000, "BTC")}),
        (HOSTS, {(None, "fern.example", 120_000, None), (None, "quarry.example", 55_000, None)}),
        (RUSSIAN, {("Фонарь", None, 1_200_000, "USD"), (None, None, 2_000_000, "BTC")}),
    ],
)  # fmt: skip
def test_a_list_gives_a_part_an_entry(body: str, expected: set[tuple[object, ...]]):
    found = {
        (each.victim, each.domain, each.records, each.price.currency if each.price else None) for each in parts(body)
    }
    assert expected <= found
    assert len(found) <= len(expected) + 1  # the one that the claim itself is about may be told again, nothing else


def test_values_of_a_part_are_its_own_and_keep_their_words():
    reading = read(Raw(title="Several databases", body=NUMBERED))
    quarry = next(each for each in reading.claim.parts if each.victim == "Quarry Telecom")
    assert quarry.data_types == ("name", "phone")
    assert quarry.countries == ()
    for found in quarry.evidence.values():
        for each in found:
            assert reading.text.of(each.source)[each.start : each.end] == each.words
    kazakh = next(each for each in reading.claim.parts if each.countries)
    assert (kazakh.countries, kazakh.victim) == (("KZ",), None)


@pytest.mark.parametrize(
    "body",
    [
        "Tables:\n- Users: 2M\n- Orders: 5M rows\n- Payments: 3M rows, 2GB\nprice 500$",  # tables of one database
        "1. Lantern lost 3 GB on Monday\n2. Lantern paid $30,000\n3. Lantern told 2,000,000 customers",  # steps of a story
        "1. Fields: name, phone\n2. Format: CSV, 3 GB\n3. Price: $300",  # a form
        "Lantern Bank, 2M customers, $500. Sample: 100 rows.",
        "[code]\n1. Fern Shop - 300k users\n2. Quarry - 100k users\n[/code]",  # sample rows
    ],
)
def test_what_is_no_list_of_databases_has_no_parts(body: str):
    assert parts(body, "Lantern Bank 2M customers") == ()


def test_a_wanted_list_has_no_parts():
    assert parts(NUMBERED, "[WTB] looking for these databases") == ()


def test_a_catalogue_made_to_be_long_is_cut_and_read():
    body = "\n".join(
        f"{index}. Shop{index} shop{index}.example - {index}000 users - ${index}" for index in range(1, 1_400)
    )
    assert len(parts(body)) == 50
