"""The victim's domain, as the text writes it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.reading.clauses import in_block, line, sentence
from pipelines.reading.facts import facts
from pipelines.reading.names import hits
from pipelines.reading.post import Found, Part, Post, once_a_post
from pipelines.reading.territories import all_codes

_DOT = r"(?:\.|\[\.\]|\(\.\)|\[dot\])"
_LETTER = r"[^\W_\u2e80-\ud7af]"
"""Scripts that write words together go on right behind a host: shop.example数据库."""
_HOST = re.compile(
    rf"(?<![^\W\u2e80-\ud7af])(?<![@.%/-])(?:h(?:tt|xx)ps?://)?(?:www{_DOT})?"
    rf"((?:{_LETTER}(?:(?:{_LETTER}|[_-]){{0,61}}{_LETTER})?{_DOT}){{1,4}}"
    rf"(?:xn--[a-z0-9-]{{2,40}}|(?!\d){_LETTER}{{2,24}}))(?![^\W\u2e80-\ud7af]|@)(?![.-][^\W\u2e80-\ud7af])",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"[.\])](?!\d)[^\W_]{2}")
"""What every host name holds, in disguise too; most texts end their sentences with a blank."""
_DOTS = re.compile(_DOT, re.IGNORECASE)
_LABEL = re.compile(r"(?:^|\n)[^\n:：]{1,24}[:：] ?$")
MANY = 3
"""So many different domains are a list of victims, and none is the victim."""


@dataclass(frozen=True, slots=True)
class Host:
    """A host name in a text."""

    name: str
    """Lower case, no scheme, no www, real dots."""
    part: Part
    start: int
    end: int
    """Exclusive; scheme, www and path are not in the span."""


@once_a_post
def find(post: Post) -> list[Found]:
    """Return the hosts of a post, the victim's first; hosts of others (services, reporters) have the role `other`."""
    hosts = [host for part in post.parts if part.source not in ("author", "price") for host in hosts_of(part)]
    if not hosts:
        return []
    own: list[Host] = []
    rest: list[Found] = []
    for host in hosts:
        if _others(host, post):
            rest.append(Found(host.name, host.part, host.start, host.end, "other"))
        else:
            own.append(host)
    ranked = sorted(own, key=lambda host: -_rank(host))
    role = "headline"
    if len({host.name for host in own}) >= MANY and (not ranked or _rank(ranked[0]) < 2):
        role = "part"
    first = ranked[0].name if ranked else None
    return [
        *(Found(host.name, host.part, host.start, host.end, role if host.name == first else "part") for host in ranked),
        *rest,
    ]


def hosts_of(part: Part) -> list[Host]:
    """Return the host names of a part in reading order: real top-level domains, no mail addresses, no sample rows."""
    if not _DOTTED.search(part.text):
        return []
    return [Host(name, part, start, end) for name, start, end in _hosts(part.text)]


@functools.lru_cache(maxsize=32)
def _hosts(text: str) -> tuple[tuple[str, int, int], ...]:
    found = []
    for start, end in _dotted(text):
        for each in _HOST.finditer(text, start, end):
            name = _DOTS.sub(".", each[1]).lower()
            if _is_host(name, each[1]) and not in_block(text, each.start()):
                found.append((name, each.start(1), each.end(1)))
    return tuple(found)


def _dotted(text: str) -> Iterator[tuple[int, int]]:
    """Yield what stands between two blanks and holds a dot: of a text, little more than its host names."""
    end = 0
    for dot in _DOTTED.finditer(text):
        if dot.start() >= end:
            start = text.rfind(" ", end, dot.start()) + 1 or end
            end = text.find(" ", dot.end())
            end = len(text) if end < 0 else end
            yield start, end


def _is_host(name: str, written: str) -> bool:
    last = name.rpartition(".")[2]
    labels = name.split(".")
    if last in facts("hosts", "files") or name in facts("hosts", "words") or all(each.isdigit() for each in labels):
        return False
    if last in facts("hosts", "generic"):
        return True
    country = last.upper() in all_codes() or last in ("uk", "eu", "su")
    # "Inc.Is", a missing blank behind a sentence, is no host; a country's domain is written in one case.
    case = written.rpartition(".")[2]
    return last.startswith("xn--") or (country and (case.islower() or case.isupper()))


def _others(host: Host, post: Post) -> bool:
    """Whether a host is a service, a file host, a forum, or whoever reported it."""
    name = host.name
    if name.endswith(".onion") or name in facts("hosts", "services"):
        return True
    found = hits(host.part, post.languages)
    start = max(sentence(host.part.text, host.start)[0], host.start - 70)
    return found.any("victim.reporter", start, host.start)


def _rank(host: Host) -> int:
    """Say how surely a host is the victim's: in the title, alone on its line, behind a label, in brackets."""
    text = host.part.text
    start, end = line(text, host.start)
    if host.part.source == "title" or (start == 0 and not text[start : host.start].strip("htps:/w. ")):
        return 3
    before = text[max(0, host.start - 40) : host.start]
    if _LABEL.search(before) or not (text[start : host.start] + text[host.end : end]).strip("htps:/w. "):
        return 2
    return 1 if before.rstrip().endswith(("(", "（")) else 0
