"""Answers of rate sources: what is taken from them, and what from hostile ones is not."""

import json
import time
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.schema import RateSource
from pipelines.quotes import LARGEST, AnswerError, Quotes, believe, read_answer, read_ecb, read_json
from pipelines.rates import Rate

TODAY = date(2026, 5, 5)
ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?>{dtd}<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" '
    'xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><gesmes:subject>Reference rates</gesmes:subject>'
    "<Cube>{days}</Cube></gesmes:Envelope>"
)
DOLLAR = '<Cube currency="USD" rate="1.1720"/>'


def ecb(rows: str = DOLLAR, day: str = "2026-05-04", dtd: str = "", more: str = "") -> bytes:
    return ENVELOPE.format(dtd=dtd, days=f'{more}<Cube time="{day}">{rows}</Cube>').encode()


def row(currency: str, rate: str) -> str:
    return f'{DOLLAR}<Cube currency="{currency}" rate="{rate}"/>'


def usd(quotes: Quotes) -> dict[str, str]:
    return {currency: str(rate.usd) for currency, rate in quotes.rates.items()}


# --- the European Central Bank ---


def test_the_banks_file_is_read_exactly() -> None:
    found = read_ecb(ecb(DOLLAR + '<Cube currency="JPY" rate="169.17"/><Cube currency="GBP" rate="0.85550"/>'), TODAY)
    assert usd(found) == {"EUR": "1.1720", "JPY": "0.00692794230655554", "GBP": "1.36995908825248"}
    assert {rate.at for rate in found.rates.values()} == {date(2026, 5, 4)}
    assert found.refused == {}


def test_of_a_longer_file_the_newest_day_is_taken() -> None:
    more = '<Cube time="2026-04-30"><Cube currency="USD" rate="9"/></Cube>'
    assert usd(read_ecb(ecb(more=more), TODAY)) == {"EUR": "1.1720"}
    assert usd(read_ecb(ecb(more=more, day="2026-04-01"), TODAY)) == {"EUR": "9"}


def test_a_day_ahead_of_utc_is_today() -> None:
    assert read_ecb(ecb(day="2026-05-06"), TODAY).rates["EUR"].at == TODAY


LAUGHS = (
    "<!DOCTYPE r [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 12)) + "]>"
)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "is not the bank's XML"),
        (b"<!doctype html><html><body>Are you a robot?</body></html>", "is not the bank's XML"),
        (b"<html><body>blocked</body></html>", "holds no day's rates"),
        (b'{"rates": {"USD": 1.1}}', "is not the bank's XML"),
        (b"\xff\xfe\x00\x00<", "is not the bank's XML"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "is not the bank's XML"),
        (ecb(dtd=LAUGHS, rows=DOLLAR + "<Cube currency='JPY' rate='&a11;'/>"), "is not the bank's XML (DTDForbidden)"),
        (ecb(dtd='<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'), "(DTDForbidden)"),
        (ecb(dtd='<!DOCTYPE r SYSTEM "http://rates.example/x.dtd">'), "(DTDForbidden)"),
        (ecb()[:-20], "is not the bank's XML"),
        (b"<a>" * 200_000, "is not the bank's XML"),
        (b"<a>" * 60_000 + b"</a>" * 60_000, "holds no day's rates"),
        (ecb(day="2026-05-07"), "of a day to come"),
        (ecb(day="yesterday"), "holds no day's rates"),
        (ecb(rows=""), "no rate of the US dollar"),
        (ecb(rows='<Cube currency="USD" rate="-1.1"/>'), "no rate of the US dollar"),
        (ecb(rows='<Cube currency="USD"/>'), "no rate of the US dollar"),
        (ecb().replace(b"eurofxref", b"elsewhere"), "holds no day's rates"),
    ],
    ids=lambda each: repr(each[:40]) if isinstance(each, bytes) else "",
)  # fmt: skip
def test_what_is_not_the_banks_file_is_an_error_in_our_words(body: bytes, says: str) -> None:
    with pytest.raises(AnswerError) as error:
        read_ecb(body, TODAY)
    assert says in str(error.value)
    assert "robot" not in str(error.value)


HOSTILE_NUMBERS = [
    "-1",
    "0",
    "0.0",
    "NaN",
    "Infinity",
    "1,5",
    "",
    "1e9999",
    "0x10",
    "9" * 5000,
    "１２",
    "1 2",
    "--1",
    "1_0",
]


@pytest.mark.parametrize("number", HOSTILE_NUMBERS)
def test_one_bad_number_of_the_bank_spoils_no_other(number: str) -> None:
    found = read_ecb(ecb(row("JPY", number)), TODAY)
    assert usd(found) == {"EUR": "1.1720"}
    assert found.refused == {"JPY": "no positive number"}


def test_a_currency_that_is_none_is_passed_over() -> None:
    assert usd(read_ecb(ecb(row("<b>".replace("<", "&lt;"), "2")), TODAY)) == {"EUR": "1.1720"}


# --- JSON ---


@pytest.mark.parametrize(
    ("data", "path", "expected"),
    [
        ({"result": {"XXBTZUSD": {"c": ["107000.10000", "0.002"]}}}, "result.XXBTZUSD.c[0]", "107000.10000"),
        ({"bitcoin": {"usd": 107000.1}}, "bitcoin.usd", "107000.1"),
        ([{"symbol": "ETH", "p": 1}, {"symbol": "BTC", "p": 107000}], "[?symbol=='BTC'].p | [0]", "107000"),
        ([{"id": 1, "p": 5}, {"id": 2, "p": 107000}], "[?id==`2`].p | [0]", "107000"),
        ({"x": 1.070001e5}, "x", "107000.1"),
        ({"x": "1.07E+5"}, "x", "1.07E+5"),
        ({"x": " 107000 "}, "x", "107000"),
        ({"x": "0." + "3" * 30}, "x", "0.333333333333333"),
    ],
)
def test_any_json_is_read_by_its_paths(data: object, path: str, expected: str) -> None:
    found = read_json(json.dumps(data).encode(), {"BTC": path}, {}, TODAY)
    assert found.rates == {"BTC": Rate(Decimal(expected), TODAY)}


def test_numbers_never_become_binary() -> None:
    body = b'{"x": 0.1000000000000000055, "y": 3}'
    found = read_json(body, {"BTC": "x"}, {"ETH": "y"}, TODAY)
    assert usd(found) == {"BTC": "0.100000000000000", "ETH": "0.333333333333333"}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "no JSON"),
        (b"<html>Are you a robot?</html>", "no JSON"),
        (b'{"x": NaN}', "no JSON"),
        (b'{"x": Infinity}', "no JSON"),
        (b'{"x": -Infinity}', "no JSON"),
        (b"[" * 500_000, "no JSON (RecursionError)"),
        (b'{"a":' * 100_000, "no JSON (RecursionError)"),
        (b"\xff\xff", "no JSON (UnicodeDecodeError)"),
        (b'{"x": 5} {"x": 6}', "no JSON"),
        (b"null", "no number at any of the paths"),
        (b"[]", "no number at any of the paths"),
        (b"5", "no number at any of the paths"),
        (b'{"error": ["rate limit"]}', "no number at any of the paths"),
        *((b'{"x": %s}' % value, "no number at any of the paths") for value in (
            b"-1", b"0", b"1e400000", b"-1e400", b"true", b"null", b"[]", b"[5]", b'{"usd": 5}', b'"5 USD"', b'"NaN"',
            b'"1e99999"', b'""', b'"0x10"', b'"1,000"', b"9" * 400_000, b"1." + b"3" * 400_000, b"1e99999999999999999999",
        )),
    ],
    ids=lambda each: repr(each[:40]) if isinstance(each, bytes) else "",
)  # fmt: skip
def test_json_of_which_nothing_can_be_taken(body: bytes, says: str) -> None:
    with pytest.raises(AnswerError) as error:
        read_json(body, {"BTC": "x"}, {}, TODAY)
    assert says in str(error.value)
    assert "robot" not in str(error.value)


def test_what_is_missing_is_named_and_the_rest_taken() -> None:
    found = read_json(b'{"x": 5}', {"BTC": "x", "XMR": "y", "ETH": "sum(x)"}, {"KZT": "x.y"}, TODAY)
    assert usd(found) == {"BTC": "5"}
    assert set(found.refused) == {"XMR", "ETH", "KZT"}


def test_a_nonsense_number_where_nobody_looks_does_no_harm() -> None:
    body = b'{"n": %s, "e": 1e400, "x": 5}' % (b"9" * 400_000)
    assert usd(read_json(body, {"BTC": "x"}, {}, TODAY)) == {"BTC": "5"}


# --- both ---


@pytest.mark.parametrize("kind", ["ecb", "json"])
def test_ten_megabytes_are_not_even_looked_at(kind: str) -> None:
    source = RateSource.model_validate(
        {"id": "s", "kind": kind, "url": "https://rates.example/", **({"usd": {"BTC": "x"}} if kind == "json" else {})}
    )
    began = time.monotonic()
    with pytest.raises(AnswerError, match="larger than 1,000,000 bytes"):
        read_answer(source, b"[" + b"0," * 5_000_000 + b"0]", TODAY)
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    "body", [b"[" + b"0," * 499_998 + b"0]", b'"' + b"9" * 999_000 + b'"', b"<a b='" + b"9" * 990_000 + b"'/>"]
)
def test_the_largest_answers_are_judged_quickly(body: bytes) -> None:
    assert len(body) <= LARGEST
    began = time.monotonic()
    for read in (lambda: read_json(body, {"BTC": "[0]"}, {}, TODAY), lambda: read_ecb(body, TODAY)):
        with pytest.raises(AnswerError):
            read()
    assert time.monotonic() - began < 5


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["x", "y", "usd"]), inner, max_size=3),
)
PATHS = {
    "BTC": "x",
    "XMR": "x.usd",
    "ETH": "x[0].usd",
    "LTC": "max(x)",
    "BCH": "[?usd > `1`].x | [0]",
    "ZEC": "to_number(x)",
}


@settings(max_examples=300, deadline=None)
@given(ANYTHING)
def test_whatever_json_says_only_positive_numbers_come_out(data: object) -> None:
    try:
        found = read_json(json.dumps(data).encode(), PATHS, {"KZT": "y"}, TODAY)
    except AnswerError:
        return
    assert all(isinstance(rate.usd, Decimal) and rate.usd.is_finite() and rate.usd > 0 for rate in found.rates.values())


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 600))
def test_whatever_bytes_stand_in_an_answer_the_error_is_ours(junk: bytes, at: int) -> None:
    body = ecb(row("JPY", "169.17"))
    for broken in (junk, body[:at] + junk + body[at:], body[:at] + junk):
        with suppress(AnswerError):
            assert all(rate.usd > 0 for rate in read_ecb(broken, TODAY).rates.values())
        with suppress(AnswerError):
            assert all(rate.usd > 0 for rate in read_json(broken, PATHS, {}, TODAY).rates.values())


LAST = Rate(Decimal(320), date(2025, 6, 30))


@pytest.mark.parametrize(
    ("said", "last", "why"),
    [
        ("6400", LAST, None),
        ("6400.01", LAST, "US$ 6400.01 is more than 20 times the US$ 320 of 2025-06-30"),
        ("16", LAST, None),
        ("15.99", LAST, "US$ 15.99 is less than a 20th of the US$ 320 of 2025-06-30"),
        ("1E+400", LAST, "US$ 1e+400 for one is no rate"),
        ("1E-400", LAST, "US$ 1e-400 for one is no rate"),
        ("5", None, None),
        ("1E+8", None, None),
        ("100000001", None, "US$ 1.00000e+8 for one is no rate"),
        ("1E-10", None, "US$ 1e-10 for one is no rate"),
    ],
)  # fmt: skip
def test_what_cannot_be_so_is_refused_with_the_reason(said: str, last: Any, why: str | None) -> None:
    found = believe(Quotes({"XMR": Rate(Decimal(said), TODAY)}, {"BTC": "gone"}), lambda _: last)
    assert found.refused.get("XMR") == why
    assert found.refused["BTC"] == "gone"
    assert ("XMR" in found.rates) == (why is None)
