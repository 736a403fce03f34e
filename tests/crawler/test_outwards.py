"""What a seller writes reaches a terminal, a pipe or a spreadsheet as text only: nothing steers, runs or is a link."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.init import init
from pipelines.finding import Alert
from pipelines.ledger import Ledger, listings, outbox
from pipelines.reading.claim import Claim, Evidence, Price
from tests.onions import invented
from tests.pipelines.ledger import making
from tests.services.program import Program

ONION = invented("seller")
STEERING = "\x1b]0;owned\x07\x1b[2J\x9b31m\x90q\x9c\x1b[?1049h\x00\x08\x7f\r\n\u2028\u202ednammoc\u2066\u200b"
HOSTILE = f'=HYPERLINK("http://{ONION}/") {STEERING} http://{ONION}/x HTTPS%3A%2F%2F{ONION.upper()} {ONION} <!channel>'
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "\t=1+1", " =1+1", "\r\n=1+1", "\u200b=1+1")
PARTED = re.compile(r"[;|\t]\s*[=+\-@＝＋－＠]")
"""What begins a cell where columns are parted by something else than a comma."""

CALLS = {
    "listings": ("listings", "--all"),
    "listings-json": ("listings", "--all", "--json"),
    "listings-csv": ("listings", "--all", "--csv"),
    "show": ("show", making.ID),
    "show-json": ("show", making.ID, "--json"),
    "outbox": ("outbox",),
    "outbox-json": ("outbox", "--json"),
}


def hostile_claim() -> Claim:
    end = len(HOSTILE)
    return making.claim(
        victim=HOSTILE,
        domain=f"{ONION}",
        seller=HOSTILE,
        evidence={"victim": (Evidence(HOSTILE, "body", 0, end, HOSTILE),)},
    )


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A folder whose ledger holds one listing, hostile in every text that somebody else wrote."""
    folder = tmp_path / "operator"
    init(folder)
    texts: dict[str, Any] = dict.fromkeys(("title", "body", "author", "prefix", "price", "standing"), HOSTILE)
    found = making.finding(hostile_claim(), about={**texts, "updates": (making.update(HOSTILE),)})
    found = dataclasses.replace(
        found,
        events=(making.news("edited", before=HOSTILE, after=HOSTILE),),
        matches=(making.match(reason=f"seller {HOSTILE}"),),
        alerts=(Alert("mass-breach", "new", "soc", {"text": HOSTILE}),),
    )
    with Ledger.open("ledger.sqlite3", folder) as ledger:
        ledger.run(lambda conn: listings.save(conn, found, now=making.NOW, run="r1", targets=making.BOTH))
        jobs = ledger.run(lambda conn: outbox.take(conn, outbox.ELASTICSEARCH, datetime(2027, 1, 1, tzinfo=UTC), 9))
        ledger.run(lambda conn: outbox.bury(conn, jobs[0].id, HOSTILE))
    return Program(folder)


@pytest.mark.parametrize("name", CALLS)
def test_nothing_steers_and_no_onion_is_a_link(program: Program, name: str) -> None:
    done = program.call(*CALLS[name])
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    for text in (done.stdout, done.stderr):
        steering = {
            each for each in text if each != "\n" and unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        }
        assert steering == set()
        # In JSON what steers is written out, and whoever reads it decides; a link must be none even then.
        for line in [
            text,
            *(json.dumps(json.loads(each), ensure_ascii=False) for each in text.splitlines() if each[:1] == "{"),
        ]:
            assert not re.search(r"\.onion", line, re.IGNORECASE)
            assert not re.search(rf"https?(:|%3a)(//|%2f%2f){ONION[:9]}", line, re.IGNORECASE)


def test_json_says_exactly_what_was_there(program: Program) -> None:
    (hit,) = map(json.loads, program.call("listings", "--all", "--json").stdout.splitlines())
    assert "\x1b]0;owned\x07" in hit["title"]
    assert f"hxxp://{ONION[:-6]}·onion/x" in hit["title"]


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    folder = tmp_path / "operator"
    init(folder)
    with Ledger.open("ledger.sqlite3", folder) as ledger:
        for number, text in enumerate(FORMULAS):
            about = {
                "title": text,
                "author": text,
                "native_id": str(number),
                "prefix": f"x;{text}",
                "board": f"y|{text}",
            }
            found = making.finding(making.claim(victim=text), about=about)
            ledger.run(
                lambda conn, found=found: listings.save(conn, found, now=making.NOW, run="r1", targets=making.NONE)
            )
    rows = list(csv.DictReader(io.StringIO(Program(folder).call("listings", "--csv").stdout)))
    for cell in (cell for row in rows for cell in row.values()):
        assert cell[:1] not in tuple("=+-@＝＋－＠\t\r")
        assert not PARTED.search(cell)
    expected = {"'" + " ".join(text.replace("\u200b", "").split()) for text in FORMULAS}
    assert {row["title"] for row in rows} == {row["author"] for row in rows} == expected


def test_csv_has_a_column_for_each_value(tmp_path: Path) -> None:
    folder = tmp_path / "operator"
    init(folder)
    found = making.finding(
        making.claim(price=Price(making.TEN_BTC.amount, "BTC")), about={"title": 'Acme, "all" of it'}
    )
    with Ledger.open("ledger.sqlite3", folder) as ledger:
        ledger.run(lambda conn: listings.save(conn, found, now=making.NOW, run="r1", targets=making.NONE))
    (row,) = csv.DictReader(io.StringIO(Program(folder).call("listings", "--csv").stdout))
    assert row["title"] == 'Acme, "all" of it'
    assert [row[name] for name in ("records", "price", "currency", "countries", "is_claim", "sold_at")] == [
        "1000000000", "10", "BTC", "CN", "yes", ""
    ]  # fmt: skip


def test_an_age_beyond_the_calendar_is_any_age(program: Program) -> None:
    assert len(program.call("listings", "--all", "--age", "999999d", "--json").stdout.splitlines()) == 1
    refused = program.call("listings", "--age", "old")
    assert (refused.returncode, refused.stderr.count("such as 14d or 36h")) == (2, 1)
