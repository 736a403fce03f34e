"""One site's broken file: every command says what is wrong with it, does its work on the others, and how it ends."""

from pathlib import Path

import pytest

from crawler.exits import Exit
from crawler.init import init
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


def test_without_a_word_where_nothing_is_wrong(program: Program) -> None:
    (program.folder / "sites" / "bad.yml").unlink()
    done = program.call("sites", "list")
    assert (done.returncode, done.stderr) == (Exit.OK, "")
