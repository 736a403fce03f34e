"""Who runs this is told once when something changes and once when it is well again; what flaps is not told each time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.load import Config
from config.schema import Settings
from crawler import operator
from crawler.context import Run
from crawler.operator import BREACHED, MET, Found
from demo.blockkit import as_text, fault
from pipelines.deliver.digest import wire
from pipelines.ledger import Ledger
from pipelines.ledger.site_events import RUN, STATE
from pipelines.ledger.tables import outbox

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
CONFIG = Config(Path(), Settings(operator_channel="ops"), (), ())


class Desk:
    """Finds a site in some states, one after the other, and remembers what was told."""

    def __init__(self, ledger: Ledger, targets: frozenset[str] = frozenset({"slack:ops"})) -> None:
        self.now = NOW
        self.run = Run("r1", ledger, (), targets, lambda _: None)
        self.run.now = lambda: self.now  # type: ignore[method-assign]

    def find(
        self, value: str, subject: str = STATE, site: str = "harbour", after: float = 0, tell: bool = True
    ) -> None:
        self.now += timedelta(hours=after)
        found = [Found(subject, value, "Do this.")]
        self.run.ledger.run(lambda conn: operator.note(conn, site, found, self.now, "r1"))
        if tell:
            operator.tell(self.run, CONFIG, [site])

    def told(self) -> list[str]:
        rows = self.run.ledger.read(lambda conn: conn.execute(outbox.select().order_by(outbox.c.id)).all())
        assert all(fault(wire(row.payload)) is None for row in rows)
        return [row.payload["text"] for row in rows]


@pytest.fixture
def desk(tmp_path):
    with Ledger.open("ledger.sqlite3", tmp_path) as ledger:
        yield Desk(ledger)


STORIES = [
    ("a first good visit is no news", [("ok", 0)], []),
    ("a first bad one is", [("captcha", 0)], ["harbour: captcha (was ok)"]),
    ("once, however long", [("ok", 0), ("down", 1), ("down", 5), ("down", 90)], ["harbour: down (was ok)"]),
    ("its end is told", [("down", 0), ("ok", 5)], ["harbour: down (was ok)", "harbour: ok again after 5 hours (down)"]),
    (
        "another wall is another step",
        [("queue", 0), ("captcha", 1), ("ok", 2)],
        ["harbour: queue (was ok)", "harbour: captcha (was queue)", "harbour: ok again after 3 hours (captcha)"],
    ),
    (
        "to and fro is told once",
        [("down", 0), ("ok", 0.1)] + [("down", 0.1), ("ok", 0.1)] * 20,
        ["harbour: down (was ok)", "harbour: ok again after 6 minutes (down)"],
    ),
    (
        "until it stays",
        [("down", 0), ("ok", 0.1), ("down", 0.1), ("down", 0.5), ("down", 0.6)],
        ["harbour: down (was ok)", "harbour: ok again after 6 minutes (down)", "harbour: down (was ok)"],
    ),
    (
        "a day later it is news",
        [("down", 0), ("ok", 1), ("down", 30)],
        ["harbour: down (was ok)", "harbour: ok again after 1 hour (down)", "harbour: down (was ok)"],
    ),
]


@pytest.mark.parametrize(("visits", "told"), [row[1:] for row in STORIES], ids=[row[0] for row in STORIES])
def test_what_is_told_of_states(desk, visits, told):
    for value, after in visits:
        desk.find(value, after=after)
    assert desk.told() == told


def test_an_expectation_is_told_like_a_state(desk):
    for value in (MET, BREACHED, BREACHED, MET):
        desk.find(value, "rows", after=1)
    assert desk.told() == [
        "harbour: rows not as expected (was as expected)",
        "harbour: ok again after 2 hours (rows not as expected)",
    ]


def test_a_tor_that_is_away_is_told_as_the_run_s(desk):
    desk.find("ok", operator.TOR, RUN)
    desk.find("unavailable", operator.TOR, RUN)
    assert desk.told() == ["tor: unavailable (was ok)"]


def test_many_at_once_are_one_message_with_every_next_step(desk):
    for number in range(30):
        desk.find("down", site=f"site{number}", tell=False)
    operator.tell(desk.run, CONFIG, [f"site{number}" for number in range(30)])
    assert desk.told() == ["30 changes at once: 30 worse, 0 ok again"]
    [row] = desk.run.ledger.read(lambda conn: conn.execute(outbox.select()).all())
    text = as_text(wire(row.payload))
    assert text.count("Next step: Do this.") == 20
    assert "and 10 more" in text
    assert row.listing_id is None


def test_without_a_channel_nothing_waits_and_the_ledger_knows_it_all_the_same(tmp_path):
    with Ledger.open("ledger.sqlite3", tmp_path) as ledger:
        desk = Desk(ledger, targets=frozenset({"slack:soc"}))
        desk.find("down")
        assert desk.told() == []
        rows = ledger.read(lambda conn: conn.exec_driver_sql("SELECT before, after, told_at FROM site_events").all())
        assert [tuple(row) for row in rows] == [(None, "down", None)]
