"""What the ways to Elasticsearch and to Slack have in common, as the loop sees them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from pipelines.ledger import Ledger

REST = timedelta(minutes=5)
"""How long a target that refuses us is left alone while we go on for the others."""

Clock = Callable[[], datetime]
Say = Callable[[str], None]


@dataclass(slots=True)
class Desk:
    """What a lane works with."""

    ledger: Ledger
    now: Clock
    """UTC."""
    say: Say
    """Tell the operator one line; never a secret, never what a post says."""
    delivered: int = 0
    """Documents and alerts that arrived; a digest counts for each alert in it."""
    buried: int = 0
    """Dead letters made."""
    refused: list[str] = field(default_factory=list)
    """Targets that refuse us as far as we know, each once."""
    _told: set[str] = field(default_factory=set)

    def tell_once(self, line: str) -> None:
        """Tell a line that was not told before."""
        if line not in self._told:
            self._told.add(line)
            self.say(line)

    def refuse(self, name: str, reason: str) -> None:
        """Note and tell once that a target refuses us."""
        if name not in self.refused:
            self.refused.append(name)
        self.tell_once(f"{name}: {reason}")

    def accepted(self, name: str) -> None:
        """Note that a target takes what we send, whatever it said before."""
        if name in self.refused:
            self.refused.remove(name)


class Lane(Protocol):
    """A way to a target."""

    def due(self) -> datetime | None:
        """Return when there is something to do; `None`: nothing waits that could be sent."""

    def step(self) -> None:
        """Do a bounded piece of what is due."""

    def close(self) -> None:
        """Let go of connections."""
