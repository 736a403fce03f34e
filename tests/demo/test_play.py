"""The whole way, on real Tor: two days of the demo against what was written down by hand, and nothing goes around."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from config.load import read_yaml
from demo.check import EXPECTED, all_listings, differences
from demo.content import load_world
from pipelines.ledger import sites
from tests.demo.theatre import Theatre, summary, theatre
from tests.services import tripwire
from tests.services.tor import TestNetwork

UNREACHABLE = "http://127.0.0.1:9"


@dataclass
class Played:
    """What two days came to."""

    stage: Theatre
    wire: Path
    runs: dict[str, CompletedProcess[str]] = field(default_factory=dict)
    requests: dict[str, int] = field(default_factory=dict)
    messages: dict[str, int] = field(default_factory=dict)
    wrong: dict[str, list[str]] = field(default_factory=dict)
    added: int = 0
    log: str = ""
    judged: dict[str, list[str]] = field(default_factory=dict)

    def act(self, name: str, *arguments: str, **variables: str) -> None:
        before, heard = self.stage.requests(), len(self.stage.receiver.messages)
        self.runs[name] = self.stage.call(*arguments, **variables)
        self.requests[name] = self.stage.requests() - before
        self.messages[name] = len(self.stage.receiver.messages) - heard


def socks_judgements(log: str) -> list[str]:
    """What tor says under TestSocks and SafeSocks of the requests that it got: good ones, and all others."""
    words = ("instructed Tor to", "potentially unsafe", "giving Tor only an IP address", "Rejecting")
    return [line for line in log.splitlines() if any(word in line for word in words)]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, tor_network: TestNetwork) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("play")
    with theatre(folder / "operator", tor_network) as stage:
        world = load_world(stage.forum._epoch)
        done = Played(stage, folder / "wire")
        # A proxy in the environment that nobody may ask: whoever does gets nowhere.
        done.act("day1", "run", http_proxy=UNREACHABLE, https_proxy=UNREACHABLE, ALL_PROXY=UNREACHABLE)
        with stage.ledger() as ledger:
            done.wrong["day1"] = differences(ledger, 1, world.key_of)
        done.act("again", "crawl", "--json", wire=done.wire, http_proxy=UNREACHABLE)
        done.log = stage.tor_log()
        for site in ("forum", "forum-ru", "market"):
            stage.call("crawl", "--site", site, "--quiet")
            done.judged[site] = socks_judgements(stage.tor_log())
        done.added = stage.forum.add_thread(
            "Mauritania, 1.5 million voters, $700", "1.5 million voters, name and phone.", "newt"
        )
        done.act("added", "run")
        stage.forum.day = stage.market.day = stage.russian.day = 2
        done.act("day2", "run")
        with stage.ledger() as ledger:
            world = load_world(stage.forum._epoch, 2)
            found = differences(ledger, 2, world.key_of)
            done.wrong["day2"] = [line for line in found if f"forum/{done.added}" not in line]
        yield done


def test_day_one_is_what_was_written_down_by_hand(played: Played) -> None:
    assert played.runs["day1"].returncode == 0, played.runs["day1"].stderr
    assert played.wrong["day1"] == []


def test_a_second_run_finds_nothing_new_and_asks_for_little(played: Played) -> None:
    found = summary(played.runs["again"].stdout)
    assert {name: site["events"] for name, site in found.items()} == {
        "forum": {},
        "forum-ru": {},
        "market": {},
    }
    assert played.messages["again"] == 0
    assert played.requests["again"] <= played.requests["day1"] / 4


def test_a_post_added_between_two_runs_is_found(played: Played) -> None:
    with played.stage.ledger() as ledger:
        found = {shown.stored.listing.native_id for shown in ledger.read(all_listings)}
    assert str(played.added) in found
    assert played.messages["added"] == 1


def test_day_two_is_what_was_written_down_by_hand(played: Played) -> None:
    assert played.runs["day2"].returncode == 3, played.runs["day2"].stderr
    assert played.wrong["day2"] == []


def test_a_login_wall_is_a_state_with_a_next_step_and_removes_nothing(played: Played) -> None:
    with played.stage.ledger() as ledger:
        report = ledger.read(sites.states)["market"]
        gone = [
            shown
            for shown in ledger.read(all_listings)
            if shown.stored.removed_at and shown.stored.listing.site == "market"
        ]
    assert report.state == "login_required"
    assert "cookies" in report.advice
    assert gone == []
    assert "login_required" in played.runs["day2"].stderr


def test_every_alert_reached_slack_once(played: Played) -> None:
    with played.stage.ledger() as ledger:
        raised = [alert for shown in ledger.read(all_listings) for alert in shown.alerts]
    assert len(raised) == len(played.stage.receiver.messages)
    assert all(alert.sent_at for alert in raised)


def test_the_crawl_process_connects_to_socks_and_control_only(played: Played) -> None:
    assert "Opened Socks listener" in played.log
    contacts = tripwire.addresses(played.wire)
    ports = {port for host, port in contacts if host == "127.0.0.1"}
    assert {host for host, _ in contacts} == {"127.0.0.1"}
    assert 0 < len(ports) <= 2
    assert not ports & {9, played.stage.forum.port, played.stage.market.port, played.stage.russian.port}
    assert played.stage.receiver.port not in ports
    assert tripwire.lookups(played.wire) <= {"127.0.0.1"}


@pytest.mark.parametrize("site", ["forum", "forum-ru", "market"])
def test_tor_itself_saw_only_names(played: Played, site: str) -> None:
    assert played.judged[site]
    assert [line for line in played.judged[site] if "This is good" not in line] == []


def test_personal_data_of_the_texts_is_nowhere(played: Played) -> None:
    planted = [word for words in read_yaml(EXPECTED)["personal"].values() for word in words]
    assert planted
    stored = b"".join(file.read_bytes() for file in played.stage.folder.glob("ledger.sqlite3*"))
    said = "".join(run.stdout + run.stderr for run in played.runs.values())
    sent = "".join(str(each.message) for each in played.stage.receiver.messages)
    for word in planted:
        assert word.encode() not in stored
        assert word not in said
        assert word not in sent
