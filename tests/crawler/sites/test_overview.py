"""`sites list` shows what the ledger knows of each site, and of one that was never visited as well."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from config.load import Config, load
from crawler.sites import tables
from crawler.sites.overview import RUNS, as_json, look
from pipelines.ledger import Ledger, leases, sites
from tests.onions import invented

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "sites").mkdir()
    for name in ("harbour", "quay"):
        file = {
            "id": name,
            "engine": "mybb",
            "addresses": [f"http://{invented(name)}"],
            "boards": [{"id": "a", "path": "/"}],
        }
        (tmp_path / "sites" / f"{name}.yml").write_text(json.dumps(file))
    return load(tmp_path)


def visited(ledger: Ledger, number: int, read: object) -> None:
    at = NOW - timedelta(hours=48 - number)
    summary = {"harbour": {"state": "ok", "listings": read}}
    ledger.run(lambda conn: sites.start_run(conn, f"run-{number}", "crawl", at))
    ledger.run(lambda conn: sites.end_run(conn, f"run-{number}", summary, 0, at + timedelta(minutes=9)))


def test_a_site_shows_its_state_its_visits_and_its_next_one(config: Config) -> None:
    with Ledger.open(config.settings.ledger, config.folder) as ledger:
        for number in range(RUNS + 5):
            visited(ledger, number, number)
        ledger.run(lambda conn: sites.start_run(conn, "under way", "crawl", NOW))
        ledger.run(lambda conn: sites.set_state(conn, "harbour", "captcha", "Pass it.", NOW - timedelta(hours=3)))
        ledger.run(lambda conn: leases.visited(conn, "harbour", "captcha", NOW, False, NOW + timedelta(hours=6)))
    harbour, quay = look(config)
    assert harbour.read == tuple(range(5, RUNS + 5))
    assert (harbour.state, harbour.advice, harbour.last_good, harbour.due_at) == (
        "captcha", "Pass it.", None, NOW + timedelta(hours=6)
    )  # fmt: skip
    assert (harbour.share, quay.state, quay.read) == (None, None, ())
    assert json.loads(json.dumps(as_json(harbour)))["since"] == (NOW - timedelta(hours=3)).isoformat()
    console = Console(width=160)
    with console.capture() as capture:
        console.print(tables.health_table([harbour, quay], NOW))
    first, second = capture.get().splitlines()[1:]
    for shown in ("harbour", "captcha", "3 h ago", "never", "█ 24", "in 6 h"):
        assert shown in first
    for shown in ("quay", "not visited", "at the next run"):
        assert shown in second


@pytest.mark.parametrize("summary", [{}, {"harbour": None}, {"harbour": {}}, {"harbour": {"listings": None}}])
def test_summaries_of_other_versions_are_no_trouble(config: Config, summary: dict[str, object]) -> None:
    with Ledger.open(config.settings.ledger, config.folder) as ledger:
        ledger.run(lambda conn: sites.start_run(conn, "old", "crawl", NOW))
        ledger.run(lambda conn: sites.end_run(conn, "old", summary, 0, NOW))
    assert sum(look(config)[0].read) == 0
