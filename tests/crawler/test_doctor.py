"""What `doctor` says of the folder: who may enter it, and who may read what lies in it."""

from pathlib import Path

import pytest

from config.environment import Environment
from config.load import load
from crawler.doctor import examine
from crawler.init import init
from pipelines.ledger import Ledger, listings
from tests.pipelines.ledger.making import ID, NONE, NOW, finding


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
    assert told["ledger rows"].says.startswith(f"1 listings cannot be read ({ID[:8]}): look at the disk")
