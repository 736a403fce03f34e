"""What is measured: the same pages three ways, a second visit after few changes, and a million known threads."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from bench.crawl.forums import SlowForum, addresses, answered, forum, requests_of
from bench.crawl.known import fill
from bench.crawl.stage import Stage, privoxy, stage, write_operator
from bench.crawl.watch import Watched, watch
from crawler.run import OURSELVES as STALLWATCH
from demo.shapes import Forum
from pipelines.ledger import Ledger
from pipelines.ledger.tables import listings

SITES = 8
"""Onions; each holds an equal share of the pages."""
THREADS = 72
"""Of each: with the pages of the board 75 pages, 600 in all."""
LATENCY = 0.3
"""Seconds that each forum thinks."""
AT_ONCE = 8
"""Requests under way at each site, for ours and for Scrapy."""
BIG = 2_000
"""Threads of the forum that is visited twice."""
CHANGED = 0.01
"""Share of them that has a new post at the second visit."""
KNOWN = 1_000_000

OURS, BARE, PRIVOXY, LOOP = "stallwatch", "our way, bare", "privoxy", "requests loop"


@dataclass(frozen=True, slots=True)
class Lap:
    """What one contender made of the pages."""

    name: str
    pages: int
    """Requests that the forums saw."""
    watched: Watched

    @property
    def rate(self) -> float:
        """Pages a second, from the first request to the program's end."""
        return self.pages / self.watched.wall

    @property
    def cpu(self) -> float:
        """Milliseconds of processor time a page, helpers included, without the program's start."""
        return (self.watched.cpu + self.watched.cpu_helpers) / self.pages * 1000


@dataclass(frozen=True, slots=True)
class Report:
    """All that was measured."""

    laps: Mapping[str, Lap]
    first: int
    """Requests of the first visit to the big forum."""
    second: int
    """Requests of the second, after `changed` of its threads got a post."""
    changed: int
    found: int
    """Of these, in the ledger with their new post."""
    memory: int
    """Peak bytes of a visit to a site of which `KNOWN` threads are known and due."""


class Incomplete(Exception):  # noqa: N818 - what it says
    """A contender did not get all pages; its figures would say nothing."""


def measure(folder: Path, *, rounds: int = 3) -> Report:
    """Measure all. `rounds`: of the fast contenders, whose best lap counts; the loop runs once.

    Raises `TorUnavailable`, `Incomplete`, `TimeoutError`, and `OSError` without privoxy.
    """
    small = {f"forum{number}": forum(f"forum{number}", THREADS) for number in range(1, SITES + 1)}
    big = forum("big", BIG)
    forums: dict[str, Forum] = {**small, "big": big}
    latency = {name: 0.0 if name == "big" else LATENCY for name in forums}
    with stage(folder / "stage", forums, latency) as running:
        laps = _laps(folder, running, list(small), rounds)
        first, second, changed, found = _twice(folder / "twice", running, big)
        return Report(laps, first, second, changed, found, _known(folder / "known", running))


def _laps(folder: Path, running: Stage, names: Sequence[str], rounds: int) -> dict[str, Lap]:
    urls = [url for name in names for url in addresses(running.sites[name].forum, running.onions[name])]
    file = folder / "urls.json"
    file.write_text(json.dumps(urls), encoding="utf-8")
    sites = [running.sites[name] for name in names]
    fetch = (sys.executable, "-m", "bench.crawl.fetch", str(file))
    laps: dict[str, Lap] = {}
    with privoxy(folder / "privoxy", running.socks) as (proxy, pid):
        for number in range(rounds):
            home = folder / f"ours{number}"
            write_operator(home, running, names, concurrency=AT_ONCE)
            ours = _lap(OURS, _crawl(home), home, sites)
            _demand(OURS, _stored(home) == len(names) * THREADS and ours.pages == len(urls))
            bare = _lap(BARE, (*fetch, "--socks", running.socks), home, sites)
            peer = _lap(PRIVOXY, (*fetch, "--proxy", proxy), home, sites, pid)
            for each in (bare, peer):
                _demand(each.name, json.loads(each.watched.output)["pages"] == len(urls))
            for each in (ours, bare, peer):
                laps[each.name] = min((each, laps.get(each.name, each)), key=lambda lap: lap.cpu)
    loop = (sys.executable, "-m", "bench.crawl.sequential", str(file), "--socks", running.socks)
    laps[LOOP] = _lap(LOOP, loop, folder, sites)
    _demand(LOOP, json.loads(laps[LOOP].watched.output)["pages"] == len(urls))
    return laps


def _lap(name: str, command: Sequence[str], folder: Path, sites: Sequence[SlowForum], *helpers: int) -> Lap:
    before = requests_of(sites)
    watched = watch(command, folder, lambda: requests_of(sites) > before, helpers=helpers)
    return Lap(name, requests_of(sites) - before, watched)


def _twice(folder: Path, running: Stage, big: Forum) -> tuple[int, int, int, int]:
    """Visit the big forum, change a share of it, visit it again; return both visits' requests, changed and found."""
    site = running.sites["big"]
    write_operator(folder, running, ["big"], concurrency=16)
    first = _lap(OURS, _crawl(folder), folder, [site])
    _demand("the first visit", _stored(folder) == BIG)
    fresh, changed = answered(big, CHANGED)
    site.replace(fresh)
    second = _lap(OURS, _crawl(folder), folder, [site])
    return first.pages, second.pages, changed, _stored(folder, updated=True)


def _known(folder: Path, running: Stage) -> int:
    write_operator(folder, running, ["forum1"], concurrency=AT_ONCE)
    fill(folder, "forum1", KNOWN)
    lap = _lap(OURS, _crawl(folder), folder, [running.sites["forum1"]])
    _demand("the visit with a million known threads", _stored(folder) >= THREADS)
    return lap.watched.memory


def _crawl(folder: Path) -> tuple[str, ...]:
    return (*STALLWATCH, "--config", str(folder), "crawl")


def _stored(folder: Path, *, updated: bool = False) -> int:
    wanted = select(func.count()).select_from(listings)
    if updated:
        wanted = wanted.where(func.json_array_length(listings.c.updates) > 0)
    with closing(Ledger.open("ledger.sqlite3", folder)) as ledger:
        return int(ledger.read(lambda conn: conn.execute(wanted).scalar_one()))


def _demand(name: str, complete: bool) -> None:
    if not complete:
        raise Incomplete(f"{name}: not all pages were read; nothing is reported. Look into its err.txt")
