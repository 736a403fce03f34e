"""A browser's exported session is read in both of its forms, and never shown."""

from pathlib import Path

import pytest

from config.cookies import read_cookies
from config.environment import Environment
from config.errors import ConfigError

NETSCAPE = "# Netscape HTTP Cookie File\n.f.example\tTRUE\t/\tFALSE\t0\tmybbuser\t7_s3cr3t\n#HttpOnly_f.example\tFALSE\t/\tTRUE\t0\tsid\tabc\n"


@pytest.mark.parametrize(
    "text",
    [
        NETSCAPE,
        '[{"name": "mybbuser", "value": "7_s3cr3t", "domain": "f.example"}, {"name": "sid", "value": "abc"}]',
        '{"cookies": [{"name": "mybbuser", "value": "7_s3cr3t"}, {"name": "sid", "value": "abc"}, 7]}',
    ],
)
def test_both_forms_are_read(text: str) -> None:
    assert read_cookies(text, "X") == {"mybbuser": "7_s3cr3t", "sid": "abc"}


@pytest.mark.parametrize("text", ["", "s3cr3t", "[{", '{"s3cr3t": 1}', "[]", "a\tb\tc"])
def test_what_is_neither_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(ConfigError, match=r"X: no cookies in the file") as error:
        read_cookies(text, "X")
    assert "s3cr3t" not in str(error.value)


def test_they_come_from_a_private_file_that_a_variable_names(tmp_path: Path) -> None:
    file = tmp_path / "cookies.txt"
    file.write_text(NETSCAPE)
    file.chmod(0o600)
    environment = Environment({"STALLWATCH_COOKIES_DARK_FORUM_FILE": str(file)})
    assert environment.cookies("dark-forum") == {"mybbuser": "7_s3cr3t", "sid": "abc"}
    assert environment.cookies("other") is None
    assert "s3cr3t" not in repr(environment)
