"""A ledger that is damaged, salvaged and used: what was lost of it is read again, from the end of the board as well."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from crawler.cli import app
from crawler.command import Globals
from pipelines.ledger import Ledger, damage
from tests.crawler.walled import stage

STORED = "SELECT site, native_id, title, body FROM listings ORDER BY id"
LOSE = (
    "DELETE FROM listings WHERE site = 'first'",
    "DELETE FROM threads WHERE site = 'second'",
)
"""As if these pages could not be read."""


def test_what_was_lost_is_read_again_and_nothing_is_there_twice(tmp_path: Path) -> None:
    with stage(tmp_path / "folder", {"first": "mybb", "second": "xenforo"}) as found:
        found.crawl(code=0)
        wanted = found.rows(STORED)
        ledger = found.folder / "ledger.sqlite3"
        with Ledger.open("ledger.sqlite3", found.folder) as opened:
            for sql in LOSE:
                opened.run(lambda conn, sql=sql: conn.exec_driver_sql(sql))
        with ledger.open("r+b") as file:
            file.write(bytes(100))
        refused = found.crawl(code=2)[""]
        assert "run `stallwatch salvage` for what can still be read of it" in refused

        saved = CliRunner().invoke(app, ["--config", str(found.folder), "salvage"], obj=Globals())
        assert saved.exit_code == 0, saved.output
        assert saved.stdout.startswith(f"saved of {damage.set_aside(ledger)[0].name}: ")
        found.crawl(code=0)
        assert found.rows(STORED) == wanted
        assert found.rows("SELECT count(*) FROM threads WHERE fetched_at IS NULL") == [(0,)]
