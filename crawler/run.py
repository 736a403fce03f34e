"""`stallwatch run`: two processes joined by the outbox. Crawl knows no secrets of the targets; deliver knows no Tor.

Deliver runs all the while, so that an alert does not wait for the crawl's end. It drains the outbox and ends when its
standard input is closed, which happens when the crawl is over, however it ended. The crawl's is closed when `run` is
gone, which a SIGKILL gives no time to say: then it ends as if told to, and nobody is left crawling for no one.
"""

from __future__ import annotations

import contextlib
import json
import logging
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawler.exits import Exit, combine
from crawler.targets import without_access, without_secrets

logger = logging.getLogger(__name__)

HEARTBEAT = "heartbeat.json"
"""Written after every run: its age tells of a dead cron, its `last_success` of a cron that only fails."""

OURSELVES = (sys.executable, "-P", "-m", "crawler.cli")
"""How stallwatch starts itself. Without `-P` the folder that it is called in would be searched for code first."""

GRACE = 60.0
"""Seconds that a half may take to end once it is told to; then it is killed.

How long deliver goes on after a crawl that came to its end is its own to say (`pipelines.deliver.deliver.PATIENCE`).
"""


@dataclass(frozen=True, slots=True)
class Commands:
    """How to call the two halves."""

    crawl: Sequence[str]
    """Arguments of `stallwatch` for the crawl process."""
    deliver: Sequence[str]
    """Arguments of `stallwatch` for the deliver process."""


def run(
    folder: Path, commands: Commands, variables: Mapping[str, str], targets: frozenset[str], *, lame: bool = False
) -> Exit:
    """Crawl and deliver; return the code to tell. Both processes are gone when this returns, or is told to end.

    `variables`: the environment, an env file's lines among them. Each half is given its share only.
    `lame`: whether sites are left out, since their files are wrong: then 2 is the code of a real run, too.
    """
    signal.signal(signal.SIGTERM, terminated)
    with _child(commands.deliver, without_access(variables)) as deliver:
        with _child(commands.crawl, without_secrets(variables, targets)) as crawl:
            crawled = _told("crawl", _wait(crawl))
        if deliver.stdin:
            with contextlib.suppress(BrokenPipeError):
                deliver.stdin.close()
        delivered = _told("deliver", _wait(deliver))
    code = combine([crawled, delivered])
    beat(folder, code, real=lame and code is Exit.USAGE)
    return code


def terminated(_number: int, _frame: object) -> None:
    """Leave through the `with` blocks, which end the children: cron's and systemd's way to stop a run."""
    raise SystemExit(128 + signal.SIGTERM)


def beat(folder: Path, code: Exit, *, real: bool = False) -> None:
    """Write down that a run ended and how; a success is exit code 0.

    A run that did nothing (a mistake of usage, or no site to claim) leaves what the last real one wrote.
    `real`: whether it did something, whatever its code says.
    """
    if code in (Exit.USAGE, Exit.NOTHING_CLAIMED) and not real:
        return
    file = folder / HEARTBEAT
    before: dict[str, object] = {}
    with contextlib.suppress(OSError, ValueError):
        before = json.loads(file.read_text(encoding="utf-8"))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    success = now if code is Exit.OK else before.get("last_success")
    beaten = {"last_run": now, "exit": int(code), "last_success": success}
    fresh = file.with_suffix(".new")
    try:
        fresh.write_text(json.dumps(beaten) + "\n", encoding="utf-8")
        fresh.chmod(0o600)
        fresh.replace(file)
    except OSError as error:  # the age of the one that is there tells of it
        logger.warning("%s: cannot be written: %s", file, error.strerror)


@contextlib.contextmanager
def _child(arguments: Sequence[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    command = [*OURSELVES, *arguments]
    process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE)  # noqa: S603 - our own program
    try:
        yield process
    finally:
        _end(process)


def _wait(process: subprocess.Popen[bytes]) -> int:
    """Wait for a child; on Ctrl-C the terminal has told it already, so it is only waited for."""
    try:
        return process.wait()
    except KeyboardInterrupt:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
        raise


def _told(half: str, code: int) -> int:
    """Tell of a half that somebody ended, which could not say so: by codes of its own it has said why."""
    if code not in tuple(Exit):
        number = -code if code < 0 else code - 128
        logger.error("the %s process was ended from outside (signal %d): is the machine out of memory?", half, number)
    return code


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
