"""Tells from inside of a stallwatch process what it is at, and lets it linger there, so that a kill can hit it.

Runs before anything else of the process (`tests/services/hook`), so it imports nothing of the product by itself. Each
record is a line `PID ROLE WORDS`, written to a pipe before the step that it names is taken: of a process that was
killed, the last ones say where it was.
"""

import contextlib
import functools
import json
import os
import random
import sys
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

from tests.guards.taken_out import AfterImport

ROLES = ("run", "crawl", "deliver")
WRITES = ("INSERT", "UPDATE", "DELETE")


def install(plan: str) -> None:
    """Prepare it. `plan`: JSON with `pipe`, `seed`, and `linger`, the longest pause in seconds, by stage.

    `commit`: which of the process's writing transactions is lingered in, counted from 1.
    """
    told = json.loads(plan)
    teller = Teller(told["pipe"], told["seed"], told["linger"], told["commit"])
    for name, patch in PATCHES.items():
        sys.meta_path.insert(0, AfterImport(name, functools.partial(patch, teller)))


class Teller:
    """Writes records, and lingers."""

    def __init__(self, pipe: str, seed: int, linger: dict[str, float], commit: int) -> None:
        self._role = next((each for each in sys.orig_argv if each in ROLES), "other")
        self._pipe = os.open(pipe, os.O_WRONLY)
        self._chance = random.Random(f"{seed} {self._role}")
        self._linger = linger
        self._lingers_in = commit
        self._writing = 0
        self.tell("begins")

    def tell(self, words: str) -> None:
        with contextlib.suppress(OSError):  # whoever listened is gone
            os.write(self._pipe, f"{os.getpid()} {self._role} {words}\n".encode())

    def linger(self, stage: str) -> None:
        time.sleep(self._chance.uniform(0.3, 1) * self._linger.get(stage, 0))

    def writes(self, is_first: bool) -> None:
        """Note a statement of a transaction that writes: it was executed and is not committed."""
        if is_first:
            self._writing += 1
            self.tell(f"+commit {self._writing}")
        if self._writing == self._lingers_in:
            self.linger("commit")


def _ledger(teller: Teller, module: ModuleType) -> None:
    """A transaction is at stake from its first writing statement on until its COMMIT has returned."""
    from sqlalchemy import Engine, event  # noqa: PLC0415 - not before the product does

    plain = module.Ledger._transaction
    written = 0

    def executed(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        nonlocal written
        if statement.lstrip()[:6].upper() in WRITES:
            written += 1
            teller.writes(written == 1)

    def transaction(self: Any, work: Callable[..., Any]) -> Any:
        nonlocal written
        written = 0
        try:
            return plain(self, work)
        finally:
            if written:
                teller.tell("-commit")

    event.listen(Engine, "after_cursor_execute", executed)
    module.Ledger._transaction = transaction


def _posts(teller: Teller, module: ModuleType) -> None:
    """A message is at stake from before its request on until the outbox has forgotten it."""
    plain = module.Messages._send

    def send(self: Any, *arguments: Any) -> Any:
        teller.tell("+post")
        try:
            return plain(self, *arguments)
        finally:
            teller.tell("-post")

    module.Messages._send = send


def _webhooks(teller: Teller, module: ModuleType) -> None:
    plain = module.Webhooks.post

    def post(*arguments: Any) -> Any:
        teller.linger("post")
        answer = plain(*arguments)
        teller.tell("answered")
        teller.linger("post")
        return answer

    module.Webhooks.post = post


def _bulks(teller: Teller, module: ModuleType) -> None:
    """Documents are at stake from before their request on until the outbox has forgotten them."""
    plain_send, plain_note = module.send, module.Documents._note

    def send(*arguments: Any) -> Any:
        teller.tell("+bulk")
        teller.linger("bulk")
        answers = plain_send(*arguments)
        teller.tell("answered")
        teller.linger("bulk")
        return answers

    def note(*arguments: Any) -> Any:
        try:
            return plain_note(*arguments)
        finally:
            teller.tell("-bulk")

    module.send, module.Documents._note = send, note


PATCHES: dict[str, Callable[[Teller, ModuleType], None]] = {
    "pipelines.ledger.store": _ledger,
    "pipelines.deliver.messages": _posts,
    "pipelines.deliver.slack": _webhooks,
    "pipelines.deliver.documents": _bulks,
}
