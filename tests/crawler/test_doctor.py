"""What `doctor` says of the folder: who may enter it, and who may read what lies in it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from config.environment import Environment
from config.load import load
from crawler.cli import app
from crawler.command import Globals
from crawler.doctor import Check, examine
from crawler.init import init
from crawler.run import HEARTBEAT
from pipelines.ledger import Ledger, listings
from tests.pipelines.ledger.making import ID, NONE, NOW, finding
from tests.services.program import Program


def complaints(folder: Path) -> dict[str, str]:
    names = {"folder", ".env", "ledger.sqlite3", "ledger.sqlite3-wal", "ledger.sqlite3-shm"}
    return {
        each.name: each.says for each in examine(load(folder), Environment({})) if each.name in names and not each.ok
    }


def test_what_init_and_the_first_run_make_is_for_the_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "operator"
    init(folder)
    with Ledger.open("ledger.sqlite3", folder):
        assert complaints(folder) == {}


@pytest.mark.parametrize(
    ("name", "mode", "says"),
    [
        (".", 0o750, "others may enter"),
        (".", 0o701, "others may enter"),
        (".env", 0o640, "others may read or change"),
        (".env", 0o602, "others may read or change"),
        ("ledger.sqlite3", 0o644, "others may read or change"),
        ("ledger.sqlite3", 0o660, "others may read or change"),
    ],
)
def test_what_others_could_get_at_is_named_with_the_remedy(tmp_path: Path, name: str, mode: int, says: str) -> None:
    folder = tmp_path / "operator"
    init(folder)
    (folder / ".env").touch(0o600)
    Ledger.open("ledger.sqlite3", folder).close()
    (folder / name).chmod(mode)
    (found,) = complaints(folder).values()
    assert says in found
    assert "chmod" in found


def test_rows_that_cannot_be_read_are_told_with_their_listings(tmp_path: Path) -> None:
    folder = tmp_path / "operator"
    init(folder)
    with Ledger.open("ledger.sqlite3", folder) as ledger:
        ledger.run(lambda conn: listings.save(conn, finding(), now=NOW, run="r", targets=NONE))
        ledger.run(lambda conn: conn.exec_driver_sql("UPDATE listings SET claim = '{garbled'"))
    told = {each.name: each for each in examine(load(folder), Environment({}))}
    assert not told["ledger rows"].ok
    assert told["ledger rows"].says.startswith(f"1 listing cannot be read ({ID[:8]}): look at the disk")
    for command in (("show", ID), ("listings", "--all")):
        done = Program(folder).call(*command)
        assert (done.returncode, done.stderr.count("cannot be read")) == (2, 1), done.stderr


def test_a_file_that_is_no_ledger_gets_no_advice_that_changes_it(tmp_path: Path) -> None:
    folder, letter = tmp_path / "operator", tmp_path / "letter"
    init(folder)
    letter.write_text("Dear Ann\n" * 500)
    letter.chmod(0o644)
    (folder / "stallwatch.yml").write_text(f"ledger: {letter}\n")
    told = [each.says for each in examine(load(folder), Environment({}))]
    assert sum("this file is no ledger" in says for says in told) == 1
    assert not any("chmod" in says for says in told)


HOOK = "STALLWATCH_SLACK_SOC_WEBHOOK"
CLUSTER = {"STALLWATCH_ELASTICSEARCH_URL": "https://127.0.0.1:9", "STALLWATCH_ELASTICSEARCH_API_KEY": "x"}
WRONG = {
    "webhook": ("", {HOOK: "http://hooks.example/s3cr3t"}, "channel soc", "expected the webhook's https:// address"),
    "cluster": (
        "",
        {"STALLWATCH_ELASTICSEARCH_URL": "es.example/s3cr3t"},
        "elasticsearch",
        "expected http://HOST:PORT",
    ),
    "open secret": ("", {f"{HOOK}_FILE": "open"}, "channel soc", "others can read or change"),
    "open key": (
        "",
        {"STALLWATCH_ELASTICSEARCH_URL": "https://es.example", "STALLWATCH_ELASTICSEARCH_API_KEY_FILE": "open"},
        "elasticsearch",
        "others can read or change",
    ),
    "ca_certs": ("elasticsearch: {ca_certs: /not/there.pem}\n", CLUSTER, "elasticsearch", "ca_certs cannot be used"),
    "no tor": ("tor: {binary: tor-that-is-not-there}\n", {}, "tor", "was not found: install tor"),
    "tor that hangs": ("tor: {binary: BINARY}\n", {}, "tor", "does not answer `--version`"),
    "no program": ("tor: {binary: NOTHING}\n", {}, "tor", "cannot be run"),
    "port": (
        "tor: {launch: false, socks: '127.0.0.1:99999', control: null}\n",
        {},
        "tor",
        "nothing listens at 127.0.0.1:99999",
    ),
    "key of a source": (
        "rates: {sources: [{id: ticker, kind: ecb, url: 'https://rates.example/?k={key}'}]}\n",
        {},
        "rates",
        "STALLWATCH_RATES_TICKER_KEY, or",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_one_check_and_all_others_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    settings, variables, name, says = WRONG[wrong]
    folder = tmp_path / "operator"
    init(folder)
    for file, text, mode in (
        ("open", "s3cr3t", 0o644),
        ("slow", "#!/bin/sh\nexec sleep 60\n", 0o755),
        ("no", "?", 0o755),
    ):
        (tmp_path / file).write_text(text)
        (tmp_path / file).chmod(mode)
    paths = {"BINARY": str(tmp_path / "slow"), "NOTHING": str(tmp_path / "no")}
    for word, path in paths.items():
        settings = settings.replace(word, path)
    (folder / "stallwatch.yml").write_text(settings or "{}\n")
    (folder / "rules" / "rules.yml").write_text("[{id: a, title: A, then: alert, channel: soc, when: {}}]\n")
    given = {key: str(tmp_path / "open") if value == "open" else value for key, value in variables.items()}
    monkeypatch.setattr("crawler.doctor.PATIENCE", 0.5)
    checks = examine(load(folder), Environment(given))
    found = [each for each in checks if each.name == name and not each.ok]
    assert [says in each.says for each in found] == [True], checks
    assert "s3cr3t" not in str(checks)
    assert {"folder", "sites", "tor", "ledger", "rates", "elasticsearch", "channel soc", "last run"} <= {
        each.name for each in checks
    }


def test_tor_is_looked_for_where_a_run_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    init(tmp_path / "operator")
    own = tmp_path / "bin" / "tor"
    own.parent.mkdir()
    own.write_text("#!/bin/sh\necho Tor version of the path\n")
    own.chmod(0o755)
    monkeypatch.setenv("PATH", str(own.parent), prepend=":")
    checks = {each.name: each.says for each in examine(load(tmp_path / "operator"), Environment({}))}
    assert checks["tor"] == "Tor version of the path"


def test_an_env_file_that_others_can_read_is_a_check(tmp_path: Path) -> None:
    init(tmp_path / "operator")
    (tmp_path / "env").write_text("A=s3cr3t\n")
    (tmp_path / "env").chmod(0o644)
    call = ["--config", str(tmp_path / "operator"), "--env-file", str(tmp_path / "env"), "doctor", "--json"]
    checks = json.loads(CliRunner().invoke(app, call, obj=Globals()).stdout)
    (said,) = (each["says"] for each in checks if each["name"] == "env file")
    assert said.startswith("others can read or change")
    assert said.endswith("what it sets counts as not set below")
    assert len(checks) > 5


@pytest.mark.parametrize(
    ("given", "check", "says"),
    [
        ("STALLWATCH_SLACK_SCO_WEBHOOK", "channel soc", "STALLWATCH_SLACK_SCO_WEBHOOK is, which nothing reads"),
        ("STALLWATCH_SLACK_SOC_WEBHOK_FILE", "channel soc", "STALLWATCH_SLACK_SOC_WEBHOK_FILE is, which nothing reads"),
        ("STALLWATCH_ELASTICSEARCH_ULR", "elasticsearch", "STALLWATCH_ELASTICSEARCH_ULR is, which nothing reads"),
    ],
)
def test_a_misspelt_variable_is_named_and_not_its_value(tmp_path: Path, given: str, check: str, says: str) -> None:
    (found,) = (
        each for each in _examined(tmp_path, {given: "https://hooks.example/T0/B0/s3cret"}) if each.name == check
    )
    assert not found.ok
    assert found.says.endswith(f"{says})") or found.says.endswith(says)
    assert "s3cret" not in found.says


@pytest.mark.parametrize("given", ["STALLWATCH_ELASTICSEARCH_USER", "STALLWATCH_HOME", "SLACK_SOC_WEBHOOK"])
def test_variables_that_something_reads_or_that_are_not_ours_are_not_told(tmp_path: Path, given: str) -> None:
    assert [each.says for each in _examined(tmp_path, {given: "x"}) if "nothing reads" in each.says] == []


def _examined(folder: Path, variables: dict[str, str]) -> list[Check]:
    init(folder)  # with a rule that alerts `soc`
    return examine(load(folder), Environment(variables))


@pytest.mark.parametrize("beat", ["[]", "{", '{"last_success": 7}', '{"last_success": "2026-03-01T00:00:00"}'])
def test_a_heartbeat_that_is_none_stops_no_check(tmp_path: Path, beat: str) -> None:
    init(tmp_path / "operator")
    (tmp_path / "operator" / HEARTBEAT).write_text(beat)
    checks = {each.name: each.says for each in examine(load(tmp_path / "operator"), Environment({}))}
    assert checks["last run"] == "none yet"
