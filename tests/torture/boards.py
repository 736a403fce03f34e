"""Two forums whose content a seeded script changes, and what the ledger must come to know of it."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from demo.serving import LoopbackSite, Request, Response
from spiders.listing import listing_id
from tests.crawler.front.world import Forum, MyBB, PhpBB
from tests.torture.gate import Gate

MOST_ALIVE = 9
"""Threads of a site: each is looked at in every run."""

FEWEST_ALIVE = 4
"""Where nearly all are gone at once, a visit doubts what it sees, and looks again an hour later."""

SITES: Mapping[str, tuple[str, str, type[Forum]]] = {
    "harbour": ("mybb", "/forumdisplay.php?fid=2", MyBB),
    "quay": ("phpbb", "/viewforum.php?f=2", PhpBB),
}
"""By id: engine, board's path, and how it is played."""

FIRST = ("Alder", "Brook", "Cedar", "Dove", "Ember", "Fern", "Grove", "Heron", "Iris", "Juniper", "Kestrel", "Linden")
SECOND = ("Bay Ferries", "Hill Clinics", "Lane Books", "Point Hotels", "Ridge Telecom", "Vale Insurance")
REMARKS = ("Escrow accepted.", "Serious buyers only.", "Sample on request.", "Write a private message.", "One buyer.")


@dataclass
class Post:
    """A thread's opening post as the script has it."""

    site: str
    tid: int
    title: str
    about: str
    price: int
    remarks: list[str] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)
    """Events that its changes are, by kind."""
    gone: bool = False

    @property
    def listing_id(self) -> str:
        return listing_id(self.site, 1, "thread", str(self.tid))

    @property
    def body(self) -> str:
        return " ".join([self.about, *self.remarks, f"Price: ${self.price:,}"])


class Boards:
    """All forums and the script that changes them. Its changes of one thread wait until the last one is known."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.forums = {name: kind() for name, (_, _, kind) in SITES.items()}
        for forum in self.forums.values():
            forum.dates = (datetime.now(UTC) - timedelta(hours=2)).strftime("%m-%d-%Y, %I:%M %p")
            forum.boards["2"] = []
        self.posts: list[Post] = []
        self.lock = threading.Lock()
        """Held while a page is made or a thread changed."""
        for site in SITES:
            for _ in range(FEWEST_ALIVE):
                self._add(Post(site, len(self.posts) + 1, "", "", 0))

    def expected(self) -> dict[str, Counter[str]]:
        """Return how often each event is to be known, by listing."""
        return {post.listing_id: post.happened for post in self.posts}

    def change(self, known: Mapping[str, Counter[str]], count: int) -> int:
        """Change some threads of which all is known; return how many. `known`: events in the ledger, by listing."""
        with self.lock:
            settled = [each for each in self.posts if not each.gone and known.get(each.listing_id) == each.happened]
            done = 0
            for _ in range(count):
                site = self._chance.choice(list(SITES))
                alive = sum(post.site == site and not post.gone for post in self.posts)
                choices = [post for post in settled if post.site == site]
                how = self._how(alive, choices)
                if how is None:
                    continue
                if how == self._add:
                    self._add(Post(site, len(self.posts) + 1, "", "", 0))
                else:
                    post = self._chance.choice(choices)
                    settled.remove(post)
                    how(post)
                done += 1
            return done

    def _how(self, alive: int, choices: list[Post]) -> Callable[[Post], None] | None:
        if alive >= MOST_ALIVE:
            return self._remove if choices else None
        if not choices or alive < FEWEST_ALIVE:
            return self._add
        return self._chance.choice([self._add, self._add, self._edit, self._reprice, self._sell, self._remove])

    def _add(self, post: Post) -> None:
        victim = f"{self._chance.choice(FIRST)} {self._chance.choice(SECOND)}"
        records = self._chance.randrange(20_000, 900_000, 1000)
        post.title = f"{victim}, {records // 1000}k customers, lot {post.tid}"
        post.about = f"Selling the customer database of {victim}: {records:,} records with name and phone."
        post.price = self._chance.randrange(900, 9000, 10)
        forum = self.forums[post.site]
        thread = forum.post("2", post.tid)
        thread.title = post.title
        forum.edit(post.tid, post.body)
        self._happened(post, "new")
        self.posts.append(post)

    def _edit(self, post: Post) -> None:
        post.remarks.append(f"{self._chance.choice(REMARKS)[:-1]}{'!' * (1 + len(post.remarks))}")
        self._show(post)
        self._happened(post, "edited")

    def _reprice(self, post: Post) -> None:
        post.price -= 10
        self._show(post)
        self._happened(post, "edited", "price_changed")

    def _sell(self, post: Post) -> None:
        if post.happened["sold"]:
            self._edit(post)
            return
        self.forums[post.site].reply(post.tid, author=f"gull{post.tid}", words="Sold.")
        self._happened(post, "sold")

    def _remove(self, post: Post) -> None:
        forum = self.forums[post.site]
        forum.boards["2"].remove(forum.thread(post.tid))
        post.gone = True
        self._happened(post, "removed")

    def _show(self, post: Post) -> None:
        """Write the post anew; a reply lets its row tell."""
        self.forums[post.site].edit(post.tid, post.body)
        self.forums[post.site].reply(post.tid)

    def _happened(self, post: Post, *kinds: str) -> None:
        post.happened.update(kinds)


class Served(LoopbackSite):
    """One of the forums on loopback, behind the gate."""

    def __init__(self, boards: Boards, name: str, gate: Gate, port: int = 0) -> None:
        super().__init__(port)
        self._boards, self._forum, self._gate = boards, boards.forums[name], gate

    def respond(self, request: Request) -> Response:
        self._gate.comes("page")
        query = f"?{urlencode(request.query)}" if request.query else ""
        with self._boards.lock:
            reply = self._forum.answer(f"{request.base}{request.path}{query}")
        return Response("", 500) if reply is None else Response(reply.body, reply.status)
