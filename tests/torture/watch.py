"""What stallwatch's processes say that they are at, as `tests.torture.hook` lets them tell."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Process:
    """A stallwatch process that has begun."""

    pid: int
    role: str
    """`run`, `crawl` or `deliver`."""
    commits: int = 0
    """Transactions that wrote something, the open one included."""
    committing: bool = False
    """Whether such a transaction is open."""
    delivering: str = ""
    """`post` or `bulk`: what is under way; empty: nothing."""
    answered: bool = False
    """Whether what is under way has its answer."""
    begun: Counter[str] = field(default_factory=Counter)
    """Posts and bulks, the one under way included."""

    def hear(self, words: str) -> None:
        """Note what the process is at now."""
        what = words[1:].partition(" ")[0]
        if what == "commit":
            self.committing = words[0] == "+"
            self.commits += self.committing
        elif words[0] in "+-":
            self.delivering, self.answered = (what, False) if words[0] == "+" else ("", False)
            self.begun[self.delivering] += 1
        elif words == "answered":
            self.answered = True


class Watch:
    """Listens to the processes that were given its pipe; close it."""

    def __init__(self, pipe: Path, heard: Callable[[Process, str], None]) -> None:
        """`heard` is called in a thread for each record, once its process is up to date."""
        self.pipe = pipe
        os.mkfifo(pipe, 0o600)
        reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        self._ours = os.open(pipe, os.O_WRONLY)  # while it is open, the pipe has no end
        os.set_blocking(reading, True)
        self._heard = heard
        self._processes: dict[int, Process] = {}
        self._marks = 0
        self._seen = 0
        self._change = threading.Condition()
        self._thread = threading.Thread(target=self._listen, args=(reading,), daemon=True)
        self._thread.start()

    def forget(self) -> None:
        """Forget all processes; those that are gone, when the next ones start."""
        self.catch_up()
        with self._change:
            self._processes.clear()

    def process(self, role: str) -> Process | None:
        """Return the process of a role, with all that it has said; `None`: it has not begun."""
        self.catch_up()
        with self._change:
            return next((each for each in self._processes.values() if each.role == role), None)

    def catch_up(self) -> None:
        """Wait until everything is heard that was said before now."""
        with self._change:
            self._marks += 1
            os.write(self._ours, b"0 watch mark\n")
            assert self._change.wait_for(lambda: self._seen >= self._marks, 60), "the pipe is not read"

    def close(self) -> None:
        """Stop listening."""
        os.write(self._ours, b"0 watch end\n")
        self._thread.join()
        os.close(self._ours)

    def _listen(self, reading: int) -> None:
        with os.fdopen(reading, encoding="ascii") as lines:
            for line in lines:
                pid, role, words = line.rstrip("\n").split(" ", 2)
                if words == "end":
                    return
                self._note(int(pid), role, words)

    def _note(self, pid: int, role: str, words: str) -> None:
        with self._change:
            if pid == 0:
                self._seen += 1
                self._change.notify_all()
                return
            process = self._processes.setdefault(pid, Process(pid, role))
            process.hear(words)
        self._heard(process, words)
