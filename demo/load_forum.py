"""The forums of day 1: each from `world/<its id>.yml`, a file of threads for each board, and a language pack."""

from __future__ import annotations

import dataclasses
import random
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from config.load import read_yaml
from demo.moments import moment
from demo.shapes import Announcement, Board, Forum, Member, Pack, Pointer, Post, Thread

WORLD = Path(__file__).parent / "world"
"""Where the content lies."""

FORUMS = ("forum", "forum-ru")
"""Their ids, which are also the sites'."""


def load_forum(name: str, epoch: datetime, folder: Path = WORLD) -> Forum:
    """Read a forum of day 1. `folder`: where its content lies."""
    data = read_yaml(folder / f"{name}.yml")
    talk = _Talk(data["chatter"], tuple(data["crowd"]), data["language"])
    threads = [
        _thread(entry, board["fid"], epoch, talk)
        for board in data["boards"]
        for entry in read_yaml(folder / board["threads"])
    ]
    threads = _number_posts(threads)
    return Forum(
        name=data["name"],
        category=Board(data["category"]["fid"], data["category"]["name"], ""),
        boards=tuple(Board(board["fid"], board["name"], board["about"]) for board in data["boards"]),
        threads=tuple(threads),
        pointers=tuple(Pointer(**{**each, "at": moment(each["at"], epoch)}) for each in data["moved"]),
        announcements=tuple(
            Announcement(**{**each, "at": moment(each["at"], epoch)}) for each in data["announcements"]
        ),
        members=_members(data["members"], threads),
        prefixes=tuple(data["prefixes"]),
        threads_per_page=data["per_page"]["threads"],
        posts_per_page=data["per_page"]["posts"],
        pack=load_pack(data["language"], data["timezone"]),
    )


def load_pack(language: str, zone: str) -> Pack:
    """Read a language pack; English needs none. `zone`: IANA name of the zone in which times are shown."""
    file = WORLD / f"pack-{language}.yml"
    pack = read_yaml(file) if file.exists() else {"months": (), "phrases": {}}
    return Pack(language, ZoneInfo(zone), tuple(pack["months"]), pack["phrases"])


@dataclass(frozen=True, slots=True)
class _Talk:
    """What others say, and who they are."""

    phrases: Mapping[str, list[str]]
    crowd: tuple[str, ...]
    language: str
    """Of a thread that names none."""


def _thread(entry: Mapping[str, Any], fid: int, base: datetime, talk: _Talk) -> Thread:
    opened = moment(entry["at"], base)
    edited = moment(entry["edited"], base) if "edited" in entry else None
    opening = Post(0, entry["by"], opened, entry["body"].strip(), edited, entry.get("reason", ""))
    own = [Post(0, reply["by"], moment(reply["at"], base), reply["text"]) for reply in entry.get("replies", ())]
    replies = sorted([*own, *_chatter(entry, opened, base, talk)], key=lambda post: post.at)
    return Thread(
        tid=entry["tid"],
        fid=fid,
        title=entry["title"],
        posts=(opening, *replies),
        prefix=entry.get("prefix"),
        sticky=entry.get("sticky", False),
        locked=entry.get("locked", False),
    )


def _chatter(entry: Mapping[str, Any], opened: datetime, base: datetime, talk: _Talk) -> Iterable[Post]:
    """Make replies by others, evenly spread until the thread's last; the same at every load."""
    count = entry.get("chatter", 0)
    if not count:
        return
    luck = random.Random(entry["tid"])  # the same at every load
    phrases = talk.phrases[entry.get("lang", talk.language)]
    others = [name for name in talk.crowd if name != entry["by"]]
    step = (moment(entry["last"], base) - opened) / count
    for number in range(1, count + 1):
        yield Post(0, luck.choice(others), opened + step * number, luck.choice(phrases))


def _number_posts(threads: list[Thread]) -> list[Thread]:
    """Give every post its id, in the order of time."""
    places = sorted((post.at, thread.tid, index) for thread in threads for index, post in enumerate(thread.posts))
    pids = {(tid, index): pid for pid, (_, tid, index) in enumerate(places, 1)}
    return [
        dataclasses.replace(
            thread,
            posts=tuple(
                dataclasses.replace(post, pid=pids[thread.tid, index]) for index, post in enumerate(thread.posts)
            ),
        )
        for thread in threads
    ]


def _members(special: Mapping[str, Mapping[str, Any]], threads: list[Thread]) -> dict[str, Member]:
    names = sorted({post.author for thread in threads for post in thread.posts} | set(special))
    return {name: _member(uid, name, special.get(name, {}), threads) for uid, name in enumerate(names, 1)}


def _member(uid: int, name: str, known: Mapping[str, Any], threads: list[Thread]) -> Member:
    luck = zlib.crc32(name.encode())
    made = {
        "joined": f"{('Jan', 'Mar', 'Apr', 'Aug', 'Oct', 'Nov')[luck % 6]} {2021 + luck % 4}",
        "reputation": luck % 90,
        "posts": 20 + luck % 300 + sum(post.author == name for thread in threads for post in thread.posts),
        "threads": luck % 9 + sum(thread.first.author == name for thread in threads),
    }
    return Member(uid=uid, name=name, **{**made, **known})
