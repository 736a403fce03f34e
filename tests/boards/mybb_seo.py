"""MyBB with its own search-engine-friendly addresses: `forum-2.html`, `thread-12-page-2.html`; in Russian."""

from __future__ import annotations

import dataclasses
import re
from datetime import datetime
from typing import Any, ClassVar

from demo.load_forum import load_pack
from demo.serving import Request, Response
from demo.shapes import Board, Thread
from tests.boards.mybb import MyBB
from tests.boards.world import World

_FORUM = re.compile(r"forumdisplay\.php\?fid=(\d+)(?:&amp;page=(\d+))?(?=[\"'#])")
_THREAD = re.compile(r"showthread\.php\?tid=(\d+)(?:&amp;(page|pid|action)=(\w+))?(?=[\"'#])")
_MEMBER = re.compile(r"member\.php\?action=profile&amp;uid=(\d+)")
_ANNOUNCEMENT = re.compile(r"announcements\.php\?aid=(\d+)")
_ASKED = re.compile(r"/(forum|thread)-(\d+)(?:-(page|post|lastpost|newpost)(?:-(\d+))?)?\.html")


class MyBBSeo(MyBB):
    """The stock theme and the demo's Russian words: "Сегодня, 14:05", "8 ноября 2026, 12:30"."""

    site: ClassVar[str] = "mybb-seo"
    settings: ClassVar[dict[str, Any]] = {"date_order": "DMY"}

    def __init__(self, world: World) -> None:
        super().__init__(world)
        forum = dataclasses.replace(self.world.forum, pack=load_pack("ru", str(self.zone)))
        self.world = dataclasses.replace(self.world, forum=forum)

    def board_path(self, board: Board, number: int = 1) -> str:
        return f"/forum-{board.fid}" + (f"-page-{number}.html" if number > 1 else ".html")

    def thread_path(self, thread: Thread, number: int = 1) -> str:
        return f"/thread-{thread.tid}" + (f"-page-{number}.html" if number > 1 else ".html")

    def respond(self, request: Request, now: datetime) -> Response:
        response = super().respond(dataclasses.replace(request, **_stock(request)), now)
        headers = tuple((name, _rewritten(value) if name == "Location" else value) for name, value in response.headers)
        return dataclasses.replace(response, body=_rewritten(response.body), headers=headers)


def _stock(request: Request) -> dict[str, Any]:
    """Do what the web server's rules do: make the stock address of a rewritten one."""
    found = _ASKED.fullmatch(request.path)
    if not found:
        return {}
    script, key = ("/forumdisplay.php", "fid") if found[1] == "forum" else ("/showthread.php", "tid")
    more = {"page": "page", "post": "pid"}.get(found[3] or "")
    jump = {"action": found[3]} if found[3] and not more else {}
    return {"path": script, "query": {key: found[2]} | ({more: found[4] or ""} if more else {}) | jump}


def _rewritten(html: str) -> str:
    """Write every address as MyBB does where the option is on."""
    html = _FORUM.sub(lambda found: f"forum-{found[1]}" + (f"-page-{found[2]}.html" if found[2] else ".html"), html)
    html = _THREAD.sub(_thread, html)
    html = _MEMBER.sub(r"user-\1.html", html)
    return _ANNOUNCEMENT.sub(r"announcement-\1.html", html)


def _thread(found: re.Match[str]) -> str:
    ends = {"page": f"-page-{found[3]}", "pid": f"-post-{found[3]}", "action": f"-{found[3]}", None: ""}
    return f"thread-{found[1]}{ends[found[2]]}.html"
