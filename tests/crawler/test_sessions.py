"""Sessions: sent to their site only, said when they have ended, and nowhere to be found afterwards."""

import json
import time
from pathlib import Path

from crawler.targets import without_access
from tests.crawler.walled import KINDS, stage, write_site

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


def test_the_process_that_delivers_knows_no_session() -> None:
    variables = {"STALLWATCH_COOKIES_X": "1", "STALLWATCH_ONION_AUTH_X_FILE": "2", "PATH": "/"}
    assert without_access(variables) == {"PATH": "/"}
