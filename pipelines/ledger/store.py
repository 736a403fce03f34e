"""The ledger itself: opened, migrated, written by one thread, read by any."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from pipelines.ledger import damage
from pipelines.ledger.engines import Place, reading_engine, writing_engine
from pipelines.ledger.failures import LedgerError, explained
from pipelines.ledger.migrate import migrate

T = TypeVar("T")


class Ledger:
    """One ledger, one truth. Every write is a transaction of its own, begun IMMEDIATE, on the one writer thread."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._writer: Engine = writing_engine(place)
        self._reader: Engine = reading_engine(place)
        self._connection: Connection | None = None
        self._writer_thread: int | None = None
        self._closed = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ledger", initializer=self._mark)

    @classmethod
    def open(cls, location: str, folder: Path) -> Ledger:
        """Open and migrate the ledger at a path (relative to the folder) or a postgresql:// address.

        Raises `LedgerError` when it is unreadable, read-only, newer than this program, or damaged, and then set aside.
        """
        place = Place.of(location, folder)
        place.prepare()
        if place.path is not None and (fault := damage.fault(place.path)):
            raise damage.put_aside(place.path, fault)
        ledger = cls(place)
        try:
            ledger.run(lambda conn: migrate(conn, place))
        except BaseException:
            ledger.close()
            raise
        return ledger

    @property
    def path(self) -> Path | None:
        """Its file; `None`: a server."""
        return self._place.path

    def run(self, work: Callable[[Connection], T]) -> T:
        """Do work in one transaction and return its result; it is rolled back when the work raises.

        Blocks until it is committed. Raises what the work raises, and `LedgerError` when the ledger fails.
        """
        if threading.get_ident() == self._writer_thread:
            raise RuntimeError("a transaction must not start another: it would wait for itself")
        return self.submit(work).result()

    def submit(self, work: Callable[[Connection], T]) -> Future[T]:
        """Do the same without waiting; for `asyncio.wrap_future`."""
        return self._thread.submit(self._transaction, work)

    def read(self, work: Callable[[Connection], T]) -> T:
        """Do work that only reads, on a connection of its own that sees one moment of the ledger."""
        try:
            with self._reader.connect() as conn, conn.begin():
                return work(conn)
        except DBAPIError as error:
            raise self._explained(error) from None

    def close(self) -> None:
        """Finish the writes under way and let go of the files. A closed ledger takes no more work."""
        if self._closed:
            return
        self._closed = True
        self._thread.submit(self._disconnect).result()
        self._thread.shutdown()
        self._reader.dispose()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _mark(self) -> None:
        self._writer_thread = threading.get_ident()

    def _transaction(self, work: Callable[[Connection], T]) -> T:
        try:
            if self._connection is None or self._connection.closed:
                self._connection = self._writer.connect()
            with self._connection.begin():
                return work(self._connection)
        except DBAPIError as error:
            self._disconnect()
            raise self._explained(error) from None

    def _explained(self, error: DBAPIError) -> Exception:
        return damage.found_in_use(self._place.path, error) or explained(error, self._place.name, self._place.path)

    def _disconnect(self) -> None:
        """Let go of the connection: one that failed is not used again."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        self._writer.dispose()


__all__ = ["Ledger", "LedgerError"]
