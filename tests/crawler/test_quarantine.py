"""`stallwatch quarantine`: what is left alone is listed and let go, and nothing is let go by mistake."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.errors import ConfigError, StallwatchError
from config.load import Config
from config.schema import Settings, Site
from crawler.quarantine import list_lines, release
from pipelines.ledger import Ledger, frontier
from tests.onions import invented

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    sites = tuple(
        Site.model_validate(
            {
                "id": name,
                "engine": "mybb",
                "addresses": [f"http://{invented(name)}"],
                "boards": [{"id": "b", "path": "/f"}],
            }
        )
        for name in ("one", "two")
    )
    with Ledger.open("ledger.sqlite3", tmp_path) as ledger:
        for site, thread in (("one", "7"), ("one", "8\x1b[31m"), ("two", "7")):
            for _ in range(3):
                ledger.run(
                    lambda conn, site=site, thread=thread: frontier.failed(
                        conn, site, 1, thread, "b", "/t", NOW, "ValueError"
                    )
                )
    return Config(tmp_path, Settings(), sites, ())


def listed(config: Config, site: str | None = None) -> list[str]:
    return list(list_lines(config, site, as_json=False))


def test_each_is_a_line_that_says_what_was_wrong(config: Config) -> None:
    lines = listed(config)
    assert lines[0] == "one 7: ValueError, 3 times, last on 2026-03-01 12:00 UTC; never read; board b, /t"
    assert len(lines) == 4
    assert "\x1b" not in "".join(lines)
    assert "quarantine release" in lines[-1]
    assert [each["native_id"] for each in json.loads(next(list_lines(config, "two", as_json=True)))] == ["7"]


@pytest.mark.parametrize(
    ("site", "thread", "every", "count", "left"),
    [("one", "7", False, 1, 2), ("one", None, False, 2, 1), (None, None, True, 3, 0), ("two", "8", False, 0, 3)],
)
def test_what_is_chosen_is_released(
    config: Config, site: str | None, thread: str | None, every: bool, count: int, left: int
) -> None:
    assert release(config, site, thread, every=every) == count
    assert len(listed(config)) == left + 1


@pytest.mark.parametrize(("site", "thread", "every"), [(None, None, False), (None, "7", False), (None, "7", True)])
def test_nothing_is_released_without_being_chosen(
    config: Config, site: str | None, thread: str | None, every: bool
) -> None:
    with pytest.raises(StallwatchError, match=r"which threads\? --site SITE"):
        release(config, site, thread, every=every)
    assert len(listed(config)) == 4


def test_an_unknown_site_is_told(config: Config) -> None:
    with pytest.raises(ConfigError, match="known: one, two"):
        listed(config, "three")
