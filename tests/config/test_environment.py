"""Secrets come from variables or from files that nobody else can read or change, and are never shown."""

from pathlib import Path

import pytest

from config.environment import Environment
from config.errors import ConfigError

HOOK = "https://hooks.example/services/T0/B0/s3cr3t"


def test_what_is_not_set_is_off() -> None:
    environment = Environment({})
    assert environment.elasticsearch() is None
    assert environment.slack("soc") is None
    assert environment.slack_channels(frozenset({"soc"})) == {}


def test_a_webhook_is_found_by_its_channels_name() -> None:
    environment = Environment({"STALLWATCH_SLACK_SOC_NIGHT_WEBHOOK": HOOK})
    target = environment.slack("soc-night")
    assert target is not None
    assert target.webhook == HOOK
    assert "s3cr3t" not in repr(target)
    assert "s3cr3t" not in repr(environment)


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "hook"
    file.write_text(HOOK + "\n")
    file.chmod(0o600)
    target = Environment({"STALLWATCH_SLACK_SOC_WEBHOOK_FILE": str(file)}).slack("soc")
    assert target is not None
    assert target.webhook == HOOK


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o666])
def test_a_file_that_others_can_read_or_change_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "key"
    file.write_text("s3cr3t")
    file.chmod(mode)
    with pytest.raises(ConfigError, match="chmod 600") as error:
        Environment({"STALLWATCH_ELASTICSEARCH_API_KEY_FILE": str(file)}).secret("STALLWATCH_ELASTICSEARCH_API_KEY")
    assert "s3cr3t" not in str(error.value)


def test_a_missing_file_names_the_variable(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="STALLWATCH_X_FILE: cannot read"):
        Environment({"STALLWATCH_X_FILE": str(tmp_path / "none")}).secret("STALLWATCH_X")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STALLWATCH_SLACK_SOC_WEBHOOK", "http://hooks.example/s3cr3t"),
        ("STALLWATCH_SLACK_SOC_WEBHOOK", "s3cr3t"),
        ("STALLWATCH_SLACK_SOC_WEBHOOK", "https://[s3cr3t"),
        ("STALLWATCH_SLACK_SOC_WEBHOOK", "https://hooks.example:99999/s3cr3t"),
    ],
)
def test_a_webhook_in_clear_is_refused_unless_on_loopback(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match="expected the webhook's https:// address") as error:
        Environment({name: value}).slack("soc")
    assert "s3cr3t" not in str(error.value)
    assert Environment({name: "http://127.0.0.1:9/x"}).slack("soc") is not None


def test_a_password_in_the_clusters_address_is_refused() -> None:
    with pytest.raises(ConfigError, match="no user or password in the address") as error:
        Environment({"STALLWATCH_ELASTICSEARCH_URL": "https://me:s3cr3t@es.example:9200"}).elasticsearch()
    assert "s3cr3t" not in str(error.value)


def test_an_env_file_fills_in_what_the_process_does_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text(f"# comment\nexport STALLWATCH_SLACK_SOC_WEBHOOK='{HOOK}'\nSTALLWATCH_X=file\n")
    file.chmod(0o600)
    monkeypatch.setenv("STALLWATCH_X", "process")
    environment = Environment.read(file)
    assert environment.secret("STALLWATCH_X") == "process"
    assert environment.slack("soc") is not None


def test_an_address_of_a_cluster_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigError, match="expected http://HOST:PORT") as error:
        Environment({"STALLWATCH_ELASTICSEARCH_URL": "https://[s3cr3t"}).elasticsearch()
    assert "s3cr3t" not in str(error.value)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("s3cr3t", "line 2: expected NAME=value"),
        ("STALLWATCH_X=s3cr3t   # the night's", "line 2: a comment belongs on a line of its own"),
    ],
)
def test_a_bad_line_of_an_env_file_is_named_and_not_shown(tmp_path: Path, line: str, says: str) -> None:
    file = tmp_path / ".env"
    file.write_text(f"GOOD='a # b'\n{line}\n")
    file.chmod(0o600)
    with pytest.raises(ConfigError, match=says) as error:
        Environment.read(file)
    assert "s3cr3t" not in str(error.value)
