"""Side calls through a SOCKS relay that shows what was asked of it."""

import time
from http.server import BaseHTTPRequestHandler

import pytest
import requests

from crawler.tor import side
from crawler.tor.side import SideCallRefused, side_get, side_session
from tests.crawler.tor.fake_socks import Relay, serving
from tests.crawler.tor.site import answer, redirect, site

URL = "http://rates.example/"


@pytest.mark.parametrize("no_proxy", ["", "*"])
@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_goes_by_name_through_the_proxy_whatever_the_environment_says(
    variable: str, no_proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", no_proxy)
    with site({"/": answer(b'{"BTC": 1}', "application/json")}) as web:
        relay = Relay({"rates.example": web.port})
        with serving(relay) as port:
            session = side_session(f"127.0.0.1:{port}", "rates")
            assert side_get(session, URL) == b'{"BTC": 1}'
    [asked] = relay.asked
    assert (asked.kind, asked.host, asked.port) == (3, "rates.example", 80)


def test_with_the_environment_trusted_it_would_have_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    hits: list[int] = []
    relay = Relay({})
    with serving(lambda _: hits.append(1)) as trap, serving(relay) as port:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{trap}")
        session = side_session(f"127.0.0.1:{port}", "rates")
        session.trust_env = True
        with pytest.raises(requests.RequestException):
            session.get(URL)
    assert hits
    assert not relay.asked


@pytest.mark.parametrize("credential", ["rates", "a:b@c/d", "ключ"])
def test_the_credential_is_told_whole(credential: str) -> None:
    relay = Relay({})
    with serving(relay) as port, pytest.raises(requests.ConnectionError):
        side_session(f"127.0.0.1:{port}", credential).get(URL)
    assert {asked.user for asked in relay.asked} == {credential.encode()}
    assert {asked.password for asked in relay.asked} == {credential.encode()}


@pytest.mark.parametrize(
    "target",
    ["http://elsewhere.example/", "https://rates.example/", "http://rates.example:81/", "//elsewhere.example/"],
)
def test_a_redirect_off_its_host_is_refused(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with site({"/": redirect(target)}) as web:
        relay = Relay({"rates.example": web.port, "elsewhere.example": web.port})
        with serving(relay) as port:
            session = side_session(f"127.0.0.1:{port}", "rates")
            with pytest.raises(SideCallRefused, match="redirect to another host"):
                session.get(URL)
            assert len(relay.asked) == 1
            monkeypatch.setattr(side, "_origin", lambda _: None)
            with pytest.raises(requests.RequestException):
                session.get(URL)
            assert len({(asked.host, asked.port) for asked in relay.asked}) == 2  # the test would notice


def test_a_redirect_on_its_host_is_followed() -> None:
    with site({"/": redirect("/2"), "/2": answer(b"two")}) as web, serving(Relay({"rates.example": web.port})) as port:
        assert side_get(side_session(f"127.0.0.1:{port}", "rates"), URL) == b"two"


def test_only_http_and_https_have_a_way() -> None:
    session = side_session("127.0.0.1:9", "rates")
    assert set(session.adapters) == {"http://", "https://"}
    with pytest.raises(requests.exceptions.InvalidSchema):
        session.get("file:///etc/hostname")


def test_every_call_has_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []

    def send(self: object, request: object, **kwargs: object) -> None:
        given.append(kwargs["timeout"])
        raise requests.ConnectionError

    monkeypatch.setattr(side.HTTPAdapter, "send", send)
    for kwargs in ({}, {"timeout": 3}):
        with pytest.raises(requests.ConnectionError):
            side_session("127.0.0.1:9", "rates").get(URL, **kwargs)
    assert given == [side.TIMEOUT, 3]


def test_an_answer_that_is_too_large_or_too_slow_is_cut() -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x" * 16_384)
                time.sleep(0.02)
        except OSError:
            pass

    with site({"/": drip}) as web, serving(Relay({"rates.example": web.port})) as port:
        session = side_session(f"127.0.0.1:{port}", "rates")
        for limits in ({"max_bytes": 100_000}, {"max_bytes": 10**12, "deadline": 0.3}):
            with pytest.raises(SideCallRefused, match="too large or comes too slowly"):
                side_get(session, URL, **limits)


@pytest.mark.parametrize("socks", ["10.0.0.1:9050", "tor.example:9050", "9050"])
def test_only_a_proxy_on_this_machine_is_taken(socks: str) -> None:
    with pytest.raises(ValueError, match="expected 127"):
        side_session(socks, "rates")
