"""States are told when they change; runs leave a trace of how they ended."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from pipelines.ledger import sites
from pipelines.ledger.tables import runs
from tests.pipelines.ledger.making import NOW, at


@pytest.mark.parametrize(
    ("states", "told"),
    [
        (["ok"], [True]),
        (["ok", "ok"], [True, False]),
        (["ok", "captcha", "captcha", "ok"], [True, True, False, True]),
    ],
)
def test_a_state_is_told_when_it_is_another(ledger, states, told):
    def tell(conn):
        return [sites.set_state(conn, "forum", state, "look", at(hour)) for hour, state in enumerate(states)]

    assert ledger.run(tell) == told


def test_since_when_and_what_to_do(ledger):
    for hour, advice in enumerate(("log in", "log in again")):
        ledger.run(lambda conn, h=hour, a=advice: sites.set_state(conn, "forum", "login_required", a, at(h)))
    report = ledger.read(sites.states)["forum"]
    assert (report.state, report.since, report.advice) == ("login_required", NOW, "log in again")
    assert (report.last_visit, report.due_at, report.lease_owner) == (None, None, None)


def test_a_run_is_noted_at_its_start_and_its_end(ledger):
    ledger.run(lambda conn: sites.start_run(conn, "run-1", "crawl", NOW))
    ledger.run(lambda conn: sites.end_run(conn, "run-1", {"pages": 7}, 3, at(1)))
    row = ledger.read(lambda conn: conn.execute(select(runs)).one())
    assert row._asdict() == {
        "id": "run-1", "command": "crawl", "started_at": NOW, "ended_at": at(1), "exit_code": 3, "summary": {"pages": 7},
    }  # fmt: skip


def test_the_last_success_is_one_of_the_same_command(ledger):
    for number, (command, code) in enumerate([("crawl", 0), ("crawl", 0), ("crawl", 4), ("deliver", 0)]):
        ledger.run(lambda conn, n=number, c=command: sites.start_run(conn, str(n), c, at(n)))
        ledger.run(lambda conn, n=number, x=code: sites.end_run(conn, str(n), {}, x, at(n)))
    ledger.run(lambda conn: sites.start_run(conn, "under way", "crawl", at(9)))
    assert ledger.read(lambda conn: sites.last_success(conn, "crawl")) == at(1)
    assert ledger.read(lambda conn: sites.last_success(conn, "reread")) is None
