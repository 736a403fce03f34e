"""Contacts in the ledger: kept for good, found in other listings, gone with their listing and its texts."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, select

from pipelines.contacts import Sealed
from pipelines.ledger import Ledger, browse, contacts, holds, listings, outbox, retention
from pipelines.ledger.document import stored
from pipelines.ledger.tables import contacts as table
from pipelines.ledger.tables import listings as all_listings
from tests.pipelines.ledger.making import NOW, finding, match

FOG, TOX = Sealed("telegram", "0f" * 16), Sealed("tox", "1e" * 16)
TARGETS = frozenset({outbox.ELASTICSEARCH})


def save(ledger: Ledger, number: int, *given: Sealed, minutes: int = 0) -> str:
    found = finding(about={"native_id": str(number)}, contacts=given, matches=(match(),))
    now = NOW + timedelta(minutes=minutes)
    ledger.run(lambda conn: listings.save(conn, found, now=now, run="r", targets=TARGETS))
    return found.listing.listing_id


def test_a_contact_stays_when_its_post_gives_it_no_more(ledger: Ledger) -> None:
    first = save(ledger, 1, FOG, TOX)
    save(ledger, 1, FOG, minutes=5)
    kept = ledger.read(lambda conn: stored(conn, first))
    assert kept is not None
    assert kept.contacts == (FOG, TOX)


def test_the_same_contact_is_found_in_other_listings(ledger: Ledger) -> None:
    first, second, third = save(ledger, 1, FOG, TOX), save(ledger, 2, FOG), save(ledger, 3)
    shown = ledger.read(lambda conn: browse.show(conn, first))
    assert shown is not None
    assert dict(shown.contacts) == {FOG: (second,), TOX: ()}
    assert ledger.read(lambda conn: contacts.others(conn, third)) == {}


def test_a_new_contact_is_a_change_and_a_known_one_is_none(ledger: Ledger) -> None:
    first = save(ledger, 1, FOG)
    revision = lambda: ledger.read(lambda conn: stored(conn, first).revision)  # noqa: E731
    before = revision()
    save(ledger, 1, FOG, minutes=1)
    assert revision() == before
    save(ledger, 1, FOG, TOX, minutes=2)
    assert revision() > before


def test_an_address_that_is_to_be_kept_from_now_on_is_added(ledger: Ledger) -> None:
    first = save(ledger, 1, FOG)
    save(ledger, 1, Sealed(FOG.kind, FOG.hash, "fog_desk"), minutes=1)
    save(ledger, 1, FOG, minutes=2)
    kept = ledger.read(lambda conn: contacts.of(conn, first))
    assert [each.address for each in kept] == ["fog_desk"]


def test_they_go_with_their_listing(ledger: Ledger) -> None:
    save(ledger, 1, FOG)
    ledger.run(lambda conn: conn.execute(delete(all_listings)))
    assert ledger.read(lambda conn: conn.execute(select(table)).all()) == []


def test_they_are_forgotten_with_their_listing_and_stay_forgotten(ledger: Ledger) -> None:
    first, later = save(ledger, 1, FOG), NOW + timedelta(days=1)
    ledger.run(lambda conn: retention.purge(conn, {"matched": later}, later, targets=TARGETS))
    assert ledger.read(lambda conn: contacts.of(conn, first)) == ()
    save(ledger, 1, FOG, minutes=2000)
    assert ledger.read(lambda conn: contacts.of(conn, first)) == ()


def test_addresses_that_are_kept_no_more_go_from_the_ledger_and_the_documents(ledger: Ledger, tmp_path: Path) -> None:
    clear, other = Sealed(FOG.kind, FOG.hash, "fog_desk"), Sealed(TOX.kind, TOX.hash, "zebra_tox")
    first, held, plain = save(ledger, 1, clear), save(ledger, 2, clear, other), save(ledger, 3, FOG)
    ledger.run(lambda conn: holds.hold(conn, "case 7", ids=[held]))
    sent = ledger.run(lambda conn: [job.id for job in outbox.take(conn, outbox.ELASTICSEARCH, NOW, 9)])
    ledger.run(lambda conn: outbox.done(conn, sent))
    before = revisions(ledger)
    assert ledger.read(retention.addresses) == 1
    assert ledger.run(lambda conn: retention.forget_addresses(conn, NOW)) == 1
    assert ledger.read(lambda conn: contacts.of(conn, first)) == (FOG,)
    assert ledger.read(lambda conn: contacts.of(conn, held)) == (clear, other)
    jobs = ledger.run(lambda conn: outbox.take(conn, outbox.ELASTICSEARCH, NOW, 9))
    assert [job.listing_id for job in jobs] == [first]
    assert {name: number - before[name] for name, number in revisions(ledger).items()} == {first: 1, held: 0, plain: 0}
    ledger.run(lambda conn: holds.release(conn, ids=[held]))
    assert ledger.run(lambda conn: retention.forget_addresses(conn, NOW)) == 2
    ledger.close()
    assert not [file for file in tmp_path.iterdir() if b"zebra_tox" in file.read_bytes()]


def revisions(ledger: Ledger) -> dict[str, int]:
    wanted = select(all_listings.c.id, all_listings.c.revision)
    return ledger.read(lambda conn: dict(map(tuple, conn.execute(wanted))))
