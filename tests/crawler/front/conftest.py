"""One process for the crawls of all tests here: starting one takes longer than most of them."""

from collections.abc import Iterator

import pytest

from tests.crawler.front.stage import Player


@pytest.fixture(scope="session")
def player() -> Iterator[Player]:
    player = Player()
    yield player
    player.close()
