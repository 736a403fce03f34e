"""The one invented world that every software under `tests/boards` serves: content in `world/`, shapes of the demo."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from demo.load_forum import load_forum
from demo.shapes import Board, Forum, Pointer, Post, Thread
from spiders.dates import fixed_zone

FOLDER = Path(__file__).parent / "world"
ANNOUNCEMENT_TID = 140
"""Of the announcement, in software that keeps announcements as threads."""

ANNOUNCED = "It will be away for a night. Keep your own copies."
"""What the announcement says."""


@dataclass(frozen=True, slots=True)
class World:
    """What stands on every board, the same for the same epoch."""

    epoch: datetime
    """UTC, whole seconds; every time in it is before."""
    forum: Forum

    @property
    def boards(self) -> tuple[Board, ...]:
        """The board of three pages with sticky thread, moved pointer and announcement; and a small one."""
        return self.forum.boards

    @property
    def announcement(self) -> Thread:
        """The announcement on the first board, as a thread."""
        [said] = self.forum.announcements
        post = Post(9001, said.by, said.at, ANNOUNCED)
        return Thread(ANNOUNCEMENT_TID, self.boards[0].fid, said.title, (post,), locked=True)

    def board(self, fid: int) -> Board | None:
        return next((board for board in self.boards if board.fid == fid), None)

    def thread(self, tid: int) -> Thread | None:
        """A thread by its number, the announcement among them."""
        return self.announcement if tid == ANNOUNCEMENT_TID else self.forum.thread(tid)

    def thread_of(self, pid: int) -> tuple[Thread, int] | None:
        """The thread that holds a post, and the post's place in it from 0."""
        return next(
            (
                (thread, place)
                for thread in (*self.forum.threads, self.announcement)
                for place, post in enumerate(thread.posts)
                if post.pid == pid
            ),
            None,
        )

    def rows(self, fid: int) -> tuple[Thread | Pointer, ...]:
        """A board's rows: the sticky thread, then the newest activity; the announcement is none of them."""
        return self.forum.entries(fid)


def make_world(epoch: datetime) -> World:
    """Read the world as it stands at a moment."""
    epoch = epoch.replace(microsecond=0)
    return World(epoch, load_forum("forum", epoch, FOLDER))


def in_zone(world: World, zone: ZoneInfo) -> World:
    """The same world on a board that shows times in a zone."""
    pack = dataclasses.replace(world.forum.pack, zone=zone)
    return dataclasses.replace(world, forum=dataclasses.replace(world.forum, pack=pack))


def noon_zone(epoch: datetime) -> ZoneInfo:
    """A zone in which it is between 12 and 13 o'clock: "Today" means the same for hours, whenever the tests run."""
    zone = fixed_zone(12 - epoch.hour)
    assert zone is not None
    return zone
