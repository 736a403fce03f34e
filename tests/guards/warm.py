"""A process that has imported what the product is built on, and nothing of the product: each run of pytest is its fork.

A guard's tests take less time than a new process needs for those imports. What is replaced by `taken_out` must not have
been imported, so of the product and of its tests there is nothing here; a reactor is made by whoever needs one.
"""

from __future__ import annotations

import atexit
import functools
import importlib
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.guards.taken_out import take_out

ROOT = Path(__file__).parents[2]
HEAVY = (
    "alembic.command", "babel.numbers", "dateparser.search", "elasticsearch", "hypothesis.strategies", "lxml.html",
    "parsel", "phonenumbers", "pydantic", "requests", "rich.console", "ruamel.yaml", "scrapy.core.engine",
    "scrapy.core.downloader.handlers.http11", "scrapy.crawler", "slack_sdk", "sqlalchemy.dialects.sqlite", "stem.control",
    "tldextract", "typer",
)  # fmt: skip
OURS = ("bench", "config", "crawler", "demo", "pipelines", "spiders")


class HungError(AssertionError):
    """The run did not end in its time."""


def run(arguments: Sequence[str], environment: Mapping[str, str], out: Path, seconds: int) -> int:
    """Run pytest in a fork, with this environment; its output goes to `out`. Returns pytest's code; raises `HungError`."""
    process = _started()
    assert process.stdin is not None
    assert process.stdout is not None
    asked = {"arguments": list(arguments), "environment": dict(environment), "out": str(out), "seconds": seconds}
    process.stdin.write(json.dumps(asked) + "\n")
    process.stdin.flush()
    code = json.loads(process.stdout.readline())
    if code is None:
        raise HungError(f"pytest did not end within {seconds} s\n{out.read_text(encoding='utf-8')}")
    return int(code)


@functools.cache
def _started() -> subprocess.Popen[str]:
    """Start the process; it ends with its standard input, and so with us."""
    command = [sys.executable, "-m", "tests.guards.warm"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(_end, process)
    return process


def _end(process: subprocess.Popen[str]) -> None:
    process.communicate()


def main() -> None:
    """Answer each line of standard input, a request as `run` writes it, with the code of its run; `null`: it hung."""
    for name in HEAVY:
        importlib.import_module(name)
    there = [name for name in sys.modules if name.partition(".")[0] in OURS or name == "twisted.internet.reactor"]
    assert there == [], f"imported too early: {there}"
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(**asked)
        answers.write(json.dumps(_code(child, asked["seconds"])) + "\n")
        answers.flush()


def _become(arguments: list[str], environment: dict[str, str], out: str, **_: object) -> None:
    """Be what `python -m pytest` would have been, with `tests/services/hook` in its path; does not return."""
    code = 1
    try:
        with Path(out).open("wb") as file, Path(os.devnull).open("rb") as nothing:
            os.dup2(nothing.fileno(), 0)
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        os.environ.clear()
        os.environ.update(environment)
        take_out(environment["GUARD_TAKEN_OUT"])
        code = int(pytest.main(arguments))
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _code(child: int, seconds: int) -> int | None:
    """Wait for a run; one that takes too long is ended."""
    ended = os.pidfd_open(child)
    try:
        in_time = select.select([ended], [], [], seconds)[0]
    finally:
        os.close(ended)
    if not in_time:
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    return os.waitstatus_to_exitcode(status) if in_time else None


if __name__ == "__main__":
    main()
