"""What `run` starts ends with it, however it ends: standard input tells."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.ledger import sites
from tests.onions import invented
from tests.services.program import ROOT, Program

ENDS = """
import time
from crawler.follow import end_when_stdin_closes
end_when_stdin_closes()
print("watches", flush=True)
time.sleep(10)
"""


def test_a_process_ends_when_its_stdin_is_closed() -> None:
    command = [sys.executable, "-c", ENDS]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == b"watches\n"
        process.stdin.close()
        assert process.wait() == -signal.SIGTERM


@pytest.fixture
def stage(tmp_path: Path) -> Program:
    """An operator whose tor never gets anywhere."""
    program = Program(tmp_path / "operator")
    assert program.call("init").returncode == 0
    tor = tmp_path / "slow-tor"
    tor.write_text(f"#!/bin/sh\necho $$ >{tmp_path}/tor.pid\nexec sleep 600\n")
    tor.chmod(tor.stat().st_mode | stat.S_IXUSR)
    (program.folder / "stallwatch.yml").write_text(f"tor: {{launch: true, binary: '{tor}', bootstrap: 600s}}\n")
    site: dict[str, object] = {"id": "forum", "engine": "mybb", "addresses": [f"http://{invented('forum')}"]}
    site["boards"] = [{"id": "all", "path": "/forumdisplay.php?fid=2"}]
    (program.folder / "sites" / "forum.yml").write_text(json.dumps(site))
    return program


def pid_of(file: Path) -> int:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if file.exists() and (written := file.read_text().strip()):
            return int(written)
        time.sleep(0.05)
    raise AssertionError("the crawl did not get to its tor")


def test_a_run_that_is_killed_takes_its_children_along(stage: Program) -> None:
    process = stage.start("run")
    tor = pid_of(stage.folder.parent / "tor.pid")
    try:
        process.kill()
        process.communicate(timeout=120)  # until the last of the children has let go of the pipes
    finally:
        process.kill()
        with contextlib.suppress(ProcessLookupError):  # a crawl that is left ends with its tor
            os.kill(tor, signal.SIGKILL)
    assert not Path(f"/proc/{tor}").exists()
    with stage.ledger() as ledger:
        assert [each.lease_owner for each in ledger.read(sites.states).values()] == [None]


def test_a_crawl_that_nobody_holds_heeds_no_stdin(stage: Program) -> None:
    process = stage.start("crawl")  # its standard input is closed from the beginning, as cron's may be
    try:
        os.kill(pid_of(stage.folder.parent / "tor.pid"), signal.SIGTERM)
        _, said = process.communicate(timeout=120)
    finally:
        process.kill()
    assert process.returncode == 4
    assert "tor ended by itself" in said
