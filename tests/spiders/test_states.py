"""Walls, bans, queues and outages written by somebody who had not read the detector, and threads about them."""

import tomllib
from dataclasses import dataclass
from typing import Any

import pytest

from spiders.contract import ADVICE, PageRefused, ThreadMissing
from spiders.listing import Page, SiteState
from tests.spiders.sites import HOST, NOW, PAGES, engine

STATES = PAGES.with_name("states")
TABLE: list[dict[str, Any]] = tomllib.loads((STATES / "pages.toml").read_text("utf-8"))["page"]
ADDRESSES = {
    "mybb": ("/forumdisplay.php?fid=2", "/showthread.php?tid=41"),
    "phpbb": ("/viewforum.php?f=2", "/viewtopic.php?t=41"),
    "xenforo": ("/forums/complaints.2/", "/threads/t.41/"),
    "smf": ("/index.php?board=2.0", "/index.php?topic=41.0"),
    "vbulletin": ("/forumdisplay.php?f=2", "/showthread.php?t=41"),
    "invision": ("/forum/2-complaints/", "/topic/41-t/"),
    "fluxbb": ("/viewforum.php?id=2", "/viewtopic.php?id=41"),
    "vanilla": ("/categories/complaints", "/discussion/41/t"),
    "discourse": ("/c/complaints/2", "/t/t/41"),
    "market": ("/stalls", "/offer?id=41"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What an engine makes of a page."""

    state: str
    read: int = 0
    """Rows or posts."""
    advice: str | None = None
    """The next step, where nothing was read."""


def look(entry: dict[str, Any], name: str, kind: str | None = None) -> Found:
    kind = kind or entry["kind"]
    path = entry.get("path") or ADDRESSES[name][kind == "thread"]
    page = Page(HOST + path, (STATES / entry["file"]).read_text("utf-8"), NOW, entry["status"])
    try:
        read = getattr(engine(name), kind)(page)
    except PageRefused as refused:
        return Found(refused.state.value, advice=refused.advice)
    except ThreadMissing:
        return Found("missing")
    count = len(read.rows if kind == "listing" else read.posts)
    # A board without threads is no error of its page: the visit calls a site empty whose boards all are.
    return Found("ok" if count else "empty", count)


@pytest.mark.parametrize(
    ("entry", "name"),
    [pytest.param(entry, name, id=f"{entry['file']}-{name}") for entry in TABLE for name in entry["engines"]],
)
def test_a_page_is_what_an_operator_would_call_it(entry: dict[str, Any], name: str) -> None:
    found = look(entry, name)
    assert found.state in entry["expected"]
    assert found.read == entry.get("rows", entry.get("posts", 0))
    if found.advice:
        assert found.advice == ADVICE[SiteState(found.state)]


@pytest.mark.parametrize(
    "entry", [entry for entry in TABLE if len(entry["engines"]) > 1], ids=lambda entry: entry["file"]
)
def test_what_no_forum_writes_is_the_same_to_every_engine(entry: dict[str, Any]) -> None:
    found = {(name, kind): look(entry, name, kind).state for name in ADDRESSES for kind in ("listing", "thread")}
    assert {key: state for key, state in found.items() if state not in entry["expected"]} == {}


def test_every_page_is_in_the_table_and_every_state_that_a_page_can_show() -> None:
    assert sorted(entry["file"] for entry in TABLE) == sorted(file.name for file in STATES.glob("*.html"))
    expected = {state for entry in TABLE for state in entry["expected"]}
    assert expected == {"missing", *SiteState} - {SiteState.IDENTITY_RESET}
