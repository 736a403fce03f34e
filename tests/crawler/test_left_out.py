"""One site's broken file: every command says what is wrong with it, does its work on the others, and how it ends."""

from pathlib import Path

import pytest

from crawler.exits import Exit
from crawler.init import init
from tests.crawler.walled import stage
from tests.onions import invented
from tests.services.program import Program
from tests.spiders.sites import PAGES

PAGE = str(PAGES / "mybb_list.html")
SAYS = "bad.yml: boardz: unknown key; did you mean 'boards'?"
SITE = "id: {0}\nengine: mybb\naddresses: [http://{1}]\nboards: [{{id: db, path: /forumdisplay.php?fid=7}}]\n"

CALLS = [
    (("sites", "list"), Exit.USAGE, "good"),
    (("replay", PAGE, "--site", "good"), Exit.USAGE, "3 rows"),
    (("rules", "check"), Exit.USAGE, "1 sites, 1 more left out"),
    (("doctor",), Exit.USAGE, SAYS),
    (("quarantine", "list", "--site", "good"), Exit.USAGE, ""),
    (("sites", "add", "new", PAGE, "--url", f"http://{invented('new')}/forumdisplay.php?fid=7"), Exit.OK, "wrote"),
    (("listings",), Exit.OK, "0 listings"),
    (("outbox",), Exit.OK, "0 waiting"),
]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    init(tmp_path / "operator")
    for name, more in (("good", ""), ("bad", "boardz: []\n")):
        file = tmp_path / "operator" / "sites" / f"{name}.yml"
        file.write_text(SITE.format(name, invented(name)) + more)
    return Program(tmp_path / "operator")


@pytest.mark.parametrize(("call", "code", "shows"), CALLS, ids=range(len(CALLS)))
def test_the_others_are_worked_on(program: Program, call: tuple[str, ...], code: Exit, shows: str) -> None:
    done = program.call(*call)
    assert done.returncode == code, done.stderr
    assert SAYS in done.stderr
    assert shows in done.stdout


@pytest.mark.parametrize(
    "call", [("replay", PAGE, "--site", "bad"), ("sites", "check", "bad"), ("crawl", "--site", "bad")]
)
def test_the_broken_one_itself_is_refused(program: Program, call: tuple[str, ...]) -> None:
    done = program.call(*call)
    assert done.returncode == Exit.USAGE
    assert SAYS in done.stderr
    assert "no site" not in done.stderr


MISTAKES = {
    "port": ("addresses: ['http://{onion}:80801']\n", "a port of 1 to 65535"),
    "colon": ("addresses: ['http://{onion}:']\n", "a port of 1 to 65535"),
    "brackets": ("addresses: ['http://[::1']\n", "addresses: expected http://HOST"),
    "ip": ("addresses: ['http://203.0.113.7']\nnetwork: clearnet-over-tor\n", "addresses: expected a host's name"),
    "ipv6": ("addresses: ['http://[2001:db8::1]']\nnetwork: clearnet-over-tor\n", "addresses: expected a host's name"),
    "password": ("addresses: ['http://:s3cr3t@{onion}']\n", "without user, query"),
    "key": (
        "addresses: ['http://{onion}']\nonion_auth: dark\n",
        "site bad: onion_auth: the key file must hold one line",
    ),
    "cookies": ("addresses: ['http://{onion}']\ncookies: dark\n", "STALLWATCH_COOKIES_DARK: no cookies in the file"),
}
SECRETS = {"STALLWATCH_COOKIES_DARK": '{"cookies": null, "s3cr3t": 1}', "STALLWATCH_TARGETS": ""}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_one_sites_file_or_secrets_leaves_that_site_out_and_visits_the_others(
    tmp_path: Path, mistake: str
) -> None:
    wrong, says = MISTAKES[mistake]
    key = tmp_path / "key"
    key.write_text("descriptor:x25519:s3cr3t\n")
    key.chmod(0o600)
    with stage(tmp_path / "folder", {"harbour": "mybb"}) as found:
        bad = "id: bad\nengine: mybb\nboards: [{id: db, path: /db}]\n" + wrong.format(onion=invented("bad"))
        (found.folder / "sites" / "bad.yml").write_text(bad)
        done = found.crawl(code=Exit.USAGE, STALLWATCH_ONION_AUTH_DARK_FILE=str(key), **SECRETS)
        assert done["harbour"]["state"] == "ok"
        assert "left out: " in done[""]
        assert says in done[""]
        assert "s3cr3t" not in done[""]
        assert "bad" not in done


def test_without_a_word_where_nothing_is_wrong(program: Program) -> None:
    (program.folder / "sites" / "bad.yml").unlink()
    done = program.call("sites", "list")
    assert (done.returncode, done.stderr) == (Exit.OK, "")
