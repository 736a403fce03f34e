"""A cluster that strangers can read is found, whatever it is that they can read; one that asks for a login is not."""

import contextlib
from collections.abc import Iterator

import pytest

from config.schema import Elasticsearch
from crawler.doors import QUESTIONS, UnreachableError, readable_by_strangers
from tests.services.elastic import Cluster
from tests.services.elastic_server import Absent, running
from tests.services.loopback import Handler, served
from tests.shared import missing

SETTINGS = Elasticsearch(index="stallwatch-test")
EVERYTHING = list(QUESTIONS.values())


@contextlib.contextmanager
def answering(codes: dict[str, int]) -> Iterator[str]:
    """A server that answers by path, 401 where none is given."""

    class Answer(Handler):
        def reply(self) -> None:
            self.answer(codes.get(self.path.partition("?")[0], 401), b"{}", location="/_login")

    with served(Answer) as url:
        yield f"{url}/"


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        ({}, []),
        ({"/": 403, "/_cluster/health": 500, "/_cat/indices": 302}, []),
        ({"/": 200}, ["what it is"]),
        ({"/stallwatch-test/_search": 200}, ["its documents"]),
        ({"/stallwatch-test/_search": 404}, ["its documents"]),
        ({"/stallwatch-test/_search": 200, "/_cat/indices": 200, "/_cluster/health": 200, "/": 200}, EVERYTHING),
    ],
)
def test_what_strangers_can_read(codes: dict[str, int], told: list[str]) -> None:
    with answering(codes) as url:
        assert readable_by_strangers(url, SETTINGS) == told


def test_nobody_there() -> None:
    with answering({}) as url:
        pass
    with pytest.raises(UnreachableError):
        readable_by_strangers(url, SETTINGS)


def test_a_real_cluster_that_asks_for_a_login(elasticsearch_secure: Cluster) -> None:
    assert readable_by_strangers(elasticsearch_secure.admin.url, elasticsearch_secure.settings) == []


def test_a_real_cluster_whose_documents_anybody_may_search() -> None:
    """Its state is closed, as a look at /_cluster/health alone would find: the documents are open."""
    role = {"indices": [{"names": ["stallwatch-*"], "privileges": ["read"]}]}
    try:
        with running({"leak": role}, anonymous="leak") as server:
            settings = Elasticsearch(index="stallwatch-test", ca_certs=str(server.ca_certs))
            assert readable_by_strangers(server.url, settings) == ["its documents"]
    except Absent as absence:
        missing(str(absence))
