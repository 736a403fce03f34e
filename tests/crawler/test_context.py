"""A crawl whose ledger fails keeps nothing of what comes after."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.context import Run
from pipelines.ledger import Ledger, LedgerError, sites
from tests.pipelines.ledger.making import NOW
from tests.services.disk import Disk, disk


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Disk]:
    with disk(tmp_path / "disk", 4) as mounted:
        yield mounted


def test_after_a_full_disk_nothing_is_written_any_more_not_even_with_room_again(small: Disk) -> None:
    async def crawl(run: Run) -> None:
        await run.write(lambda conn: sites.set_state(conn, "before", "ok", "", NOW))
        small.fill()
        with pytest.raises(LedgerError, match="the disk is full: make room and run again"):
            await run.write(lambda conn: sites.set_state(conn, "full", "ok", "x" * 5_000_000, NOW))
        assert run.failed.is_set()
        small.make_room()
        with pytest.raises(LedgerError, match="the disk is full"):
            await run.write(lambda conn: sites.set_state(conn, "after", "ok", "", NOW))

    with Ledger.open("ledger.sqlite3", small.path) as ledger:
        asyncio.run(crawl(Run("r", ledger, (), frozenset(), lambda _: None)))
        assert list(ledger.read(sites.states)) == ["before"]
