"""The address of a board's next page is the site's word: what it holds of somebody is neither kept nor shown."""

from __future__ import annotations

import json
from pathlib import Path

from tests.crawler.walled import stage
from tests.services.program import Program

ADDRESS = "/?page={0}&amp;u=ann.lee{0}@gull.example&amp;tel=+44-7700-900123"
ROW = "<div class='post' data-id='{0}'><h2>Harbour {0}</h2><p>2 million customers.</p></div>"
CANARIES = ("gull.example", "ann.lee", "7700", "900123")


def page(number: int) -> str:
    return f"<title>Leaks</title>{ROW.format(number)}<a class='next' href='{ADDRESS.format(number + 1)}'>next</a>"


def test_they_are_followed_and_not_kept(tmp_path: Path) -> None:
    with stage(tmp_path / "folder", {"harbour": "mybb"}) as found:
        site = found.folder / "sites" / "harbour.yml"
        selectors = {
            "row": "div.post",
            "id": "::attr(data-id)",
            "title": "h2",
            "body": "p",
            "next": "a.next::attr(href)",
        }
        file = {**json.loads(site.read_text()), "engine": "leaksite", "selectors": selectors, "concurrency": 1}
        site.write_text(json.dumps({**file, "boards": [{"id": "all", "path": "/"}], "budgets": {"pages": 3}}))
        asked: list[str] = []

        def answer(path: str) -> tuple[str, int]:
            asked.append(path)
            return page(int(path.partition("page=")[2].partition("&")[0] or 1)), 200

        found.sites["harbour"].answer = answer  # type: ignore[method-assign]
        done = found.crawl(code=0)
        assert done["harbour"]["goes_on"] == {"all": "/"}
        assert done["harbour"]["listings"] >= 3
        assert any("ann.lee2@" in each for each in asked), asked
        assert found.rows("SELECT cursor FROM boards") == [("/",)]
        kept = b"".join(each.read_bytes() for each in found.folder.glob("ledger*")).decode("latin-1")
        assert [each for each in CANARIES if each in kept + done[""]] == []

        saved = tmp_path / "page.html"
        saved.write_text(page(1))
        for site_and in (["--site", "harbour"], ["--site", "harbour", "--json"]):
            shown = Program(found.folder).call("replay", str(saved), "--url", "http://harbour.example/", *site_and)
            assert shown.returncode == 0, shown.stderr
            assert [each for each in CANARIES if each in shown.stdout] == []
        assert "/hidden/" in shown.stdout
