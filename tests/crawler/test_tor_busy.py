"""A second run of a folder while the first one's tor is at work: nothing is wrong, and nobody is told that tor is away."""

from pathlib import Path
from typing import NoReturn

import pytest

import crawler.crawl
from config.environment import Environment
from config.errors import TorBusy
from config.load import load
from crawler.crawl import Order, crawl
from crawler.exits import Exit
from pipelines.ledger import Ledger, site_events, sites
from tests.onions import invented


def test_it_ends_with_75_and_gives_its_sites_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> NoReturn:
        raise TorBusy("another run's tor uses the folder")

    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "forum.yml").write_text(
        f"id: forum\nengine: mybb\naddresses: ['http://{invented('forum')}']\nboards: [{{id: db, path: /db}}]\n"
    )
    monkeypatch.setattr(crawler.crawl, "open_tor", busy)
    said: list[str] = []
    assert crawl(Order(load(tmp_path), Environment({})), said.append).exit is Exit.NOTHING_CLAIMED
    assert said == ["another run's tor uses the folder"]
    with Ledger.open("ledger.sqlite3", tmp_path) as ledger:
        report = ledger.read(sites.states)["forum"]
        assert (report.state, report.lease_owner) == (None, None)
        assert ledger.read(lambda conn: site_events.subjects(conn, site_events.RUN)) == []
