"""A browser's exported session is read in both of its forms, goes to its own site only, and is never shown."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.cookies import read_cookies, session_for
from config.environment import Environment
from config.errors import ConfigError

NOW = datetime(2026, 3, 4, tzinfo=UTC)
THEN = int((NOW + timedelta(days=9)).timestamp())
BEFORE = int(datetime(2026, 2, 1, tzinfo=UTC).timestamp())
NETSCAPE = "# Netscape HTTP Cookie File\n.f.example\tTRUE\t/\tFALSE\t0\tmybbuser\t7_s3cr3t\n#HttpOnly_f.example\tFALSE\t/\tTRUE\t0\tsid\tabc\n"


def values(cookies):
    return {each.name: each.value for each in cookies}


@pytest.mark.parametrize(
    "text",
    [
        NETSCAPE,
        '[{"name": "mybbuser", "value": "7_s3cr3t", "domain": "f.example"}, {"name": "sid", "value": "abc"}]',
        '{"cookies": [{"name": "mybbuser", "value": "7_s3cr3t"}, {"name": "sid", "value": "abc"}, 7]}',
    ],
)
def test_both_forms_are_read(text: str) -> None:
    found = read_cookies(text, "X")
    assert values(found) == {"mybbuser": "7_s3cr3t", "sid": "abc"}
    assert "s3cr3t" not in repr(found) + repr(session_for(found, ["f.example"], NOW, "X"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "s3cr3t",
        "[{",
        '{"s3cr3t": 1}',
        "[]",
        '{"cookies": null}',
        '{"cookies": 7}',
        '{"cookies": {}}',
        "a\tb\tc",
        "[" * 100_000,
    ],
)
def test_what_is_neither_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(ConfigError, match=r"X: no cookies in the file") as error:
        read_cookies(text, "X")
    assert "s3cr3t" not in str(error.value)


def test_they_come_from_a_variable_or_a_private_file(tmp_path: Path) -> None:
    file = tmp_path / "cookies.txt"
    file.write_text(NETSCAPE)
    file.chmod(0o600)
    for variables in ({"STALLWATCH_COOKIES_DARK_FORUM_FILE": str(file)}, {"STALLWATCH_COOKIES_DARK_FORUM": NETSCAPE}):
        environment = Environment(variables)
        assert values(environment.cookies("dark-forum") or ()) == {"mybbuser": "7_s3cr3t", "sid": "abc"}
        assert environment.cookies("other") is None
        assert "s3cr3t" not in repr(environment)


def line(domain: str, name: str, expires: int = 0) -> str:
    return f"{domain}\tTRUE\t/\tFALSE\t{expires}\t{name}\tv\n"


CHOSEN = [
    ("its own among others'", line(".f.example", "a") + line("bank.example", "b"), {"a"}),
    ("of a mirror", line("m.example", "a") + line("bank.example", "b"), {"a"}),
    ("of one site under another name", line("other.example", "a") + line(".www.other.example", "b"), {"a", "b"}),
    ("without domains", '[{"name": "a", "value": "v"}]', {"a"}),
    ("those that last", line("f.example", "a", THEN) + line("f.example", "b", BEFORE), {"a"}),
]


@pytest.mark.parametrize(("text", "names"), [row[1:] for row in CHOSEN], ids=[row[0] for row in CHOSEN])
def test_a_site_gets_its_own_cookies_that_last(text, names) -> None:
    session = session_for(read_cookies(text, "X"), ["f.example", "m.example"], NOW, "X")
    assert ({each.name for each in session.cookies}, session.ended) == (names, None)


def test_other_sites_cookies_are_refused() -> None:
    with pytest.raises(ConfigError, match="X: holds cookies of several sites"):
        session_for(read_cookies(line("a.example", "a") + line("b.example", "b"), "X"), ["f.example"], NOW, "X")


@pytest.mark.parametrize(
    "expires", [f'"expirationDate": {BEFORE}.5', f'"expires": {BEFORE}000', '"expiry": "2026-02-01T00:00:00Z"']
)
def test_an_ended_session_says_when(expires) -> None:
    text = f'[{{"name": "sid", "value": "v", "domain": "f.example", {expires}}}, {{"name": "seen", "value": "1", "expires": -1}}]'
    session = session_for(read_cookies(text, "X"), ["f.example"], NOW, "X")
    assert session.ended is not None
    assert f"{session.ended:%Y-%m-%d}" == "2026-02-01"
    assert [each.name for each in session.cookies] == ["seen"]
