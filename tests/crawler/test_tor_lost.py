"""Tor missing, or dying in the middle: nothing is asked for any other way, and sites keep their states."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.run import HEARTBEAT
from pipelines.ledger import sites
from tests.demo.theatre import Theatre, theatre
from tests.services import tripwire
from tests.services.confined import confined
from tests.services.tor import TestNetwork


@pytest.fixture
def stage(tmp_path: Path, tor_network: TestNetwork) -> Iterator[Theatre]:
    with theatre(tmp_path / "operator", tor_network) as found:
        yield found


def test_a_tor_that_dies_ends_the_run_with_4_and_sites_keep_their_states(stage: Theatre, tmp_path: Path) -> None:
    stage.slow_down("forum", 0.5)
    wire = tmp_path / "wire"
    process = stage.start("crawl", "--site", "forum", wire=wire)
    try:
        stage.kill_tor()
        _, said = process.communicate(timeout=120)
    finally:
        process.kill()
    asked = stage.requests()
    assert process.returncode == 4, said
    assert "tor_unavailable" in said
    assert "Start it again" in said
    assert {host for host, _ in tripwire.addresses(wire)} == {"127.0.0.1"}
    assert stage.forum.port not in {port for _, port in tripwire.addresses(wire)}
    with stage.ledger() as ledger:
        report = ledger.read(sites.states)["forum"]
    assert report.state is None
    assert report.lease_owner is None
    # The next run goes on where this one was stopped, and misses nothing.
    stage.slow_down("forum", 0)
    assert stage.call("crawl", "--site", "forum").returncode == 0
    with stage.ledger() as ledger:
        assert ledger.read(sites.states)["forum"].state == "ok"
    assert asked < stage.requests()


def test_a_run_whose_tor_is_killed_ends_with_4_though_another_is_in_its_place_and_the_next_goes_on_by_that(
    stage: Theatre, tmp_path: Path, tor_network: TestNetwork
) -> None:
    """Inside a namespace where nothing but tor's ports is, with every packet counted. The run trusts no other tor."""
    stage.slow_down("forum", 0.5)
    with confined() as room, tor_network.client(tmp_path / "first") as tor:
        stage.confine(room)
        room.put_behind(tor)
        with stage.start("crawl", "--site", "forum") as process, tor_network.client(tmp_path / "second") as again:
            try:
                stage.wait_until_visited()
                room.put_behind(again)
                assert process.poll() is None
                os.kill(tor.process.pid, signal.SIGKILL)  # type: ignore[union-attr]
                _, said = process.communicate(timeout=120)
            finally:
                process.kill()
            assert room.leaked() == {}
            assert process.returncode == 4, said
            assert "tor_unavailable" in said
            stage.slow_down("forum", 0)
            asked = stage.requests()
            done = stage.call("crawl", "--site", "forum")
        assert room.leaked() == {}
        assert done.returncode == 0, done.stderr
        assert stage.requests() > asked
        assert room.packets()["tor"] > 100
    with stage.ledger() as ledger:
        assert ledger.read(sites.states)["forum"].state == "ok"


UNGUARDED = """
import sys
from crawler import cli, settings
direct = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"
settings.DOWNLOAD_HANDLERS = {"http": direct, "https": direct}
cli.main()
"""


def test_without_the_guarded_handler_the_trip_wire_sees_what_leaves(stage: Theatre, tmp_path: Path) -> None:
    """The same program with Scrapy's own handler: what the tests above must be able to notice."""
    stage.program = ("-c", UNGUARDED)
    wire = tmp_path / "wire"
    done = stage.call("crawl", "--site", "forum", wire=wire)
    assert done.returncode == 3, done.stderr
    assert [name for name in tripwire.lookups(wire) if name.endswith(".onion")]
    assert stage.requests() == 0


def test_no_tor_is_said_with_what_to_do(stage: Theatre) -> None:
    file = stage.folder / "stallwatch.yml"
    file.write_text("tor: {launch: true, binary: tor-that-is-not-there}\n")
    done = stage.call("crawl")
    assert done.returncode == 4
    assert "tor_unavailable" in done.stderr
    assert "install" in done.stderr
    assert stage.requests() == 0


def test_a_running_tor_that_is_not_running_is_said_with_its_port(stage: Theatre) -> None:
    file = stage.folder / "stallwatch.yml"
    file.write_text("tor: {launch: false, socks: '127.0.0.1:9', control: null, bootstrap: 3s}\n")
    done = stage.call("crawl")
    assert done.returncode == 4
    assert "127.0.0.1:9" in done.stderr
    assert stage.requests() == 0


def test_a_mistake_in_a_sites_file_is_told_before_tor_is_started(stage: Theatre) -> None:
    file = stage.folder / "sites" / "forum.yml"
    for mistake, says in (
        ("cookies: dark", "site forum: cookies: STALLWATCH_COOKIES_DARK_FILE is not set"),
        ("onion_auth: dark", "site forum: onion_auth: STALLWATCH_ONION_AUTH_DARK_FILE is not set"),
        ("selectors: {next: 'a[['}", "site forum: selectors: next is no CSS selector"),
        ("boardz: []", "forum.yml: boardz: unknown key; did you mean 'boards'?"),
    ):
        right = file.read_text()
        file.write_text(f"{right}\n{mistake}\n")
        done = stage.call("crawl", "--site", "forum")
        file.write_text(right)
        assert done.returncode == 2
        assert says in done.stderr
        assert not any(line.startswith("tor:") for line in done.stderr.splitlines())
    assert stage.requests() == 0


def test_a_mistake_in_one_sites_file_does_not_blind_the_others(stage: Theatre) -> None:
    file = stage.folder / "sites" / "market.yml"
    file.write_text(file.read_text() + "\nboardz: []\n")
    russian = stage.folder / "sites" / "forum-ru.yml"
    russian.write_text(russian.read_text() + "\ncookies: dark\n")
    done = stage.call("run", "--quiet")
    assert done.returncode == 2
    assert done.stderr.count("market.yml: boardz: unknown key; did you mean 'boards'?") == 1
    assert "site forum-ru: cookies: STALLWATCH_COOKIES_DARK_FILE is not set" in done.stderr
    assert "sites were left out, 2 in all" in done.stderr
    with stage.ledger() as ledger:
        assert {name: each.state for name, each in ledger.read(sites.states).items()} == {"forum": "ok"}
    assert json.loads((stage.folder / HEARTBEAT).read_text())["exit"] == 2
    rule = stage.folder / "rules" / "sales.yml"
    rule.write_text(rule.read_text() + "- id: [\n")
    before = stage.requests()
    done = stage.call("crawl")
    assert (done.returncode, stage.requests()) == (2, before)
    assert "sales.yml" in done.stderr
