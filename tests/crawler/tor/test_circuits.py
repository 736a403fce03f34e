"""Which site went by which circuit, as a real tor tells it on its control port."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from crawler.tor.launch import Tor
from tests.crawler.tor.crawl import Crawl, run_crawl
from tests.crawler.tor.site import Answer, answer, redirect, site
from tests.services.circuits import watched
from tests.services.tor import TestNetwork

pytestmark = pytest.mark.timeout(240)

RETRIES = {"RETRY_TIMES": 5}
ROBOTS = answer(b"User-agent: *\nDisallow:\n", "text/plain")


@contextmanager
def serving(network: TestNetwork, **routes: dict[str, Answer]) -> Iterator[dict[str, str]]:
    """Serve each named service's routes; yield their host names."""
    with ExitStack() as stack:
        for name, pages in routes.items():
            stack.enter_context(site(pages, network.ports[name]))
        yield {name: network.onion(name) for name in routes}


def closing(*statuses: int) -> Answer:
    """Answer with one status after the other, then with the last, and hang up each time."""
    left = [*statuses]

    def page(handler: BaseHTTPRequestHandler) -> None:
        answer(status=left.pop(0) if len(left) > 1 else left[0], headers={"Connection": "close"})(handler)

    return page


def outcomes(crawl: Crawl) -> set[str]:
    return {result["outcome"] for result in crawl.results}


def test_a_new_identity_of_one_site_changes_its_circuits_and_nobody_elses(
    tmp_path: Path, tor_network: TestNetwork, tor_client: Tor
) -> None:
    with serving(tor_network, e={"/": closing(200)}, f={"/": closing(200)}) as hosts, watched(tor_client) as streams:
        sites = {name: ([host], "onion") for name, host in hosts.items()}
        wanted = [(name, f"http://{hosts[name]}/") for name in "efefef"]
        # e's second of three; tor may need a second try for its first way to a service.
        came = run_crawl(tmp_path, tor_client.socks, sites, wanted, renew_after="2", settings=RETRIES)
    assert outcomes(came) == {"Response"}
    assert (len(streams.users(hosts["e"])), len(streams.users(hosts["f"]))) == (2, 1)
    assert streams.shared() == set()


def test_a_redirect_carries_the_credentials_of_its_own_site(
    tmp_path: Path, tor_network: TestNetwork, tor_client: Tor
) -> None:
    """Two sites have a host in common: one is redirected there from its other address, one asks there at once."""
    away = redirect(f"http://{tor_network.onion('f')}/away")
    routes = {"e": {"/": away}, "f": {"/away": closing(200), "/": closing(200)}}
    with serving(tor_network, **routes) as hosts, watched(tor_client) as streams:
        sites = {"long": ([hosts["e"], hosts["f"]], "onion"), "short": ([hosts["f"]], "onion")}
        wanted = [("long", f"http://{hosts['e']}/"), ("short", f"http://{hosts['f']}/")]
        came = run_crawl(tmp_path, tor_client.socks, sites, wanted, settings=RETRIES)
    assert outcomes(came) == {"Response"}
    assert (len(streams.users(hosts["e"])), len(streams.users(hosts["f"]))) == (1, 2)
    assert streams.shared() == set()


def test_retries_and_robots_txt_carry_the_credentials_of_their_own_site(
    tmp_path: Path, tor_network: TestNetwork, tor_client: Tor
) -> None:
    asked: list[str] = []

    def robots(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.headers["Host"])
        ROBOTS(handler)

    routes = {name: {"/robots.txt": robots, "/": closing(503, 200)} for name in "ef"}
    with serving(tor_network, **routes) as hosts, watched(tor_client) as streams:
        sites = {name: ([host], "onion") for name, host in hosts.items()}
        wanted = [(name, f"http://{hosts[name]}/") for name in "ef"]
        came = run_crawl(tmp_path, tor_client.socks, sites, wanted, settings={"ROBOTSTXT_OBEY": True, **RETRIES})
    assert outcomes(came) == {"Response"}
    assert {*asked} == {*hosts.values()}
    assert [len(streams.users(host)) for host in hosts.values()] == [1, 1]
    assert streams.shared() == set()
