"""Where a kill comes from: one plan at a time, carried out when the moment that it names is there.

What a process asks for is seen from outside (pages, posts, bulks): its request is held while the kill comes. What it
does by itself it tells (`tests.torture.watch`), and lingers there.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.torture.watch import Process

STAGES = ("crawl", "commit", "bulk", "post")

POINTS = {
    "crawl": ("asked", "answered"),
    "commit": ("open",),
    "bulk": ("before", "arrived", "taken", "answered"),
    "post": ("before", "arrived", "taken", "answered"),
    "any": ("any",),
}
"""Moments of each stage. Of a request: before it is sent; it arrived and is lost; it arrived, and its answer is lost; its
answer arrived, and nothing is noted of it."""

_WORDS = {stage: {"before": f"+{stage}", "answered": "answered"} for stage in ("bulk", "post")}


@dataclass(frozen=True, slots=True)
class Plan:
    """Whom to kill, and when."""

    command: tuple[str, ...]
    """What is started: of `stallwatch`."""
    victim: str
    """Role of the process to kill."""
    stage: str
    """One of `STAGES`, or `any`."""
    point: str
    """One of its `POINTS`."""
    nth: int = 1
    """Which request, or which transaction that writes, from 1."""
    delay: float = 0.0
    """Seconds from the moment to the kill; of `any`, from the victim's beginning."""

    @property
    def seen(self) -> str:
        """Role of the process whose transactions are counted: the victim, or the crawl of a `run` that is killed."""
        return "crawl" if self.victim == "run" else self.victim


@dataclass(slots=True)
class Gate:
    """Carries one plan out after the other."""

    plan: Plan | None = None
    pids: dict[str, int] = field(default_factory=dict)
    """Of the processes that have begun, by role."""
    arrived: Counter[str] = field(default_factory=Counter)
    """Requests since the plan was made: `page`, `post`, `bulk`."""
    at_kill: Counter[str] = field(default_factory=Counter)
    """The same at the moment of the kill."""
    killed: threading.Event = field(default_factory=threading.Event)
    """Set by a kill that met a living process."""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _struck: bool = False

    def arm(self, plan: Plan | None) -> None:
        """Take the next plan; `None`: nobody is killed."""
        with self._lock:
            self.plan, self._struck = plan, False
            self.pids.clear()
            self.arrived.clear()
            self.at_kill.clear()
            self.killed.clear()

    def disarm(self) -> None:
        """Kill nobody any more; what is known of the last plan stays."""
        with self._lock:
            self.plan = None

    def heard(self, process: Process, words: str) -> None:
        """Hear what a process says."""
        plan = self.plan
        if words == "begins":
            self.pids[process.role] = process.pid
            if plan is not None and plan.stage == "any" and process.role == plan.victim:
                self._later()
        elif plan is None:
            return
        elif (plan.stage == "commit" and process.role == plan.seen and words == f"+commit {plan.nth}") or (
            plan.stage == process.delivering and words == _WORDS[plan.stage].get(plan.point)
        ):
            self._later()

    def comes(self, kind: str) -> bool:
        """Hold a request that arrived; `False`: it is to be lost."""
        with self._lock:
            self.arrived[kind] += 1
            count = self.arrived[kind]
        plan = self.plan
        if plan is None or self._struck:
            return True
        if kind == "page" and plan.stage == "crawl" and count == plan.nth:
            if plan.point == "answered":
                self._later()
            else:
                self._strike()
        elif kind == plan.stage and plan.point == "arrived":
            self._strike()
            return False
        return True

    def taken(self, kind: str) -> None:
        """Hold the answer to a request that was carried out."""
        plan = self.plan
        if plan is not None and kind == plan.stage and plan.point == "taken":
            self._strike()

    def _later(self) -> None:
        if self.plan is not None:
            timer = threading.Timer(self.plan.delay, self._strike, kwargs={"of": self.plan})
            timer.daemon = True
            timer.start()

    def _strike(self, of: Plan | None = None) -> None:
        with self._lock:
            plan = self.plan
            if plan is None or self._struck or (of is not None and of is not plan):
                return
            pid = self.pids.get(plan.victim)
            if pid is None:
                return
            self._struck = True
            self.at_kill.update(self.arrived)
            if kill(pid):
                self.killed.set()


def kill(pid: int) -> bool:
    """Kill a process; whether it was alive: one that has ended is there, and takes signals, until its parent asks."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        os.kill(pid, signal.SIGKILL)
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in ("Z", "X")
