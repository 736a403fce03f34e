"""What goes wrong on the way to a real Elasticsearch, or with it: nothing is lost, nothing stands there twice."""

from __future__ import annotations

import dataclasses
import datetime
import ipaddress
import shutil
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from elasticsearch import Elasticsearch as Client

from config.environment import ElasticTarget
from config.schema import Elasticsearch
from pipelines.deliver.cluster import connect, setup
from pipelines.deliver.tls import AUTHORITY, PLAIN
from pipelines.finding import Event, Finding
from pipelines.ledger import Ledger, outbox
from pipelines.reading.claim import Price
from tests.pipelines.deliver.conftest import Bench, Time
from tests.pipelines.deliver.samples import alerting, finding
from tests.services.elastic import ALIAS, Cluster
from tests.services.fault_proxy import FaultProxy, fault_proxy

ON = frozenset({"elasticsearch"})
MANY = 7


@pytest.fixture
def admin(elasticsearch_secure: Cluster) -> Iterator[Client]:
    """An admin's client of a cluster that is set up and empty."""
    client = connect(elasticsearch_secure.admin, elasticsearch_secure.settings)
    delete_index(client)
    setup(client, elasticsearch_secure.settings)
    yield client
    delete_index(client)
    client.options(ignore_status=404).indices.delete_index_template(name=ALIAS)
    client.close()


def delete_index(client: Client) -> None:
    client.options(ignore_status=404).indices.delete(index=f"{ALIAS}-000001", ignore_unavailable=True)


@pytest.fixture
def way(elasticsearch_secure: Cluster, admin: Client) -> Iterator[FaultProxy]:
    """Between us and the cluster."""
    assert elasticsearch_secure.settings.ca_certs
    with fault_proxy(elasticsearch_secure.writer.url, elasticsearch_secure.settings.ca_certs) as running:
        yield running


def versions(admin: Client) -> dict[str, int]:
    """The revision of every document there."""
    admin.indices.refresh(index=ALIAS)
    hits = admin.search(index=ALIAS, size=1000, version=True)["hits"]["hits"]
    return {hit["_id"]: hit["_version"] for hit in hits}


def revisions(ledger: Ledger) -> dict[str, int]:
    """What the ledger holds."""
    return dict(
        ledger.read(lambda conn: [tuple(row) for row in conn.exec_driver_sql("select id, revision from listings")])
    )


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("429", "elasticsearch answered HTTP 429"),
        ("503", "elasticsearch answered HTTP 503"),
        ("502 page", "elasticsearch answered HTTP 502"),
        ("cut before", "elasticsearch cannot be reached (ConnectionError)"),
        ("cut after", "elasticsearch cannot be reached (ConnectionError)"),
        ("cut within", "elasticsearch cannot be reached (ConnectionError)"),
        ("all 429", "HTTP 429 es_rejected_execution_exception"),
    ],
)
def test_a_request_that_fails_is_sent_again_and_nothing_is_there_twice(
    bench: Bench, elasticsearch_secure: Cluster, admin: Client, way: FaultProxy, fault: str, said: str
) -> None:
    way.fail_next(fault, fault)
    bench.save(*(finding(str(n)) for n in range(MANY)), targets=ON)
    outcome = bench.deliver(
        elasticsearch=way.target(elasticsearch_secure.writer), settings=elasticsearch_secure.settings
    )
    assert (outcome.delivered, outcome.waiting, outcome.dead, outcome.refused) == (MANY, 0, 0, ())
    assert way.seen == [fault, fault, "passed"]
    assert versions(admin) == revisions(bench.ledger)
    assert bench.said == [f"elasticsearch: {said}; tried again later"]


def test_what_one_answer_takes_and_refuses_is_told_apart(
    bench: Bench, elasticsearch_secure: Cluster, admin: Client, way: FaultProxy
) -> None:
    """An answer of 200 in which every other document was refused for want of room."""
    way.fail_next("some 429")
    bench.save(*(finding(str(n)) for n in range(MANY)), targets=ON)
    outcome = bench.deliver(
        elasticsearch=way.target(elasticsearch_secure.writer), settings=elasticsearch_secure.settings
    )
    assert (outcome.delivered, outcome.waiting, outcome.dead) == (MANY, 0, 0)
    assert versions(admin) == revisions(bench.ledger)
    assert "secret-word" not in str(bench.said)


def test_an_answer_that_does_not_come_is_given_up_and_what_was_indexed_is_there_once(
    bench: Bench, elasticsearch_secure: Cluster, admin: Client, way: FaultProxy
) -> None:
    way.fail_next("late")
    bench.save(*(finding(str(n)) for n in range(MANY)), targets=ON)
    hasty = elasticsearch_secure.settings.model_copy(update={"timeout": timedelta(seconds=2)})
    outcome = bench.deliver(elasticsearch=way.target(elasticsearch_secure.writer), settings=hasty)
    assert bench.said[0] == "elasticsearch: elasticsearch cannot be reached (ConnectionTimeout); tried again later"
    patient = bench.deliver(
        elasticsearch=way.target(elasticsearch_secure.writer), settings=elasticsearch_secure.settings
    )
    assert outcome.delivered + patient.delivered == MANY
    assert versions(admin) == revisions(bench.ledger)


@pytest.mark.parametrize("fault", ["429", "503", "cut after", "some 429"])
def test_a_failure_that_outlasts_the_run_waits_for_the_next_one(
    bench: Bench, elasticsearch_secure: Cluster, admin: Client, way: FaultProxy, time: Time, fault: str
) -> None:
    way.fail_next(*[fault] * 20)
    bench.save(*(finding(str(n)) for n in range(MANY)), targets=ON)
    outcome = bench.deliver(
        elasticsearch=way.target(elasticsearch_secure.writer), settings=elasticsearch_secure.settings
    )
    assert (outcome.delivered + outcome.waiting, outcome.dead) == (MANY, 0)
    assert outcome.waiting > 0
    assert len(way.seen) < 8
    way.faults.clear()
    time.move(3600)
    bench.deliver(elasticsearch=way.target(elasticsearch_secure.writer), settings=elasticsearch_secure.settings)
    assert bench.ledger.read(outbox.pending) == 0
    assert versions(admin) == revisions(bench.ledger)


def test_a_change_while_an_answer_was_lost_wins_over_what_arrived_twice(
    bench: Bench, elasticsearch_secure: Cluster, admin: Client, way: FaultProxy, time: Time
) -> None:
    way.fail_next(*["cut after"] * 20)
    bench.save(finding(), targets=ON)
    bench.deliver(elasticsearch=way.target(elasticsearch_secure.writer), settings=elasticsearch_secure.settings)
    way.faults.clear()
    time.move(3600)
    bench.save(cheaper(time), targets=ON)
    assert (
        bench.deliver(
            elasticsearch=way.target(elasticsearch_secure.writer), settings=elasticsearch_secure.settings
        ).waiting
        == 0
    )
    assert versions(admin) == revisions(bench.ledger)
    assert amount(admin) == 4


def cheaper(time: Time) -> Finding:
    return dataclasses.replace(finding(price=Price(4, "BTC")), events=(Event("price_changed", time.now()),))  # type: ignore[arg-type]


def amount(admin: Client) -> float:
    return float(admin.get(index=ALIAS, id=finding().listing.listing_id)["_source"]["claim"]["price"]["amount"])


# --- the cluster is another ---


@pytest.fixture
def send_out(bench: Bench, elasticsearch_secure: Cluster, admin: Client) -> Callable[[], object]:
    target, settings = elasticsearch_secure.writer, elasticsearch_secure.settings
    return lambda: bench.deliver(elasticsearch=target, settings=settings)


def test_an_index_that_was_deleted_is_told_and_filled_again(
    bench: Bench, elasticsearch_secure: Cluster, admin: Client, send_out: Callable[[], object], time: Time
) -> None:
    bench.save(*(finding(str(n)) for n in range(MANY)), targets=ON)
    send_out()
    delete_index(admin)
    bench.save(finding("later"), targets=ON)
    outcome = bench.deliver(elasticsearch=elasticsearch_secure.writer, settings=elasticsearch_secure.settings)
    assert (outcome.waiting, outcome.dead, outcome.refused) == (1, 0, ("elasticsearch",))
    assert "run `stallwatch elasticsearch setup`" in bench.said[-1]
    assert "`stallwatch reindex`" in bench.said[-1]
    setup(admin, elasticsearch_secure.settings)
    assert bench.ledger.run(lambda conn: outbox.reindex(conn, time.now())) == MANY
    send_out()
    assert versions(admin) == revisions(bench.ledger)


def test_a_new_empty_cluster_is_filled_and_slack_hears_nothing_of_it(
    bench: Bench, elasticsearch_secure: Cluster, admin: Client, send_out: Callable[[], object], time: Time
) -> None:
    bench.save(*(alerting(str(n)) for n in range(MANY)), targets=ON | {"slack"})
    send_out()
    jobs = bench.ledger.run(lambda conn: outbox.take(conn, outbox.SLACK, time.now(), 100))
    bench.ledger.run(lambda conn: outbox.done(conn, [job.id for job in jobs], time.now()))
    delete_index(admin)
    setup(admin, elasticsearch_secure.settings)
    assert bench.ledger.run(lambda conn: outbox.reindex(conn, time.now())) == MANY
    assert bench.ledger.read(lambda conn: outbox.pending(conn, outbox.SLACK)) == 0
    send_out()
    assert versions(admin) == revisions(bench.ledger)


def test_a_ledger_restored_from_an_old_copy_still_wins(
    bench: Bench,
    elasticsearch_secure: Cluster,
    admin: Client,
    send_out: Callable[[], object],
    time: Time,
    tmp_path: Path,
) -> None:
    """Between the copy and now the listing changed many times; the restored ledger knows of none of them."""
    bench.save(finding(), targets=ON)
    send_out()
    bench.ledger.close()
    shutil.copy(tmp_path / "ledger.sqlite3", tmp_path / "copy")
    with Ledger.open("ledger.sqlite3", tmp_path) as bench.ledger:
        for price in range(30, 10, -1):
            changed = dataclasses.replace(
                finding(price=Price(price, "BTC")),  # type: ignore[arg-type]
                events=(Event("price_changed", time.now()),),
            )
            bench.save(changed, targets=ON)  # many within one millisecond: revisions run ahead of the clock
        send_out()
        sent = versions(admin)
    shutil.copy(tmp_path / "copy", tmp_path / "ledger.sqlite3")
    time.move(1)
    with Ledger.open("ledger.sqlite3", tmp_path) as bench.ledger:
        bench.save(cheaper(time), targets=ON)
        send_out()
        assert versions(admin) == revisions(bench.ledger)
        assert all(version > sent[name] for name, version in versions(admin).items())
        assert amount(admin) == 4
        assert bench.ledger.read(outbox.pending) == 0


def test_what_the_mapping_refused_goes_in_when_the_mapping_is_mended(
    bench: Bench, elasticsearch_secure: Cluster, admin: Client, send_out: Callable[[], object], time: Time
) -> None:
    delete_index(admin)
    wrong = {"dynamic": False, "properties": {"listing": {"properties": {"title": {"type": "long"}}}}}
    admin.indices.create(index=f"{ALIAS}-000001", aliases={ALIAS: {"is_write_index": True}}, mappings=wrong)
    bench.save(*(finding(str(n), title=f"secret-word {n}") for n in range(MANY)), targets=ON)
    send_out()
    letters = bench.ledger.read(outbox.dead)
    assert {each.reason for each in letters} == {"HTTP 400 document_parsing_exception at field listing.title"}
    assert (len(letters), bench.ledger.read(outbox.pending)) == (MANY, 0)
    delete_index(admin)
    setup(admin, elasticsearch_secure.settings)
    assert bench.ledger.run(lambda conn: outbox.requeue(conn, time.now())) == MANY
    send_out()
    assert bench.ledger.read(outbox.dead) == []
    assert versions(admin) == revisions(bench.ledger)


# --- who answers there ---


@contextmanager
def pretender(folder: Path, *, name: str = "127.0.0.1", days: int = 7, tls: bool = True) -> Iterator[ElasticTarget]:
    """Serve on loopback with a certificate of its own, whose file is `own.pem`."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "pretender")])
    start = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=30)
    end = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)
    names: list[x509.GeneralName] = (
        [x509.IPAddress(ipaddress.ip_address(name))] if name[0].isdigit() else [x509.DNSName(name)]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "own.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "own.key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "own.pem", folder / "own.key")
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield ElasticTarget(f"https://127.0.0.1:{server.server_address[1]}", user="writer", password="pass-word")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("given", "trusted", "said"),
    [
        ({}, False, AUTHORITY),
        ({"name": "es.example"}, True, "the cluster's certificate is for another name"),
        ({"days": -3}, True, "the cluster's certificate has expired"),
        ({"tls": False}, True, PLAIN),
    ],
)
def test_whoever_cannot_prove_to_be_the_cluster_gets_nothing(
    bench: Bench, tmp_path: Path, given: dict[str, object], trusted: bool, said: str
) -> None:
    bench.save(*(finding(str(n)) for n in range(MANY)), targets=ON)
    with pretender(tmp_path, **given) as target:  # type: ignore[arg-type]
        settings = Elasticsearch(ca_certs=str(tmp_path / "own.pem") if trusted else None)
        outcome = bench.deliver(elasticsearch=target, settings=settings)
    assert (outcome.delivered, outcome.waiting, outcome.dead, outcome.refused) == (0, MANY, 0, ("elasticsearch",))
    (line,) = bench.said
    assert line.startswith(f"elasticsearch: {said}")
    assert "pass-word" not in line


def test_an_authority_that_signed_another_cluster_is_no_proof(
    bench: Bench, elasticsearch_secure: Cluster, admin: Client, tmp_path: Path
) -> None:
    with pretender(tmp_path):
        pass
    bench.save(finding(), targets=ON)
    settings = elasticsearch_secure.settings.model_copy(update={"ca_certs": str(tmp_path / "own.pem")})
    outcome = bench.deliver(elasticsearch=elasticsearch_secure.writer, settings=settings)
    assert (outcome.waiting, outcome.refused) == (1, ("elasticsearch",))
    assert bench.said == [f"elasticsearch: {AUTHORITY}"]
    right = bench.deliver(elasticsearch=elasticsearch_secure.writer, settings=elasticsearch_secure.settings)
    assert (right.delivered, right.waiting) == (1, 0)
