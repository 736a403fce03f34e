"""What takes the place of guards against hostile servers."""

import re
from collections.abc import Callable
from typing import Any

ANY_LENGTH = re.compile(r"[!-~]+")


def without_a_limit(unpack: Callable[..., Any]) -> Callable[..., Any]:
    return lambda middleware, body, codings, _: unpack(middleware, body, codings, 0)


def with_pages_left(further: Callable[..., Any]) -> Callable[..., Any]:
    def anyhow(boards: Any, scan: Any, way: Any, requests: Any, _: int) -> Any:
        boards._outgoing.left = max(boards._outgoing.left, 100)
        return further(boards, scan, way, requests, 0)

    return anyhow
