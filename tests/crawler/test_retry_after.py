"""A site that says when to come again is asked for nothing more, and not again before that."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.exits import Exit
from tests.crawler.walled import Stage, stage

BUSY = "<title>Harbour</title><p>Service unavailable.</p>"


def due(found: Stage) -> datetime:
    ((at,),) = found.rows("SELECT due_at FROM sites")
    return datetime.fromtimestamp(at / 1e3, UTC)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("where", ["all", "threads"])
@pytest.mark.parametrize(("status", "says", "least"), [(503, "3600", 1), (429, "999999999", 24)])
def test_what_a_site_asks_for_is_kept_to(tmp_path: Path, where: str, status: int, says: str, least: int) -> None:
    with stage(tmp_path / "folder", {"harbour": "mybb"}) as found:
        site = found.sites["harbour"]
        setattr(site, where, (BUSY, status))
        site.says = {"Retry-After": says}
        before = datetime.now(UTC)
        told = found.crawl()
        asked = len(site.headers)
        assert "wants to be left alone until" in told[""]
        assert due(found) >= before + timedelta(hours=least) - timedelta(seconds=5)
        assert due(found) <= datetime.now(UTC) + timedelta(hours=24)
        if where == "all":
            assert asked == 1  # not tried again either
        found.crawl(code=Exit.NOTHING_CLAIMED)
        assert len(site.headers) == asked


@pytest.mark.timeout(300)
def test_without_the_header_a_page_is_tried_again_as_ever(tmp_path: Path) -> None:
    with stage(tmp_path / "folder", {"harbour": "mybb"}) as found:
        site = found.sites["harbour"]
        site.all = (BUSY, 503)
        told = found.crawl()
        assert len(site.headers) == 3
        assert "left alone until" not in told[""]
