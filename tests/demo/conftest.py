"""The demo's sites on loopback, with a clock that stands still half a minute after the epoch."""

from collections.abc import Iterator

import pytest

from demo.forum import ForumSite
from demo.market import MarketSite
from tests.demo.sites import EPOCH, NOW, Browser


@pytest.fixture
def forum() -> Iterator[ForumSite]:
    with ForumSite(EPOCH, clock=lambda: NOW) as site:
        yield site


@pytest.fixture
def russian() -> Iterator[ForumSite]:
    with ForumSite(EPOCH, name="forum-ru", clock=lambda: NOW) as site:
        yield site


@pytest.fixture
def market() -> Iterator[MarketSite]:
    with MarketSite(EPOCH, clock=lambda: NOW) as site:
        yield site


@pytest.fixture
def forum_browser(forum: ForumSite) -> Browser:
    return Browser(forum.address)


@pytest.fixture
def market_browser(market: MarketSite) -> Browser:
    return Browser(market.address)
