"""The demo operator's folder, filled in, is a valid folder."""

from string import Template

import pytest

from config.load import load
from demo.content import load_world
from demo.folder import TEMPLATES, write_folder
from tests.demo.sites import EPOCH, ONIONS
from tests.onions import invented


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    folder = tmp_path_factory.mktemp("operator")
    write_folder(folder, ONIONS, ["TestingTorNetwork 1", 'DirAuthority "a b" 127.0.0.1:9'])
    return load(folder)


def test_all_sites_are_reached_at_their_onions(config):
    assert {site.id: site.addresses for site in config.sites} == {
        "forum": (f"http://{invented('forum')}",),
        "forum-ru": (f"http://{invented('forum-ru')}",),
        "market": (f"http://{invented('market')}",),
    }


def test_every_board_of_the_forums_is_watched(config):
    for name, forum in load_world(EPOCH).forums.items():
        assert [board.path for board in config.site(name).boards] == [
            f"/forumdisplay.php?fid={board.fid}" for board in forum.boards
        ]


def test_tor_is_launched_as_a_client_of_the_private_network(config):
    tor = config.settings.tor
    assert (tor.launch, tor.torrc) == (True, ("TestingTorNetwork 1", 'DirAuthority "a b" 127.0.0.1:9'))


def test_norway_is_a_country(config):
    [rule] = [rule for rule in config.rules if rule.id == "national-ids"]
    assert rule.when.countries == ("NO", "PL", "KZ")


def test_rules_alert_two_channels_and_index_quietly(config):
    assert config.channels == {"soc", "fraud"}
    assert {rule.id for rule in config.rules if rule.then == "index"} == {"worth-keeping", "own-domain"}


def test_writing_again_keeps_what_is_not_ours(tmp_path):
    (tmp_path / "ledger.sqlite3").write_text("kept")
    for name in ("one", "two"):
        write_folder(tmp_path, ONIONS | {"forum": invented(name)}, [])
    assert (tmp_path / "ledger.sqlite3").read_text() == "kept"
    assert load(tmp_path).site("forum").addresses == (f"http://{invented('two')}",)


def test_templates_hold_the_known_placeholders_only():
    names = {name for file in TEMPLATES.rglob("*.yml") for name in Template(file.read_text()).get_identifiers()}
    assert names == {"forum_onion", "forum_ru_onion", "market_onion", "torrc"}
