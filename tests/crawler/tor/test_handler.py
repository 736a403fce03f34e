"""The guarded path under Scrapy, through a SOCKS relay that shows what was asked of it.

Each crawl runs in its own process under the trip-wire: `contacts` is everywhere that it connected to.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.crawler.tor.certificate import tls_context
from tests.crawler.tor.crawl import run_crawl
from tests.crawler.tor.fake_socks import Relay, serving
from tests.crawler.tor.site import Answer, Site, answer, redirect, site
from tests.onions import invented

ONION, OTHER = invented("forum"), invented("market")
SITES = {"forum": ([ONION, "forum.example"], "clearnet-over-tor"), "market": ([OTHER], "onion")}
HOME = [("forum", f"http://{ONION}/")]


@contextmanager
def world(routes: dict[str, Answer], *hosts: str) -> Iterator[tuple[Relay, str, Site]]:
    """Yield the relay, its address and the one site behind all its names."""
    with site(routes) as web:
        relay = Relay(dict.fromkeys((ONION, OTHER, "forum.example", *hosts), web.port))
        with serving(relay) as port:
            yield relay, f"127.0.0.1:{port}", web


def only(socks: str) -> set[tuple[str, int]]:
    host, _, port = socks.partition(":")
    return {(host, int(port))}


def test_a_page_comes_by_name_through_the_proxy_and_nowhere_else(tmp_path: Path) -> None:
    with world({"/": answer()}) as (relay, socks, web):
        crawl = run_crawl(tmp_path, socks, SITES, HOME)
    assert (crawl.outcome(), crawl.said()) == ("Response", "200 12")
    assert [(asked.kind, asked.host, asked.port) for asked in relay.asked] == [(3, ONION, 80)]
    assert crawl.contacts == only(socks)
    assert not crawl.lookups
    assert web.paths == ["/"]


@pytest.mark.parametrize("without", [(), ("handler",)])
def test_proxies_of_the_environment_and_of_meta_have_no_effect(tmp_path: Path, without: tuple[str, ...]) -> None:
    hits: list[int] = []
    with serving(lambda _: hits.append(1)) as trap, world({"/": answer()}) as (relay, socks, _):
        address = f"http://127.0.0.1:{trap}"
        env = dict.fromkeys(("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"), address)
        crawl = run_crawl(tmp_path, socks, SITES, HOME, env=env, without=without, settings={"HTTPPROXY_ENABLED": True})
    if without:  # Scrapy's own handler takes it: the test would notice
        assert hits
        assert ("127.0.0.1", trap) in crawl.contacts
    else:
        assert crawl.outcome() == "Response"
        assert not hits
        assert crawl.contacts == only(socks)
        assert relay.asked


TARGETS = [
    ("http://trap.example/", "scope"),
    (f"http://{OTHER}/", "scope"),  # another site's host: its identity and scope are not ours
    ("http://127.0.0.1:{trap}/", "ip_literal"),
    ("http://2130706433:{trap}/", "ip_literal"),
    ("http://[::1]:{trap}/", "ip_literal"),
    ("http://localhost:{trap}/", "local_name"),
    ("http://user:word@{onion}/", "userinfo"),
    ("http://{onion}:22/", "port"),
    ("//trap.example/", "scope"),
]


@pytest.mark.parametrize("without", [(), ("middleware",)], ids=["both", "handler-alone"])
@pytest.mark.parametrize(("target", "reason"), TARGETS)
def test_a_redirect_to_what_is_refused_ends_counted_and_without_a_connection(
    tmp_path: Path, target: str, reason: str, without: tuple[str, ...]
) -> None:
    hits: list[int] = []
    with serving(lambda _: hits.append(1)) as trap:
        location = target.format(trap=trap, onion=ONION)
        with world({"/": redirect(location)}, "trap.example") as (relay, socks, web):
            crawl = run_crawl(tmp_path, socks, SITES, HOME, without=without)
    assert crawl.outcome() == "Refused"
    assert crawl.refused() == {reason: 1}
    assert [asked.host for asked in relay.asked] == [ONION]
    assert web.paths == ["/"]
    assert crawl.contacts == only(socks)
    assert not hits
    assert not crawl.lookups


@pytest.mark.parametrize("target", ["http://trap.example/", f"http://{OTHER}/", f"http://{ONION}:22/"])
def test_with_the_guard_taken_away_the_relay_would_see_it(tmp_path: Path, target: str) -> None:
    with world({"/": redirect(target)}, "trap.example") as (relay, socks, _):
        crawl = run_crawl(tmp_path, socks, SITES, HOME, without=("judge",))
    assert len(relay.asked) == 2
    assert crawl.refused() == {}
    assert crawl.contacts == only(socks)  # and even then there is only one way out


@pytest.mark.parametrize("scheme", ["ftp", "file", "data"])
def test_a_redirect_to_another_scheme_is_not_followed(tmp_path: Path, scheme: str) -> None:
    with world({"/": redirect(f"{scheme}://trap.example/")}, "trap.example") as (relay, socks, _):
        crawl = run_crawl(tmp_path, socks, SITES, HOME)
    assert len(relay.asked) == 1
    assert crawl.contacts == only(socks)


def test_a_redirect_within_the_site_is_followed_and_each_host_has_its_own_credentials(tmp_path: Path) -> None:
    routes = {"/": redirect("http://forum.example/2", "text/plain"), "/2": redirect("/3"), "/3": answer()}
    with world(routes) as (relay, socks, web):
        crawl = run_crawl(tmp_path, socks, SITES, HOME)
    assert crawl.outcome() == "Response"
    assert web.paths == ["/", "/2", "/3"]
    assert {asked.host for asked in relay.asked} == {ONION, "forum.example"}
    assert len({asked.user for asked in relay.asked}) == 2


@pytest.mark.parametrize(
    ("request_", "reason"),
    [((None, "http://elsewhere.example/"), "no_site"), (("unknown", f"http://{ONION}/"), "no_site"),
     (("market", f"http://{ONION}/"), "scope"), (("market", "http://forum.example/"), "clearnet")],
)  # fmt: skip
def test_requests_without_a_right_to_their_host_are_refused(
    tmp_path: Path, request_: tuple[str, str], reason: str
) -> None:
    with world({"/": answer()}) as (relay, socks, _):
        crawl = run_crawl(tmp_path, socks, SITES, [request_])
    assert (crawl.outcome(), crawl.refused(), relay.asked) == ("Refused", {reason: 1}, [])


def test_without_the_middleware_a_request_must_name_its_site(tmp_path: Path) -> None:
    with world({"/": answer()}) as (relay, socks, _):
        crawl = run_crawl(tmp_path, socks, SITES, [(None, f"http://{ONION}/")], without=("middleware",))
    assert (crawl.outcome(), crawl.refused(), relay.asked) == ("Refused", {"no_site": 1}, [])


def test_robots_and_retries_keep_the_sites_credentials(tmp_path: Path) -> None:
    attempts: list[int] = []

    def flaky(handler: BaseHTTPRequestHandler) -> None:
        attempts.append(1)
        fine = len(attempts) > 2
        answer(status=200 if fine else 503, headers={} if fine else {"Connection": "close"})(handler)

    robots = answer(b"User-agent: *\nDisallow: /secret\n", "text/plain")
    with world({"/": flaky, "/robots.txt": robots}) as (relay, socks, web):
        wanted = [*HOME, ("forum", f"http://{ONION}/secret")]
        crawl = run_crawl(tmp_path, socks, SITES, wanted, settings={"ROBOTSTXT_OBEY": True, "RETRY_TIMES": 2})
    assert web.paths == ["/robots.txt", "/", "/", "/"]
    assert crawl.outcome("0") == "Response"
    assert crawl.outcome("1") == "IgnoreRequest"  # robots.txt was read
    assert len(relay.asked) > 1  # on several connections
    assert len({(asked.user, asked.password) for asked in relay.asked}) == 1


def test_sites_never_share_credentials_even_on_the_same_host(tmp_path: Path) -> None:
    sites = {"forum": ([ONION], "onion"), "twin": ([ONION], "onion")}
    wanted = [("forum", f"http://{ONION}/"), ("twin", f"http://{ONION}/"), ("forum", f"http://{ONION}/")]
    with world({"/": answer()}) as (relay, socks, _):
        run_crawl(tmp_path, socks, sites, wanted)
    assert len(relay.asked) == 2  # the third came over the first one's connection
    assert len({asked.user for asked in relay.asked}) == 2


def test_a_new_identity_is_that_sites_alone(tmp_path: Path) -> None:
    market = ("market", f"http://{OTHER}/")
    wanted = [*HOME, market, *HOME, market, *HOME]
    with world({"/": answer()}) as (relay, socks, _):
        run_crawl(tmp_path, socks, SITES, wanted, renew_after="1")
        kept = [(asked.host, asked.user) for asked in relay.asked]
        relay.asked.clear()
        run_crawl(tmp_path, socks, SITES, wanted, renew_after="2")
        renewed = [(asked.host, asked.user) for asked in relay.asked]
    # "1" is the market's request, "2" the forum's.
    assert [host for host, _ in kept] == [ONION, OTHER, OTHER]
    assert [host for host, _ in renewed] == [ONION, OTHER, ONION]
    for each in (kept, renewed):
        assert len({user for _, user in each}) == 3


def drip(handler: BaseHTTPRequestHandler) -> None:
    """One byte at a time, for as long as anybody listens."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"x")
            time.sleep(0.05)
    except OSError:
        cut.set()


cut = threading.Event()


def test_a_drip_is_cut_at_the_deadline_and_its_connection_closed(tmp_path: Path) -> None:
    cut.clear()
    with world({"/": drip}) as (_, socks, _web):
        crawl = run_crawl(tmp_path, socks, SITES, HOME, settings={"DOWNLOAD_TIMEOUT": 1})
        assert crawl.outcome() == "DownloadTimeoutError"
        assert cut.wait(20)


def endless(handler: BaseHTTPRequestHandler) -> None:
    """A body without a length, larger than anybody wants."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Connection", "close")
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"x" * 65536)
    except OSError:
        cut.set()


@pytest.mark.parametrize("page", [endless, answer(b"x" * 300_000)], ids=["endless", "announced"])
def test_a_body_over_the_limit_is_cut(tmp_path: Path, page: Answer) -> None:
    with world({"/": page}) as (_, socks, _web):
        crawl = run_crawl(tmp_path, socks, SITES, HOME, settings={"DOWNLOAD_MAXSIZE": 200_000})
    assert crawl.outcome() == "PageTooLarge"


@pytest.mark.parametrize(
    ("kind", "headers"),
    [("text/csv", {}), ("text/plain", {}), ("application/zip", {}), ("image/png", {}), (None, {}),
     ("text/html", {"Content-Disposition": "attachment; filename=dump.html"})],
)  # fmt: skip
@pytest.mark.parametrize("without", [(), ("content",)], ids=["guarded", "content-guard-removed"])
def test_what_is_no_page_is_not_taken_in(
    tmp_path: Path, kind: str | None, headers: dict[str, str], without: tuple[str, ...]
) -> None:
    with world({"/": answer(b"name,phone\n" * 10, kind, headers=headers)}) as (_, socks, _web):
        crawl = run_crawl(tmp_path, socks, SITES, HOME, without=without)
    assert crawl.outcome() == ("Response" if without else "Refused")
    assert crawl.refused() == ({} if without else {"content_type": 1})


def test_the_body_of_what_is_no_page_is_left_at_the_site(tmp_path: Path) -> None:
    cut.clear()

    def dump(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/csv")
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x" * 65536)
        except OSError:
            cut.set()

    with world({"/": dump}) as (_, socks, _web):
        crawl = run_crawl(tmp_path, socks, SITES, HOME, settings={"DOWNLOAD_MAXSIZE": 0})
        assert crawl.refused() == {"content_type": 1}
        assert cut.wait(20)


@pytest.mark.parametrize("status", [204, 404])
def test_an_empty_answer_needs_no_type(tmp_path: Path, status: int) -> None:
    with world({"/": answer(b"", None, status)}) as (_, socks, _web):
        crawl = run_crawl(tmp_path, socks, SITES, HOME, settings={"HTTPERROR_ALLOW_ALL": True})
    assert (crawl.outcome(), crawl.said()) == ("Response", f"{status} 0")


@pytest.mark.parametrize("without", [(), ("middleware",)])
def test_no_referer_is_sent(tmp_path: Path, without: tuple[str, ...]) -> None:
    with site({"/": redirect("/2"), "/2": answer()}) as web, serving(Relay({ONION: web.port})) as port:
        headers = {"DEFAULT_REQUEST_HEADERS": {"Referer": "http://elsewhere.example/"}}
        run_crawl(tmp_path, f"127.0.0.1:{port}", SITES, HOME, without=without, settings=headers)
    assert any("Referer" in headers for _, headers in web.asked) is bool(without)


@pytest.mark.parametrize(
    ("verify", "outcome"), [(False, "Response"), (True, "DownloadFailedError")], ids=["onion-style", "verified"]
)
def test_https_goes_the_same_way(tmp_path: Path, verify: bool, outcome: str) -> None:
    with site({"/": answer()}, tls=tls_context(tmp_path, "forum.example")) as web:
        relay = Relay({"forum.example": web.port})
        with serving(relay) as port:
            wanted = [("forum", "https://forum.example/")] * 2
            settings = {"DOWNLOAD_VERIFY_CERTIFICATES": verify}
            crawl = run_crawl(tmp_path, f"127.0.0.1:{port}", SITES, wanted, settings=settings)
    assert crawl.outcome() == outcome
    assert {(asked.kind, asked.host, asked.port) for asked in relay.asked} == {(3, "forum.example", 443)}
    assert len({asked.user for asked in relay.asked}) == 1
    assert len(web.paths) == (0 if verify else 2)
    assert crawl.contacts == {("127.0.0.1", port)}


def test_a_drip_over_tls_is_cut_too(tmp_path: Path) -> None:
    cut.clear()
    tls = tls_context(tmp_path, "forum.example")
    with site({"/": drip}, tls=tls) as web, serving(Relay({"forum.example": web.port})) as port:
        wanted = [("forum", "https://forum.example/")]
        crawl = run_crawl(tmp_path, f"127.0.0.1:{port}", SITES, wanted, settings={"DOWNLOAD_TIMEOUT": 2})
        assert crawl.outcome() == "DownloadTimeoutError"
        assert cut.wait(20)


def test_tors_reasons_reach_the_errback(tmp_path: Path) -> None:
    with serving(Relay({})) as port:
        crawl = run_crawl(tmp_path, f"127.0.0.1:{port}", SITES, HOME)
    assert crawl.outcome() == "DownloadFailedError"
    assert "host unreachable" in crawl.said()


def test_tor_being_gone_is_told_apart_and_not_tried_again(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        socks = f"127.0.0.1:{taken.getsockname()[1]}"
    crawl = run_crawl(tmp_path, socks, SITES, HOME, settings={"RETRY_TIMES": 3})
    assert crawl.outcome() == "ProxyGone"
    assert "retry/count" not in crawl.stats
    assert crawl.contacts == only(socks)


@pytest.mark.parametrize("socks", ["", "10.0.0.1:9050", "tor.example:9050"])
def test_without_a_socks_port_on_this_machine_nothing_is_sent_at_all(tmp_path: Path, socks: str) -> None:
    crawl = run_crawl(tmp_path, socks, SITES, HOME)
    assert crawl.outcome() == "NotSupported"
    assert crawl.contacts == set()
    assert not crawl.lookups
