"""A contact's way: from two posts through the reader and the store into the ledger, `show` and the search document."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from crawler.cli import app
from crawler.command import Globals
from pipelines.contacts import Sealer
from pipelines.ledger import Ledger
from pipelines.ledger.tables import contacts, listings
from tests.crawler.blog import Visitor, cards

POSTS = {
    "a": "2 million users, 500 USD. Seller: night_heron. Telegram: @Fog_Desk",
    "b": "Database of Acme, 900 USD. Seller: gullwing_9. t.me/fog_desk, jabber gull@xmpp.example",
    "c": "3 million users, 100 USD. Seller: lark_4",
}
KEY = b"k" * 32


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open("ledger.sqlite3", tmp_path) as opened:
        yield opened


def crawl(ledger: Ledger, *, keep: bool = False) -> None:
    visitor = Visitor(ledger)
    visitor.site_run.run.sealer = Sealer(KEY, keep)
    visitor.see(cards(**POSTS))


def rows(ledger: Ledger) -> list[tuple[str, str, str, str | None]]:
    joined = select(listings.c.native_id, contacts.c.kind, contacts.c.hash, contacts.c.address).join(listings)
    return sorted(map(tuple, ledger.read(lambda conn: conn.execute(joined).all())))


def told(folder: Path, *arguments: str) -> str:
    return CliRunner().invoke(app, ["--config", str(folder), *arguments], obj=Globals()).stdout


def test_two_listings_with_one_contact_are_known_by_its_hash(ledger: Ledger) -> None:
    crawl(ledger)
    (first, _, one, _), (second, _, jabber, _), (third, _, two, _) = rows(ledger)
    assert (first, second, third) == ("a", "b", "b")
    assert one == two != jabber
    assert {address for *_, address in rows(ledger)} == {None}


def test_the_key_and_not_the_address_stands_in_no_file(ledger: Ledger, tmp_path: Path) -> None:
    crawl(ledger)
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir()).lower()
    assert b"fog_desk" not in kept
    assert b"gull@xmpp" not in kept
    assert KEY not in kept
    assert b"night_heron" in kept


def test_addresses_are_kept_where_the_operator_says_so(ledger: Ledger) -> None:
    crawl(ledger, keep=True)
    assert [address for *_, address in rows(ledger)] == ["fog_desk", "gull@xmpp.example", "fog_desk"]


def test_show_names_the_others(ledger: Ledger, tmp_path: Path) -> None:
    crawl(ledger)
    ids = ledger.read(lambda conn: dict(map(tuple, conn.execute(select(listings.c.native_id, listings.c.id)))))
    shown = told(tmp_path, "show", ids["a"])
    assert f"the same as in {ids['b'][:8]}" in " ".join(shown.split())
    document = json.loads(told(tmp_path, "show", ids["b"], "--json"))
    assert {each["kind"] for each in document["listing"]["contacts"]} == {"telegram", "jabber"}
    assert all(set(each) == {"kind", "hash"} for each in document["listing"]["contacts"])
