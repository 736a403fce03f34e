"""Which address of a site is asked first, and which comes next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from scrapy import Request

from config.schema import Site
from crawler.mirrors import Mirrors
from pipelines.ledger.leases import Standing
from tests.onions import invented

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
A, B, C = (f"http://{invented(name)}" for name in "abc")
SITE = Site.model_validate(
    {"id": "forum", "engine": "mybb", "addresses": [A, f"{B}/board", C], "boards": [{"id": "b", "path": "/f"}]}
)
B_BOARD = f"{B}/board"


def mirrors(address: str | None = None, preferred_at: datetime | None = None) -> Mirrors:
    return Mirrors.of(SITE, Standing(0, address, preferred_at), NOW)


def request(url: str, kind: str = "board", **meta: object) -> Request:
    return Request(url, meta={"kind": kind, "asked": url, **meta})


@pytest.mark.parametrize(
    ("address", "preferred_at", "order"),
    [
        (None, None, [A, B_BOARD, C]),
        (C, LATER, [C, A, B_BOARD]),  # the one that answered last
        (C, NOW, [A, B_BOARD, C]),  # the preferred one's turn
        ("http://elsewhere.example", LATER, [A, B_BOARD, C]),  # taken out of the file
    ],
)
def test_the_order_is_the_files_but_for_the_one_that_answered_last(
    address: str | None, preferred_at: datetime | None, order: list[str]
) -> None:
    found = mirrors(address, preferred_at)
    assert (found.order, found.current) == (order, order[0])


def test_a_listing_page_goes_from_address_to_address_and_a_thread_only_to_those_that_were_in_use() -> None:
    found = mirrors()
    second = found.elsewhere(request(f"{A}/f?page=2", retry_times=2))
    assert second is not None
    assert (second.url, second.meta["mirror"]) == (f"{B}/board/f?page=2", B_BOARD)
    assert "retry_times" not in second.meta
    third = found.elsewhere(second)
    assert third is not None
    assert third.url == f"{C}/f?page=2"
    assert found.elsewhere(third) is None
    assert found.elsewhere(request(f"{A}/t", kind="thread")) is None
    found.prove(C)
    assert found.elsewhere(request(f"{C}/t", kind="thread")).url == f"{A}/t"  # type: ignore[union-attr]


def test_the_session_goes_once_to_each_address_and_to_none_that_is_not_known_to_be_the_sites() -> None:
    found = mirrors()
    sid, own = ({"name": name, "value": "s3cr3t", "path": "/"} for name in ("sid", "own"))
    found.session = [{**sid, "of": invented("a")}, {**own, "of": invented("c")}]
    second = found.elsewhere(request(f"{A}/f"))
    assert second is not None
    assert second.cookies == {}
    third = found.elsewhere(second)
    assert third is not None
    assert third.cookies == [own]  # its own host gave that
    found.prove(B_BOARD)
    found.prove(C)
    assert [found.greeting(each) for each in (A, B_BOARD, B_BOARD, C, C)] == [[], [sid, own], [], [sid], []]
    assert "s3cr3t" not in repr(found)


def test_a_dead_site_is_tried_once_at_each_address() -> None:
    found = mirrors()
    first = request(f"{A}/f", **found.first_try(is_it_back=True))
    assert first.meta["max_retry_times"] == 0
    second = found.elsewhere(first)
    assert second is not None
    assert second.meta["max_retry_times"] == 0


def test_the_preferred_address_is_tried_once_again_and_the_other_as_ever() -> None:
    found = mirrors(C, NOW)
    first = request(f"{A}/f", **found.first_try(is_it_back=False))
    assert first.meta["max_retry_times"] == 0
    second = found.elsewhere(first)
    assert second is not None
    assert "max_retry_times" not in second.meta
    assert mirrors(C, LATER).first_try(is_it_back=False) == mirrors().first_try(is_it_back=False) == {}


@pytest.mark.parametrize(
    ("before", "preferred_at", "used", "kept"),
    [
        (None, None, A, (None, None)),
        (None, None, C, (C, NOW + timedelta(days=1))),
        (C, LATER, C, (C, LATER)),
        (C, NOW, C, (C, NOW + timedelta(days=1))),
        (C, NOW, A, (None, None)),
    ],
)
def test_what_a_good_visit_leaves(
    before: str | None, preferred_at: datetime | None, used: str, kept: tuple[str | None, datetime | None]
) -> None:
    found = mirrors(before, preferred_at)
    found.prove(used)
    assert found.kept(NOW) == kept


def test_pages_elsewhere_stay_where_they_are() -> None:
    assert mirrors().moved("http://other.example/f", A) == "http://other.example/f"
