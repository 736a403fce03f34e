"""`deliver` as cron sees it when a target fails: exit code, one line with the next step, and nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

import crawler.deliver
from config.environment import Environment
from config.load import load
from crawler.exits import Exit
from demo.receiver import Receiver
from pipelines.ledger import Ledger, listings, outbox
from tests.pipelines.deliver.samples import alerting

RULE = "- {id: mass, title: A million people or more, then: alert, channel: soc, when: {}}\n"
BOTH = frozenset({"elasticsearch", "slack"})
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Cron:
    """Calls `deliver` on a folder, by a clock that is moved by hand."""

    folder: Path
    variables: dict[str, str]
    now: datetime = START
    said: list[str] = field(default_factory=list)

    def deliver(self, **variables: str) -> Exit:
        given = {name: value for name, value in {**self.variables, **variables}.items() if value}
        return crawler.deliver.deliver(load(self.folder), Environment(given), follow=False, say=self.said.append)

    def seconds(self) -> float:
        return (self.now - START).total_seconds()

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def save(self, *ids: str) -> None:
        with self.ledger() as ledger:
            for each in ids:
                ledger.run(partial(listings.save, finding=alerting(each), now=self.now, run="r", targets=BOTH))

    def waiting(self, target: str) -> int:
        with self.ledger() as ledger:
            return ledger.read(lambda conn: outbox.pending(conn, target))

    def ledger(self) -> Ledger:
        return Ledger.open("ledger.sqlite3", self.folder)


@pytest.fixture
def cron(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cron]:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "mass.yml").write_text(RULE, encoding="utf-8")
    found = Cron(tmp_path, {})
    monkeypatch.setattr(crawler.deliver, "_clock", lambda: found.now)
    monkeypatch.setattr(crawler.deliver, "time", SimpleNamespace(sleep=found.sleep))
    with Receiver(clock=found.seconds) as receiver:
        found.variables["STALLWATCH_SLACK_SOC_WEBHOOK"] = receiver.webhook("soc")
        found.receiver = receiver  # type: ignore[attr-defined]
        yield found


@pytest.fixture
def receiver(cron: Cron) -> Receiver:
    return cron.receiver  # type: ignore[attr-defined,no-any-return]


def no_authority(folder: Path) -> None:
    (folder / "stallwatch.yml").write_text(f"elasticsearch: {{ca_certs: '{folder / 'none.pem'}'}}\n", encoding="utf-8")


CLUSTERS: list[tuple[str, dict[str, str], Callable[[Path], None] | None, str]] = [
    ("away", {"URL": "http://127.0.0.1:9"}, None, "elasticsearch cannot be reached (ConnectionError); tried again later"),
    ("open", {"URL": "http://es.example:9200"}, None, "nothing is sent to an Elasticsearch on another machine without TLS"),
    ("no authority", {"URL": "https://127.0.0.1:9"}, no_authority, "elasticsearch.ca_certs: cannot use"),
    ("off", {}, None, "documents wait, but STALLWATCH_ELASTICSEARCH_URL is not set"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("variables", "prepare", "said"), [each[1:] for each in CLUSTERS], ids=[each[0] for each in CLUSTERS]
)
def test_a_cluster_that_gets_nothing_is_5_and_keeps_no_alert_back(
    cron: Cron, receiver: Receiver, variables: dict[str, str], prepare: Callable[[Path], None] | None, said: str
) -> None:
    if prepare is not None:
        prepare(cron.folder)
    cron.save("1", "2")
    assert cron.deliver(**{f"STALLWATCH_ELASTICSEARCH_{name}": value for name, value in variables.items()}) == 5
    assert len(receiver.messages) == 2
    assert (cron.waiting("elasticsearch"), cron.waiting("slack")) == (2, 0)
    assert len([line for line in cron.said if said in line]) == 1
    assert cron.said[-1].endswith("2 still to be delivered, 0 refused for good: see `stallwatch outbox`")


def slack_only(cron: Cron) -> None:
    cron.save("1", "2")
    with cron.ledger() as ledger:
        ledger.run(lambda conn: conn.exec_driver_sql("DELETE FROM outbox WHERE target = 'elasticsearch'"))


def test_retry_after_is_5_in_every_run_until_it_is_over(cron: Cron, receiver: Receiver) -> None:
    slack_only(cron)
    receiver.fail_next(1, "rate_limited", retry_after=1500)
    codes = []
    for _ in range(4):
        codes.append(cron.deliver())
        cron.now += timedelta(minutes=10)
    assert codes == [5, 5, 5, 0]
    assert [status for status, _ in receiver.answers] == [429, 200, 200]


@pytest.mark.parametrize("word", ["rollup_error", "drop", "page"])
def test_a_slack_that_fails_is_5_until_it_does_not(cron: Cron, receiver: Receiver, word: str) -> None:
    slack_only(cron)
    receiver.fail_next(100, word)
    assert cron.deliver() == 5
    receiver.recover()
    cron.now += timedelta(hours=1)
    assert cron.deliver() == 0
    assert len(receiver.messages) == 2


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("no_service", "slack soc: slack answered HTTP 404 no_service: 2 alerts are not sent"),
        (
            "channel_is_archived",
            "slack soc: slack answered HTTP 410 channel_is_archived: 2 alerts are not sent",
        ),
        ("invalid_token", "slack soc: slack answered HTTP 403 invalid_token: 2 alerts are not sent"),
        ("invalid_blocks", "0 still to be delivered, 1 refused for good: see `stallwatch outbox`"),
    ],
)
def test_what_is_refused_for_good_is_kept_said_once_and_tried_when_asked_for(
    cron: Cron, receiver: Receiver, word: str, says: str
) -> None:
    slack_only(cron)
    receiver.fail_next(1, word)
    assert cron.deliver() == 0  # dead letters are not pending: cron does not mail for ever
    assert len([line for line in cron.said if line.startswith(says)]) == 1
    cron.now += timedelta(hours=1)
    assert cron.deliver() == 0
    assert len([line for line in cron.said if line.startswith(says)]) == 1
    with cron.ledger() as ledger:
        ledger.run(lambda conn: outbox.requeue(conn, cron.now))
    assert cron.deliver() == 0
    assert len(receiver.messages) == 2


def test_alerts_from_before_a_clock_was_set_back_go_out_and_it_is_said(cron: Cron, receiver: Receiver) -> None:
    cron.now += timedelta(days=400)
    slack_only(cron)
    cron.now -= timedelta(days=400)
    assert cron.deliver() == 0
    assert len(receiver.messages) == 2
    (said,) = cron.said
    assert said.startswith(
        "2 times in the ledger lay in the future, as after a clock that was set back; what waited is"
    )
