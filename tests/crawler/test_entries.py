"""Entries that a listing page shows whole: only new and changed ones are read, and one that breaks the reader is no loss."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler import reader
from pipelines.finding import Finding
from pipelines.ledger import Ledger, frontier
from tests.crawler.blog import BLOG, HOST, NEXT, Visitor, cards
from tests.onions import invented


@pytest.fixture
def ledger(tmp_path: Path) -> Iterable[Ledger]:
    with Ledger.open("ledger.sqlite3", tmp_path) as opened:
        yield opened


def visit(ledger: Ledger, page: str, **how: bool) -> Visitor:
    visitor = Visitor(ledger)
    visitor.see(page, **how)
    return visitor


def thread(ledger: Ledger, name: str) -> frontier.Thread:
    return ledger.read(lambda conn: frontier.lookup(conn, "blog", 1, [name]))[name]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of what is read; what says "poison" breaks the reader."""
    names: list[str] = []
    real = reader.read_listing

    def reading(listing: Any, **_: Any) -> Finding:
        names.append(listing.native_id)
        if "poison" in listing.body:
            raise ArithmeticError("poison")
        return real(listing)

    monkeypatch.setattr(reader, "read_listing", reading)
    return names


def test_only_new_and_changed_entries_are_read(ledger: Ledger, read: list[str]) -> None:
    first = visit(ledger, cards(a="Plans", b="Nets", c="Buoys"))
    assert first.stored == read == ["a", "b", "c"]
    assert (first.visit.rows, first.visit.events["new"], first.visit.boards_read) == (3, 3, 1)
    read.clear()
    again = visit(ledger, cards(n="New", a="Plans", b="Nets and names", c="Buoys"))
    assert again.stored == read == ["n", "b"]
    assert (again.visit.rows, dict(again.visit.events)) == (4, {"new": 1, "edited": 1})


def test_where_nothing_is_new_the_way_ends(ledger: Ledger) -> None:
    assert visit(ledger, cards(a="Plans")).further == ["/page/2"]
    ledger.run(lambda conn: frontier.complete(conn, "blog", 1, "leaks", datetime.now(UTC)))
    assert visit(ledger, cards(a="Plans")).further == []
    assert visit(ledger, cards(n="New", a="Plans")).further == ["/page/2"]


def test_an_entry_is_never_revisited(ledger: Ledger) -> None:
    visit(ledger, cards(a="Plans"))
    assert thread(ledger, "a").revisit_at is None


def test_an_entry_that_breaks_the_reader_is_tried_again_and_then_left_alone(ledger: Ledger, read: list[str]) -> None:
    page = cards(a="Plans", x="poison", b="Nets")
    first = visit(ledger, page)
    assert first.stored == ["a", "b"]
    assert (first.cursor, dict(first.visit.unread)) == ("/", {"ArithmeticError": 1})
    kept = thread(ledger, "x")
    assert (kept.failures, kept.fetched_at, kept.revisit_at, kept.quarantined) == (1, None, None, False)
    read.clear()
    said = [line for _ in range(3) for line in visit(ledger, page).said]
    assert read == ["x", "x"]
    (line,) = said
    assert line.startswith("blog: thread x failed again (ArithmeticError) and is left alone from now on")


def test_an_entry_that_could_not_be_stored_is_read_again(ledger: Ledger) -> None:
    lost = visit(ledger, cards(a="Plans"), full=True)
    assert (lost.cursor, dict(lost.visit.unread), thread(ledger, "a").failures) == ("/", {"OSError": 1}, 1)
    assert visit(ledger, cards(a="Plans")).stored == ["a"]
    assert thread(ledger, "a").failures == 0


def test_a_page_that_repeats_an_entry_gives_it_once(ledger: Ledger) -> None:
    assert visit(ledger, cards(a="Plans") + cards(a="Plans")).stored == ["a"]


OWN = {"url": "a::attr(href)", "next": "u", "item_title": "h1", "item_body": "i"}
OPEN = {name: f"<p id={name}><b>Company</b><a href='/{name}'>more</a></p>" for name in "uvw"}


def test_entries_cost_nothing_of_the_budget_that_pages_use_up(ledger: Ledger) -> None:
    budgets = BLOG.budgets.model_copy(update={"pages": 2})
    site = BLOG.model_copy(update={"selectors": {**BLOG.selectors, **OWN}, "budgets": budgets})
    visitor = Visitor(ledger, site)
    visitor.see(
        cards(a="Plans", b="Nets").removesuffix(NEXT) + "".join(OPEN.values()) + cards(c="Buoys").removesuffix(NEXT)
    )
    assert visitor.stored == ["a", "b", "c"]
    assert (visitor.further, visitor.visit.ended) == (["/u"], "pages")


def test_an_entry_is_not_asked_for_at_a_new_address_as_a_thread(ledger: Ledger) -> None:
    addresses = (HOST, f"http://{invented('mirror')}")
    site = BLOG.model_copy(update={"selectors": {**BLOG.selectors, **OWN}, "addresses": addresses})
    assert visit(ledger, cards(a="Plans")).stored == ["a"]
    visitor = Visitor(ledger, site)
    visitor.see(OPEN["u"], mirror=addresses[1])
    assert (visitor.stored, visitor.further) == ([], [])
    assert visitor.visit.refused is not None
    assert thread(ledger, "a").failures == 0
