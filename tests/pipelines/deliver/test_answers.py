"""What Elasticsearch says of each document, and of a whole request, without one: real answers from a stand-in."""

from __future__ import annotations

import contextlib
import itertools
import json
import socket
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import pytest

from config.environment import ElasticTarget
from config.schema import Elasticsearch
from pipelines.deliver.answer import Verdict
from pipelines.deliver.cluster import connect
from pipelines.deliver.elasticsearch import line, send
from pipelines.ledger import outbox
from pipelines.reading.claim import Price
from tests.pipelines.deliver.conftest import Bench
from tests.pipelines.deliver.samples import NOW, finding, stored
from tests.services.loopback import Handler, served

ALIAS = "stallwatch"
ON = frozenset({"elasticsearch"})


@contextlib.contextmanager
def saying(items: Sequence[dict[str, Any]], first: Callable[[], object] = lambda: None) -> Iterator[ElasticTarget]:
    """Answer every bulk request with 200 and these items, as Elasticsearch does whatever became of them."""
    body = json.dumps({"took": 1, "errors": True, "items": [{"index": item} for item in items]}).encode()

    class Saying(Handler):
        def reply(self) -> None:
            self.sent()
            first()
            self.answer(200, body, x_elastic_product="Elasticsearch")

    with served(Saying) as url:
        yield ElasticTarget(url)


def error(kind: str, reason: str = "field [listing.title] of type [long]: 'secret-word'") -> dict[str, Any]:
    return {"error": {"type": kind, "reason": reason}}


ITEMS: list[tuple[dict[str, Any], Verdict, str]] = [
    ({"status": 201}, Verdict.DONE, ""),
    ({"status": 200}, Verdict.DONE, ""),
    ({"status": 409, **error("version_conflict_engine_exception")}, Verdict.DONE, ""),
    ({"status": 429, **error("es_rejected_execution_exception", "")}, Verdict.AGAIN, "HTTP 429 es_rejected_execution_exception"),
    ({"status": 503, **error("unavailable_shards_exception", "")}, Verdict.AGAIN, "HTTP 503 unavailable_shards_exception"),
    ({"status": 403, **error("cluster_block_exception", "")}, Verdict.AGAIN, "HTTP 403 cluster_block_exception"),
    ({"status": 400, **error("document_parsing_exception")}, Verdict.BURY, "HTTP 400 document_parsing_exception at field listing.title"),
    ({"status": 404, **error("index_not_found_exception", "")}, Verdict.REFUSED, "there is no alias stallwatch"),
    ({"status": 400, **error("index_closed_exception", "closed")}, Verdict.REFUSED, "the index is closed: open it"),
    ({"status": 400, **error("illegal_argument_exception", "no write index is defined for alias [stallwatch]. The write index may be explicitly disabled")}, Verdict.REFUSED, "the alias has no write index"),
    ({"status": 400, **error("illegal_argument_exception", "Validation Failed: 1: this action would add [2] shards, but this cluster currently has [1000]/[1000] maximum normal shards open;")}, Verdict.REFUSED, "the cluster has as many shards as it may have"),
    ({"status": 400, **error("validation_exception", "this cluster currently has [1000]/[1000] maximum normal shards open;")}, Verdict.REFUSED, "the cluster has as many shards as it may have"),
    ({"status": 400, **error("illegal_argument_exception", "Document contains at least one immense term in field [listing.title]")}, Verdict.BURY, "HTTP 400 illegal_argument_exception at field listing.title"),
    ({"status": 403, **error("security_exception", "")}, Verdict.REFUSED, "this login may not write there (HTTP 403)"),
    ({}, Verdict.AGAIN, "HTTP 500"),
]  # fmt: skip


def test_each_document_is_judged_by_its_own_item_of_an_answer_of_200() -> None:
    with saying([item for item, _, _ in ITEMS]) as target:
        lines = [line(job, stored(), NOW) for job in range(len(ITEMS))]
        answers = send(connect(target, Elasticsearch()), ALIAS, lines)
    assert [answers[job].verdict for job in range(len(ITEMS))] == [verdict for _, verdict, _ in ITEMS]
    for job, (_, _, reason) in enumerate(ITEMS):
        assert answers[job].reason.startswith(reason)
    assert "secret-word" not in str(answers)


def test_one_answer_delivers_puts_off_and_buries(bench: Bench) -> None:
    """The document that is there already is delivered; the refused one is kept with its reason, and can be retried."""
    bench.save(*(finding(str(n)) for n in range(4)), targets=ON)
    with saying([ITEMS[0][0], ITEMS[2][0], ITEMS[3][0], ITEMS[6][0]]) as target:
        outcome = bench.deliver(elasticsearch=target)
    assert (outcome.delivered, outcome.dead) == (2, 1)
    assert outcome.waiting == 1
    (letter,) = bench.ledger.read(outbox.dead)
    assert letter.reason == ITEMS[6][2]
    assert bench.ledger.run(lambda conn: outbox.requeue(conn, NOW)) == 1
    assert bench.ledger.read(outbox.pending) == 2


@pytest.mark.parametrize(
    "garbled",
    [
        "UPDATE listings SET claim = '{garbled' WHERE native_id = '1'",
        "UPDATE listings SET claim = '[7]' WHERE native_id = '1'",
        "UPDATE listings SET body = CAST(X'ff41fe' AS TEXT) WHERE native_id = '1'",
        "UPDATE listings SET updates = '[7]' WHERE native_id = '1'",
        "UPDATE matches SET reasons = X'ff' WHERE listing_id IN (SELECT id FROM listings WHERE native_id = '1')",
    ],
)
def test_a_row_that_cannot_be_read_stops_no_other(bench: Bench, garbled: str) -> None:
    bench.save(*(finding(str(n)) for n in range(3)), targets=ON)
    bench.ledger.run(lambda conn: conn.exec_driver_sql(garbled))
    with saying([ITEMS[0][0], ITEMS[0][0]]) as target:
        outcome = bench.deliver(elasticsearch=target)
    (letter,) = bench.ledger.read(outbox.dead)
    bad = finding("1").listing.listing_id
    assert (outcome.delivered, outcome.dead, outcome.waiting) == (2, 1, 0)
    assert (letter.job.listing_id, letter.reason) == (bad, "the ledger's row cannot be read")
    (said,) = bench.said
    assert said.startswith(f"elasticsearch: listing {bad[:8]}: the ledger's row cannot be read (")


@contextlib.contextmanager
def between(
    refused: bytes, status: int = 400, body: bytes = b"<html>400 Bad Request</html>"
) -> Iterator[tuple[str, list[bytes]]]:
    """Somebody in between refuses each request that holds some bytes, and passes the others on to a cluster that takes all."""
    seen: list[bytes] = []

    class Between(Handler):
        def reply(self) -> None:
            seen.append(request := self.sent())
            if refused in request:
                self.answer(status, body, content_type="text/html")
                return
            items = [{"index": {"status": 201}}] * request.count(b'{"index"')
            self.answer(200, json.dumps({"items": items}).encode(), x_elastic_product="Elasticsearch")

    with served(Between) as url:
        yield url, seen


@pytest.mark.parametrize("bad", ["0", "3", "4"])
def test_a_document_that_somebody_in_between_refuses_is_buried_where_others_are_taken(bench: Bench, bad: str) -> None:
    bench.save(*(finding(str(n), title=f"number-{n}") for n in range(5)), targets=ON)
    with between(f"number-{bad}".encode()) as (url, _):
        outcome = bench.deliver(elasticsearch=ElasticTarget(url))
    assert (outcome.delivered, outcome.dead, outcome.waiting, outcome.refused) == (4, 1, 0, ())


def test_who_refuses_everything_and_is_no_elasticsearch_buries_nothing(bench: Bench) -> None:
    """As nginx does: 400 The plain HTTP request was sent to HTTPS port."""
    bench.save(*(finding(str(n)) for n in range(50)), targets=ON)
    with between(b"") as (url, seen):
        outcome = bench.deliver(elasticsearch=ElasticTarget(url))
    assert (outcome.delivered, outcome.dead, outcome.waiting, outcome.refused) == (0, 0, 50, ("elasticsearch",))
    (said,) = bench.said
    assert "and not as Elasticsearch does" in said
    assert len(seen) == 1 + 10


@pytest.mark.parametrize("item", [ITEMS[0][0], ITEMS[3][0], ITEMS[6][0], ITEMS[7][0]])
def test_a_slow_deliverer_settles_nothing_that_another_has_taken_meanwhile(bench: Bench, item: dict[str, Any]) -> None:
    """Else the document of a change that was made since would be taken for one that waits, and be forgotten."""
    bench.save(finding(), targets=ON)
    others: list[outbox.Job] = []

    def in_the_meantime() -> None:
        if not others:
            bench.time.move(outbox.LEASE.total_seconds() + 1)
            others.extend(bench.ledger.run(lambda conn: outbox.take(conn, outbox.ELASTICSEARCH, bench.time.now(), 9)))

    with saying([item], first=in_the_meantime) as target:
        bench.deliver(elasticsearch=target)
    assert len(others) == 1
    assert bench.ledger.run(lambda conn: outbox.still_held(conn, others)) == [others[0].id]
    assert bench.ledger.read(outbox.dead) == []
    bench.save(finding(price=Price(Decimal(4), "BTC")), targets=ON)
    bench.ledger.run(lambda conn: outbox.done(conn, outbox.still_held(conn, others), bench.time.now()))
    assert bench.ledger.read(outbox.pending) == 1, "the change is still to be delivered"


@pytest.mark.parametrize(("status", "verdict"), [(429, Verdict.AGAIN), (503, Verdict.AGAIN), (404, Verdict.REFUSED)])
def test_who_is_sent_singly_ends_at_the_first_that_waits(status: int, verdict: Verdict) -> None:
    """A request that is too large is cut up; the cluster has too much to do, or is gone, meanwhile."""
    answers = itertools.chain([413, 201], itertools.repeat(status))
    asked: list[int] = []

    class Busy(Handler):
        def reply(self) -> None:
            self.sent()
            asked.append(said := next(answers))
            body = {"items": [{"index": {"status": said}}]} if said == 201 else {}
            self.answer(200 if body else said, json.dumps(body).encode(), x_elastic_product="Elasticsearch")

    with served(Busy) as url:
        client = connect(ElasticTarget(url), Elasticsearch())
        said = send(client, ALIAS, [line(job, stored(), NOW) for job in range(5)])
    assert [said[job].verdict for job in range(5)] == [Verdict.DONE, *[verdict] * 4]
    assert asked == [413, 201, status]


def test_a_cluster_that_is_away_is_tried_again() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        away = ElasticTarget(f"http://127.0.0.1:{taken.getsockname()[1]}")
        (answer,) = send(connect(away, Elasticsearch()), ALIAS, [line(1, stored(), NOW)]).values()
    assert (answer.verdict, answer.reason) == (Verdict.AGAIN, "elasticsearch cannot be reached (ConnectionError)")
