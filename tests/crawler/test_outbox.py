"""`outbox`, `outbox retry` and `reindex`, as an operator calls them after something went wrong."""

from __future__ import annotations

import dataclasses
import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from config.errors import StallwatchError
from crawler.cli import app
from crawler.command import Globals
from pipelines.ledger import Ledger, listings, outbox
from tests.pipelines.deliver.samples import NOW, alerting, finding

BOTH = frozenset({"elasticsearch", "slack"})


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STALLWATCH_ELASTICSEARCH_URL", "http://127.0.0.1:9")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With two alerts, of which one was refused for good, and a listing that no rule holds for."""
    (tmp_path / "stallwatch.yml").write_text("{}\n", encoding="utf-8")
    with Ledger.open("ledger.sqlite3", tmp_path) as ledger:
        for found in (alerting("1"), alerting("2")):
            ledger.run(partial(listings.save, finding=found, now=NOW, run="r", targets=BOTH))
        plain = finding("3")
        ledger.run(partial(listings.save, finding=_unmatched(plain), now=NOW, run="r", targets=BOTH))
        ledger.run(lambda conn: outbox.bury(conn, outbox.take(conn, "slack", NOW, 1)[0].id, "invalid_blocks"))
    return tmp_path


def _unmatched(found: Any) -> Any:
    return dataclasses.replace(found, matches=())


def call(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--config", str(folder), *arguments], obj=Globals())


@pytest.mark.parametrize("how", [("outbox",), ("outbox", "list")])
def test_what_waits_and_what_was_refused_is_listed(folder: Path, how: tuple[str, ...]) -> None:
    said = call(folder, *how)
    assert said.exit_code == 0
    assert "elasticsearch: 2 waiting, slack: 1 waiting" in said.stdout
    assert "refused for good by slack soc" in said.stdout
    assert "then: stallwatch outbox retry" in said.stdout
    found = json.loads(call(folder, *how, "--json").stdout)
    assert found["waiting"] == {"elasticsearch": 2, "slack": 1}
    assert [each["reason"] for each in found["dead"]] == ["invalid_blocks"]


def test_retry_puts_dead_letters_back_and_is_no_option_any_more(folder: Path) -> None:
    assert call(folder, "outbox", "--retry").exit_code == 2
    assert call(folder, "outbox", "retry").stdout == "1 put back\n"
    assert json.loads(call(folder, "outbox", "--json").stdout) == {
        "waiting": {"elasticsearch": 2, "slack": 2},
        "dead": [],
    }
    assert call(folder, "outbox", "retry").stdout == "0 put back\n"


def test_reindex_queues_what_matched_once_and_nothing_for_slack(folder: Path) -> None:
    with Ledger.open("ledger.sqlite3", folder) as ledger:
        sent = ledger.run(lambda conn: [job.id for job in outbox.take(conn, "elasticsearch", NOW, 9)])
        ledger.run(lambda conn: outbox.done(conn, sent))
    said = call(folder, "reindex")
    assert said.exit_code == 0
    assert said.stdout.startswith("2 listings queued, 2 wait for stallwatch")
    assert call(folder, "reindex").stdout.startswith("0 listings queued, 2 wait")
    assert json.loads(call(folder, "outbox", "--json").stdout)["waiting"] == {"elasticsearch": 2, "slack": 1}


def test_reindex_says_that_there_is_no_cluster(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STALLWATCH_ELASTICSEARCH_URL")
    said = call(folder, "reindex")
    assert isinstance(said.exception, StallwatchError)
    assert str(said.exception) == "STALLWATCH_ELASTICSEARCH_URL is not set: there is nothing to fill"
