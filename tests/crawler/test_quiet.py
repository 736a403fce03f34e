"""`--quiet`, by which cron mails what somebody must act on: whatever ends badly says why, and all else says nothing."""

from __future__ import annotations

import json
import os
import signal
import stat
from pathlib import Path

import pytest

from crawler.command import teller
from crawler.exits import Exit
from crawler.lines import Progress
from tests.crawler.test_follow import pid_of
from tests.crawler.walled import Stage, stage
from tests.services.program import Program

CAPTCHA = "<title>One moment</title><form><img src='/captcha.png'><input name='answer'></form>"
OPS = {"STALLWATCH_TARGETS": "slack:ops"}


def said(found: Stage, *command: str, **variables: str) -> tuple[int, str]:
    done = Program(found.folder).call(*command, "--quiet", **variables)
    return done.returncode, done.stdout + done.stderr


def test_every_end_that_is_not_well_says_why_and_no_other_says_anything(tmp_path: Path) -> None:
    with stage(tmp_path / "folder", {"harbour": "mybb"}) as found:
        found.folder.chmod(0o700)
        ends = [said(found, "crawl", **OPS)]
        assert ends == [(Exit.OK, "")]
        file = found.folder / "sites" / "harbour.yml"
        right = file.read_text()
        file.write_text(json.dumps({**json.loads(right), "visit_every": "1d"}))
        assert said(found, "crawl", "--site", "harbour", **OPS) == (Exit.OK, "")
        assert said(found, "crawl", **OPS) == (Exit.NOTHING_CLAIMED, "")
        file.write_text(right)
        found.sites["harbour"].all = (CAPTCHA, 200)
        ends.append(said(found, "crawl", "--site", "harbour", **OPS))
        assert "harbour: captcha (was ok)" in ends[-1][1]
        # Told once, as in the operator's channel: cron calls every few minutes.
        assert said(found, "crawl", "--site", "harbour", **OPS) == (Exit.OK, "")
        strict = said(found, "crawl", "--site", "harbour", "--strict", **OPS)
        assert (strict[0], "harbour: captcha" in strict[1]) == (Exit.WORSE, True)
        ends.append(said(found, "deliver"))
        assert "STALLWATCH_SLACK_OPS_WEBHOOK is not set" in ends[-1][1]
        settings = found.folder / "stallwatch.yml"
        settings.write_text("tor: {launch: false, socks: '127.0.0.1:9', control: null}\n")
        ends.append(said(found, "crawl", "--site", "harbour", **OPS))
        settings.write_text("tors: {}\n")
        ends.append(said(found, "run"))
        ends.append(killed(found.folder, tmp_path))
    assert {code for code, _ in ends} == set(Exit) - {Exit.NOTHING_CLAIMED}
    assert all(words.strip() for code, words in ends if code != Exit.OK), ends


def killed(folder: Path, place: Path) -> tuple[int, str]:
    """Run with a tor that gets nowhere, and kill the crawl, which then can say nothing."""
    tor = place / "slow-tor"
    tor.write_text(f"#!/bin/sh\necho $$ >{place}/tor.pid\necho $PPID >{place}/crawl.pid\nexec sleep 600\n")
    tor.chmod(tor.stat().st_mode | stat.S_IXUSR)
    (folder / "stallwatch.yml").write_text(f"tor: {{launch: true, binary: '{tor}', bootstrap: 600s}}\n")
    with Program(folder).start("run", "--site", "harbour", "--quiet") as process:
        own, parent = pid_of(place / "tor.pid"), pid_of(place / "crawl.pid")
        os.kill(parent, signal.SIGKILL)
        out, err = process.communicate(timeout=120)
        os.kill(own, signal.SIGKILL)
    assert "the crawl process was ended from outside (signal 9)" in err
    return process.returncode, out + err


def test_what_is_not_marked_as_progress_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    for quiet, shown in ((True, "trouble\n"), (False, "going\ntrouble\n")):
        say = teller(quiet)
        say(Progress("going"))
        say("trouble")
        assert capsys.readouterr().err == shown
