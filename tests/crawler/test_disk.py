"""The disk is full in the middle of a crawl, or read-only: said, nothing half-written, and the next run goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crawler.exits import Exit
from crawler.init import init
from crawler.run import HEARTBEAT, beat
from pipelines.ledger import Ledger, outbox
from tests.crawler.walled import stage
from tests.services.disk import Disk, disk
from tests.services.program import Program

SITES = {"first": "mybb", "second": "xenforo", "third": "smf", "fourth": "phpbb"}
STORED = "SELECT site, native_id, title, body FROM listings ORDER BY id"
HALF = (
    "SELECT count(*) FROM listings LEFT JOIN threads ON threads.listing_id = listings.id WHERE fetched_at IS NULL",
    "SELECT count(*) FROM listings LEFT JOIN events ON events.listing_id = listings.id WHERE events.id IS NULL",
    "SELECT count(*) FROM threads WHERE fetched_at IS NOT NULL AND listing_id NOT IN (SELECT id FROM listings)",
)
"""What one transaction writes together, and stands there in part: never."""


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Disk]:
    with disk(tmp_path / "disk", 8) as mounted:
        yield mounted


def rows(folder: Path, sql: str) -> list[Any]:
    """Read without opening it as a ledger, which writes."""
    with closing(sqlite3.connect(folder / "ledger.sqlite3")) as driver:
        return driver.execute(sql).fetchall()


def test_a_disk_that_is_full_in_the_middle_of_a_crawl(small: Disk, tmp_path: Path) -> None:
    with stage(tmp_path / "roomy", SITES) as roomy:
        roomy.crawl(code=0)
        wanted = roomy.rows(STORED)
    folder = small.path
    with stage(folder, SITES) as found:
        Ledger.open("ledger.sqlite3", folder).close()
        small.fill(leaving=300_000)

        said = found.crawl(code=2)[""]
        assert said.count("the ledger cannot grow: the disk is full") == 1, said
        assert ".py" not in said, said
        stored = rows(folder, STORED)
        assert set() < set(stored) < set(wanted), (len(stored), len(wanted))
        assert [rows(folder, sql) for sql in HALF] == [[(0,)]] * len(HALF)
        assert rows(folder, "PRAGMA integrity_check") == [("ok",)]

        small.make_room()
        found.crawl(code=0)
        assert found.rows(STORED) == wanted
        assert found.rows("SELECT count(*) FROM events WHERE kind <> 'new'") == [(0,)]
        assert found.rows("SELECT count(*) FROM threads WHERE failures > 0") == [(0,)]


def test_a_disk_with_no_room_at_all_and_one_that_is_read_only(small: Disk) -> None:
    folder = small.path
    init(folder)
    Ledger.open("ledger.sqlite3", folder).close()
    program, stored = Program(folder), (folder / "ledger.sqlite3").read_bytes()
    small.fill()
    full = program.call("deliver")
    small.make_room()
    small.remount("ro")
    read_only = [program.call(command) for command in ("deliver", "listings")]
    small.remount("rw")
    assert full.returncode == 2
    assert "the ledger cannot grow: the disk is full" in full.stderr
    for each in read_only:
        assert each.returncode == 2
        assert "the ledger cannot be written (Read-only file system): check who owns the file" in each.stderr
    assert (folder / "ledger.sqlite3").read_bytes() == stored
    with Ledger.open("ledger.sqlite3", folder) as ledger:
        assert ledger.read(outbox.pending) == 0


def test_a_heartbeat_that_cannot_be_written_is_no_bug_and_keeps_the_last(
    small: Disk, caplog: pytest.LogCaptureFixture
) -> None:
    beat(small.path, Exit.OK)
    before = (small.path / HEARTBEAT).read_bytes()
    small.fill()
    beat(small.path, Exit.PENDING)
    assert (small.path / HEARTBEAT).read_bytes() == before
    assert "heartbeat.json: cannot be written: No space left on device" in caplog.text
