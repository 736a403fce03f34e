"""The agents' bounds: how many are kept, and what becomes of the connections of those that are not."""

from typing import Any

import pytest
from twisted.internet.defer import succeed
from twisted.internet.task import Clock
from twisted.web.client import URI

from crawler.tor import agents as module
from crawler.tor.agents import IDLE, MAX_AGENTS, Agents, ReroutedError


class Connection:
    """An idle connection in a pool."""

    state = "QUIESCENT"

    def __init__(self) -> None:
        self.closed = False
        self.transport = self

    def loseConnection(self) -> None:  # noqa: N802 - Twisted's name
        self.closed = True

    def abort(self) -> Any:
        self.closed = True
        return succeed(None)


def idle(agents: Agents, site: str) -> Connection:
    """Put an idle connection into the pool of a site's host."""
    agents.agent(site, f"{site}.example", None)
    connection = Connection()
    agents._kept[site, f"{site}.example"].pool._putConnection("key", connection)
    return connection


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def agents(clock: Clock) -> Agents:
    return Agents(("127.0.0.1", 9), 2, clock)


def test_the_agent_that_was_not_used_for_longest_goes_with_its_connections(agents: Agents) -> None:
    first, second = idle(agents, "first"), idle(agents, "second")
    for number in range(MAX_AGENTS - 2):
        agents.agent(f"site{number}", "host.example", None)
    agents.agent("first", "first.example", None)  # used again
    agents.agent("one-more", "host.example", None)
    assert (first.closed, second.closed) == (False, True)
    assert len(agents._kept) == MAX_AGENTS


def test_idle_connections_are_closed_in_time_and_only_so_many_are_kept(agents: Agents, clock: Clock) -> None:
    connections = [idle(agents, "forum") for _ in range(3)]
    assert [each.closed for each in connections] == [True, False, False]
    clock.advance(IDLE - 1)
    assert [each.closed for each in connections] == [True, False, False]
    clock.advance(2)
    assert all(each.closed for each in connections)


def test_a_new_identity_closes_that_sites_connections_only(agents: Agents) -> None:
    forum, market = idle(agents, "forum"), idle(agents, "market")
    agents.new_identity("forum")
    assert (forum.closed, market.closed) == (True, False)
    agents.close()
    assert market.closed


def test_an_agent_makes_no_endpoint_for_another_host(agents: Agents) -> None:
    endpoints = module._Endpoints("forum.example", (b"user", b"word"), ("127.0.0.1", 9), Clock())
    for address in (b"http://elsewhere.example/", b"http://127.0.0.1/", b"https://elsewhere.example/"):
        with pytest.raises(ReroutedError, match="not the one that was judged"):
            endpoints.endpointForURI(URI.fromBytes(address))
    assert endpoints.endpointForURI(URI.fromBytes(b"http://forum.example/"))
