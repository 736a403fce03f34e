"""The real Elasticsearch of the tests: one for the session, with TLS, an admin and a writer of least privilege."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from config.environment import ElasticTarget
from config.schema import Elasticsearch
from tests.shared import missing

ALIAS = "stallwatch-test"
ROLE = "stallwatch_writer"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running cluster and who we are to it."""

    admin: ElasticTarget
    writer: ElasticTarget = field(repr=False)
    """With the role of `writer-role.json` for `ALIAS`."""
    settings: Elasticsearch

    @property
    def stranger(self) -> ElasticTarget:
        """Somebody whose password is wrong."""
        return ElasticTarget(self.admin.url, user="stranger", password="wrong-password")


@pytest.fixture(scope="session")
def elasticsearch_secure() -> Iterator[Cluster]:
    """Start Elasticsearch, or use the one at STALLWATCH_TEST_ELASTICSEARCH=https://USER:PASSWORD@HOST:PORT.

    Of a running one, STALLWATCH_TEST_ELASTICSEARCH_CA names its authority's PEM file; its user is admin and writer.
    """
    given = os.environ.get("STALLWATCH_TEST_ELASTICSEARCH")
    if given:
        yield _given(given)
        return
    with started() as cluster:
        yield cluster


@contextmanager
def started() -> Iterator[Cluster]:
    # Every test process reads this file, most of them (each guard's) without a server: what it takes comes late.
    from pipelines.deliver.cluster import writer_role  # noqa: PLC0415
    from tests.services.elastic_server import Absent, User, running  # noqa: PLC0415

    writer = User("writer", ROLE)
    role = dict(writer_role(Elasticsearch(index=ALIAS)))
    try:
        with running({ROLE: role}, (writer,)) as server:
            yield Cluster(
                ElasticTarget(server.url, user=server.admin.name, password=server.admin.password),
                ElasticTarget(server.url, user=writer.name, password=writer.password),
                Elasticsearch(index=ALIAS, ca_certs=str(server.ca_certs)),
            )
    except Absent as absence:
        missing(str(absence))


def _given(address: str) -> Cluster:
    parts = urlsplit(address)
    url = f"{parts.scheme}://{parts.hostname}:{parts.port or 9200}"
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    admin = ElasticTarget(url, user=user or None, password=password or None)
    ca_certs = os.environ.get("STALLWATCH_TEST_ELASTICSEARCH_CA")
    assert ca_certs is None or Path(ca_certs).is_file()
    return Cluster(admin, admin, Elasticsearch(index=ALIAS, ca_certs=ca_certs))
