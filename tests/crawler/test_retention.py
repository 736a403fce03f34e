"""`purge` and `hold` from the command line: what they say, and that they say nothing about anybody."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from config.schema import Retention, Settings
from crawler.init import init
from crawler.retention import ages, forget_old, said
from pipelines.contacts import Sealed
from pipelines.ledger import Ledger, contacts, listings, outbox
from pipelines.reading.claim import Claim
from tests.pipelines.ledger.making import ID, NONE, claim, finding, match
from tests.services.program import Program


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A ledger with an old claim that a rule held for, an old one without, an old chat, and a new chat."""
    folder = tmp_path / "operator"
    init(folder)
    (folder / "stallwatch.yml").write_text("retention: {non_claims: 30d, claims: 60d}\n")
    now = datetime.now(UTC)
    with Ledger.open("ledger.sqlite3", folder) as ledger:
        for number, (what, matches, age) in enumerate(
            [(claim(), (match(),), 90), (claim(), (), 90), (Claim(), (), 90), (Claim(), (), 1)], 1
        ):
            found = finding(what, about={"native_id": str(number), "title": "zebra"}, matches=matches)
            at = now - timedelta(days=age)
            ledger.run(lambda conn, found=found, at=at: listings.save(conn, found, now=at, run="r", targets=NONE))
    return Program(folder)


def titles(program: Program) -> int:
    rows = map(json.loads, program.call("listings", "--all", "--json").stdout.splitlines())
    return sum(row["title"] == "zebra" for row in rows)


def test_a_dry_run_says_what_the_real_one_does_and_how_much_only(program: Program) -> None:
    would = program.call("purge", "--dry-run")
    assert (would.returncode, would.stdout) == (0, "would be forgotten: 1 no claims, 1 claims without a match\n")
    assert titles(program) == 4
    done = program.call("purge")
    assert (done.returncode, done.stdout) == (0, "forgotten: 1 no claims, 1 claims without a match\n")
    assert "zebra" not in done.stderr
    assert titles(program) == 2
    assert program.call("purge").stdout == "forgotten: nothing\n"
    assert program.call("purge", "--site", "forum").stdout == "forgotten: 2 listings\n"
    with program.ledger() as ledger:
        noted = ledger.read(
            lambda conn: conn.execute(text("SELECT summary FROM runs WHERE command = 'purge'")).scalars().all()
        )
    assert [json.loads(each).get("listings", json.loads(each).get("claims")) for each in noted] == [1, 0, 2]


def test_a_listing_is_forgotten_by_name_unless_it_is_on_hold(program: Program) -> None:
    held = program.call("hold", "set", "--rule", "mass-breach", "--reason", "case 7")
    assert (held.returncode, held.stdout) == (0, "1 put on hold\n")
    assert program.call("hold", "list").stdout == f"{ID[:8]}  forum  case 7\n"
    assert program.call("purge", "--listing", ID[:10]).stdout == "forgotten: nothing; 1 on hold stays\n"
    assert program.call("hold", "release", "--listing", ID).stdout == "1 let go\n"
    assert program.call("purge", "--listing", ID[:10]).stdout == "forgotten: 1 listings\n"
    assert program.call("purge", "--site", "forum", "--dry-run").stdout == "would be forgotten: 3 listings\n"
    assert titles(program) == 3


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("purge", "--listing", "ffffffff"), "no listing 'ffffffff'"),
        (("hold", "set", "--reason", "case 7"), "which listings? --listing ID"),
        (("purge", "--site", "forums"), "--site: no site 'forums'; known: forum"),
        (("purge", "--dry-run", "--site", "forum", "--site", "x"), "--site: no site 'x'; known: forum"),
        (
            ("hold", "set", "--rule", "mas", "--reason", "case 7"),
            "--rule: no rule 'mas'; known: every-claim, mass-breach, our-names",
        ),
        (("hold", "release", "--site", "forums"), "--site: no site 'forums'"),
        (("hold", "release"), "which listings? --listing ID"),
        (("hold", "set", "--site", "forum", "--reason", " "), "--reason: say why"),
    ],
)
def test_wrong_calls_end_with_2_and_a_sentence(program: Program, arguments: tuple[str, ...], says: str) -> None:
    done = program.call(*arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert titles(program) == 4


def test_what_is_kept_for_good_has_no_age() -> None:
    now = datetime(2026, 11, 26, tzinfo=UTC)
    assert ages(Retention(non_claims=None, letters=None, runs=timedelta(days=1)), now) == {
        "runs": now - timedelta(days=1)
    }


def test_documents_that_wait_to_be_deleted_are_told_where_elasticsearch_is_off(program: Program) -> None:
    assert "wait" not in program.call("purge").stdout
    with program.ledger() as ledger:
        assert ledger.run(lambda conn: outbox.reindex(conn, datetime.now(UTC))) == 1
        ledger.run(lambda conn: conn.execute(text("DELETE FROM outbox")))
    done = program.call("purge", "--site", "forum")
    assert done.stdout == (
        "forgotten: 2 listings\n1 documents wait to be deleted from Elasticsearch: set STALLWATCH_ELASTICSEARCH_URL and "
        "run `stallwatch deliver`\n"
    )
    assert done.returncode == 0


def test_addresses_of_contacts_are_forgotten_unless_they_are_to_be_kept(program: Program) -> None:
    with program.ledger() as ledger:
        ledger.run(lambda conn: contacts.add(conn, ID, [Sealed("tox", "1e" * 16, "AB" * 32)]))
        now = datetime.now(UTC)
        for keep, count in ((True, None), (False, 1), (False, 0)):
            settings = Settings(retention=Retention(letters=None, runs=None), keep_contacts=keep)
            counted = ledger.run(lambda conn, given=settings: forget_old(conn, given, now, NONE))
            assert counted.get("addresses") == count
    assert said({"claims": 0, "addresses": 1, "held": 0}) == "forgotten: 1 contacts' addresses"
