"""Sites that hold canaries wherever a page can hold anything: two forums, a market, a leak site, a feed, and walls."""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any, ClassVar

from demo.serving import LoopbackSite, Request, Response
from demo.shapes import Member, Post, Thread
from tests.boards.discourse import Discourse
from tests.boards.entries import EPOCH, Api, Item, News
from tests.boards.market import Annularis
from tests.boards.mybb import MyBB
from tests.boards.mybb_theme import MyBBTheme
from tests.boards.serving import BoardSite, Software
from tests.boards.world import World, make_world
from tests.canaries.kinds import OF_LINES, SCRIPTS, Sower, pairs

CLAIM = "Database of Larkmoor Clinics, 1,250,000 patients, name and phone. Price: 900 USD."
"""What makes a listing one that rules hold for, so that it goes all the way."""


PER_LINE, WIDEST = 6, 300
"""Canaries in one title, price or author's name, and characters of them, at the most: forums make addresses of titles."""

_LINES = dict.fromkeys(OF_LINES, "it takes several lines, or the header above it, and here is one line")
WITHOUT: dict[str, dict[str, str]] = {"title": _LINES, "price": _LINES, "author": _LINES}
"""By place, the kinds that it cannot hold, and why. All others hold every kind in every script."""


class Field:
    """Any other place of one line: each call gives it another canary, of all kinds and scripts in turn."""

    def __init__(self, sower: Sower, place: str, scripts: Sequence[str] = SCRIPTS) -> None:
        self._sower, self._place = sower, place
        fitting = [pair for pair in pairs() if pair[0] not in OF_LINES and pair[1] in scripts]
        sower.random.shuffle(fitting)
        self._turns = cycle(fitting)

    def __call__(self) -> str:
        return self._sower.sow(*next(self._turns), self._place).strip()


def body(sower: Sower, script: str, place: str) -> str:
    """A post with one of each kind, in one script."""
    return f"{CLAIM}\n\n{sower.paragraphs(place, (script,))}"


def in_lines(sower: Sower, script: str, place: str) -> list[str]:
    """Lines of some canaries each, which together hold all kinds that fit into one line, in one script."""
    made: list[list[str]] = [[]]
    for _, text in sower.all_kinds(place, (script,), several_lines=False):
        if len(made[-1]) == PER_LINE or len(" — ".join((*made[-1], text))) > WIDEST:
            made.append([])
        made[-1].append(text.strip())
    return [" — ".join(texts) for texts in made]


def tables(sower: Sower, script: str, place: str) -> str:
    """One of each kind in tables: a column for each that has a name, sample rows, and cells of their own for the rest."""
    named: list[list[str]] = []
    made = ""
    for kind, text in sower.all_kinds(place, (script,)):
        lines = text.strip().split("\n") if kind in OF_LINES else text.split("; ")
        if kind == "rows":
            made += table(line.split(";") for line in lines)
        elif all(": " in line for line in lines):
            named += (line.split(": ", 1) for line in lines)
        else:
            made += table([line] for line in lines)
    return table(zip(*named, strict=True)) + made


def table(rows: Iterable[Iterable[str]]) -> str:
    made = (f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{''.join(made)}</table>"


def world(sower: Sower, epoch: datetime) -> World:
    """A forum: some threads for each script, with canaries in everything that a thread has."""
    made = make_world(epoch)
    board = made.boards[0]
    line = {
        name: Field(sower, name)
        for name in ("edit note", "quote", "update", "reply", "signature", "standing", "announcement")
    }
    prefix = Field(sower, "prefix", ("latin", "cyrillic"))
    threads, members = [], {}
    for number, (script, title, author, whole) in enumerate(_headed(sower), 1):
        at = epoch - timedelta(hours=3 * number)
        code = f"[code]\n{sower.paragraphs('code', (script,))}\n[/code]" if whole else ""
        said = body(sower, script, "body") if whole else CLAIM
        opening = f"{said}\n\n{code}\n\n[quote=somebody]{line['quote']()}[/quote]\n\nThat is all."
        posts = (
            Post(10 * number, author, at, opening, at + timedelta(minutes=9), line["edit note"]()),
            Post(10 * number + 1, author, at + timedelta(minutes=20), f"Reminder. {line['update']()}"),
            Post(10 * number + 2, "somebody", at + timedelta(minutes=30), f"Is it real? {line['reply']()}"),
        )
        threads.append(Thread(number, board.fid, f"{title} in {script} {number}", posts, prefix()))
        members[author] = Member(number, author, title=line["standing"](), signature=line["signature"]())
    name = dataclasses.replace(board, name="databases")
    boards = (name, *made.boards[1:])
    forum = dataclasses.replace(
        made.forum,
        name=Field(sower, "forum's name")(),
        category=dataclasses.replace(made.forum.category, name=Field(sower, "board's name")()),
        boards=boards,
        threads=tuple(threads),
        pointers=(),
        members=members,
        announcements=tuple(
            dataclasses.replace(each, title=line["announcement"]()) for each in made.forum.announcements
        ),
    )
    return dataclasses.replace(made, forum=forum)


def _headed(sower: Sower) -> Iterator[tuple[str, str, str, bool]]:
    """Yield scripts, titles and authors of threads, and whether a thread is its script's first: that one has it all."""
    for script in SCRIPTS:
        titles, authors = in_lines(sower, script, "title"), in_lines(sower, script, "author")
        for number, (title, author) in enumerate(zip(titles, authors, strict=True)):
            yield script, title, author, number == 0


class Stall(Annularis):
    """The market, with canaries in its prices."""

    prices: ClassVar[dict[str, str]] = {}

    def price(self, thread: Thread) -> str | None:
        return f"USD 900.00 {self.prices.get(thread.title, '')}"


class Kept(LoopbackSite):
    """Keeps what it has sent."""

    @property
    def sent(self) -> list[tuple[str, bytes]]:
        """Bodies and headers, each with its content type."""
        self.__dict__.setdefault("_sent", [])
        kept: list[tuple[str, bytes]] = self.__dict__["_sent"]
        return kept

    def note(self, path: str, status: int) -> None:
        super().note(path, status)
        self.sent.append(("", path.encode()))

    def keep(self, response: Response) -> Response:
        self.sent.append((response.type, f"{response.headers}\n{response.body}".encode()))
        return response


class Leaks(Kept, Api):
    """A leak site's JSON: its own ids, tables in its texts."""

    def __init__(self, sower: Sower, port: int) -> None:
        super().__init__(0, port)
        title, name = Field(sower, "entry's title"), Field(sower, "entry's id", ("latin",))
        self.tables: dict[str, str] = {}
        for number, script in enumerate(SCRIPTS):
            key = name()
            self.items.append(Item(key, title(), tuple(body(sower, script, "entry").split("\n")), before(number)))
            self.tables[key] = tables(sower, script, "table")

    def answer(self, request: Request) -> Response:
        return self.keep(super().answer(request))

    def _post(self, item: Item) -> dict[str, Any]:
        post = super()._post(item)
        return post | {"description": post["description"] + self.tables[item.name]}


def before(number: int) -> datetime:
    """When the so-many-th entry was published."""
    return EPOCH - timedelta(hours=number)


class Letters(Kept, News):
    """A feed whose ids are people's."""

    def __init__(self, sower: Sower, port: int) -> None:
        super().__init__(0, port)
        title, name = Field(sower, "feed's title"), Field(sower, "feed's id", ("latin",))
        for number, script in enumerate(SCRIPTS):
            text = tuple(body(sower, script, "feed's text").split("\n"))
            self.items.append(Item(name(), title(), text, before(number), has_page=number % 2 == 0))

    def answer(self, request: Request) -> Response:
        return self.keep(super().answer(request))


class Faulty(MyBB):
    """A forum of which some pages are no threads: missing, broken, walled, and one that is no page at all."""

    site: ClassVar[str] = "faulty"

    def __init__(self, given: World, sower: Sower) -> None:
        super().__init__(given)
        self.pages = {number: sower.paragraphs(place) for number, place in enumerate(FAULTS, 1)}

    def respond(self, request: Request, now: datetime) -> Response:
        tid = request.number("tid")
        if tid not in self.pages:
            return super().respond(request, now)
        return FAULTS[list(FAULTS)[tid - 1]](html.escape(self.pages[tid]))


def _page(title: str, words: str, more: str = "", status: int = 200) -> Response:
    return Response(f"<html><head><title>{title}</title></head><body><p>{words}</p>{more}</body></html>", status)


FAULTS = {
    "missing page": lambda said: _page("Error", f"The specified thread does not exist. {said}", status=404),
    "error page": lambda said: _page("Internal Server Error", f"Traceback: {said}", status=500),
    "walled page": lambda said: _page(
        said, said, '<form action="member.php" method="post"><input name="username"><input type="password"></form>'
    ),
    "no page": lambda said: Response(f"%PDF-1.7 {said}", type="application/pdf"),
    "other page": lambda said: _page(said, said),
}
"""What a page is instead of a thread, by its place."""


class Walled(Kept):
    """A site whose only page is a login, a captcha or a wait, with canaries all over it."""

    def __init__(self, sower: Sower, port: int) -> None:
        super().__init__(port)
        self._said = html.escape(sower.paragraphs("wall"))

    def respond(self, request: Request) -> Response:
        form = '<form action="/login" method="post"><input name="user"><input name="pass" type="password"></form>'
        return self.keep(_page(self._said, f"Please log in. {self._said}", form))


class Bugged(Kept, BoardSite):
    """A site that also says something in its headers and cookies."""

    def __init__(self, software: Software, sower: Sower, port: int) -> None:
        super().__init__(software, port)
        self._header = Field(sower, "header", ("latin",))
        self._cookie = Field(sower, "cookie", ("latin",))
        self._pair = (("X-Contact", self._header()), ("Set-Cookie", f"who={self._cookie().replace(' ', '')}; path=/"))

    def respond(self, request: Request) -> Response:
        response = super().respond(request)
        return self.keep(dataclasses.replace(response, headers=(*response.headers, *self._pair)))


def sites(sower: Sower, epoch: datetime, ports: dict[str, int]) -> dict[str, LoopbackSite]:
    """All of them, by the site's id; `ports`: where each is to listen."""
    made = world(sower, epoch)
    prices = [price for script in SCRIPTS for price in in_lines(sower, script, "price")]
    Stall.prices = {thread.title: price for thread, price in zip(made.forum.threads, prices, strict=True)}
    few = dataclasses.replace(
        made, forum=dataclasses.replace(made.forum, threads=made.forum.threads[: len(FAULTS) + 2])
    )
    return {
        "mybb-theme": Bugged(MyBBTheme(made), sower, ports["mybb-theme"]),
        "discourse": Bugged(Discourse(made), sower, ports["discourse"]),
        "market": Bugged(Stall(made), sower, ports["market"]),
        "faulty": Bugged(Faulty(few, sower), sower, ports["faulty"]),
        "leaks": Leaks(sower, ports["leaks"]),
        "letters": Letters(sower, ports["letters"]),
        "walled": Walled(sower, ports["walled"]),
    }


PROMISED: dict[str, tuple[str, ...]] = {
    "bodies": ("body", "feed's text"),
    "titles": ("title",),
    "prices": ("price",),
    "author names": ("author",),
    "tables": ("table",),
    "code blocks": ("code",),
    "error pages": (*FAULTS, "wall"),
    "JSON": ("entry",),
}
"""Where canaries of every kind are promised to be planted, and what these places are called here."""

NAMES = ("mybb-theme", "discourse", "market", "faulty", "leaks", "letters", "walled")


def files(served: dict[str, LoopbackSite], onions: dict[str, str]) -> dict[str, dict[str, Any]]:
    """The sites' files, by id."""
    found: dict[str, dict[str, Any]] = {}
    for name, site in served.items():
        address = f"http://{onions[name]}"
        if isinstance(site, BoardSite):
            file = site.software.file(address)
            file["boards"] = file["boards"][:1]
        elif isinstance(site, (Leaks, Letters)):
            file = site.file(name, address)
        else:
            file = {"id": name, "engine": "mybb", "addresses": [address], "boards": [{"id": "all", "path": "/"}]}
        found[name] = file | {"delay": 0, "concurrency": 4}
    return found
