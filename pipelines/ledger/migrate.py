"""Bring a ledger's tables up to this program: Alembic's migrations, run from inside the package."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from pipelines.ledger.damage import APPLICATION_ID
from pipelines.ledger.engines import Place
from pipelines.ledger.failures import LedgerError

LOCK = 7_822_561_004
"""Any number, the same for all: PostgreSQL's advisory lock for migrating."""


def migrate(conn: Connection, place: Place) -> None:
    """Make or update the tables, within the caller's transaction.

    Raises `LedgerError` when a newer program made them, or when the tables are another program's.
    """
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    config = alembic_config(conn)
    known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
    present = set(MigrationContext.configure(conn).get_current_heads())
    if present - known:
        raise LedgerError(
            f"{place.name}: the ledger was made by a newer stallwatch: update this program, or use a backup from before"
        )
    if not present and place.path is not None and inspect(conn).get_table_names():
        raise LedgerError(
            f"{place.name}: this database holds another program's tables: give the ledger a file of its own"
        )
    command.upgrade(config, "head")
    if place.path is not None and conn.exec_driver_sql("PRAGMA application_id").scalar() != APPLICATION_ID:
        conn.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def alembic_config(conn: Connection) -> Config:
    """Return Alembic's settings for an open connection; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", "pipelines.ledger:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    return config
