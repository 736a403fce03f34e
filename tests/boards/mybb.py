"""MyBB 1.8, stock: the demo's own pages on this world."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from demo.forum import answer
from demo.pages.frame import View
from demo.serving import Request, Response
from demo.shapes import Board, Thread
from tests.boards.serving import Shown, Software, session_id


class MyBB(Software):
    """Stock theme, stock addresses, dates month first with "Today" and "9 minutes ago"."""

    site: ClassVar[str] = "mybb"
    engine: ClassVar[str] = "mybb"
    prefixes: ClassVar[bool] = True
    row_posted: ClassVar[Shown] = "minute"

    def respond(self, request: Request, now: datetime) -> Response:
        forum = replace(self.world.forum, threads_per_page=self.rows_per_page, posts_per_page=self.posts_per_page)
        response = answer(View(forum, request.base, now), request)
        if "sid=" in request.cookies:
            return response
        return replace(response, headers=(*response.headers, ("Set-Cookie", f"sid={session_id()}; path=/; HttpOnly")))

    def board_path(self, board: Board, number: int = 1) -> str:
        return f"/forumdisplay.php?fid={board.fid}" + (f"&page={number}" if number > 1 else "")

    def thread_path(self, thread: Thread, number: int = 1) -> str:
        return f"/showthread.php?tid={thread.tid}" + (f"&page={number}" if number > 1 else "")
