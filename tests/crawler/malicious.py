"""A forum that looks like a MyBB: boards without end, a new session in every link, and an attack behind each thread."""

import gzip
import itertools
import re
from urllib.parse import parse_qs, urlsplit

from tests.crawler.front.world import MyBB, Thread
from tests.crawler.tor.attacks import ANSWERS, HTML, Pieces, dripping, once, packed, whole

ROWS = 12
FILLS = {
    "100,000 deep": "<div>" * 100_000 + "deep",
    "links": '<a href="showthread.php?tid=7">x</a>' * 50_000,
    "broken dates": '<i title="Jan Jan Jan">9 Jan Jan 9:99</i> ' * 40_000,
    "unclosed": "<b>x" * 450_000,
    "NUL bytes": "\0" * 1_000_000 + "<p>\0x\0</p>" * 50_000,
    "one attribute": '<p title="' + "1 Feb 2025 " * 150_000 + '">x</p>',
}
"""What stands in a post; every page is just below what is taken in."""

OF_ATTACKS = (
    "a page of 50 MB", "chunks without end", "chunks of a byte without end", "headers without end", "a header of 10 MB",
    "100,000 headers", "interim answers without end", "a bomb of gzip", "a bomb of deflate", "a bomb of br",
    "a bomb of zstd", "a bomb of gzip, br", "packed six times", "no gzip", "closed in the body", "HTTP/0.9",
    "garbage in lines", "304 with a body", "a loop", "a location of 5 MB", "a wrong type", "body longer than it says",
)  # fmt: skip


def of_pages() -> dict[str, Pieces]:
    """Pages of threads that are hard to read, in few bytes on the way."""
    made = {name: thread(text) for name, text in FILLS.items()}
    found = {name: once(packed("gzip", gzip.compress(html.encode()))) for name, html in made.items()}
    broken = thread("\udcff\udcd0" * 400_000).encode("utf-8", "surrogateescape")
    found["broken UTF-8"] = once(whole(body=broken))
    for name in ("punycode", "zlib", "utf-16"):
        kind = HTML.replace(b"utf-8", name.encode())
        found[name] = once(
            whole(b"Content-Encoding: gzip", kind=kind, body=gzip.compress(thread("ab9" * 600_000).encode()))
        )
    found["slow"] = dripping(whole(body=b"<html>", length=100_000), b"x", patience=5)
    return found


def thread(text: str) -> str:
    return MyBB().topic(Thread(1, "Bait", [(1, "trap", "HERE")]), 1).replace("HERE", text)


ATTACKS = {name: ANSWERS[name][0] for name in OF_ATTACKS} | of_pages()
"""By name; a thread's number says which one stands behind it."""


GOOD = once(whole(body=thread("A good one.").encode()))


def attack(tid: str) -> str | None:
    """Name the attack behind a thread. Every third is a good one, so that the others do not end the visit."""
    number = int(tid) - ROWS
    return list(ATTACKS)[(number - number // 3 - 1) % len(ATTACKS)] if number % 3 else None


class Forum:
    """What `attacks.Server` answers further."""

    def __init__(self) -> None:
        self._markup = MyBB()
        self._sessions = itertools.count(1)

    def __call__(self, path: str) -> Pieces | None:
        parts = urlsplit(path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/forumdisplay.php":
            return once(whole(body=self._board(int(query.get("page", "1"))).encode()))
        if parts.path == "/showthread.php":
            name = attack(query["tid"])
            return ATTACKS[name] if name else GOOD
        return None

    def _board(self, page: int) -> str:
        rows = [Thread(tid, f"Bait {tid}", [(tid, "trap", "Bait.")]) for tid in range(page * ROWS, (page + 1) * ROWS)]
        html = self._markup.listing("2", page, rows, more=True)
        return re.sub(r'(href="[^"]*)"', lambda found: f'{found[1]}&amp;sid={next(self._sessions):032x}"', html)
