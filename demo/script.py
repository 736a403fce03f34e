"""The second day's script, `world/day2.yml`, played upon all sites."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from config.load import read_yaml
from demo.moments import moment
from demo.shapes import Forum, Market, Post, Thread

WORLD = Path(__file__).parent / "world"
"""Where the content lies."""


def play_day2(
    forums: Mapping[str, Forum], market: Market, epoch: datetime, at: datetime
) -> tuple[dict[str, Forum], Market]:
    """Return all sites as they are after the script of day 2, which is played at `at`, never before the epoch."""
    script = read_yaml(WORLD / "day2.yml")
    played = {name: _play(forum, script[name], epoch, at) for name, forum in forums.items()}
    return played, dataclasses.replace(market, login_wall=script["market"]["login_wall"])


def _play(forum: Forum, steps: Sequence[Mapping[str, Any]], epoch: datetime, at: datetime) -> Forum:
    pid = max(post.pid for thread in forum.threads for post in thread.posts)
    for step in steps:
        pid += 1
        [(action, what)] = step.items()
        when = max(moment(what["at"], at), epoch) if "at" in what else at
        forum = _ACTIONS[action](forum, what, pid, when)
    return forum


def _reply(forum: Forum, what: Mapping[str, Any], pid: int, when: datetime) -> Forum:
    thread = _known(forum, what["tid"])
    post = Post(pid, what["by"], when, what["text"])
    return _with_thread(forum, dataclasses.replace(thread, posts=(*thread.posts, post)))


def _rewrite(forum: Forum, what: Mapping[str, Any], _pid: int, _when: datetime) -> Forum:
    """Change words of the opening post and leave no trace of it."""
    thread = _known(forum, what["tid"])
    if what["find"] not in thread.first.text:
        raise ValueError(f"day 2: thread {thread.tid} does not hold the words to rewrite")
    first = dataclasses.replace(thread.first, text=thread.first.text.replace(what["find"], what["put"]))
    return _with_thread(forum, dataclasses.replace(thread, posts=(first, *thread.posts[1:])))


def _remove(forum: Forum, what: Mapping[str, Any], _pid: int, _when: datetime) -> Forum:
    gone = _known(forum, what["tid"])
    return dataclasses.replace(forum, threads=tuple(thread for thread in forum.threads if thread is not gone))


def _open(forum: Forum, what: Mapping[str, Any], pid: int, when: datetime) -> Forum:
    post = Post(pid, what["by"], when, what["body"].strip())
    thread = Thread(what["tid"], what["fid"], what["title"], (post,), what.get("prefix"))
    return forum.plus(thread)


_ACTIONS = {"reply": _reply, "rewrite": _rewrite, "remove": _remove, "thread": _open}


def _with_thread(forum: Forum, changed: Thread) -> Forum:
    threads = tuple(changed if thread.tid == changed.tid else thread for thread in forum.threads)
    return dataclasses.replace(forum, threads=threads)


def _known(forum: Forum, tid: int) -> Thread:
    thread = forum.thread(tid)
    if thread is None:
        raise ValueError(f"day 2: there is no thread {tid}")
    return thread
