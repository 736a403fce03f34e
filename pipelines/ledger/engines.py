"""Where the ledger is, and how connections to it are made: pragmas, and how transactions begin."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from pipelines.ledger.damage import refusal, refuse_damaged, uri
from pipelines.ledger.failures import LedgerError

PATIENCE = 60.0
"""Seconds to wait for another process's transaction."""

PRAGMAS = {
    "busy_timeout": str(int(PATIENCE * 1000)),
    "foreign_keys": "ON",
    "synchronous": "FULL",  # what is committed is on the disk, also where the power fails a moment later
    "secure_delete": "ON",  # what is forgotten is overwritten, not only let go
}
"""Of every connection."""

OWNER_ONLY = 0o600
"""Mode of a ledger that is made; SQLite gives its helpers the same."""

WRITE = "BEGIN IMMEDIATE"
"""How a transaction that writes begins: one that began deferred fails where another has written since."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ledger is."""

    url: URL = field(repr=False)
    """For SQLAlchemy; may hold a password."""
    name: str
    """To show: the path, or host and database."""
    path: Path | None
    """`None`: a server."""

    @classmethod
    def of(cls, location: str, folder: Path) -> Place:
        """Understand `ledger:` of stallwatch.yml. Raises `LedgerError` when it is no path and no such address."""
        if "://" not in location:
            path = folder / location
            return cls(URL.create("sqlite", database=str(path)), str(path), path)
        try:
            url = make_url(location)
        except (ArgumentError, ValueError):
            raise LedgerError("ledger: expected a path or postgresql://USER:PASSWORD@HOST/DATABASE") from None
        if url.get_backend_name() != "postgresql":
            raise LedgerError("ledger: expected a path or postgresql://…; other databases are not supported")
        name = f"postgresql://{url.host or 'local'}/{url.database or ''}"
        return cls(url.set(drivername="postgresql+psycopg"), name, None)

    def prepare(self) -> None:
        """Make the file, for its owner's eyes only, before SQLite would make it for everybody's.

        Raises `LedgerError` when the folder is missing, the file cannot be made or opened, its log is damaged, or a
        damaged ledger was set aside and nothing put in its place.
        """
        if self.path is None:
            return
        # Made only where there was none before: another command may be setting a damaged one aside at this moment.
        make = 0 if self.path.exists() else os.O_CREAT
        if gone := refusal(self.path):
            raise gone
        refuse_damaged(self.path)
        try:
            os.close(os.open(self.path, os.O_RDWR | make, OWNER_ONLY))
        except FileNotFoundError:
            if gone := refusal(self.path):
                raise gone from None
            raise LedgerError(f"{self.path}: the ledger's folder does not exist: run `stallwatch init`") from None
        except IsADirectoryError:
            raise LedgerError(f"{self.path}: the ledger is a folder here; expected a file") from None
        except OSError as error:
            raise LedgerError(
                f"{self.path}: the ledger cannot be written ({error.strerror}): check who owns the file and its "
                "folder, and that the disk is mounted writable"
            ) from None


_QUIET: Mapping[str, bool] = {"hide_parameters": True}
"""No value of a statement stands in an error: it is text of a post."""


def writing_engine(place: Place) -> Engine:
    """Return the engine of the writer thread's one connection. On SQLite its transactions begin IMMEDIATE."""
    engine = _engine(place)
    if place.path is not None:
        event.listen(engine, "connect", _set_up(write=True))
        event.listen(engine, "begin", _begin(WRITE))
    return engine


def reading_engine(place: Place) -> Engine:
    """Return the engine of connections that only read, each transaction one moment of the ledger."""
    engine = _engine(place)
    if place.path is None:
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    event.listen(engine, "connect", _set_up(write=False))
    event.listen(engine, "begin", _begin("BEGIN"))
    return engine


def _engine(place: Place) -> Engine:
    if place.path is not None:
        address = uri(place.path)
        connect = partial(sqlite3.connect, address, uri=True)
        return create_engine(place.url, creator=connect, poolclass=NullPool, **_QUIET)
    try:
        return create_engine(place.url, poolclass=NullPool, **_QUIET)
    except ImportError:
        raise LedgerError("ledger: postgresql:// needs the package psycopg: pip install 'psycopg[binary]'") from None


def _begin(statement: str) -> Callable[[Connection], None]:
    def begin(conn: Connection) -> None:
        conn.exec_driver_sql(statement)

    return begin


def _set_up(*, write: bool) -> Callable[[sqlite3.Connection, Any], None]:
    def set_up(driver: sqlite3.Connection, _record: object) -> None:
        driver.isolation_level = None  # else sqlite3 begins transactions by itself, and deferred ones
        for name, value in PRAGMAS.items():
            driver.execute(f"PRAGMA {name} = {value}")
        if write:
            _use_wal(driver)
        else:
            driver.execute("PRAGMA query_only = ON")

    return set_up


def _use_wal(driver: sqlite3.Connection) -> None:
    """Switch to WAL. The switch does not heed busy_timeout, so two first runs at once need this patience."""
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            driver.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(0.02)
        else:
            return
