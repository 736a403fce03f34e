"""The forums that are crawled: MyBB boards of invented threads, each page as big and as late as the bench wants."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

from demo.pages.boards import board_page
from demo.pages.frame import View, notice
from demo.pages.threads import thread_page
from demo.serving import LoopbackSite, Request, Response
from demo.shapes import Board, Forum, Pack, Post, Thread

BOARD = "/forumdisplay.php?fid=2"
"""The one board of each forum."""
PAGE_BYTES = 30_000
"""As DESIGN measured: what a board's page weighs without its pictures."""
ROWS = 24
"""Threads on a page of the board."""

_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_VICTIMS = ("Arvento Bank", "Quillmark Retail", "Nordal Telecom", "Pellworth Clinics", "Ostrava Freight")
_TEXT = """[b]{victim} customer database[/b], {records:,} records, dumped in March.

Fields: full name, e-mail, phone, date of birth, password hash. Format: CSV, {size} GB unpacked.
Price: ${price:,}, escrow only. A sample of a hundred lines goes to whoever asks by private message.
"""


def forum(name: str, threads: int) -> Forum:
    """Make a forum of so many threads of one post each, the newest on top."""
    board = Board(2, "Databases", "")
    made = tuple(_thread(name, number) for number in range(1, threads + 1))
    return Forum(name, Board(1, name, ""), (board,), made, (), (), {}, (), ROWS, 10, Pack())


def answered(given: Forum, share: float) -> tuple[Forum, int]:
    """Give a share of a forum's threads a further post of their author, as of now; return how many these are."""
    many = max(1, round(len(given.threads) * share))
    step = len(given.threads) // many
    chosen = {thread.tid for thread in given.threads[::step][:many]}
    at = datetime.now(UTC)
    threads = tuple(_answer(thread, at) if thread.tid in chosen else thread for thread in given.threads)
    return dataclasses.replace(given, threads=threads), many


def addresses(given: Forum, host: str) -> list[str]:
    """List all pages of a forum: what the peers are given, and ours must find."""
    boards = -(-len(given.threads) // ROWS)
    paths = [BOARD if number == 1 else f"{BOARD}&page={number}" for number in range(1, boards + 1)]
    paths += [f"/showthread.php?tid={thread.tid}" for thread in given.threads]
    return [f"http://{host}{path}" for path in paths]


class SlowForum(LoopbackSite):
    """A forum that thinks before it answers."""

    def __init__(self, given: Forum, port: int, latency: float) -> None:
        """Prepare it. `latency`: seconds before each answer."""
        super().__init__(port)
        self.forum = given
        self.latency = latency
        self._page = cache(self._made)

    def replace(self, given: Forum) -> None:
        """Let another content stand there."""
        self.forum = given
        self._page.cache_clear()

    def respond(self, request: Request) -> Response:
        """Answer as MyBB does, late."""
        time.sleep(self.latency)
        number = request.number("tid") or request.number("page")
        return self._page(request.base, request.path, number)

    def _made(self, base: str, path: str, number: int) -> Response:
        view = View(self.forum, base, datetime.now(UTC))
        if path == "/forumdisplay.php":
            return Response(_padded(board_page(view, self.forum.boards[0], number)))
        thread = self.forum.thread(number) if path == "/showthread.php" else None
        if thread is None:
            return Response(notice(view, "The specified thread does not exist."))
        return Response(_padded(thread_page(view, thread, 1)))


def _padded(page: str) -> str:
    """Bring a page to its size with what fills real ones: a menu of links that nobody reads."""
    entry = '<li class="menu"><a href="misc.php?action=help&amp;hid=1"><span>Help and rules</span></a></li>\n'
    missing = max(0, PAGE_BYTES - len(page))
    return page.replace("</body>", f"<ul>{entry * (missing // len(entry))}</ul></body>")


def _thread(name: str, number: int) -> Thread:
    at = _EPOCH + timedelta(minutes=number)
    victim = _VICTIMS[number % len(_VICTIMS)]
    text = _TEXT.format(victim=victim, records=1_000 * number, size=number % 90 + 1, price=100 + number)
    opening = Post(number, f"seller{number % 40}", at, text)
    return Thread(number, 2, f"{victim} {number} [{name}]", (opening,))


def _answer(thread: Thread, at: datetime) -> Thread:
    later = Post(1_000_000 + thread.tid, thread.first.author, at, "Still available, price is now $90.")
    return dataclasses.replace(thread, posts=(*thread.posts, later))


def requests_of(sites: Sequence[SlowForum]) -> int:
    """Count what was asked for so far."""
    return sum(len(site.visits) for site in sites)
