"""Delivery to a real Elasticsearch: TLS, a writer of least privilege, and faults on purpose."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import logging
import re
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from elasticsearch import AuthorizationException, NotFoundError
from elasticsearch import Elasticsearch as Client

from config.environment import ElasticTarget
from config.errors import ConfigError, DeliveryRefused
from config.schema import Elasticsearch
from pipelines.deliver.answer import Verdict
from pipelines.deliver.cluster import connect, setup
from pipelines.deliver.deliver import Outcome
from pipelines.deliver.elasticsearch import chunks, line, send
from pipelines.deliver.tls import AUTHORITY
from pipelines.finding import Event
from pipelines.ledger import outbox, retention
from pipelines.reading.claim import Price
from tests.pipelines.deliver.conftest import Bench, Time
from tests.pipelines.deliver.samples import NOW, finding, stored
from tests.services.elastic import ALIAS, Cluster
from tests.services.loopback import Handler, served

ON = frozenset({"elasticsearch"})


@pytest.fixture
def admin(elasticsearch_secure: Cluster) -> Iterator[Client]:
    """An admin's client of a cluster without our index and template."""
    client = connect(elasticsearch_secure.admin, elasticsearch_secure.settings)
    _forget(client)
    yield client
    _forget(client)
    client.close()


def _forget(client: Client) -> None:
    client.options(ignore_status=404).indices.delete(
        index=f"{ALIAS}-000001,other-000001,{ALIAS}", ignore_unavailable=True
    )
    client.options(ignore_status=404).indices.delete_index_template(name=ALIAS)


@pytest.fixture
def cluster(elasticsearch_secure: Cluster, admin: Client) -> Cluster:
    """The cluster, set up."""
    setup(admin, elasticsearch_secure.settings)
    return elasticsearch_secure


@pytest.fixture
def send_out(bench: Bench, elasticsearch_secure: Cluster) -> Callable[[], Outcome]:
    """Deliver as the writer."""
    target, settings = elasticsearch_secure.writer, elasticsearch_secure.settings
    return lambda: bench.deliver(elasticsearch=target, settings=settings)


def count(admin: Client, **query: Any) -> int:
    admin.indices.refresh(index=ALIAS)
    return int(admin.count(index=ALIAS, **query)["count"])


def document(admin: Client, listing_id: str) -> Any:
    return admin.get(index=ALIAS, id=listing_id)


# --- what may be sent where ---


@pytest.mark.parametrize(
    ("url", "login", "lacks"),
    [
        ("http://es.example:9200", {}, ["TLS", "a login"]),
        ("https://es.example:9200", {}, ["a login"]),
        ("https://es.example:9200", {"user": "u"}, ["a login"]),
        ("http://es.example:9200", {"api_key": "k"}, ["TLS"]),
        ("http://192.0.2.7:9200", {"user": "u", "password": "p"}, ["TLS"]),
        ("http://localhost.example:9200", {"api_key": "k"}, ["TLS"]),
        ("http://127.0.0.1.example", {"api_key": "k"}, ["TLS"]),
    ],
)
def test_an_open_cluster_elsewhere_is_refused(bench: Bench, url: str, login: dict[str, str], lacks: list[str]) -> None:
    bench.save(finding(), targets=ON)
    outcome = bench.deliver(elasticsearch=ElasticTarget(url, **login))
    assert (outcome.delivered, outcome.waiting, outcome.dead, outcome.refused) == (0, 1, 0, ("elasticsearch",))
    (said,) = bench.said
    assert [word in said for word in ("TLS", "a login")] == [word in lacks for word in ("TLS", "a login")]
    with pytest.raises(DeliveryRefused, match="nothing is sent to an Elasticsearch on another machine without"):
        connect(ElasticTarget(url, **login), Elasticsearch())


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9200", "http://localhost:9200", "http://[::1]:9200", "http://127.9.9.9"]
)
def test_loopback_needs_neither(url: str) -> None:
    connect(ElasticTarget(url), Elasticsearch()).close()


@pytest.mark.parametrize("url", ["https://es.example:9200", "https://es.example", "https://es.example/path/"])
def test_tls_and_a_login_suffice(url: str) -> None:
    connect(ElasticTarget(url, api_key="k"), Elasticsearch()).close()


def test_a_missing_authority_is_told(tmp_path: Any) -> None:
    with pytest.raises(ConfigError, match=r"elasticsearch\.ca_certs: cannot use .*expected a PEM file"):
        connect(ElasticTarget("https://localhost:1"), Elasticsearch(ca_certs=str(tmp_path / "none.pem")))


# --- setting up ---


def test_setup_may_be_repeated(cluster: Cluster, admin: Client) -> None:
    role = setup(admin, cluster.settings)
    assert role["indices"][0]["privileges"] == ["index", "delete"]  # type: ignore[index]
    assert role["indices"][0]["names"] == [ALIAS, f"{ALIAS}-*"]  # type: ignore[index]
    aliases = admin.indices.get_alias(name=ALIAS)
    assert {index: found["aliases"] for index, found in aliases.items()} == {
        f"{ALIAS}-000001": {ALIAS: {"is_write_index": True}}
    }


def test_setup_mends_what_is_half_there(elasticsearch_secure: Cluster, admin: Client) -> None:
    admin.indices.create(
        index=f"{ALIAS}-000001", mappings={"dynamic": "strict", "properties": {"message": {"type": "text"}}}
    )
    setup(admin, elasticsearch_secure.settings)
    setup(admin, elasticsearch_secure.settings)
    mapping = admin.indices.get_mapping(index=ALIAS)[f"{ALIAS}-000001"]["mappings"]
    assert mapping["properties"]["claim"]["properties"]["records"] == {"type": "long"}


def test_setup_leaves_an_index_of_that_name_alone(elasticsearch_secure: Cluster, admin: Client) -> None:
    admin.indices.create(index=ALIAS)
    with pytest.raises(DeliveryRefused, match=f"{ALIAS} is an index, not an alias"):
        setup(admin, elasticsearch_secure.settings)


def test_setup_needs_an_admin(elasticsearch_secure: Cluster, admin: Client) -> None:
    writer = connect(elasticsearch_secure.writer, elasticsearch_secure.settings)
    with pytest.raises(DeliveryRefused, match="refuses the login \\(HTTP 403\\): it needs an admin's"):
        setup(writer, elasticsearch_secure.settings)


def test_setup_tells_that_nobody_answers() -> None:
    with pytest.raises(DeliveryRefused, match=r"cannot be reached \(ConnectionError\)"):
        setup(connect(ElasticTarget("http://127.0.0.1:9"), Elasticsearch()), Elasticsearch())


# --- what arrives ---


def test_a_document_arrives_and_is_found_by_numbers(
    bench: Bench, cluster: Cluster, admin: Client, send_out: Callable[[], Outcome]
) -> None:
    bench.save(finding("1"), finding("2", records=5_000, countries=("US",)), targets=ON)
    outcome = send_out()
    assert (outcome.delivered, outcome.waiting, outcome.dead, outcome.refused) == (2, 0, 0, ())
    admin.indices.refresh(index=ALIAS)
    wanted = {"bool": {"filter": [{"range": {"claim.records": {"gte": 1e8}}}, {"term": {"claim.countries": "CN"}}]}}
    (hit,) = admin.search(index=ALIAS, query=wanted)["hits"]["hits"]
    assert hit["_id"] == finding("1").listing.listing_id
    assert hit["_source"]["claim"]["records"] == 1_000_000_000
    assert hit["_source"]["event"]["ingested"] == "2022-07-03T12:00:00.000Z"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"match": {"listing.body": "上海"}}, 1),
        ({"match": {"message": "citizens"}}, 1),
        ({"range": {"claim.price.usd": {"gte": 200_000}}}, 1),
        ({"term": {"claim.price.currency": "BTC"}}, 1),
        ({"term": {"claim.data_types": "national_id"}}, 1),
        ({"term": {"match.rules": "mass"}}, 1),
        ({"term": {"match.active": True}}, 1),
        ({"range": {"@timestamp": {"gte": "2022-07-03T10:59:00Z", "lt": "2022-07-03T11:01:00Z"}}}, 1),
        ({"term": {"redactions.scheme": "cn.ric"}}, 1),
        ({"exists": {"field": "claim.evidence.records.value"}}, 0),
        ({"term": {"claim.countries": "US"}}, 0),
    ],
)
def test_what_can_be_searched(
    bench: Bench, cluster: Cluster, admin: Client, send_out: Callable[[], Outcome], query: dict[str, Any], found: int
) -> None:
    bench.save(finding(), targets=ON)
    send_out()
    assert count(admin, query=query) == found


def test_a_full_document_is_taken(cluster: Cluster, admin: Client) -> None:
    writer = connect(cluster.writer, cluster.settings)
    assert send(writer, ALIAS, [line(1, stored(), NOW)])[1].verdict is Verdict.DONE
    assert (
        document(admin, stored().listing.listing_id)["_source"]["claim"]["candidates"]["records"][0]["value"] == 10**24
    )


def test_a_second_delivery_adds_nothing(
    bench: Bench, cluster: Cluster, admin: Client, send_out: Callable[[], Outcome]
) -> None:
    bench.save(finding(), targets=ON)
    send_out()
    before = document(admin, finding().listing.listing_id)
    assert bench.ledger.run(lambda conn: outbox.reindex(conn, bench.time.now())) == 1
    assert send_out().delivered == 1
    after = document(admin, finding().listing.listing_id)
    assert (after["_version"], after["_seq_no"]) == (before["_version"], before["_seq_no"])
    assert count(admin) == 1


def test_a_change_replaces_the_document(
    bench: Bench, cluster: Cluster, admin: Client, send_out: Callable[[], Outcome], time: Time
) -> None:
    bench.save(finding(), targets=ON)
    send_out()
    time.move(60)
    cheaper = dataclasses.replace(finding(price=Price(4, "BTC")), events=(Event("price_changed", time.now()),))  # type: ignore[arg-type]
    bench.save(cheaper, targets=ON)
    send_out()
    source = document(admin, finding().listing.listing_id)["_source"]
    assert source["claim"]["price"]["amount"] == 4
    assert source["event"]["action"] == "price_changed"
    assert count(admin) == 1


def test_what_is_forgotten_is_deleted_and_what_is_not_stays(
    bench: Bench, cluster: Cluster, admin: Client, send_out: Callable[[], Outcome], time: Time
) -> None:
    gone, stays = finding("7").listing.listing_id, finding("8").listing.listing_id
    bench.save(finding("7"), finding("8"), targets=ON)
    send_out()
    time.move(60)
    bench.ledger.run(lambda conn: retention.forget(conn, time.now(), ids=[gone], targets=ON))
    assert send_out().delivered == 1
    with pytest.raises(NotFoundError):
        document(admin, gone)
    assert document(admin, stays)["found"]
    bench.ledger.run(lambda conn: outbox.queue_document(conn, gone, time.now()))
    assert (send_out().delivered, bench.said) == (1, []), "deleting what is not there is done"
    assert bench.ledger.run(lambda conn: outbox.reindex(conn, time.now())) == 1, "it has no match any more"


def test_an_older_revision_changes_nothing_and_counts_as_done(cluster: Cluster, admin: Client) -> None:
    writer = connect(cluster.writer, cluster.settings)
    newer, older = stored(revision=2_000), stored(revision=1_000, price_usd=1.0)
    assert send(writer, ALIAS, [line(1, newer, NOW), line(2, older, NOW)])[2].verdict is Verdict.DONE
    kept = document(admin, newer.listing.listing_id)
    assert (kept["_version"], kept["_source"]["claim"]["price"]["usd"]) == (2_000, 201_000.0)


@pytest.mark.parametrize(
    "hostile", ["x" * 40_000, "\ud800", "\x00\u202e", "<script>", '"}\n{"delete":{"_id":"1"}}\n', "█" * 9_000]
)
def test_hostile_texts_are_taken(
    bench: Bench, cluster: Cluster, admin: Client, send_out: Callable[[], Outcome], hostile: str
) -> None:
    bench.save(finding(title=hostile, body=hostile, victim=hostile, seller=hostile, provider=hostile), targets=ON)
    outcome = send_out()
    assert (outcome.delivered, outcome.dead, outcome.waiting) == (1, 0, 0)
    assert count(admin) == 1


def test_many_go_in_several_requests(
    bench: Bench, cluster: Cluster, admin: Client, send_out: Callable[[], Outcome]
) -> None:
    bench.save(*(finding(str(n)) for n in range(450)), targets=ON)
    assert send_out().delivered == 450
    assert count(admin) == 450


def test_a_document_is_sent_under_its_id_and_revision() -> None:
    action = json.loads(line(1, stored(revision=2_000), NOW).action)
    wanted = {"_id": stored().listing.listing_id, "version": 2_000, "version_type": "external"}
    assert action == {"index": wanted}


def test_requests_stay_small() -> None:
    huge = dataclasses.replace(stored(), listing=dataclasses.replace(stored().listing, body="x" * 2_000_000))
    sizes = [len(chunk) for chunk in chunks([line(n, huge, NOW) for n in range(5)])]
    assert sizes == [2, 2, 1]
    assert [len(chunk) for chunk in chunks([line(n, stored(), NOW) for n in range(401)])] == [200, 200, 1]


# --- what goes wrong ---


def test_the_writer_can_do_nothing_else(cluster: Cluster, admin: Client) -> None:
    writer = connect(cluster.writer, cluster.settings)
    forbidden: list[Callable[[], object]] = [
        lambda: writer.indices.create(index="other-000001"),
        lambda: writer.indices.create(index=f"{ALIAS}-000002"),
        lambda: writer.index(index="other-000001", document={}),
        lambda: writer.search(index=ALIAS),
        lambda: writer.get(index=ALIAS, id="1"),
        lambda: writer.indices.delete(index=f"{ALIAS}-000001"),
        writer.cluster.health,
    ]
    for attempt in forbidden:
        with pytest.raises(AuthorizationException):
            attempt()


def test_without_the_alias_nothing_is_made_and_everything_waits(
    bench: Bench, admin: Client, send_out: Callable[[], Outcome], elasticsearch_secure: Cluster
) -> None:
    bench.save(finding(), targets=ON)
    outcome = send_out()
    assert (outcome.delivered, outcome.waiting, outcome.dead, outcome.refused) == (0, 1, 0, ("elasticsearch",))
    (said,) = bench.said
    assert said.startswith(f"elasticsearch: there is no alias {ALIAS}: run `stallwatch elasticsearch setup` and")
    assert not admin.indices.exists(index=ALIAS)
    setup(admin, elasticsearch_secure.settings)
    assert send_out().delivered == 1


def test_deletions_alone_make_no_index_where_the_alias_is_missing(
    bench: Bench, admin: Client, elasticsearch_secure: Cluster
) -> None:
    """By a login that may make one: a deletion with an external version does so, whatever `require_alias` says."""
    bench.save(finding(), targets=ON)
    bench.ledger.run(lambda conn: retention.forget(conn, bench.time.now(), sites=[finding().listing.site], targets=ON))
    outcome = bench.deliver(elasticsearch=elasticsearch_secure.admin, settings=elasticsearch_secure.settings)
    assert not admin.indices.exists(index=ALIAS)
    assert (outcome.delivered, outcome.waiting, outcome.dead, outcome.refused) == (0, 1, 0, ("elasticsearch",))
    assert bench.said[0].startswith(f"elasticsearch: there is no alias {ALIAS}: run `stallwatch elasticsearch setup`")
    setup(admin, elasticsearch_secure.settings)
    again = bench.deliver(elasticsearch=elasticsearch_secure.writer, settings=elasticsearch_secure.settings)
    assert (again.delivered, again.waiting, again.dead) == (1, 0, 0)
    assert count(admin) == 0


def test_a_wrong_password_leaves_all_waiting_and_is_told_once(bench: Bench, cluster: Cluster) -> None:
    bench.save(*(finding(str(n)) for n in range(3)), targets=ON)
    outcome = bench.deliver(elasticsearch=cluster.stranger, settings=cluster.settings)
    assert (outcome.delivered, outcome.waiting, outcome.dead, outcome.refused) == (0, 3, 0, ("elasticsearch",))
    (said,) = bench.said
    assert "HTTP 401" in said
    assert "wrong-password" not in said


def test_a_login_without_the_role_leaves_all_waiting(bench: Bench, cluster: Cluster, admin: Client) -> None:
    admin.indices.create(index="other-000001", aliases={"other": {"is_write_index": True}})
    bench.save(finding(), targets=ON)
    settings = cluster.settings.model_copy(update={"index": "other"})
    outcome = bench.deliver(elasticsearch=cluster.writer, settings=settings)
    assert (outcome.waiting, outcome.dead, outcome.refused) == (1, 0, ("elasticsearch",))
    assert "HTTP 403" in bench.said[0]


def test_a_certificate_of_a_stranger_is_refused(bench: Bench, cluster: Cluster) -> None:
    bench.save(finding(), targets=ON)
    settings = cluster.settings.model_copy(update={"ca_certs": None})
    outcome = bench.deliver(elasticsearch=cluster.writer, settings=settings)
    assert (outcome.delivered, outcome.waiting, outcome.refused) == (0, 1, ("elasticsearch",))
    assert bench.said == [f"elasticsearch: {AUTHORITY}"]


def test_a_full_disk_makes_documents_wait(
    bench: Bench, cluster: Cluster, admin: Client, send_out: Callable[[], Outcome], time: Time
) -> None:
    bench.save(finding(), targets=ON)
    admin.indices.put_settings(index=ALIAS, settings={"index.blocks.read_only_allow_delete": True})
    outcome = send_out()
    assert (outcome.delivered, outcome.waiting, outcome.dead, outcome.refused) == (0, 1, 0, ())
    assert bench.said == ["elasticsearch: HTTP 429 cluster_block_exception; tried again later"]
    admin.indices.put_settings(index=ALIAS, settings={"index.blocks.read_only_allow_delete": None})
    time.move(3600)
    assert send_out().delivered == 1


def test_a_write_block_makes_documents_wait(
    bench: Bench, cluster: Cluster, admin: Client, send_out: Callable[[], Outcome], time: Time
) -> None:
    bench.save(finding(), targets=ON)
    admin.indices.put_settings(index=ALIAS, settings={"index.blocks.write": True})
    assert send_out().waiting == 1
    admin.indices.put_settings(index=ALIAS, settings={"index.blocks.write": None})
    time.move(3600)
    assert send_out().delivered == 1


def test_a_document_that_does_not_fit_is_buried_alone_and_unquoted(
    bench: Bench, elasticsearch_secure: Cluster, admin: Client, send_out: Callable[[], Outcome]
) -> None:
    admin.indices.create(
        index=f"{ALIAS}-000001",
        aliases={ALIAS: {"is_write_index": True}},
        mappings={"dynamic": False, "properties": {"listing": {"properties": {"title": {"type": "long"}}}}},
    )
    bench.save(finding("1", title="secret-word"), finding("2", title="12"), targets=ON)
    outcome = send_out()
    assert (outcome.delivered, outcome.dead, outcome.waiting) == (1, 1, 0)
    (letter,) = bench.ledger.read(outbox.dead)
    assert letter.reason == "HTTP 400 document_parsing_exception at field listing.title"


def test_a_field_that_the_index_does_not_know_is_named(
    bench: Bench, elasticsearch_secure: Cluster, admin: Client, send_out: Callable[[], Outcome]
) -> None:
    mappings = {"dynamic": "strict", "properties": {"@timestamp": {"type": "date"}}}
    admin.indices.create(index=f"{ALIAS}-000001", aliases={ALIAS: {"is_write_index": True}}, mappings=mappings)
    bench.save(finding(), targets=ON)
    send_out()
    (letter,) = bench.ledger.read(outbox.dead)
    assert letter.reason == "HTTP 400 strict_dynamic_mapping_exception at field ecs"


def test_a_cluster_that_is_down_loses_nothing(
    bench: Bench, cluster: Cluster, send_out: Callable[[], Outcome], time: Time
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        down = ElasticTarget(f"http://127.0.0.1:{taken.getsockname()[1]}")
        bench.save(*(finding(str(n)) for n in range(5)), targets=ON)
        outcome = bench.deliver(elasticsearch=down)
    assert (outcome.delivered, outcome.waiting, outcome.dead, outcome.refused) == (0, 5, 0, ())
    assert bench.said == ["elasticsearch: elasticsearch cannot be reached (ConnectionError); tried again later"]
    time.move(3600)
    assert send_out().delivered == 5


def test_a_cluster_that_nobody_reaches_keeps_all_waiting(bench: Bench) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        bench.save(finding(), targets=ON)
        outcome = bench.deliver(elasticsearch=ElasticTarget(f"http://127.0.0.1:{taken.getsockname()[1]}"))
    assert (outcome.delivered, outcome.waiting) == (0, 1)


def test_a_cluster_that_comes_back_meanwhile_gets_its_documents(bench: Bench, cluster: Cluster, admin: Client) -> None:
    admin.indices.put_settings(index=ALIAS, settings={"index.blocks.read_only_allow_delete": True})
    bench.save(finding(), targets=ON)
    asleep = bench.time.sleep

    def sleep(seconds: float) -> None:
        asleep(seconds)
        admin.indices.put_settings(index=ALIAS, settings={"index.blocks.read_only_allow_delete": None})

    bench.time.sleep = sleep  # type: ignore[method-assign]
    assert bench.deliver(elasticsearch=cluster.writer, settings=cluster.settings).delivered == 1
    assert bench.time.now() - NOW < timedelta(seconds=10)


def test_a_refusal_that_somebody_mends_meanwhile_is_over(
    bench: Bench, elasticsearch_secure: Cluster, admin: Client, time: Time
) -> None:
    bench.save(finding(), targets=ON)
    asleep = time.sleep

    def sleep(seconds: float) -> None:
        asleep(seconds)
        if 100 < time.monotonic() < 102:
            setup(admin, elasticsearch_secure.settings)

    time.sleep = sleep  # type: ignore[method-assign]
    outcome = bench.deliver(
        elasticsearch=elasticsearch_secure.writer,
        settings=elasticsearch_secure.settings,
        until=lambda: time.monotonic() > 400,
    )
    assert (outcome.delivered, outcome.waiting, outcome.refused) == (1, 0, ())
    assert len(bench.said) == 1


def test_documents_wait_while_elasticsearch_is_off(bench: Bench) -> None:
    bench.save(finding(), targets=ON)
    assert bench.deliver().waiting == 1
    assert bench.said == ["elasticsearch: 1 documents wait, but STALLWATCH_ELASTICSEARCH_URL is not set"]


@pytest.mark.parametrize(
    ("status", "body", "verdict"),
    [
        (200, '{"errors": false}', Verdict.AGAIN),
        (200, "not json", Verdict.AGAIN),
        (200, '{"items": []}', Verdict.AGAIN),
        (200, '{"items": null}', Verdict.AGAIN),
        (200, '{"items": 2}', Verdict.AGAIN),
        (200, '{"items": {"index": {"status": 201}, "delete": {"status": 200}}}', Verdict.AGAIN),
        (200, '["x", "y"]', Verdict.AGAIN),
        (200, "null", Verdict.AGAIN),
        (200, '"items"', Verdict.AGAIN),
        (200, '{"items": [null, null]}', Verdict.AGAIN),
        (200, '{"items": [{}, {}]}', Verdict.AGAIN),
        (200, '{"items": [{"index": ["x"]}, {"index": ["x"]}]}', Verdict.AGAIN),
        (200, '{"items": [{"index": {"status": null}}, {"index": {"status": "201"}}]}', Verdict.AGAIN),
        (200, '{"items": [{"index": {"error": 7}}, {"index": {"error": {"type": null, "reason": 7}}}]}', Verdict.AGAIN),
        (413, "", Verdict.BURY),
        (400, "{}", Verdict.REFUSED),
        (400, '{"error": {"type": "parsing_exception"}}', Verdict.BURY),
        (400, '{"error": {"type": "index_closed_exception"}}', Verdict.REFUSED),
        (400, '{"error": {"type": "media_type_header_exception"}}', Verdict.REFUSED),
        (400, '{"error": "media_type_header_exception"}', Verdict.BURY),
        (404, "{}", Verdict.REFUSED),
        (302, "", Verdict.REFUSED),
        (429, "{}", Verdict.AGAIN),
        (503, "{}", Verdict.AGAIN),
    ],
)
def test_odd_answers(status: int, body: str, verdict: Verdict) -> None:
    with answering(status, body) as url:
        answers = send(
            connect(ElasticTarget(url), Elasticsearch()), ALIAS, [line(1, stored(), NOW), line(2, stored(), NOW)]
        )
    assert {answer.verdict for answer in answers.values()} == {verdict}
    assert set(answers) == {1, 2}


def test_what_is_no_elasticsearch_gets_nothing_twice() -> None:
    with answering(200, '{"items": []}', product=False) as url:
        answers = send(connect(ElasticTarget(url), Elasticsearch()), ALIAS, [line(1, stored(), NOW)])
    assert answers[1].reason == "what answers at the address is no Elasticsearch"


@contextlib.contextmanager
def answering(status: int, body: str, *, product: bool = True) -> Iterator[str]:
    """Answer everything the same way."""

    class Answer(Handler):
        def reply(self) -> None:
            self.sent()
            own = {"x_elastic_product": "Elasticsearch"} if product else {}
            self.answer(status, body.encode(), location="http://127.0.0.1:9/", **own)

    with served(Answer) as url:
        yield url


def test_a_proxy_of_the_environment_is_not_used(
    bench: Bench, cluster: Cluster, send_out: Callable[[], Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    bench.save(finding(), targets=ON)
    assert send_out().delivered == 1


def test_no_secret_and_no_text_of_a_post_is_logged(
    bench: Bench, cluster: Cluster, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    bench.save(finding(title="secret-word"), targets=ON)
    bench.deliver(elasticsearch=cluster.writer, settings=cluster.settings)
    bench.deliver(elasticsearch=cluster.stranger, settings=cluster.settings)
    assert cluster.writer.password
    assert not re.search(
        "|".join(map(re.escape, ["secret-word", "wrong-password", cluster.writer.password])), caplog.text
    )
    assert "secret-word" not in repr(cluster.writer) + str(bench.said)


def test_a_listing_that_is_gone_from_the_ledger_is_done_with(
    bench: Bench, cluster: Cluster, send_out: Callable[[], Outcome]
) -> None:
    bench.save(finding(), targets=ON)
    bench.ledger.run(lambda conn: conn.exec_driver_sql("delete from listings"))
    assert send_out().waiting == 0
