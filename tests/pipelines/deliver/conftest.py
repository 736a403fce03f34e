"""Fixtures of the tests of delivery: a ledger, a clock that is moved by hand, and an outbox that can be filled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from config.environment import ElasticTarget, SlackTarget
from config.schema import Elasticsearch
from demo.receiver import Receiver
from pipelines.deliver.deliver import Outcome, Targets, deliver
from pipelines.finding import Finding
from pipelines.ledger import Ledger, listings
from tests.pipelines.deliver.samples import NOW


@dataclass
class Time:
    """A clock that only moves when somebody sleeps or moves it."""

    at: datetime = NOW
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.move(seconds)

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    def monotonic(self) -> float:
        return (self.at - NOW).total_seconds()


@dataclass
class Bench:
    """A ledger with an outbox, and how to deliver from it."""

    ledger: Ledger
    time: Time
    said: list[str] = field(default_factory=list)

    def save(self, *findings: Finding, targets: frozenset[str] = frozenset({"slack"})) -> None:
        for finding in findings:
            self.ledger.run(partial(listings.save, finding=finding, now=self.time.now(), run="r", targets=targets))

    def deliver(
        self,
        slack: Mapping[str, str] | None = None,
        elasticsearch: ElasticTarget | None = None,
        settings: Elasticsearch | None = None,
        until: Callable[[], bool] = lambda: True,
    ) -> Outcome:
        hooks = {channel: SlackTarget(channel, webhook) for channel, webhook in (slack or {}).items()}
        targets = Targets(elasticsearch, hooks, settings or Elasticsearch())
        return deliver(
            self.ledger, targets, now=self.time.now, sleep=self.time.sleep, until=until, say=self.said.append
        )


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def bench(tmp_path: Path, time: Time) -> Iterator[Bench]:
    with Ledger.open("ledger.sqlite3", tmp_path) as ledger:
        yield Bench(ledger, time)


@pytest.fixture
def receiver(time: Time) -> Iterator[Receiver]:
    """A stand-in for Slack on the same clock."""
    with Receiver(clock=time.monotonic) as running:
        yield running
