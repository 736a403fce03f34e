"""The key of contacts: the environment's, else a file that is made once and is for its owner alone."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.contact_key import FILE, contact_key
from config.environment import Environment
from config.errors import ConfigError

NONE = Environment({})


def test_a_key_is_made_once_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    key = contact_key(NONE, tmp_path)
    assert len(key) == 64
    assert contact_key(NONE, tmp_path) == key
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [FILE]


def test_two_runs_that_begin_at_once_have_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: contact_key(NONE, tmp_path), range(16)))
    assert len(set(keys)) == 1


def test_the_environments_key_goes_first(tmp_path: Path) -> None:
    assert contact_key(Environment({"STALLWATCH_CONTACT_KEY": "e" * 32}), tmp_path) == b"e" * 32
    assert not (tmp_path / FILE).exists()
    file = tmp_path / "elsewhere"
    file.write_text("f" * 40 + "\n")
    file.chmod(0o600)
    assert contact_key(Environment({"STALLWATCH_CONTACT_KEY_FILE": str(file)}), tmp_path) == b"f" * 40


def test_a_short_key_and_one_that_others_can_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="at least 32 characters") as refused:
        contact_key(Environment({"STALLWATCH_CONTACT_KEY": "swordfish"}), tmp_path)
    assert "swordfish" not in str(refused.value)
    contact_key(NONE, tmp_path)
    (tmp_path / FILE).chmod(0o644)
    with pytest.raises(ConfigError, match="others can read"):
        contact_key(NONE, tmp_path)


def test_a_file_system_without_links_leaves_no_key_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    with pytest.raises(ConfigError, match=r"Operation not permitted; let STALLWATCH_CONTACT_KEY_FILE name a file"):
        contact_key(NONE, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be written"):
        contact_key(NONE, tmp_path / "nowhere")
