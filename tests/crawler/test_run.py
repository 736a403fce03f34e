"""`run` as cron sees it: it ends whole when told to, and the heartbeat tells of real runs only."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import crawler
from crawler.exits import Exit
from crawler.init import init
from crawler.run import HEARTBEAT, beat
from pipelines.ledger import sites
from tests.demo.theatre import Theatre, theatre
from tests.services.tor import TestNetwork


@pytest.fixture
def stage(tmp_path: Path, tor_network: TestNetwork) -> Iterator[Theatre]:
    with theatre(tmp_path / "operator", tor_network) as found:
        yield found


def processes(folder: Path) -> list[int]:
    """Processes that have the folder in their command line."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            command = (each / "cmdline").read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        if str(folder) in command and int(each.name) != os.getpid():
            found.append(int(each.name))
    return found


def test_sigterm_ends_everything_and_gives_the_sites_back(stage: Theatre) -> None:
    stage.slow_down("forum", 1)
    process = stage.start("run", "--site", "forum")
    until = time.monotonic() + 180
    while stage.requests() < 3 and time.monotonic() < until:
        time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=180)
    assert process.returncode == 128 + signal.SIGTERM
    assert processes(stage.folder) == []
    with stage.ledger() as ledger:
        assert ledger.read(sites.states)["forum"].lease_owner is None


def test_no_code_comes_from_the_folder_that_it_is_called_in(tmp_path: Path) -> None:
    """Cron's line changes into a folder; in a shared one anybody may have put a file."""
    ours = Path(str(crawler.__file__)).parents[1]
    folder, shared = tmp_path / "operator", tmp_path / "shared"
    init(folder)
    (shared / "crawler").mkdir(parents=True)
    for name in ("crawler/__init__.py", "typer.py", "config.py"):
        (shared / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write(__file__)\nraise SystemExit(99)\n")
    command = [sys.executable, "-P", "-m", "crawler.cli", "--config", str(folder), "run"]
    env = {**os.environ, "PYTHONPATH": str(ours)}
    done = subprocess.run(command, cwd=shared, env=env, capture_output=True, text=True, check=False)
    assert not (tmp_path / "ran").exists()
    assert done.returncode == Exit.NOTHING_CLAIMED, done.stderr
    assert "no sites: add one to sites/" in done.stderr


def test_the_heartbeat_tells_of_real_runs_only(tmp_path: Path) -> None:
    def read() -> dict[str, object]:
        found: dict[str, object] = json.loads((tmp_path / HEARTBEAT).read_text())
        return found

    beat(tmp_path, Exit.OK)
    good = read()
    assert good["exit"] == 0
    assert good["last_success"] == good["last_run"]
    for nothing_done in (Exit.USAGE, Exit.NOTHING_CLAIMED):
        beat(tmp_path, nothing_done)
        assert read() == good
    beat(tmp_path, Exit.USAGE, real=True)  # some sites were left out, the others visited
    assert read() | {"last_run": ""} == good | {"exit": 2, "last_run": ""}
    beat(tmp_path, Exit.PENDING)
    assert read()["exit"] == 5
    assert read()["last_success"] == good["last_success"]
    assert (tmp_path / HEARTBEAT).stat().st_mode & 0o077 == 0
