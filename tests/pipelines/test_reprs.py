"""What a framework prints of our items when it prints them at all: who they are, and nothing that they say."""

from datetime import UTC, datetime

import pytest

from pipelines.contacts import Sealed
from pipelines.finding import Alert, Finding
from pipelines.process import read_listing
from pipelines.reading import Raw
from pipelines.reading.claim import Contact
from spiders.listing import Entry, Listing, Page, Post, Row, ThreadPage, Update

SAID = "Ann Sample of Main Street"
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
POST = Post("1", SAID, SAID, SAID)
LISTING = Listing(
    "forum",
    1,
    "thread",
    "7",
    "db",
    f"/{SAID}",
    SAID,
    SAID,
    NOW,
    SAID,
    SAID,
    SAID,
    SAID,
    updates=(Update("8", None, SAID),),
)
ROW = Row(
    "7", "http://forum.example/7", SAID, SAID, SAID, price=SAID, opened=ThreadPage("7", SAID, (POST,)), shown=SAID
)
FINDING = read_listing(LISTING)
ITEMS = {
    "page": Page("http://forum.example/", SAID, NOW),
    "post": POST,
    "row": ROW,
    "thread's page": ThreadPage("7", SAID, (POST,), SAID, SAID, standing=SAID),
    "update": Update("8", None, SAID),
    "listing": LISTING,
    "entry": Entry(ROW, LISTING),
    "raw post": Raw(SAID, SAID, SAID, SAID, SAID, (SAID,)),
    "finding": FINDING,
    "findings": [FINDING, Finding(LISTING, FINDING.reading)],
    "alert": Alert("rule", "new", "soc", {"text": SAID}),
    "contact": Contact("telegram", SAID),
    "sealed contact": Sealed("telegram", "0f" * 16, SAID),
}  # fmt: skip


@pytest.mark.parametrize("item", ITEMS)
def test_an_items_repr_shows_nothing_that_it_says(item: str) -> None:
    for shown in (repr(ITEMS[item]), str(ITEMS[item]), f"{ITEMS[item]}", repr({"item": ITEMS[item]})):
        assert "Ann Sample" not in shown
