"""A forum of the demo: a web site on loopback in the markup and with the manners of a MyBB 1.8 board."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from demo.content import load_world
from demo.pages.boards import board_page, index_page
from demo.pages.frame import View, notice
from demo.pages.threads import page_with, thread_page
from demo.serving import Clock, LoopbackSite, Request, Response, utcnow
from demo.shapes import Forum, Post, Thread

NO_THREAD = "The specified thread does not exist."
"""What MyBB says of a thread that is gone, with status 200."""

FIRST_LATE_TID = 200
"""Threads that are added by hand count from here."""

FIRST_LATE_PID = 10_000
"""Their posts count from here, so that no scripted post's number moves."""


@dataclass(frozen=True, slots=True)
class Late:
    """A thread that was added by hand; a line of the additions' file."""

    title: str
    body: str
    author: str
    fid: int
    prefix: str | None
    at: str
    """ISO 8601, UTC."""

    def thread(self, number: int) -> Thread:
        """Make the thread of the so many-th addition, from 0."""
        post = Post(FIRST_LATE_PID + number, self.author, datetime.fromisoformat(self.at), self.body.strip())
        return Thread(FIRST_LATE_TID + number, self.fid, self.title, (post,), self.prefix)


class ForumSite(LoopbackSite):
    """A forum, as it stands on a day. Threads can be added while it runs or between two runs."""

    def __init__(
        self,
        epoch: datetime,
        port: int = 0,
        *,
        name: str = "forum",
        day: int = 1,
        day2_at: datetime | None = None,
        log: Path | None = None,
        additions: Path | None = None,
        clock: Clock = utcnow,
    ) -> None:
        """Prepare the forum; listen with `start()` or `with`.

        `name`: which of the demo's forums this is.
        `day2_at`: when day 2 was first played, `None`: when this site is set to it. `additions`: a file that keeps the
        threads of `add_thread` for the next run; `None`: they are forgotten at the end.
        """
        super().__init__(port, log, clock)
        self._name = name
        self._epoch = epoch
        self._additions = additions
        self._added = _read_additions(additions)
        self._day, self._forum = day, self._read(day, day2_at)

    @property
    def day(self) -> int:
        """The day that is played; setting it plays that day's script."""
        return self._day

    @day.setter
    def day(self, day: int) -> None:
        self._day, self._forum = day, self._read(day, None)

    @property
    def forum(self) -> Forum:
        """What stands on it now."""
        return self._forum

    def add_thread(
        self,
        title: str,
        body: str,
        author: str,
        *,
        fid: int = 2,
        prefix: str | None = None,
        at: datetime | None = None,
    ) -> int:
        """Add a thread; returns its id. `at`: when it was posted, `None`: now."""
        entry = Late(title, body, author, fid, prefix, (at or self._clock()).isoformat())
        thread = entry.thread(len(self._added))
        self._added.append(entry)
        self._forum = self._forum.plus(thread)
        if self._additions is not None:
            with self._additions.open("a", encoding="utf-8") as file:
                file.write(json.dumps(dataclasses.asdict(entry)) + "\n")
        return thread.tid

    def respond(self, request: Request) -> Response:
        """Answer as MyBB does: most mistakes are pages with status 200."""
        view = View(self._forum, request.base, self._clock())
        response = answer(view, request)
        return dataclasses.replace(response, headers=(*response.headers, *self._cookies(request)))

    def _read(self, day: int, day2_at: datetime | None) -> Forum:
        forum = load_world(self._epoch, day, day2_at or self._clock()).forums[self._name]
        for number, entry in enumerate(self._added):
            forum = forum.plus(entry.thread(number))
        return forum

    def _cookies(self, request: Request) -> tuple[tuple[str, str], ...]:
        seconds = int(self._clock().timestamp())
        cookies = [
            f"mybb[lastvisit]={seconds}; path=/",
            f"mybb[lastactive]={seconds}; path=/",
        ]
        if "sid=" not in request.cookies:
            sid = hashlib.sha256(f"{seconds}{len(self.visits)}".encode()).hexdigest()[:32]
            cookies.append(f"sid={sid}; path=/; HttpOnly")
        return tuple(("Set-Cookie", cookie) for cookie in cookies)


def answer(view: View, request: Request) -> Response:
    """Make the page that is asked for, cookies left out."""
    if request.path in ("/", "/index.php"):
        return Response(index_page(view))
    if request.path == "/forumdisplay.php":
        return _board(view, request)
    if request.path == "/showthread.php":
        return _thread(view, request)
    if request.path == "/robots.txt":
        return Response("User-agent: *\nDisallow: /search.php\n")
    if request.path.endswith(".php"):
        return Response(notice(view, "You do not have permission to access this page."))
    return Response("<html><body><h1>Not Found</h1></body></html>", 404)


def _board(view: View, request: Request) -> Response:
    fid = request.number("fid")
    if fid == view.forum.category.fid:
        return Response(index_page(view))
    board = next((board for board in view.forum.boards if board.fid == fid), None)
    if board is None:
        return Response(notice(view, "The specified forum does not exist."))
    return Response(board_page(view, board, request.number("page")))


def _thread(view: View, request: Request) -> Response:
    thread = view.forum.thread(request.number("tid"))
    if thread is None:
        return Response(notice(view, NO_THREAD))
    if request.query.get("action") in ("lastpost", "newpost"):
        pid = thread.last.pid
        place = f"{request.base}/showthread.php?tid={thread.tid}&pid={pid}#pid{pid}"
        return Response(status=302, headers=(("Location", place),))
    if "pid" in request.query:
        return Response(thread_page(view, thread, page_with(view, thread, request.number("pid"))))
    return Response(thread_page(view, thread, request.number("page")))


def _read_additions(file: Path | None) -> list[Late]:
    if file is None or not file.exists():
        return []
    return [Late(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines() if line]
