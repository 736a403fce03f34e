"""A new site on a real onion: named, added, checked through Tor alone, and nothing of it stored."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.load import load
from crawler.exits import Exit
from crawler.tor.launch import Tor
from demo.forum import ForumSite
from demo.market import MarketSite
from tests.onions import invented
from tests.services import tripwire
from tests.services.program import Program
from tests.services.tor import TestNetwork


@pytest.fixture
def program(tmp_path: Path, tor_client: Tor) -> Program:
    folder = tmp_path / "operator"
    folder.mkdir(mode=0o700)
    settings = {"tor": {"launch": False, "socks": tor_client.socks, "control": None}}
    (folder / "stallwatch.yml").write_text(json.dumps(settings))
    return Program(folder)


@pytest.fixture
def forum(tor_network: TestNetwork) -> Iterator[ForumSite]:
    with ForumSite(datetime.now(UTC).replace(microsecond=0), tor_network.ports["a"]) as site:
        yield site


@pytest.fixture
def market(tor_network: TestNetwork) -> Iterator[MarketSite]:
    with MarketSite(datetime.now(UTC).replace(microsecond=0), tor_network.ports["b"]) as site:
        yield site


def test_a_forum_from_its_address_to_its_file(
    program: Program, forum: ForumSite, tor_network: TestNetwork, tmp_path: Path
) -> None:
    address, wire = f"http://{tor_network.onion('a')}", tmp_path / "wire"
    told = program.call("sites", "detect", f"{address}/index.php", "--json", wire=wire)
    assert told.returncode == Exit.OK, told.stderr
    found = json.loads(told.stdout)
    assert (found["engine"], found["family"]) == ("mybb", "1.8")
    assert [each["title"] for each in found["boards"]] == [board.name for board in forum.forum.boards]
    assert [visit.path for visit in forum.visits] == ["/index.php"]

    added = program.call("sites", "add", "harbour", f"{address}/index.php", wire=wire)
    assert added.returncode == Exit.OK, added.stderr
    site = load(program.folder).site("harbour")
    assert (site.engine, site.addresses, site.network) == ("mybb", (address,), "onion")
    assert len(site.boards) == len(forum.forum.boards)

    forum.visits.clear()
    checked = program.call("sites", "check", "harbour", "--json", wire=wire)
    assert checked.returncode == Exit.OK, checked.stderr
    report = json.loads(checked.stdout)
    assert report["state"] == "ok"
    assert report["listing"]["items"] > 1
    read = {each["name"]: each["have"] for each in report["listing"]["fields"]}
    assert read["title"] == read["author"] == report["listing"]["items"]
    assert {each["name"]: each["have"] for each in report["thread"]["fields"]}["text"] == report["thread"]["items"] > 0
    assert len(forum.visits) == 2

    table = program.call("sites", "check", "harbour")
    assert table.returncode == Exit.OK, table.stderr
    assert "state: ok" in table.stdout
    assert not (program.folder / "ledger.sqlite3").exists()
    assert {host for host, _ in tripwire.addresses(wire)} <= {"127.0.0.1"}
    assert tripwire.lookups(wire) <= {"127.0.0.1"}


def test_a_market_is_named_by_its_preset_and_a_shut_onion_is_down(
    program: Program, market: MarketSite, tor_network: TestNetwork
) -> None:
    address = f"http://{tor_network.onion('b')}"
    added = program.call("sites", "add", "bazaar", f"{address}/items", "--board", "items")
    assert added.returncode == Exit.OK, added.stderr
    assert [board.path for board in load(program.folder).site("bazaar").boards] == ["/items"]
    checked = program.call("sites", "check", "bazaar", "--json")
    assert checked.returncode == Exit.OK, checked.stderr
    assert json.loads(checked.stdout)["thread"]["items"] == 1

    market.stop()
    down = program.call("sites", "check", "bazaar", "--json")
    assert down.returncode == Exit.WORSE, down.stderr
    assert json.loads(down.stdout)["state"] == "down"
    lost = program.call("sites", "detect", f"{address}/items")
    assert lost.returncode == Exit.WORSE
    assert "no page came" in lost.stdout


def test_a_login_wall_is_told_as_such(program: Program, market: MarketSite, tor_network: TestNetwork) -> None:
    market.day = 2
    address = f"http://{tor_network.onion('b')}"
    file = {"id": "bazaar", "engine": "market", "addresses": [address], "selectors": {"preset": "annularis"}}
    file["boards"] = [{"id": "items", "path": "/items", "ordered_by": "nothing"}]
    (program.folder / "sites").mkdir()
    (program.folder / "sites" / "bazaar.yml").write_text(json.dumps(file))
    checked = program.call("sites", "check", "bazaar")
    assert checked.returncode == Exit.WORSE, checked.stdout
    assert "state: login_required" in checked.stdout
    assert "cookies" in checked.stdout


def test_without_tor_nothing_is_asked(program: Program) -> None:
    (program.folder / "stallwatch.yml").write_text(json.dumps({"tor": {"binary": "no-such-tor"}}))
    told = program.call("sites", "detect", "http://" + "a" * 56 + ".onion/")
    assert told.returncode == Exit.USAGE  # not even a valid onion
    (program.folder / "stallwatch.yml").write_text(json.dumps({"tor": {"launch": False, "socks": "127.0.0.1:1"}}))
    told = program.call("sites", "detect", f"http://{invented('harbour')}/")
    assert told.returncode == Exit.TOR
    assert "no tor answers" in told.stderr
