"""Bytes overwritten in every part of a ledger: found out, kept aside, said, and never replaced by an empty one."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import sqlite3
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from pipelines.ledger import Ledger, LedgerError, damage, listings, sites, wal
from pipelines.ledger.failures import explained
from tests.pipelines.ledger.making import ID, NONE, NOW, finding, news
from tests.pipelines.ledger.test_store import SPAWN, sites_at_once

NAME = "ledger.sqlite3"
PAGE = 4096
KEPT = re.compile(r"ledger\.sqlite3\.damaged-\d{8}T\d{12}Z")


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> Path:
    """A ledger with a table of several pages."""
    folder = tmp_path_factory.mktemp("sound")
    with Ledger.open(NAME, folder) as ledger:
        ledger.run(
            lambda conn: [sites.set_state(conn, f"site-{number}", "ok", "x" * 100, NOW) for number in range(300)]
        )
    return folder / NAME


@pytest.fixture
def path(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(original, tmp_path))


def overwrite(path: Path, at: int, size: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"\x5a" * size)


def refused(folder: Path) -> str:
    with pytest.raises(LedgerError) as caught:
        Ledger.open(NAME, folder)
    return str(caught.value)


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def middle(path: Path) -> int:
    """A page of the table that was written to last."""
    with contextlib.closing(sqlite3.connect(path)) as driver:
        root = driver.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sites'").fetchone()[0]
    return (root - 1) * PAGE


@pytest.mark.parametrize("part", ["head", "first-page", "schema", "page", "all-pages", "cut-short"])
def test_damage_is_found_when_it_is_opened_and_all_of_it_is_kept_aside(path, tmp_path, part):
    size, page = path.stat().st_size, middle(path)
    if part == "cut-short":
        os.truncate(path, size // 2)
    else:
        overwrite(
            path,
            *{
                "head": (0, 100),
                "first-page": (0, PAGE),
                "schema": (PAGE, 8 * PAGE),
                "page": (page, PAGE),
                "all-pages": (PAGE, size - PAGE),
            }[part],
        )
    path.chmod(0o644)
    before = path.read_bytes()
    said = refused(tmp_path)
    (name,) = kept(tmp_path)
    assert KEPT.fullmatch(name)
    assert (tmp_path / name).read_bytes() == before
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert f"the ledger is damaged: its pages do not fit together. It is kept as {name}" in said
    assert "put a backup in its place" in said


def test_until_somebody_acts_no_command_begins_another_ledger(path, tmp_path):
    shutil.copy(path, tmp_path / "backup")
    overwrite(path, middle(path), PAGE)
    refused(tmp_path)
    for _ in range(3):
        assert "the ledger was found damaged and is kept as ledger.sqlite3.damaged-" in refused(tmp_path)
    assert not path.exists()
    (tmp_path / "backup").rename(path)
    with Ledger.open(NAME, tmp_path) as ledger:
        assert len(ledger.read(sites.states)) == 300
    path.rename(tmp_path / "elsewhere")
    for each in damage.set_aside(path):
        each.rename(tmp_path / f"moved-{each.name}")
    with Ledger.open(NAME, tmp_path) as ledger:  # to begin anew is somebody's decision, and was taken
        assert ledger.read(sites.states) == {}


def test_damage_in_the_middle_of_a_run_is_found_and_the_run_makes_no_new_ledger(path, tmp_path):
    page = middle(path)
    with Ledger.open(NAME, tmp_path) as ledger, Ledger.open(NAME, tmp_path) as other:
        other.read(sites.states)
        overwrite(path, page, PAGE)
        with pytest.raises(LedgerError, match=r"its pages do not fit together\. It is kept as"):
            ledger.run(lambda conn: sites.set_state(conn, "site-7", "down", "", NOW))
        for again in (ledger.read, other.read, ledger.run, other.run):
            with pytest.raises(LedgerError, match="the ledger was found damaged and is kept as"):
                again(sites.states)
        assert not path.exists()
    assert not path.exists()
    assert damage.set_aside(path)


def test_what_only_looked_damaged_stays_where_it_is(path, tmp_path):
    """As with bad memory: the file is sound when it is looked at again."""
    with Ledger.open(NAME, tmp_path) as ledger:

        def work(conn) -> None:
            error = sqlite3.DatabaseError("database disk image is malformed")
            error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise DatabaseError("SELECT 1", None, error)

        with pytest.raises(LedgerError, match="looked damaged, and is sound when looked at again: run again"):
            ledger.run(work)
        assert len(ledger.read(sites.states)) == 300
    assert kept(tmp_path) == [path.name]


def test_the_advice_for_damage_is_what_the_documents_advise():
    """Not sqlite3's .recover, which Debian's does not have."""
    error = DatabaseError("SELECT 1", None, sqlite3.DatabaseError("database disk image is malformed"))
    said = str(explained(error, NAME))
    assert "`stallwatch salvage FILE`" in said
    assert ".recover" not in said


def test_a_strangers_file_is_left_alone(tmp_path):
    (tmp_path / NAME).write_bytes(b"this is not a database, it is a letter" * 100)
    assert "this file is no ledger, nor ever was, and is left alone: correct `ledger`" in refused(tmp_path)
    assert kept(tmp_path) == [NAME]


def test_another_programs_damaged_database_is_left_alone(tmp_path):
    with contextlib.closing(sqlite3.connect(tmp_path / NAME, isolation_level=None)) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
        other.executemany("INSERT INTO recipes VALUES (?)", [("x" * 1000,)] * 50)
    overwrite(tmp_path / NAME, 2 * PAGE, 4 * PAGE)
    assert "left alone" in refused(tmp_path)
    assert kept(tmp_path) == [NAME]


def test_what_cannot_be_set_aside_is_said_too(path, tmp_path, monkeypatch):
    overwrite(path, middle(path), PAGE)

    def refuses(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(damage, "_move", refuses)
    assert "it could not be set aside (Operation not permitted): move it and its -wal to another folder" in refused(
        tmp_path
    )
    assert kept(tmp_path) == [NAME]


def test_its_helpers_follow_it_even_when_the_first_to_find_it_was_killed(path, tmp_path):
    path.rename(tmp_path / f"{NAME}.damaged-20260301T120000000000Z")
    (tmp_path / f"{NAME}-wal").write_bytes(b"log")
    refused(tmp_path)
    assert kept(tmp_path) == [f"{NAME}.damaged-20260301T120000000000Z", f"{NAME}.damaged-20260301T120000000000Z-wal"]


def test_two_damaged_ledgers_are_both_kept(original, tmp_path):
    path = tmp_path / NAME
    for day in (1, 2):
        shutil.copy(original, path)
        overwrite(path, 0, 100)
        said = str(damage.put_aside(path, "why", datetime(2026, 3, day, tzinfo=UTC)))
        assert f"damaged-2026030{day}T000000000000Z" in said
    assert len(damage.set_aside(path)) == 2


GARBLED = {
    "no-json": "UPDATE listings SET claim = '{garbled'",
    "no-utf-8": "UPDATE listings SET body = CAST(X'ff41fe' AS TEXT)",
    "in-an-event": "UPDATE events SET detail = ''",
}


@pytest.mark.parametrize("part", GARBLED)
def test_rows_of_sound_pages_that_cannot_be_read_are_found_when_all_is_looked_at(tmp_path, part):
    with Ledger.open(NAME, tmp_path) as ledger:
        what = finding(events=(news(),))
        ledger.run(lambda conn: listings.save(conn, what, now=NOW, run="r", targets=NONE))
        assert damage.unreadable(tmp_path / NAME) == []
        ledger.run(lambda conn: conn.exec_driver_sql(GARBLED[part]))
        assert damage.unreadable(tmp_path / NAME) == [ID]
    assert damage.fault(tmp_path / NAME, steps=None) is None


def test_text_that_python_cannot_decode_is_no_damage_and_no_bug_of_ours(tmp_path):
    with Ledger.open(NAME, tmp_path) as ledger:
        ledger.run(lambda conn: sites.set_state(conn, "site-1", "ok", "", NOW))
        ledger.run(lambda conn: conn.exec_driver_sql("UPDATE sites SET advice = CAST(X'ff41fe' AS TEXT)"))
        with pytest.raises(LedgerError, match="the ledger failed"):
            ledger.read(sites.states)
    assert (tmp_path / NAME).exists()


# --- the log ---


def die_with_a_log(folder: Path, count: int) -> None:
    ledger = Ledger.open(NAME, folder)
    sites_at_once(ledger, count)
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture(scope="module")
def crashed(tmp_path_factory) -> Path:
    """A folder as a killed process leaves it: its last transactions stand in the log alone."""
    folder = tmp_path_factory.mktemp("crashed")
    Ledger.open(NAME, folder).close()
    victim = SPAWN.Process(target=die_with_a_log, args=(folder, 20))
    victim.start()
    victim.join(120)
    assert victim.exitcode == -signal.SIGKILL
    return folder


def test_a_log_that_a_crash_left_is_sound_and_read(crashed, tmp_path):
    folder = shutil.copytree(crashed, tmp_path / "copy")
    assert wal.lost_transactions(folder / f"{NAME}-wal") == 0
    with Ledger.open(NAME, folder) as ledger:
        assert len(ledger.read(sites.states)) == 20


@pytest.mark.parametrize("at", [0, 18, 32, 32 + 24 + 100, 32 + 3 * (24 + PAGE) + 10, 32 + 5 * (24 + PAGE) + 2000])
def test_a_damaged_log_is_found_before_sqlite_passes_over_what_was_committed(crashed, tmp_path, at):
    folder = shutil.copytree(crashed, tmp_path / "copy")
    log = folder / f"{NAME}-wal"
    overwrite(log, at, 8)
    assert wal.lost_transactions(log) > 10
    before = log.read_bytes()
    said = refused(folder)
    assert re.search(r"damaged: its log is, and \d+ transactions in it would be passed over\. It is kept as", said)
    name = next(each for each in kept(folder) if KEPT.fullmatch(each))
    assert (folder / f"{name}-wal").read_bytes() == before
    assert "was found damaged" in refused(folder)


@pytest.mark.parametrize("cut", [0, 1, 31, 32, 40, 32 + 24 + PAGE, -1, -(24 + PAGE), -3000])
def test_a_log_that_ends_early_is_a_crash_and_no_damage(crashed, cut):
    log = (crashed / f"{NAME}-wal").read_bytes()
    assert wal.lost_in(log[:cut]) == 0


@pytest.mark.parametrize("tail", [b"", b"\x00" * 9000, b"\xff" * 9000])
def test_what_was_never_committed_may_be_anything(crashed, tail):
    log = (crashed / f"{NAME}-wal").read_bytes()
    assert wal.lost_in(log + tail) == 0


def test_frames_of_an_older_log_are_no_damage(crashed):
    """SQLite writes over its log from the beginning, with other salts."""
    log = bytearray((crashed / f"{NAME}-wal").read_bytes())
    frame = 24 + PAGE
    for at in range(32 + 4 * frame, len(log), frame):
        log[at + 8 : at + 16] = b"olderone"
    assert wal.lost_in(bytes(log)) == 0


def test_damage_to_the_last_transaction_alone_is_taken_for_the_crash_that_it_may_be(crashed):
    log = bytearray((crashed / f"{NAME}-wal").read_bytes())
    log[-10:] = b"\x00" * 10
    assert wal.lost_in(bytes(log)) == 0


@pytest.mark.parametrize("log", [b"", b"\x00" * 5000, b"\xff" * 50_000, os.urandom(50_000)])
def test_what_is_no_log(log):
    assert wal.lost_in(log) == 0


def test_a_log_that_is_being_written_to_is_no_damage(tmp_path):
    """Looked at again and again while a ledger is written to, by whoever opens it meanwhile."""
    with Ledger.open(NAME, tmp_path) as ledger:
        done = ledger.submit(lambda _: None)
        looks = 0
        while looks < 40:
            if done.done():
                done = ledger.submit(
                    lambda conn: conn.execute(
                        text(
                            "INSERT OR REPLACE INTO runs (id, command, started_at) VALUES (hex(randomblob(900)), 'x', 1)"
                        )
                    )
                )
            looks += 1
            assert wal.lost_transactions(tmp_path / f"{NAME}-wal") == 0
