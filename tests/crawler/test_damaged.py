"""A damaged ledger, as whoever is called by cron and whoever reads its mail find it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crawler.cli import app
from crawler.command import Globals
from crawler.init import init
from crawler.run import HEARTBEAT
from pipelines.ledger import Ledger, damage
from tests.services.program import Program


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Whose ledger has a damaged head."""
    found = tmp_path / "operator"
    init(found)
    Ledger.open("ledger.sqlite3", found).close()
    with (found / "ledger.sqlite3").open("r+b") as file:
        file.write(bytes(100))
    return found


def test_run_ends_with_2_keeps_it_and_begins_no_other(folder: Path) -> None:
    """Both halves meet it at once: one sets it aside."""
    ran = Program(folder).call("run")
    assert ran.returncode == 2, ran.stderr
    (aside,) = damage.set_aside(folder / "ledger.sqlite3")
    lines = [line for line in ran.stderr.splitlines() if line.startswith("stallwatch: ")]
    assert len(lines) == 2
    for line in lines:
        assert f"is kept as {aside.name}; no other is begun by itself" in line
    assert not (folder / "ledger.sqlite3").exists()
    assert not (folder / HEARTBEAT).exists()


def test_doctor_says_it_until_it_is_taken_away(folder: Path) -> None:
    def ledger() -> tuple[bool, str]:
        said = CliRunner().invoke(app, ["--config", str(folder), "doctor", "--json"], obj=Globals())
        (check,) = [each for each in json.loads(said.stdout) if each["name"] == "ledger"]
        return check["ok"], check["says"]

    ok, says = ledger()
    assert not ok
    assert "the ledger is damaged: its pages do not fit together" in says
    assert "was found damaged and is kept as" in ledger()[1]
    (aside,) = damage.set_aside(folder / "ledger.sqlite3")
    Ledger.open("ledger.sqlite3", folder / "sites").close()
    (folder / "sites" / "ledger.sqlite3").rename(folder / "ledger.sqlite3")  # a backup
    ok, says = ledger()
    assert (ok, aside.name in says) == (False, True)
    assert "move it away when done with it" in says
    aside.unlink()
    assert ledger() == (True, "ledger.sqlite3")
