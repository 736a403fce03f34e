"""`stallwatch salvage`: a damaged ledger's rows in a new one, and every board to be read to its end once more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import Connection

from config.errors import StallwatchError
from config.load import Config
from config.schema import Site
from pipelines.ledger import Ledger, damage, frontier
from pipelines.ledger.engines import Place
from pipelines.ledger.salvage import salvage as save

TOLD = ("listings", "events", "alerts", "outbox", "threads")


def salvage(config: Config, file: Path | None) -> Iterator[str]:
    """Say what was saved, a line each. `file`: `None` is the newest that was set aside. Raises `StallwatchError`."""
    place = Place.of(config.settings.ledger, config.folder)
    if place.path is None:
        raise StallwatchError("ledger: only one that is a file can be salvaged; of a server's, restore a backup")
    aside = damage.set_aside(place.path)
    damaged = file or (aside[-1] if aside else None)
    if damaged is None or not damaged.is_file():
        raise StallwatchError(f"{file or place.path}: no damaged ledger is here: name its file")
    found = save(damaged, place.path)
    with Ledger.open(config.settings.ledger, config.folder) as ledger:
        ledger.run(lambda conn: _read_to_the_end(conn, config.sites))
    yield f"saved of {damaged.name}: " + ", ".join(f"{found.rows[name]} {name}" for name in TOLD)
    yield f"{found.again} threads are fetched again, and every board is read to its end once, by the next runs"
    yield f"{damaged} is as it was: move it away when done with it"


def _read_to_the_end(conn: Connection, sites: Sequence[Site]) -> None:
    for site in sites:
        for board in site.boards:
            if frontier.board(conn, site.id, site.generation, board.id).high_water is not None:
                frontier.set_cursor(conn, site.id, site.generation, board.id, board.path)
