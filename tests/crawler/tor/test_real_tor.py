"""The guarded path through a real Tor network on loopback."""

import re
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
import requests
from stem import CircStatus

from crawler.tor.launch import Tor
from crawler.tor.side import side_get, side_session
from tests.crawler.tor.certificate import tls_context
from tests.crawler.tor.crawl import Crawl, run_crawl
from tests.crawler.tor.keys import usable
from tests.crawler.tor.site import Answer, answer, redirect, site
from tests.services.tor import TestNetwork

pytestmark = pytest.mark.timeout(240)


def crawl(folder: Path, network: TestNetwork, tor: Tor, *names: str, **more: object) -> Crawl:
    """Crawl the first page of each named service; each is a site of its own."""
    sites = {name: ([network.onion(name)], "onion") for name in names}
    wanted = [(name, f"http://{network.onion(name)}/") for name in names]
    return run_crawl(folder, tor.socks, sites, wanted, **more)


def only(tor: Tor) -> set[tuple[str, int]]:
    return {("127.0.0.1", int(tor.socks.rpartition(":")[2]))}


def verdicts(log: Path) -> list[str]:
    """What SafeSocks and TestSocks said of each request (tor: `log_unsafe_socks_warning` and TestSocks' own line)."""
    lines = log.read_text().splitlines()
    return [line for line in lines if "Your application" in line]


def test_a_page_through_an_onion_service_is_judged_good_by_tor_itself(
    tmp_path: Path, tor_network: TestNetwork, tor_client: Tor
) -> None:
    assert tor_client.alive()
    with site({"/": answer()}, tor_network.ports["a"]) as web:
        came = crawl(tmp_path, tor_network, tor_client, "a")
    assert (came.outcome(), came.said()) == ("Response", "200 12")
    assert came.contacts == only(tor_client)
    assert not came.lookups
    assert web.paths == ["/"]
    said = verdicts(tor_client.process.log)
    assert said
    assert all(line.endswith("This is good.") for line in said)


def test_tors_judge_is_awake(tmp_path: Path, tor_network: TestNetwork) -> None:
    """What sends a bare IP is noticed by it, so that its silence above says something."""
    with tor_network.client(tmp_path / "tor") as tor:
        session = side_session(tor.socks, "leaky")
        session.proxies = {"http": f"socks5://{tor.socks}"}  # without h: looked up here
        with pytest.raises(requests.ConnectionError):
            session.get(f"http://127.0.0.1:{tor_network.ports['a']}/")
        said = verdicts(tor.process.log)
    assert said
    assert not all(line.endswith("This is good.") for line in said)


@pytest.mark.parametrize("without", [(), ("judge",)], ids=["guarded", "guard-removed"])
def test_a_redirect_to_another_host_is_refused_and_would_have_arrived(
    tmp_path: Path, tor_network: TestNetwork, tor_client: Tor, without: tuple[str, ...]
) -> None:
    with site({"/": answer()}) as trap:
        away = redirect(f"http://trap.example:{trap.port}/")
        with site({"/": away}, tor_network.ports["b"]):
            came = crawl(tmp_path, tor_network, tor_client, "b", without=without)
    assert came.contacts == only(tor_client)
    assert (came.outcome(), trap.paths) == (("Response", ["/"]) if without else ("Refused", []))
    assert came.refused() == ({} if without else {"port": 1})


@pytest.mark.parametrize("target", ["http://127.0.0.1:{}/", "http://localhost:{}/", "http://0x7f.1:{}/"])
def test_a_redirect_to_this_machine_is_refused(
    tmp_path: Path, tor_network: TestNetwork, tor_client: Tor, target: str
) -> None:
    with site({"/": answer()}) as trap:
        away = redirect(target.format(trap.port))
        with site({"/": away}, tor_network.ports["b"]):
            came = crawl(tmp_path, tor_network, tor_client, "b")
    assert came.outcome() == "Refused"
    assert trap.paths == []
    assert came.contacts == only(tor_client)


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"x")
            time.sleep(0.05)
    except OSError:
        pass


@pytest.mark.parametrize(
    ("page", "settings", "outcome"),
    [
        (drip, {"DOWNLOAD_TIMEOUT": 8}, "DownloadTimeoutError"),
        (answer(b"x" * 300_000), {"DOWNLOAD_MAXSIZE": 200_000}, "PageTooLarge"),
    ],
    ids=["drip", "oversize"],
)
def test_drips_and_floods_are_cut(
    tmp_path: Path, tor_network: TestNetwork, tor_client: Tor, page: Answer, settings: dict, outcome: str
) -> None:
    with site({"/": page}, tor_network.ports["c"]):
        assert crawl(tmp_path, tor_network, tor_client, "c", settings=settings).outcome() == outcome


def test_an_environment_proxy_is_ignored(tmp_path: Path, tor_network: TestNetwork, tor_client: Tor) -> None:
    env = {"http_proxy": "http://127.0.0.1:9", "all_proxy": "http://127.0.0.1:9"}
    with site({"/": answer()}, tor_network.ports["d"]):
        came = crawl(tmp_path, tor_network, tor_client, "d", env=env, settings={"HTTPPROXY_ENABLED": True})
    assert came.outcome() == "Response"
    assert came.contacts == only(tor_client)


def test_two_sites_never_share_a_circuit(tmp_path: Path, tor_network: TestNetwork, tor_client: Tor) -> None:
    circuits: dict[str, set[tuple[str, str]]] = {}

    def note(name: str) -> Answer:
        def page(handler: BaseHTTPRequestHandler) -> None:
            circuits[name] = carrying(tor_client, tor_network.onion(name))
            answer()(handler)

        return page

    with site({"/": note("e")}, tor_network.ports["e"]), site({"/": note("f")}, tor_network.ports["f"]):
        came = crawl(tmp_path, tor_network, tor_client, "e", "f")
    assert [result["outcome"] for result in came.results] == ["Response", "Response"]
    [(first, first_user)], [(second, second_user)] = circuits["e"], circuits["f"]
    assert first != second
    assert first_user != second_user


def carrying(tor: Tor, host: str) -> set[tuple[str, str]]:
    """Return (circuit id, SOCKS user) of each circuit that carries a stream to a host now."""
    streams = tor.controller.get_streams()
    ids = {stream.circ_id for stream in streams if stream.target_address == host and stream.circ_id}
    return {(circuit.id, circuit.socks_username) for circuit in tor.controller.get_circuits() if circuit.id in ids}


@pytest.mark.parametrize("same", [False, True], ids=["two-sites", "one-site"])
def test_credentials_are_what_parts_circuits_on_one_host(
    tmp_path: Path, tor_network: TestNetwork, tor_client: Tor, same: bool
) -> None:
    """The same host asked for twice: as two sites by two credentials and circuits, as one site by the same credentials.

    That one site takes one circuit is tor's to decide: it may renew a circuit at any time.
    """
    circuits: list[set[str]] = []
    users: list[set[str]] = []
    host = "clearnet.example"

    def page(handler: BaseHTTPRequestHandler) -> None:
        streams = [
            each for each in tor_client.controller.get_streams() if each.target_port == web.port and each.circ_id
        ]
        circuits.append({each.circ_id for each in streams if each.status == "SUCCEEDED"})
        known = tor_client.controller.get_circuits()
        users.append({each.socks_username for each in known if each.id in circuits[-1]})
        answer(headers={"Connection": "close"})(handler)

    with site({"/": page}) as web:
        origin = f"{host}:{web.port}"
        sites = {name: ([host, origin], "clearnet-over-tor") for name in ("forum", "twin")}
        wanted = [("forum", f"http://{origin}/"), ("forum" if same else "twin", f"http://{origin}/")]
        came = run_crawl(tmp_path, tor_client.socks, sites, wanted)
    assert [result["outcome"] for result in came.results] == ["Response", "Response"]
    assert all(users)
    assert (users[0] == users[1]) is same
    assert same or not circuits[0] & circuits[1]


def test_robots_and_retries_use_the_sites_credentials(
    tmp_path: Path, tor_network: TestNetwork, tor_client: Tor
) -> None:
    users: list[set[str]] = []
    tries: list[int] = []

    def note(then: Answer) -> Answer:
        def page(handler: BaseHTTPRequestHandler) -> None:
            users.append({user for _, user in carrying(tor_client, tor_network.onion("a"))})
            then(handler)

        return page

    def flaky(handler: BaseHTTPRequestHandler) -> None:
        tries.append(1)
        answer(status=503 if len(tries) == 1 else 200, headers={"Connection": "close"})(handler)

    routes = {"/robots.txt": note(answer(b"User-agent: *\nDisallow:\n", "text/plain")), "/": note(flaky)}
    with site(routes, tor_network.ports["a"]) as web:
        settings = {"ROBOTSTXT_OBEY": True, "RETRY_TIMES": 2}
        came = crawl(tmp_path, tor_network, tor_client, "a", settings=settings)
    assert web.paths == ["/robots.txt", "/", "/"]
    assert came.outcome() == "Response"
    assert len(users) == 3
    assert len(set.union(*users)) == 1


def test_tor_killed_in_mid_crawl_is_a_state_of_the_run_and_nothing_else_is_tried(
    tmp_path: Path, tor_network: TestNetwork
) -> None:
    with tor_network.client(tmp_path / "tor") as tor:

        def kill(handler: BaseHTTPRequestHandler) -> None:
            tor.process.stop()
            handler.close_connection = True

        with site({"/": answer(), "/2": kill}, tor_network.ports["b"]) as web:
            host = tor_network.onion("b")
            wanted = [("b", f"http://{host}/"), ("b", f"http://{host}/2"), ("b", f"http://{host}/3")]
            came = run_crawl(tmp_path, tor.socks, {"b": ([host], "onion")}, wanted, settings={"RETRY_TIMES": 2})
        assert not tor.alive()
        assert came.outcome("0") == "Response"
        assert {came.outcome("1"), came.outcome("2")} == {"ProxyGone"}
        assert web.paths == ["/", "/2"]
        assert came.contacts == only(tor)


def test_an_onion_that_is_not_there_comes_with_tors_reason(
    tmp_path: Path, tor_network: TestNetwork, tor_client: Tor
) -> None:
    host = usable("nobody")
    came = run_crawl(tmp_path, tor_client.socks, {"x": ([host], "onion")}, [("x", f"http://{host}/")])
    assert came.outcome() == "CannotResolveHostError"
    assert re.search("descriptor can not be found", came.said())


def test_a_service_that_nobody_answers_for_is_the_sites_state(
    tmp_path: Path, tor_network: TestNetwork, tor_client: Tor
) -> None:
    came = crawl(tmp_path, tor_network, tor_client, "f")
    assert came.outcome() in {"DownloadFailedError", "DownloadConnectionRefusedError"}
    assert tor_client.alive()


def test_side_calls_go_through_an_exit(tor_network: TestNetwork, tor_client: Tor) -> None:
    with site({"/": answer(b'{"BTC": 1}', "application/json")}) as web:
        body = side_get(side_session(tor_client.socks, "rates"), f"http://rates.example:{web.port}/")
    assert body == b'{"BTC": 1}'


def test_https_through_an_onion_service(tmp_path: Path, tor_network: TestNetwork, tor_client: Tor) -> None:
    host = tor_network.onion("a")
    with site({"/": answer()}, tor_network.tls_ports["a"], tls_context(tmp_path, host)) as web:
        came = run_crawl(tmp_path, tor_client.socks, {"a": ([host], "onion")}, [("a", f"https://{host}/")])
    assert came.outcome() == "Response"
    assert web.paths == ["/"]
    assert came.contacts == only(tor_client)


def test_the_launched_tor_listens_to_nobody_else(tor_client: Tor) -> None:
    listeners = [*tor_client.controller.get_listeners("SOCKS"), *tor_client.controller.get_listeners("CONTROL")]
    assert {host for host, _ in listeners} == {"127.0.0.1"}
    for option, value in (("SafeSocks", "1"), ("ClientOnly", "1"), ("CookieAuthentication", "1")):
        assert tor_client.controller.get_conf(option) == value
    assert [each for each in tor_client.controller.get_circuits() if each.status == CircStatus.BUILT]
