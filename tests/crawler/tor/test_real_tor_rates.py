"""Rates over a real Tor network on loopback: through an exit, from an onion, and in a whole crawl."""

import signal
import threading
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from sqlalchemy import select

from config.load import read_yaml
from crawler.context import Run, utc_now
from crawler.rates import asking
from crawler.tor import side
from crawler.tor.launch import Tor
from demo.ports import free_ports
from pipelines.ledger import Ledger, sites
from pipelines.ledger import rates as ledger_rates
from pipelines.ledger.tables import listings as table
from pipelines.rates import Rate, rate
from tests.crawler.rate_sites import COINS, TICKER, bank, rates, today
from tests.crawler.tor.certificate import tls_context
from tests.crawler.tor.site import answer, site
from tests.crawler.tor.test_real_tor import verdicts
from tests.demo.theatre import Theatre, theatre
from tests.services import tripwire
from tests.services.tor import TestNetwork

pytestmark = pytest.mark.timeout(280)

ROUTES = {"/daily.xml": answer(bank(), "text/xml"), "/ticker": answer(TICKER, "application/json")}


def ask(folder: Path, tor: Tor, settings: object) -> tuple[Run, list[str]]:
    said: list[str] = []
    with Ledger.open("ledger.sqlite3", folder) as ledger:
        run = Run("run", ledger, (), frozenset(), said.append)
        with asking(run, settings, tor, "Mozilla/5.0"):  # type: ignore[arg-type]
            pass
    return run, said


@pytest.fixture
def trusting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A test's own certificate authority, for what side calls trust."""
    opened = side.side_session

    def session(socks: str, credential: str) -> object:
        found = opened(socks, credential)
        found.verify = str(tmp_path / "site.pem")
        return found

    monkeypatch.setattr("crawler.rates.side_session", session)
    return tmp_path


def test_both_formats_come_over_https_through_an_exit(
    trusting: Path, tor_network: TestNetwork, tor_client: Tor
) -> None:
    tls = tls_context(trusting, "rates.example")
    with site(ROUTES, tls=tls) as web:
        base = f"https://rates.example:{web.port}"
        run, said = ask(trusting, tor_client, rates(f"{base}/daily.xml", f"{base}/ticker"))
    day = date.fromisoformat(today())
    assert said == [f"rates: ecb: 2 of {day}; ticker: 2 of {day}"]
    assert run.rates["GBP"] == Rate(Decimal("1.5625"), day)
    assert run.rates["BTC"] == Rate(Decimal("91234.50000"), day)
    assert sorted(web.paths) == ["/daily.xml", "/ticker"]
    judged = verdicts(tor_client.process.log)  # type: ignore[union-attr]
    assert judged
    assert all(line.endswith("This is good.") for line in judged[-2:])


def test_a_certificate_that_nobody_vouches_for_is_refused(
    tmp_path: Path, tor_network: TestNetwork, tor_client: Tor
) -> None:
    with site(ROUTES, tls=tls_context(tmp_path, "rates.example")) as web:
        run, said = ask(tmp_path, tor_client, rates(f"https://rates.example:{web.port}/daily.xml"))
    assert run.rates == {}
    assert said[0].startswith("rates: ecb: its certificate is not accepted. Prices go by rates of ")
    assert web.paths == []


def test_a_server_that_is_down_is_said(tmp_path: Path, tor_network: TestNetwork, tor_client: Tor) -> None:
    (closed,) = free_ports(1)
    _, said = ask(tmp_path, tor_client, rates(f"https://rates.example:{closed}/daily.xml"))
    assert said[0].startswith("rates: ecb: it cannot be reached through Tor. Prices go by")


@pytest.fixture
def stage(tmp_path: Path, tor_network: TestNetwork) -> Iterator[Theatre]:
    with theatre(tmp_path / "operator", tor_network) as found:
        yield found


def price_of(ledger: Ledger, currency: str) -> list[tuple[str, str, float, str]]:
    """(id, amount, US dollars, day of the rate) of every listing with a price in a currency."""
    columns = table.c.id, table.c.price_amount, table.c.price_usd, table.c.usd_rate_at
    rows = ledger.read(lambda conn: conn.execute(select(*columns).where(table.c.price_currency == currency)).all())
    return sorted(tuple(row) for row in rows)


def test_a_crawl_prices_by_them_and_freezes_what_it_priced(
    stage: Theatre, tmp_path: Path, tor_network: TestNetwork
) -> None:
    settings = stage.folder / "stallwatch.yml"
    base = f"http://{tor_network.onion('d')}"
    mine = rates(f"{base}/daily.xml", f"{base}/ticker", every="10m").model_dump_json(exclude={"every"})
    settings.write_text(settings.read_text() + f"\nrates: {mine}\n")
    assert read_yaml(settings)["rates"]["sources"][1]["usd"] == COINS
    wire = tmp_path / "wire"
    with site(ROUTES, tor_network.ports["d"]) as web:
        done = stage.call("crawl", wire=wire, https_proxy="http://127.0.0.1:9", ALL_PROXY="http://127.0.0.1:9")
    assert done.returncode == 0, done.stderr
    assert f"rates: ecb: 2 of {today()}; ticker: 2 of {today()}" in done.stderr
    assert sorted(web.paths) == ["/daily.xml", "/ticker"]
    assert web.port not in {port for _, port in tripwire.addresses(wire)}
    assert {host for host, _ in tripwire.addresses(wire)} == {"127.0.0.1"}
    assert not [name for name in tripwire.lookups(wire) if name != "127.0.0.1"]
    with stage.ledger() as ledger:
        first = price_of(ledger, "BTC") + price_of(ledger, "XMR")
        assert first
        for _, amount, usd, day in price_of(ledger, "XMR"):
            assert (usd, day) == (float(round(Decimal(amount) * Decimal("402.25"), 2)), today())
        # A later day, when the source has another rate and then is gone: what was priced stays.
        later = {name: Rate(Decimal(1), date.fromisoformat(today())) for name in ("BTC", "XMR")}
        ledger.run(lambda conn: conn.exec_driver_sql("DELETE FROM rates"))
        ledger.run(lambda conn: ledger_rates.keep(conn, "ticker", later, utc_now()))
        ledger.run(lambda conn: conn.exec_driver_sql("DELETE FROM rate_sources"))
    again = stage.call("crawl")
    assert again.returncode == 0, again.stderr
    assert again.stderr.count("rates:") == 1
    assert "rates: ecb, ticker: it cannot be reached through Tor. Prices go by rates of " in again.stderr
    with stage.ledger() as ledger:
        assert price_of(ledger, "BTC") + price_of(ledger, "XMR") == first
        known = ledger.read(lambda conn: ledger_rates.newest(conn, utc_now().date()))
        assert rate("BTC", utc_now().date(), known).usd == 1  # type: ignore[union-attr]


def test_who_is_told_to_end_while_rates_are_asked_gives_the_sites_back(
    stage: Theatre, tor_network: TestNetwork
) -> None:
    settings = stage.folder / "stallwatch.yml"
    mine = rates(f"http://{tor_network.onion('d')}/daily.xml").model_dump_json(exclude={"every"})
    settings.write_text(settings.read_text() + f"\nrates: {mine}\n")
    asked = threading.Event()

    def hang(_: BaseHTTPRequestHandler) -> None:
        asked.set()
        time.sleep(20)

    with site({"/daily.xml": hang}, tor_network.ports["d"]):
        process = stage.start("crawl")
        assert asked.wait(180)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=180)
    assert process.returncode == 128 + signal.SIGTERM, said
    assert "Traceback" not in said
    assert stage.requests() == 0
    with stage.ledger() as ledger:
        assert {report.lease_owner for report in ledger.read(sites.states).values()} == {None}
