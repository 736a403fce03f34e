"""stallwatch's own crawl on boards that are served without a network, in a process of its own that can be killed.

Only tor and the download handler are played: spider, middlewares, Scrapy, guard, leases and ledger are the real ones.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import HtmlResponse, Response

from config.environment import Environment
from config.load import Config
from config.schema import Rule, Settings, Site
from crawler import crawl, settings
from crawler.summary import summarise
from pipelines.ledger import Ledger, frontier
from pipelines.ledger.document import Stored, stored
from pipelines.ledger.frontier import Thread
from pipelines.process import read_listing
from spiders.listing import Listing, listing_id
from tests.crawler.front.world import Forum, Reply
from tests.onions import invented

HOST = invented("harbour")
MIRROR = invented("harbour mirror")
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def site(engine: str = "mybb", boards: tuple[str, ...] = ("2",), **more: Any) -> Site:
    """A site whose boards are named by their number."""
    path = {"mybb": "/forumdisplay.php?fid=", "phpbb": "/viewforum.php?f="}[engine]
    values = {
        "id": "harbour", "engine": engine, "addresses": [f"http://{HOST}"], "delay": 0, "concurrency": 8,
        "boards": [{"id": f"b{number}", "path": path + number} for number in boards],
        "budgets": {"pages": 10_000},
    }  # fmt: skip
    return Site.model_validate(values | more)


@dataclass
class Visit:
    """What one run came to."""

    asked: list[str]
    """Addresses in the order in which they were asked for, retries included."""
    summary: dict[str, Any]
    """Of the site; empty when it was not visited."""
    lines: list[str]
    """What the operator was told."""
    exit: int

    @property
    def paths(self) -> list[str]:
        return [urlsplit(each)._replace(scheme="", netloc="").geturl() for each in self.asked]

    @property
    def threads(self) -> set[int]:
        """Numbers of the threads that were opened."""
        found = (re.search(r"[?&]t(?:id)?=(\d+)", path) for path in self.paths)
        return {int(each[1]) for each in found if each}

    @property
    def listings(self) -> list[str]:
        """Paths of the listing pages that were asked for."""
        return [path for path in self.paths if "forum" in path]

    @property
    def hosts(self) -> list[str]:
        return [urlsplit(each).hostname or "" for each in self.asked]


@dataclass
class Task:
    """What a process is asked to do."""

    forum: Forum
    site: Site
    rules: tuple[Rule, ...]
    now: datetime
    pace: timedelta
    only: tuple[str, ...] = ()
    die_after: int | None = None
    """Answers after which the process is killed."""


class Player:
    """A process that has loaded everything, and forks one for each crawl: loading takes longer than most crawls."""

    def __init__(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_play, args=(theirs,))
        self._process.start()
        theirs.close()

    def play(self, folder: Path, task: Task) -> tuple[Visit, Forum] | None:
        """Crawl; return the visit and what became of the forum, `None` when the process was killed."""
        self._pipe.send((folder, task))
        found, forum = self._pipe.recv()
        if found is None:
            assert task.die_after is not None, "the crawl's process died by itself"
            return None
        assert isinstance(found, Visit), found
        return found, forum

    def close(self) -> None:
        self._pipe.close()
        self._process.join(30)


class Stage:
    """An operator's folder, a clock, and a forum."""

    def __init__(self, player: Player, folder: Path, forum: Forum, visited: Site, rules: tuple[Rule, ...] = ()) -> None:
        self.player, self.folder, self.forum, self.site, self.rules = player, folder, forum, visited, rules
        self.now = START
        self.pace = timedelta(seconds=30)
        """What the clock moves by at each answer."""

    def visit(self, *, only: bool = False, die_after: int | None = None, **budgets: int) -> Visit:
        """Run once. `die_after`: kill it after so many answers; nobody hears then what it asked for."""
        visited = self.site
        if budgets:
            visited = visited.model_copy(update={"budgets": visited.budgets.model_copy(update=budgets)})
        task = Task(self.forum, visited, self.rules, self.now, self.pace, (self.site.id,) if only else (), die_after)
        played = self.player.play(self.folder, task)
        if played is None:
            self.now += self.pace * (die_after or 0)
            return Visit([], {}, ["killed"], -1)
        found, self.forum = played
        self.now += self.pace * len(found.asked)
        return found

    def later(self, **delta: float) -> None:
        self.now += timedelta(**delta)

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        with Ledger.open("ledger.sqlite3", self.folder) as ledger:
            yield ledger

    def kept(self, tid: int) -> Stored:
        """What the ledger keeps of a thread."""
        with self.ledger() as ledger:
            found = ledger.read(lambda conn: stored(conn, listing_id(self.site.id, 1, "thread", str(tid))))
        assert found is not None, f"thread {tid} is not stored"
        return found

    def threads(self, *tids: int) -> dict[str, Thread]:
        """What the frontier knows of threads."""
        with self.ledger() as ledger:
            names = [str(tid) for tid in tids]
            return ledger.read(lambda conn: frontier.lookup(conn, self.site.id, self.site.generation, names))


class _Tor:
    socks = "127.0.0.1:1"

    def __enter__(self) -> _Tor:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def alive(self) -> bool:
        return True


def _play(pipe: Connection) -> None:
    read_listing(Listing("site", 1, "thread", "1", "b", "/", "Selling 5 million records", "Price: 2 BTC", START))
    fork = multiprocessing.get_context("fork")
    while True:
        try:
            folder, task = pipe.recv()
        except EOFError:
            return
        ours, theirs = fork.Pipe(duplex=False)
        process = fork.Process(target=_tell, args=(theirs, folder, task))
        process.start()
        theirs.close()
        try:
            pipe.send(ours.recv())
        except EOFError:
            pipe.send((None, None))
        process.join()


def _tell(pipe: Connection, folder: Path, task: Task) -> None:
    try:
        pipe.send(_crawl(task, folder))
    except BaseException:  # noqa: BLE001 - told to the test
        pipe.send((traceback.format_exc(), None))


def _crawl(task: Task, folder: Path) -> tuple[Visit, Forum]:
    Served.task, Served.asked = task, []
    crawl._tor = lambda *_: _Tor()  # type: ignore[assignment]
    handler = "tests.crawler.front.stage.Served"
    settings.DOWNLOAD_HANDLERS = {
        "http": handler,
        "https": handler,
        "ftp": None,
        "s3": None,
        "file": None,
        "data": None,
    }
    config = Config(folder, Settings(), (task.site,), task.rules)
    lines: list[str] = []
    order = crawl.Order(config, Environment({}), task.only, now=lambda: task.now + task.pace * len(Served.asked))
    outcome = crawl.crawl(order, lines.append)
    summary = {name: summarise(visit) for name, visit in outcome.visits.items()}.get(task.site.id, {})
    return Visit(Served.asked, dict(summary), lines, int(outcome.exit)), task.forum


class Served:
    """Scrapy's download handler, on which the forum answers."""

    lazy = False
    task: Task
    asked: list[str]

    def __init__(self, crawler: Crawler) -> None:
        pass

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Served:
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        cls = type(self)
        if cls.task.die_after is not None and len(cls.asked) >= cls.task.die_after:
            os.kill(os.getpid(), signal.SIGKILL)
        cls.asked.append(request.url)
        reply: Reply | None = cls.task.forum.answer(request.url)
        if reply is None:
            raise DownloadTimeoutError("no answer")
        headers = {"Content-Type": "text/html; charset=utf-8"}
        if reply.location is not None:
            headers["Location"] = reply.location
        return HtmlResponse(request.url, reply.status, headers=headers, body=reply.body.encode(), request=request)

    async def close(self) -> None:
        pass
