"""The alert: what an analyst reads, within Slack's limits, with nothing in it that works."""

import dataclasses
import html
import json
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.blockkit import as_text, fault
from pipelines.deliver.digest import digest, wire
from pipelines.finding import Event, Match
from pipelines.reading.claim import Claim, Evidence, Price
from tests.pipelines.deliver.samples import CLAIM, NOW, finding, listing, payload

Json = dict[str, Any]


def shown(message: Json) -> str:
    return as_text(wire(message))


def texts(message: Json) -> list[str]:
    found = [message["text"]]
    for block in message["blocks"]:
        parts = [block.get("text"), *block.get("fields", ()), *block.get("elements", ())]
        found += [part["text"] for part in parts if part]
    return found


def test_the_model_case_reads_like_this() -> None:
    assert (
        shown(payload())
        == """\
HIGH: A million people or more (new listing)
============================================
forum-a / databases
/Thread-harbour?page=1
  Records                1,000,000,000 (“1 Billion”)
  Size                   23 TB (“23TB”)
  Price                  10 BTC ≈ USD 201,000 at the rate of 2022-07-01, 2 days old
  Countries              China (CN)
  Victim                 Harbour City Police, db[.]harbour[.]example
  Data                   name, national id
  Cause                  exposed database
  Provider               alibaba cloud
  Seller                 DragonLedger
  Also offered           Acme 5
  Posted                 2022-07-03 11:00 UTC
  First seen             2022-07-03 12:00 UTC
“1 Billion citizens of Harbour City”
“Police records, 23TB, 10 BTC. Ask DragonLedger. Row: ██████████████████ 上海”
Why: records 1,000,000,000 >= 1,000,000
  rule mass · listing LISTING · stallwatch show LISTING""".replace("LISTING", finding().listing.listing_id)
    )


def test_the_fallback_is_readable_and_nothing_unfolds() -> None:
    message = payload()
    assert message["text"] == (
        "HIGH: A million people or more (new listing): forum-a · 1,000,000,000 records · CN · 10 BTC · "
        "Harbour City Police · 1 Billion citizens of Harbour City"
    )
    assert (message["unfurl_links"], message["unfurl_media"]) == (False, False)


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (
            Event("price_changed", NOW, {"before": {"amount": "10", "currency": "BTC"}, "after": {"amount": "4", "currency": "BTC"}}),
            "Price before → now     10 BTC → 4 BTC",
        ),
        (
            Event("price_changed", NOW, {"before": None, "after": {"amount": "0", "currency": None}}),
            "Price before → now     not stated → free",
        ),
        (Event("count_changed", NOW, {"before": 5000, "after": 2_000_000}), "Records before → now   5,000 → 2,000,000"),
        (Event("sold", NOW), "HIGH: A million people or more (said to be sold)"),
        (Event("price_changed", NOW, {"after": {"amount": "<b>", "currency": 1}}), "Price before → now     not stated → not stated"),
    ],
)  # fmt: skip
def test_what_changed_is_told(event: Event, line: str) -> None:
    assert line in shown(payload(event=event))


@pytest.mark.parametrize(
    ("claim", "changes", "expected", "absent"),
    [
        ({"records": None}, {}, "Price ", "Records"),
        ({"countries": ()}, {}, "Countries              not stated", "China"),
        ({"countries": ("CN", "HK")}, {}, "Countries              China (CN), Hong Kong SAR China (HK)", "not stated"),
        ({"price": Price(Decimal(0), None)}, {"price_usd": 0.0}, "Price                  free", "≈"),
        ({"price": Price(Decimal(4200), "USD")}, {"price_usd": 4200.0}, "Price                  4,200 USD", "≈"),
        ({"price": Price(Decimal(5), "DOGE")}, {"price_usd": None}, "Price                  5 DOGE", "≈"),
        ({"seller": None}, {}, "Seller                 dl", "DragonLedger)"),
        ({"size_bytes": 1_500_000}, {}, "Size                   1.5 MB", "23 TB"),
        ({"evidence": {}}, {}, "Records                1,000,000,000\n", "“1 Billion”"),
    ],
)
def test_fields(claim: Json, changes: Json, expected: str, absent: str) -> None:
    text = shown(payload(dataclasses.replace(finding(**claim), **changes)))
    assert expected in text
    assert absent not in text


def test_no_host_stands_in_it_only_the_path() -> None:
    assert "onion" not in json.dumps(payload())


HOSTILE = [
    "A" * 40_000,
    "<" * 40_000,
    "&" * 3_000,
    "<!channel> <!here> <!everyone>",
    "<@U012ABC> <#C012ABC|general> <!subteam^S012>",
    "<http://x.example|click me> https://y.example",
    "http://" + "a" * 56 + ".onion/login",
    "*bold* _italic_ ~gone~ `code` ```block``` > quote",
    "\u202eelbisivni\u2066 \u200b\u200d\ufeff",
    "\x00\x1b[2J\x07\x9b31m",
    ":skull: :smile:",
    "@channel @here",
    "🏴‍☠️" * 500,
    "e" + "\u0301" * 5000,
    "\ud800\udfff",
    "",
    "   \n\n  ",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_are_taken_and_do_nothing(hostile: str) -> None:
    found = finding(title=hostile, body=hostile, victim=hostile, seller=hostile, provider=hostile, domain=hostile)
    found = dataclasses.replace(
        found,
        listing=listing(title=hostile, body=hostile, path=f"/{hostile}", author=hostile),
        matches=(Match("mass", (f"seller {hostile}",) * 30),),
    )
    evidence = {"records": (Evidence(CLAIM.records, "title", 0, 1, hostile),)}
    found = dataclasses.replace(
        found, reading=dataclasses.replace(found.reading, claim=dataclasses.replace(found.reading.claim, evidence=evidence))
    )  # fmt: skip
    message = payload(found)
    assert fault(json.loads(json.dumps(wire(message)))) is None
    check_harmless(message)


def check_harmless(message: Json) -> None:
    for text in texts(message):
        assert not re.search(r"[<>]", text)
        assert "&" not in re.sub(r"&(amp|lt|gt);", "", text)
        assert not re.search(r"https?://|\.onion", html.unescape(text), re.IGNORECASE)
        assert all(each == "\n" or each.isprintable() for each in text)
    kinds = {
        part["type"]
        for block in message["blocks"]
        for part in [block.get("text"), *block.get("fields", ()), *block.get("elements", ())]
        if part
    }
    assert kinds <= {"plain_text"}


@given(st.text(max_size=500), st.text(max_size=500))
def test_any_text_makes_a_message(title: str, words: str) -> None:
    message = payload(finding(title=title, body=words, victim=words, seller=title))
    assert fault(json.loads(json.dumps(wire(message)))) is None
    check_harmless(message)


def test_the_body_is_quoted_at_its_beginning_only() -> None:
    text = shown(payload(finding(body="word " * 10_000)))
    quote = next(line for line in text.splitlines() if line.startswith("“word"))
    assert 290 < len(quote) <= 302
    assert quote.endswith("…”")


def test_a_long_rule_title_fits_the_header() -> None:
    message = payload(title="T" * 150, severity="critical")
    assert fault(wire(message)) is None
    assert len(message["blocks"][0]["text"]["text"]) == 150


def test_what_is_stored_goes_over_the_wire_without_its_summary() -> None:
    assert set(payload()) - set(wire(payload())) == {"summary"}
    assert fault(payload()) == "invalid_payload"


def many(count: int) -> list[Json]:
    severities = ("low", "medium", "high", "critical")
    return [payload(finding(str(n), records=n), severity=severities[n % 4]) for n in range(count)]


def test_a_digest_names_the_count_and_the_weightiest() -> None:
    text = as_text(digest(many(37)))
    lines = text.splitlines()
    assert lines[0] == "37 alerts at once (9 critical, 9 high, 9 medium, 10 low)"
    ranked = [line for line in lines if " records · " in line]
    assert len(ranked) == 10
    assert [line.split(":")[0] for line in ranked] == ["CRITICAL"] * 9 + ["HIGH"]
    assert "35 records" in ranked[0]
    assert "The other 27, each with: stallwatch show ID" in text
    assert fault(digest(many(37))) is None


@pytest.mark.parametrize("count", [21, 300, 2000, 10_000])
def test_a_digest_names_every_alert_within_slacks_limits(count: int) -> None:
    named = [finding(str(n)).listing.listing_id for n in range(count)]
    kept = {"severity": "high", "records": 0, "line": "an alert"}
    message = digest(
        [{"summary": {**kept, "line": f"an alert · stallwatch show {each}", "listing": each}} for each in named]
    )
    assert fault(message) is None
    text = as_text(message)
    assert [each for each in named if each[:8] not in text] == []
    assert f"stallwatch listings --limit {count}" in text


def test_a_digest_takes_what_older_versions_stored() -> None:
    assert fault(digest([{}, {"summary": {}}, {"summary": {"severity": "?", "records": 1, "line": "<x>"}}])) is None


def test_further_databases_are_named_with_their_counts() -> None:
    shops = [
        Claim(is_claim=True, victim=f"Shop {index}", domain="s.example", records=index) for index in range(1_000, 1_010)
    ]
    told = shown(payload(finding(parts=(Claim(is_claim=True, countries=("NO",), records=70), *shops))))
    assert "Also offered           NO 70 · Shop 1000 1,000 · Shop 1001 1,001 · " in told
    assert "Shop 1006 1,006 · and 3 more" in told
    assert "Also offered" not in shown(payload(finding(parts=())))
