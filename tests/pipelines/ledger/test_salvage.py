"""What can still be read of a damaged ledger goes on working, and what cannot is read again from its site."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from pipelines.ledger import Ledger, LedgerError, browse, frontier, listings, outbox
from pipelines.ledger.damage import unreadable
from pipelines.ledger.salvage import salvage
from tests.pipelines.ledger.making import BOTH, NOW, alert, at, finding, match, news
from tests.pipelines.ledger.test_damage import NAME, PAGE, overwrite

COUNT = 200


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> Path:
    """A ledger with listings, events, alerts, threads and an outbox that is full."""
    folder = tmp_path_factory.mktemp("sound")
    with Ledger.open(NAME, folder) as ledger:
        for number in range(COUNT):
            ledger.run(partial(store, name=str(number)))
    return folder / NAME


def store(conn, name: str) -> None:
    about = {"native_id": name, "body": f"thread {name}: " + "1 billion citizens " * 40}
    what = finding(about=about, matches=(match(),), events=(news(),), alerts=(alert(),))
    listings.save(conn, what, now=NOW, run="r", targets=BOTH)
    frontier.fetched(
        conn, "forum", 1, name, listing_id=what.listing.listing_id, board="leaks", path=f"/{name}", fingerprint="f",
        now=NOW, revisit_at=at(24),
    )  # fmt: skip


@pytest.fixture
def damaged(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(original, tmp_path / f"{NAME}.damaged-20260301T120000000000Z"))


def counts(folder: Path) -> dict[str, int]:
    with Ledger.open(NAME, folder) as ledger:
        return {
            name: ledger.read(lambda conn, name=name: conn.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar())
            for name in ("listings", "events", "matches", "alerts", "outbox", "threads")
        }


WHOLE = {"listings": COUNT, "events": COUNT, "matches": COUNT, "alerts": COUNT, "outbox": 2 * COUNT, "threads": COUNT}


def test_of_a_ledger_whose_head_is_gone_everything_is_saved(damaged, tmp_path):
    overwrite(damaged, 0, 100)
    before = damaged.read_bytes()
    found = salvage(damaged, tmp_path / NAME)
    assert counts(tmp_path) == WHOLE
    assert found.again == 0
    assert found.rows["listings"] == COUNT
    assert damaged.read_bytes() == before
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == [NAME, damaged.name]


@pytest.mark.parametrize("part", [0.25, 0.5, 0.75])
def test_of_a_ledger_with_damaged_pages_the_rest_is_saved_and_fits_together(damaged, tmp_path, part):
    pages = damaged.stat().st_size // PAGE
    overwrite(damaged, int(pages * part) * PAGE, 2 * PAGE)
    found = salvage(damaged, tmp_path / NAME)
    saved = counts(tmp_path)
    assert COUNT * 2 // 3 < saved["listings"] <= COUNT
    assert {name: found.rows[name] for name in saved} == saved
    with Ledger.open(NAME, tmp_path) as ledger:
        assert ledger.read(lambda conn: conn.exec_driver_sql("PRAGMA foreign_key_check").fetchall()) == []
        due = ledger.read(lambda conn: frontier.due(conn, "forum", 1, NOW, 10_000))
        assert len(due) == found.again
        assert found.again >= saved["threads"] - saved["listings"]
        assert len(ledger.run(lambda conn: outbox.take(conn, "slack", NOW, 10_000))) > COUNT // 2
        # What is found again is stored as before, and told again where nobody remembers that it was told.
        ledger.run(partial(store, name="0"))


def test_a_listing_whose_row_cannot_be_decoded_is_left_out_and_its_thread_fetched_again(damaged, tmp_path):
    with closing(sqlite3.connect(damaged)) as driver, driver:
        driver.execute("UPDATE listings SET claim = '{garbled' WHERE native_id IN ('3', '4')")
        driver.execute("UPDATE events SET detail = '{garbled' WHERE id = (SELECT max(id) FROM events)")
    found = salvage(damaged, tmp_path / NAME)
    assert (found.rows["listings"], found.rows["events"], found.again) == (COUNT - 2, COUNT - 3, 2)
    assert unreadable(tmp_path / NAME) == []
    with Ledger.open(NAME, tmp_path) as ledger:
        assert len(ledger.read(lambda conn: browse.search(conn, limit=COUNT))) == COUNT - 2


def test_nothing_is_put_over_a_ledger(original, damaged, tmp_path):
    before = Path(shutil.copy(original, tmp_path / NAME)).read_bytes()
    with pytest.raises(LedgerError, match="there is a ledger in its place"):
        salvage(damaged, tmp_path / NAME)
    assert (tmp_path / NAME).read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"no ledger at all" * 5000])
def test_where_nothing_can_be_read_no_ledger_is_made(tmp_path, content):
    (tmp_path / "letter").write_bytes(content)
    with pytest.raises(LedgerError, match=r"letter: nothing could be saved of it"):
        salvage(tmp_path / "letter", tmp_path / NAME)
    assert [path.name for path in tmp_path.iterdir()] == ["letter"]
