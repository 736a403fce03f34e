"""Asking for rates beside a crawl: what is kept, what is said, and that nothing stops or goes another way."""

import gzip
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, cast

import pytest

from config.environment import Environment
from config.load import load
from config.schema import Rates
from crawler import doctor
from crawler import rates as asked_rates
from crawler.context import Run, utc_now
from crawler.rates import asking
from crawler.tor.launch import Tor
from pipelines.ledger import Ledger
from pipelines.ledger import rates as ledger_rates
from pipelines.rates import Rate
from tests.crawler.rate_sites import COINS, TICKER, bank, rates, today
from tests.crawler.tor.fake_socks import Relay, serving
from tests.crawler.tor.site import Answer, answer, redirect, site
from tests.onions import invented
from tests.services import tripwire

HOST = invented("rates")
ECB, COIN = f"http://{HOST}/daily.xml?of=hunter2", f"http://{HOST}/ticker?of=hunter2"
XML, JSON = answer(bank(), "text/xml"), answer(TICKER, "application/json")


@dataclass
class Stage:
    """A ledger, and a proxy that leads to a web site."""

    ledger: Ledger
    said: list[str] = field(default_factory=list)

    def ask(self, settings: Rates, socks: str, *, alive: bool = True) -> Run:
        run = Run("run", self.ledger, (), frozenset(), self.said.append)
        with asking(run, settings, cast("Tor", Proxy(socks, alive)), "Mozilla/5.0"):
            pass
        return run


@dataclass
class Proxy:
    """What `asking` needs of a `Tor`."""

    socks: str
    there: bool

    def alive(self) -> bool:
        return self.there


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with Ledger.open("ledger.sqlite3", tmp_path) as ledger:
        yield Stage(ledger)


@contextmanager
def web(routes: dict[str, Answer]) -> Iterator[tuple[str, Relay, Any]]:
    with site(routes) as running:
        relay = Relay({HOST: running.port})
        with serving(relay) as port:
            yield f"127.0.0.1:{port}", relay, running


def test_both_kinds_are_asked_kept_and_used_at_once(stage: Stage) -> None:
    with web({"/daily.xml": XML, "/ticker": JSON}) as (socks, relay, running):
        run = stage.ask(rates(ECB, COIN), socks)
    day = date.fromisoformat(today())
    assert run.rates == {
        "EUR": Rate(Decimal("1.2500"), day), "GBP": Rate(Decimal("1.5625"), day),
        "BTC": Rate(Decimal("91234.50000"), day), "XMR": Rate(Decimal("402.25"), day),
    }  # fmt: skip
    assert stage.said == [f"rates: ecb: 2 of {day}; ticker: 2 of {day}"]
    assert {headers["User-Agent"] for _, headers in running.asked} == {"Mozilla/5.0"}
    assert {each.kind for each in relay.asked} == {3}
    assert len({each.user for each in relay.asked}) == 2, "each source has circuits of its own"


def test_a_first_way_to_a_source_that_fails_is_not_the_last(stage: Stage) -> None:
    with site({"/ticker": JSON}) as running:
        relay = Relay({})

        def talk(client: socket.socket) -> None:
            if relay.asked:
                relay.ports[HOST] = running.port
            relay(client)

        with serving(talk) as port:
            run = stage.ask(rates(None, COIN), f"127.0.0.1:{port}")
    assert set(run.rates) == {"BTC", "XMR"}
    assert len({each.user for each in relay.asked}) == 2, "the second goes another way"


def test_what_is_fresh_is_not_asked_again_and_what_failed_is_left_alone_for_a_while(stage: Stage) -> None:
    with web({"/daily.xml": XML, "/ticker": answer(b"", status=503)}) as (socks, relay, _):
        stage.ask(rates(ECB, COIN), socks)
        before = len(relay.asked)
        run = stage.ask(rates(ECB, COIN), socks)
        assert len(relay.asked) == before == 2
        assert run.rates["GBP"].usd == Decimal("1.5625"), "from the cache"
        assert len(stage.said) == 2, "and nothing is said again"


def test_no_sources_is_nobody_asked(stage: Stage) -> None:
    run = stage.ask(Rates(), "127.0.0.1:9")
    assert run.rates == {}
    assert stage.said == []


def hang(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(20)


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    try:
        for _ in range(200):
            handler.wfile.write(b" ")
            time.sleep(0.1)
    except OSError:
        pass


def head_drip(handler: BaseHTTPRequestHandler) -> None:
    try:
        for byte in b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100:
            handler.wfile.write(bytes([byte]))
            time.sleep(0.1)
    except OSError:
        pass


LARGE = answer(b" " * 10_000_000 + TICKER)
BOMB = answer(gzip.compress(b" " * 300_000_000, 9), headers={"Content-Encoding": "gzip"})


@pytest.mark.parametrize(
    ("ticker", "says"),
    [
        (answer(b"", status=403), "it answers HTTP 403 (some servers refuse Tor's exits: choose one that does not)"),
        (answer(b"<html>hunter2 are you a robot?</html>"), "the answer is no JSON (JSONDecodeError)"),
        (answer(b'{"error": "hunter2"}'), "the answer holds no number at any of the paths"),
        (redirect("http://elsewhere.example/"), "its answer is too large or too slow, or sends elsewhere"),
        (LARGE, "its answer is too large or too slow, or sends elsewhere"),
        (BOMB, "its answer is too large or too slow, or sends elsewhere"),
        (hang, "no whole answer within"),
        (drip, "no whole answer within"),
        (head_drip, "no whole answer within"),
        (answer(TICKER, headers={"Content-Encoding": "gzip"}), "it cannot be asked (ContentDecodingError)"),
        (lambda handler: handler.wfile.write(b"\0\0 nonsense\r\n\r\n"), "it cannot be "),
        (lambda handler: handler.connection.shutdown(socket.SHUT_RDWR), "it cannot be reached through Tor"),
    ],
    ids=["403", "robot", "error", "redirect", "large", "bomb", "hang", "drip", "head-drip", "no-gzip", "nonsense", "cut"],
)  # fmt: skip
def test_a_source_that_fails_is_one_line_and_spoils_no_other(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, ticker: Answer, says: str
) -> None:
    monkeypatch.setattr(asked_rates, "DEADLINE", 4.0)
    with web({"/daily.xml": XML, "/ticker": ticker}) as (socks, _, _):
        began = time.monotonic()
        run = stage.ask(rates(ECB, COIN), socks)
        assert time.monotonic() - began < 15
    assert set(run.rates) == {"EUR", "GBP"}
    first, second = stage.said
    assert first == f"rates: ecb: 2 of {today()}"
    assert second.startswith(f"rates: ticker: {says}")
    assert second.endswith(". Prices go by rates of 2025-06-30")
    assert "hunter2" not in second
    assert HOST not in second
    report = stage.ledger.read(ledger_rates.sources)["ticker"]
    assert report.trouble is not None
    assert report.good_at is None


def test_an_unbelievable_rate_is_refused_and_said_and_the_others_kept(stage: Stage) -> None:
    with web({"/ticker": answer(TICKER.replace(b"402.25", b"1"))}) as (socks, _, _):
        run = stage.ask(rates(None, COIN), socks)
    assert set(run.rates) == {"BTC"}
    refused = "not believed: XMR: US$ 1 is less than a 20th of the US$ 320 of 2025-06-30"
    assert stage.said[1:] == [f"rates: ticker: {refused}. Prices go by rates of 2025-06-30 to {today()}"]
    report = stage.ledger.read(ledger_rates.sources)["ticker"]
    assert report.good
    assert report.trouble


def test_a_source_that_fails_later_leaves_the_cache_in_use(stage: Stage) -> None:
    yesterday = date.fromisoformat(today()) - timedelta(days=1)
    kept = {"BTC": Rate(Decimal(90_000), yesterday), "XMR": Rate(Decimal(400), yesterday)}
    stage.ledger.run(lambda conn: ledger_rates.keep(conn, "ticker", kept, utc_now()))
    with web({"/ticker": answer(b"", status=500)}) as (socks, _, _):
        run = stage.ask(rates(None, COIN), socks)
    assert run.rates == kept
    assert stage.said[0].endswith(f"Prices go by rates of {yesterday}")


def test_the_last_cached_rate_judges_the_next(stage: Stage) -> None:
    stage.ledger.run(
        lambda conn: ledger_rates.keep(conn, "ticker", {"BTC": Rate(Decimal(4_000), date(2026, 1, 1))}, utc_now())
    )
    with web({"/ticker": JSON}) as (socks, _, _):
        run = stage.ask(rates(None, COIN), socks)
    assert run.rates["BTC"].usd == 4_000
    assert "more than 20 times the US$ 4000 of 2026-01-01" in stage.said[-1]


def test_the_first_source_that_is_named_wins(stage: Stage) -> None:
    other = {"id": "other", "kind": "json", "url": f"http://{HOST}/other", "usd": {"BTC": "b"}, "per_usd": {"ETH": "e"}}
    settings = Rates.model_validate(
        {"sources": [{"id": "ticker", "kind": "json", "url": COIN, "usd": COINS}, other]}
    )  # fmt: skip

    def late(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.5)
        JSON(handler)

    with web({"/ticker": late, "/other": answer(b'{"b": 90000, "e": 0.0004}')}) as (socks, _, _):
        run = stage.ask(settings, socks)
    assert run.rates["BTC"].usd == Decimal("91234.5")
    assert run.rates["ETH"].usd == 2500


def test_visits_wait_no_longer_than_the_head_start_and_get_what_comes_later(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked_rates, "HEAD_START", 0.2)

    def late(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(4)
        JSON(handler)

    run = Run("run", stage.ledger, (), frozenset(), stage.said.append)
    with web({"/ticker": late}) as (socks, _, _):
        began = time.monotonic()
        with asking(run, rates(None, COIN), cast("Tor", Proxy(socks, there=True)), "x"):
            assert time.monotonic() - began < 3
            assert run.rates == {}
            while not run.rates and time.monotonic() - began < 20:
                time.sleep(0.05)
            assert run.rates["XMR"].usd == Decimal("402.25")


def test_a_run_that_ends_before_the_answer_does_not_wait_for_it(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked_rates, "HEAD_START", 3.0)
    with web({"/daily.xml": XML, "/ticker": hang}) as (socks, _, _):
        began = time.monotonic()
        run = stage.ask(rates(ECB, COIN), socks)
        assert time.monotonic() - began < 12
    assert "rates: ticker: no whole answer before the run ended. " in stage.said[-1]
    assert set(run.rates) == {"EUR", "GBP"}, "what had come is kept"


def test_with_tor_gone_it_is_said_once_and_no_source_is_to_blame(stage: Stage) -> None:
    run = stage.ask(rates(ECB, COIN), "127.0.0.1:9", alive=False)
    assert run.rates == {}
    (line,) = stage.said
    assert line.startswith("rates: ecb, ticker: tor was not there to ask it through. Prices go by rates of ")
    assert stage.ledger.read(ledger_rates.sources) == {}


ALONE = """
import sys
from pathlib import Path
from types import SimpleNamespace
from crawler.context import Run
from crawler.rates import asking
from pipelines.ledger import Ledger
from pipelines.rates import rate
from tests.crawler.rate_sites import rates
with Ledger.open("ledger.sqlite3", Path(sys.argv[1])) as ledger:
    run = Run("run", ledger, (), frozenset(), print)
    tor = SimpleNamespace(socks="127.0.0.1:9", alive=lambda: False)
    settings = rates("https://bank.example/daily.xml", "https://ticker.example/")
    with asking(run, settings, tor, "x"):
        print(rate("BTC", run.now().date(), run.rates).usd)
"""


def test_with_tor_gone_nothing_goes_another_way(tmp_path: Path) -> None:
    wire = tmp_path / "wire"
    base = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "https_proxy": "http://127.0.0.1:10",
        "ALL_PROXY": "http://127.0.0.1:10",
    }
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(tmp_path)],
        cwd=Path(__file__).parents[2], env=tripwire.environment(wire, base), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.count("rates:") == 1
    assert done.stdout.splitlines()[-1] == "107000"
    assert tripwire.addresses(wire) == {("127.0.0.1", 9)}
    assert tripwire.lookups(wire) <= {"127.0.0.1"}


def test_doctor_tells_how_sources_are_without_asking_them(tmp_path: Path) -> None:
    (tmp_path / "stallwatch.yml").write_text(
        f"rates: {{sources: [{{id: ecb, kind: ecb, url: '{ECB}'}}, {{id: late, kind: ecb, url: '{ECB}'}}, "
        f"{{id: bad, kind: ecb, url: '{ECB}'}}]}}\n"
    )
    config = load(tmp_path)
    now = utc_now()
    with Ledger.open("ledger.sqlite3", tmp_path) as ledger:
        ledger.run(lambda conn: ledger_rates.asked(conn, "ecb", now - timedelta(hours=2), good=True, trouble=None))
        ledger.run(lambda conn: ledger_rates.asked(conn, "bad", now - timedelta(hours=30), good=True, trouble=None))
        ledger.run(
            lambda conn: ledger_rates.asked(conn, "bad", now - timedelta(hours=1), good=False, trouble="HTTP 403")
        )
    found = {check.name: check for check in doctor.examine(config, Environment({})) if check.name.startswith("rates")}
    assert found["rates"].ok
    assert found["rates"].says.endswith("coins and the rest of 2025-06-30")
    assert (found["rates ecb"].ok, found["rates ecb"].says) == (True, "asked 2.0 hours ago")
    assert (found["rates late"].ok, found["rates late"].says) == (True, "not asked yet")
    assert not found["rates bad"].ok
    assert found["rates bad"].says == "asked 1.0 hours ago: HTTP 403; last good 30.0 hours ago"


def test_doctor_says_that_nobody_is_asked_by_default(tmp_path: Path) -> None:
    says = [check.says for check in doctor.examine(load(tmp_path), Environment({})) if check.name == "rates"]
    assert says[0].endswith("; no source is asked (rates.sources in stallwatch.yml)")
