"""A visit that is told to end does: nobody else holds what ends it, and what goes wrong in it is said."""

from __future__ import annotations

import asyncio
import gc
import logging
import weakref
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.stop import stop


def crawler(close: Any) -> Any:
    engine = SimpleNamespace(spider=object(), close_spider_async=close)
    return SimpleNamespace(crawling=True, engine=engine)


def test_it_is_held_until_it_is_done() -> None:
    async def run() -> list[str]:
        ended: list[str] = []

        async def close(reason: str) -> None:
            waits = asyncio.get_running_loop().create_future()  # held by the task alone: a cycle
            asyncio.get_running_loop().call_later(0.2, answer, weakref.ref(waits))
            await waits
            ended.append(reason)

        stop(crawler(close), "budget")
        await asyncio.sleep(0.05)
        gc.collect()
        await asyncio.sleep(0.4)
        return ended

    assert asyncio.run(run()) == ["budget"]


def answer(waits: weakref.ref[asyncio.Future[None]]) -> None:
    future = waits()
    if future is not None:
        future.set_result(None)


def test_what_fails_in_it_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        async def close(reason: str) -> None:
            raise RuntimeError(reason)

        stop(crawler(close), "budget")
        await asyncio.sleep(0.05)

    with caplog.at_level(logging.ERROR, "crawler.stop"):
        asyncio.run(run())
    assert [each.message for each in caplog.records] == ["a visit could not be ended"]
