"""From the forum's page to the analyst's search: real Tor, real Elasticsearch with TLS and a writer of least privilege."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch as Client
from sqlalchemy import update

from config.environment import ElasticTarget
from config.schema import Elasticsearch
from demo.check import all_listings
from pipelines.deliver.cluster import connect
from pipelines.deliver.document import render
from pipelines.ledger.tables import outbox
from tests.demo.theatre import Theatre, theatre
from tests.services.elastic import Cluster
from tests.services.tor import TestNetwork


@dataclass
class Stage:
    """A theatre whose operator has a cluster."""

    theatre: Theatre
    cluster: Cluster
    admin: Client
    alias: str

    def variables(self, who: ElasticTarget) -> dict[str, str]:
        return {
            "STALLWATCH_ELASTICSEARCH_URL": who.url,
            "STALLWATCH_ELASTICSEARCH_USER": who.user or "",
            "STALLWATCH_ELASTICSEARCH_PASSWORD": who.password or "",
        }

    def documents(self) -> dict[str, dict[str, Any]]:
        self.admin.indices.refresh(index=self.alias)
        hits = self.admin.search(index=self.alias, size=1000)["hits"]["hits"]
        return {hit["_id"]: hit["_source"] for hit in hits}

    def expected(self) -> dict[str, dict[str, Any]]:
        """What the ledger renders of every listing that has or had a match."""
        with self.theatre.ledger() as ledger:
            found = ledger.read(all_listings)
        return {each.stored.listing.listing_id: render(each.stored) for each in found if each.stored.matches}


@pytest.fixture(scope="module")
def stage(
    tmp_path_factory: pytest.TempPathFactory, tor_network: TestNetwork, elasticsearch_secure: Cluster
) -> Iterator[Stage]:
    folder: Path = tmp_path_factory.mktemp("elastic") / "operator"
    cluster = elasticsearch_secure
    with theatre(folder, tor_network) as running:
        settings = running.folder / "stallwatch.yml"
        section = f"elasticsearch: {{index: {cluster.settings.index}, ca_certs: '{cluster.settings.ca_certs}'}}\n"
        settings.write_text(settings.read_text() + section)
        admin = connect(cluster.admin, Elasticsearch(ca_certs=cluster.settings.ca_certs))
        admin.indices.delete(index=f"{cluster.settings.index}-000001", ignore_unavailable=True)
        found = Stage(running, cluster, admin, cluster.settings.index)
        running.variables |= found.variables(cluster.writer)
        yield found
        admin.indices.delete(index=f"{cluster.settings.index}-000001", ignore_unavailable=True)
        admin.close()


def plain(document: dict[str, Any]) -> dict[str, Any]:
    """A document without when it was sent, which only the sender knows."""
    event = {key: value for key, value in document["event"].items() if key != "ingested"}
    return {**document, "event": event}


def test_the_way_into_elasticsearch(stage: Stage) -> None:
    without_index = stage.theatre.call("run", "--site", "forum")
    assert without_index.returncode == 5, without_index.stderr
    assert stage.admin.indices.exists(index=stage.alias).body is False

    made = stage.theatre.call("elasticsearch", "setup", **stage.variables(stage.cluster.admin))
    assert made.returncode == 0, made.stderr
    delivered = stage.theatre.call("deliver")
    assert delivered.returncode == 0, delivered.stderr

    documents, expected = stage.documents(), stage.expected()
    assert len(documents) > 0
    assert documents.keys() == expected.keys()
    for key, document in documents.items():
        assert plain(document) == plain(expected[key])


def test_a_second_run_adds_and_changes_nothing(stage: Stage) -> None:
    before = stage.documents()
    assert stage.theatre.call("run", "--site", "forum").returncode == 0
    assert stage.documents() == before


def test_the_model_case_is_found_by_its_numbers(stage: Stage) -> None:
    query = {"bool": {"filter": [{"range": {"claim.records": {"gte": 10**8}}}, {"term": {"claim.countries": "CN"}}]}}
    hits = stage.admin.search(index=stage.alias, query=query)["hits"]["hits"]
    assert "Shanghai" in str([hit["_source"]["listing"]["title"] for hit in hits])


def test_a_cluster_that_refuses_for_a_while_loses_nothing(stage: Stage) -> None:
    """A write block of an admin's; the full disk's own, a 429, the server takes away by itself while we watch."""
    stage.admin.indices.put_settings(index=stage.alias, settings={"index.blocks.write": True})
    stage.theatre.forum.day = 2
    held_back = stage.theatre.call("run", "--site", "forum")
    assert held_back.returncode == 5, held_back.stderr
    assert "Shanghai" in str(stage.documents())

    stage.admin.indices.put_settings(index=stage.alias, settings={"index.blocks.write": None})
    deliver_all(stage)
    documents, expected = stage.documents(), stage.expected()
    assert {key: plain(value) for key, value in documents.items()} == {
        key: plain(value) for key, value in expected.items()
    }
    case = next(each for each in documents.values() if "Shanghai" in each["listing"]["title"])
    assert case["claim"]["price"]["amount"] == 4


def deliver_all(stage: Stage) -> None:
    """Deliver all that waits, after the pauses that it was put off for: they grew while the run went on."""
    with stage.theatre.ledger() as ledger:
        ledger.run(lambda conn: conn.execute(update(outbox).values(due_at=datetime.now(UTC))))
    delivered = stage.theatre.call("deliver")
    assert delivered.returncode == 0, delivered.stderr + stage.theatre.call("outbox").stdout


def test_a_writer_without_rights_is_told_and_nothing_is_lost(stage: Stage) -> None:
    stage.theatre.forum.add_thread(
        "Sao Tome, 1.1 million SIM cards, $800", "1.1 million subscribers, name and phone.", "newt"
    )
    refused = stage.theatre.call("run", "--site", "forum", STALLWATCH_ELASTICSEARCH_PASSWORD="wrong-password")
    assert refused.returncode == 5, refused.stderr
    assert "wrong-password" not in refused.stdout + refused.stderr
    deliver_all(stage)
    assert stage.documents().keys() == stage.expected().keys()
