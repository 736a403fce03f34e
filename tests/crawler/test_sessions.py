"""Sessions: sent to their site only, said when they have ended, and nowhere to be found afterwards."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.targets import without_access
from tests.crawler.test_states import due, other
from tests.crawler.walled import KINDS, Stage, stage, write_site

CANARY = "c4n4ry-of-a-session"
LOGIN = "<title>Log in</title><form action='/login'><input name='u'><input type='password'></form>"


def export(host: str, expires: float) -> str:
    mine = {"name": "member", "value": CANARY, "domain": host, "path": "/", "expirationDate": expires}
    return json.dumps([mine, {"name": "foreign", "value": f"{CANARY}-of-another", "domain": "bank.example"}])


def test_cookies_go_to_their_site_only_and_leave_no_trace(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    with stage(folder, {"harbour": "mybb", "stalls": "market"}) as found:
        write_site(folder, "harbour", KINDS["mybb"], cookies="harbour")
        file = tmp_path / "cookies.json"
        file.write_text(export("harbour.example", time.time() + 9999))
        file.chmod(0o600)
        said = found.crawl(code=0, STALLWATCH_COOKIES_HARBOUR_FILE=str(file))[""]
        sent = [headers.get("Cookie", "") for headers in found.sites["harbour"].headers]
        assert set(sent) == {f"member={CANARY}"}
        assert not any("Cookie" in headers for headers in found.sites["stalls"].headers)

        found.sites["harbour"].all = (LOGIN, 200)
        walled = found.crawl(code=3, STALLWATCH_COOKIES_HARBOUR=export("harbour.example", 1_700_000_000))
        assert "harbour: session ended on 2023-11-14" in walled[""]
        assert walled["harbour"]["state"] == "login_required"
        assert "Renew the session" in walled["harbour"]["advice"]
        assert "Renew the session" in json.dumps(found.messages())
        assert "Cookie" not in found.sites["harbour"].headers[-1]

        said += walled[""] + found.crawl(code=2, STALLWATCH_COOKIES_HARBOUR=export("another.example", 0))[""]
        kept = b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())
        assert CANARY not in said
        assert CANARY.encode() not in kept


MAINTENANCE = ("<title>Harbour</title><h1>Maintenance</h1><p>The board is down for maintenance.</p>", 503)


@pytest.fixture
def mirrored(tmp_path: Path) -> Iterator[Stage]:
    """A site whose preferred address is away by now, and whose other one was never in use."""
    with stage(tmp_path / "folder", {"harbour": "mybb", "quay": "mybb"}) as found:
        (found.folder / "sites" / "quay.yml").unlink()
        addresses = ["http://harbour.example", "http://quay.example"]
        write_site(found.folder, "harbour", KINDS["mybb"], cookies="harbour", addresses=addresses)
        found.variables["STALLWATCH_COOKIES_HARBOUR"] = export("harbour.example", time.time() + 9999)
        found.crawl(code=0)
        assert found.sites["quay"].headers == []
        found.sites["harbour"].all = MAINTENANCE
        due(found.folder)
        yield found


def test_an_address_gets_the_session_only_when_it_has_shown_the_site(mirrored: Stage) -> None:
    done = mirrored.crawl(code=0)
    assert (done["harbour"]["state"], done["harbour"]["listings"] > 0) == ("ok", True)
    board, *threads = [headers.get("Cookie") for headers in mirrored.sites["quay"].headers]
    assert board is None
    assert threads
    assert set(threads) == {f"member={CANARY}"}


def test_an_address_that_shows_another_site_or_a_login_gets_no_session(mirrored: Stage) -> None:
    quay = mirrored.sites["quay"]
    quay.all = (LOGIN, 200)
    done = mirrored.crawl(code=3)
    assert done["harbour"]["state"] == "down"
    assert "address 2 of its file wants a login: it gets no session" in done["harbour"]["advice"]
    quay.all = None
    known = other(quay.answer(quay.kind.board)[0])
    quay.board = (known.replace("How to post", "Where to buy").replace("stores", "bells"), 200)
    quay.threads = (LOGIN, 200)
    due(mirrored.folder)
    mirrored.crawl()
    assert len(quay.headers) >= 3
    assert not any("Cookie" in headers for headers in quay.headers)
    mirrored.variables["STALLWATCH_COOKIES_HARBOUR"] = export("quay.example", time.time() + 9999)
    due(mirrored.folder)
    quay.headers.clear()
    mirrored.crawl()
    assert quay.headers[0]["Cookie"] == f"member={CANARY}"  # it gave it


def test_the_process_that_delivers_knows_no_session() -> None:
    variables = {"STALLWATCH_COOKIES_X": "1", "STALLWATCH_ONION_AUTH_X_FILE": "2", "PATH": "/"}
    assert without_access(variables) == {"PATH": "/"}
