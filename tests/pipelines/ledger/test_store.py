"""The ledger as a file: who may read it, what happens when it is not what it should be, and that no write is lost."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import sqlite3
import stat
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError

from pipelines.ledger import Ledger, LedgerError, sites
from pipelines.ledger.engines import Place
from pipelines.ledger.migrate import alembic_config
from pipelines.ledger.tables import metadata
from tests.pipelines.ledger.making import NOW

SPAWN = multiprocessing.get_context("spawn")
FORK = multiprocessing.get_context("fork")


def pragma(ledger: Ledger, name: str) -> object:
    return ledger.run(lambda conn: conn.execute(text(f"PRAGMA {name}")).scalar())


@pytest.mark.parametrize(
    ("name", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("synchronous", 2), ("busy_timeout", 60000)]
)
def test_the_writer_is_set_up(ledger, name, value):
    assert pragma(ledger, name) == value


def test_the_file_and_its_helpers_are_for_the_owner_only(ledger, tmp_path):
    before = os.umask(0)
    try:
        sites_at_once(ledger, 1)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert modes == {"ledger.sqlite3": 0o600, "ledger.sqlite3-wal": 0o600, "ledger.sqlite3-shm": 0o600}


def test_what_the_migrations_make_is_what_the_tables_say(ledger):
    assert ledger.run(lambda conn: compare_metadata(MigrationContext.configure(conn), metadata)) == []


FORGOTTEN, THERE, PLAIN = (
    f"INSERT INTO listings (id, native_id, purged_at, site, generation, kind, board, path, title, body, updates, folded,"
    f" first_seen, last_seen, changed_at, is_claim, claim, redactions, reader_version, own_digest, content_digest, revision)"
    f" VALUES ('{name}', '{name}', {purged}, 'forum', 1, 'thread', 'b', '/', '', '', '[]', '', 1, 1, 1, 0, '{{}}', '[]',"
    f" '', '', '', 1)"
    for name, purged in (("forgotten", 5), ("there", "NULL"), ("plain", "NULL"))
)
CAME_BACK = (
    *(f"INSERT INTO matches VALUES ('{name}', 'rule', '[\"zebra\"]', 1, 1, NULL)" for name in ("forgotten", "there")),
    *(
        f"INSERT INTO alerts VALUES ({number}, 'rule', '{name}', '{trigger}', 'soc', 1, 'r', NULL)"
        for number, (name, trigger) in enumerate(
            [("forgotten", "new"), ("forgotten", "count_changed:7"), ("there", "count_changed:7")]
        )
    ),
    "INSERT INTO webhooks VALUES ('soc', 9, 'no_service')",
)


def test_a_ledger_of_before_keeps_what_it_has_but_for_what_came_back_after_it_was_forgotten(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
    with engine.begin() as conn:
        command.upgrade(alembic_config(conn), "0006")
        for statement in (FORGOTTEN, THERE, PLAIN, *CAME_BACK):
            conn.exec_driver_sql(statement)
    engine.dispose()
    with Ledger.open("ledger.sqlite3", tmp_path) as ledger:
        ask = lambda what: ledger.read(lambda conn: list(map(tuple, conn.exec_driver_sql(what))))  # noqa: E731
        assert ask("SELECT listing_id FROM matches") == [("there",)]
        assert ask("SELECT id, has_document FROM listings ORDER BY id") == [
            ("forgotten", 0),
            ("plain", 0),
            ("there", 1),
        ]
        assert [each for (each,) in ask("SELECT trigger FROM alerts ORDER BY id")] == [
            "new",
            "count_changed:#1",
            "count_changed:7",
        ]
        assert ask("SELECT hold_until, dead_reason, dead_address, held_at FROM webhooks") == [
            (9, "no_service", None, None)
        ]


def test_opening_again_keeps_what_is_there(tmp_path):
    with Ledger.open("ledger.sqlite3", tmp_path) as first:
        sites_at_once(first, 3)
    with Ledger.open("ledger.sqlite3", tmp_path) as second:
        assert len(second.read(sites.states)) == 3


# --- transactions ---


def test_a_transaction_that_raises_leaves_nothing(ledger):
    def work(conn: Connection) -> None:
        sites.set_state(conn, "forum", "ok", "", NOW)
        raise KeyError("boom")

    with pytest.raises(KeyError, match="boom"):
        ledger.run(work)
    assert ledger.read(sites.states) == {}


def test_work_returns_its_result_and_may_be_awaited(ledger):
    assert ledger.run(lambda conn: conn.execute(text("SELECT 41")).scalar()) == 41
    assert ledger.submit(lambda conn: conn.execute(text("SELECT 42")).scalar()).result(timeout=60) == 42


def test_a_transaction_inside_a_transaction_is_refused_instead_of_waiting_for_ever(ledger):
    with pytest.raises(RuntimeError, match="wait for itself"):
        ledger.run(lambda _: ledger.run(lambda _: None))


def test_reading_cannot_write(ledger):
    with pytest.raises(LedgerError, match="cannot be written"):
        ledger.read(lambda conn: sites.set_state(conn, "forum", "ok", "", NOW))


def test_a_read_sees_one_moment(ledger):
    def work(conn: Connection) -> tuple[int, int]:
        before = len(sites.states(conn))
        sites_at_once(ledger, 1)
        return before, len(sites.states(conn))

    assert ledger.read(work) == (0, 0)
    assert len(ledger.read(sites.states)) == 1


def test_a_refused_statement_is_our_bug_and_shows_no_values(ledger):
    statement = text("INSERT INTO sites (id, state) VALUES (:id, :state)")

    def work(conn: Connection) -> None:
        conn.execute(statement, {"id": "forum", "state": "hunter2"})
        conn.execute(statement, {"id": "forum", "state": "hunter2"})

    with pytest.raises(RuntimeError) as caught:
        ledger.run(work)
    assert "INSERT INTO sites" in str(caught.value)
    assert "hunter2" not in repr(caught.value)
    assert caught.value.__suppress_context__
    assert ledger.read(sites.states) == {}
    sites_at_once(ledger, 1)


def test_a_statement_about_nothing_is_our_bug(ledger):
    with pytest.raises(RuntimeError, match="refused a statement"):
        ledger.run(lambda conn: conn.execute(text("SELECT * FROM nowhere")))


def test_closing_twice_is_no_error(tmp_path):
    with Ledger.open("ledger.sqlite3", tmp_path) as ledger:
        ledger.close()


def test_an_error_inside_the_work_hides_its_parameters(ledger):
    seen: list[str] = []

    def work(conn: Connection) -> None:
        try:
            conn.execute(text("SELECT * FROM nowhere WHERE secret = :value"), {"value": "hunter2"})
        except OperationalError as error:
            seen.append(str(error))

    ledger.run(work)
    assert "hidden" in seen[0]
    assert "hunter2" not in seen[0]


# --- at once ---


def add_one(conn: Connection) -> None:
    value = conn.execute(text("SELECT CAST(advice AS INTEGER) FROM sites WHERE id = 'counter'")).scalar() or 0
    sites.set_state(conn, "counter", "ok", str(value + 1), NOW)


def sites_at_once(ledger: Ledger, count: int) -> None:
    for number in range(count):
        ledger.run(lambda conn, name=f"site-{number}": sites.set_state(conn, name, "ok", "", NOW))


def count_up(folder: Path, times: int, threads: int) -> None:
    with Ledger.open("ledger.sqlite3", folder) as ledger, ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(ledger.run, add_one) for _ in range(times)]:
            done.result()


def test_three_hundred_transactions_from_threads_and_processes_lose_none(tmp_path):
    """Read, add one, write: a transaction begun deferred would fail or lose counts here."""
    others = [SPAWN.Process(target=count_up, args=(tmp_path, 100, 4)) for _ in range(2)]
    for other in others:
        other.start()
    count_up(tmp_path, 100, 8)
    for other in others:
        other.join(120)
    assert [other.exitcode for other in others] == [0, 0]
    with Ledger.open("ledger.sqlite3", tmp_path) as ledger:
        assert ledger.read(sites.states)["counter"].advice == "300"


def test_who_has_read_may_write(tmp_path):
    """Two read and then write, at once: one that began deferred would fail, or count what is no longer so."""
    both_have_read = threading.Barrier(2)

    def slowly(conn: Connection) -> None:
        value = conn.execute(text("SELECT CAST(advice AS INTEGER) FROM sites WHERE id = 'counter'")).scalar() or 0
        with contextlib.suppress(threading.BrokenBarrierError):
            both_have_read.wait(3)  # the other cannot: it waits for us
        sites.set_state(conn, "counter", "ok", str(value + 1), NOW)

    with Ledger.open("ledger.sqlite3", tmp_path) as one, Ledger.open("ledger.sqlite3", tmp_path) as two:
        for done in [each.submit(slowly) for each in (one, two)]:
            done.result(timeout=120)
        assert one.read(sites.states)["counter"].advice == "2"


def die_in_the_middle(folder: Path) -> None:
    ledger = Ledger.open("ledger.sqlite3", folder)
    sites_at_once(ledger, 1)

    def work(conn: Connection) -> None:
        sites.set_state(conn, "half-done", "ok", "", NOW)
        os.kill(os.getpid(), signal.SIGKILL)

    ledger.run(work)


def test_a_crash_in_the_middle_of_a_transaction_leaves_nothing_of_it(tmp_path):
    victim = SPAWN.Process(target=die_in_the_middle, args=(tmp_path,))
    victim.start()
    victim.join(120)
    assert victim.exitcode == -signal.SIGKILL
    with Ledger.open("ledger.sqlite3", tmp_path) as ledger:
        assert list(ledger.read(sites.states)) == ["site-0"]


def test_writes_under_way_are_finished_before_it_closes(tmp_path):
    ledger = Ledger.open("ledger.sqlite3", tmp_path)
    futures = [ledger.submit(add_one) for _ in range(20)]
    ledger.close()
    assert all(future.done() for future in futures)
    with Ledger.open("ledger.sqlite3", tmp_path) as again:
        assert again.read(sites.states)["counter"].advice == "20"
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ledger")]


# --- what is no ledger ---


def test_a_ledger_of_a_newer_program(tmp_path):
    with Ledger.open("ledger.sqlite3", tmp_path) as ledger:
        ledger.run(lambda conn: conn.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(LedgerError, match=r"ledger\.sqlite3: the ledger was made by a newer stallwatch: update this"):
        Ledger.open("ledger.sqlite3", tmp_path)


def test_another_programs_database_is_left_alone(tmp_path):
    with sqlite3.connect(tmp_path / "ledger.sqlite3") as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(LedgerError, match="another program's tables: give the ledger a file of its own"):
        Ledger.open("ledger.sqlite3", tmp_path)
    with sqlite3.connect(tmp_path / "ledger.sqlite3") as other:
        assert [name for (name,) in other.execute("SELECT name FROM sqlite_master")] == ["recipes"]


def test_a_missing_folder(tmp_path):
    with pytest.raises(LedgerError, match=r"folder does not exist: run `stallwatch init`"):
        Ledger.open("nowhere/ledger.sqlite3", tmp_path)


def test_a_folder_in_its_place(tmp_path):
    (tmp_path / "ledger.sqlite3").mkdir()
    with pytest.raises(LedgerError, match="is a folder here; expected a file"):
        Ledger.open("ledger.sqlite3", tmp_path)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users may enter, which pytest's own is not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def open_as_nobody(folder: Path, answers) -> None:
    os.seteuid(65534)
    try:
        Ledger.open("ledger.sqlite3", folder).close()
    except LedgerError as error:
        answers.put(str(error))
    else:
        answers.put("no error")


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become a user who may not write")
@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_a_file_that_this_user_may_not_write(open_folder, mode):
    Ledger.open("ledger.sqlite3", open_folder).close()
    (open_folder / "ledger.sqlite3").chmod(mode)
    answers = FORK.Queue()
    other = FORK.Process(target=open_as_nobody, args=(open_folder, answers))
    other.start()
    said = answers.get(timeout=60)
    other.join(60)
    assert "the ledger cannot be written (Permission denied): check who owns the file and its folder" in said


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become a user who may not write")
def test_a_folder_that_this_user_may_not_write(open_folder):
    """SQLite needs to make its log beside the file."""
    Ledger.open("ledger.sqlite3", open_folder).close()
    os.chown(open_folder / "ledger.sqlite3", 65534, 65534)
    answers = FORK.Queue()
    other = FORK.Process(target=open_as_nobody, args=(open_folder, answers))
    other.start()
    said = answers.get(timeout=60)
    other.join(60)
    assert "ledger.sqlite3: the ledger cannot be" in said
    assert "check" in said
    assert "folder" in said


def test_a_file_that_becomes_read_only(tmp_path):
    """The driver's own word for it, as after a remount."""
    ledger = Ledger.open("ledger.sqlite3", tmp_path)
    with ledger, pytest.raises(LedgerError, match="cannot be written: check who owns the file"):
        ledger.run(
            lambda conn: (conn.execute(text("PRAGMA query_only = ON")), sites.set_state(conn, "a", "ok", "", NOW))
        )


# --- where it is ---


def test_a_server_is_named_without_its_password():
    place = Place.of("postgresql://watcher:hunter2@db.example:5433/watch", Path())
    assert place.name == "postgresql://db.example/watch"
    assert place.url.drivername == "postgresql+psycopg"
    assert "hunter2" not in repr(place)


@pytest.mark.parametrize(
    "location", ["mysql://watcher:hunter2@db.example/watch", "://", "postgresql://a:hunter2@h:port/d"]
)
def test_an_address_that_is_none(location):
    with pytest.raises(LedgerError) as caught:
        Place.of(location, Path())
    assert str(caught.value).startswith("ledger: expected a path or postgresql://")
    assert "hunter2" not in str(caught.value)
