"""What a large page has left in cycles is gone when its site has read it."""

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from scrapy.http import Response

from crawler.large_pages import LARGE
from crawler.reader import ReaderMiddleware


class Tree:
    """In a cycle with itself."""

    def __init__(self) -> None:
        self.root = self


@pytest.fixture
def seldom() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("seldom")
@pytest.mark.parametrize(("size", "gone"), [(LARGE + 1, True), (LARGE, False)])
def test_it_is_cleared_up_after_large_pages_only(size: int, gone: bool) -> None:
    made: list[weakref.ref[Tree]] = []

    async def parsed() -> AsyncIterator[Any]:
        made.append(weakref.ref(Tree()))
        yield "a request"

    async def read() -> list[Any]:
        middleware = ReaderMiddleware.__new__(ReaderMiddleware)
        response = Response("http://a.example/", body=b"x" * size)
        return [each async for each in middleware.process_spider_output(response, parsed())]

    assert asyncio.run(read()) == ["a request"]
    assert (made[0]() is None) is gone
