"""What a page says itself, told apart from what its users wrote and from what stands around it on every page.

A wall is short: a heading and a few sentences. A page of threads or posts whose markup an engine does not know is not,
and its words are its users': it may be all about captchas. Of such a page only boxes of notices are heard.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from parsel import Selector

from spiders.dom import UNSEEN, node_of, squeeze

_READ = 6000  # characters: walls are short
_STEPS = 20_000  # through the tree, for the same reason
_SHORT = 2500  # characters of a page that may be a wall as a whole
_BRIEF = 600  # characters of one whose every line counts as a heading, and of a notice
_HEAD = 120  # characters of a heading
_USERS = 3  # marks of users' content that make a page one of content
_MANY = 8  # that a wall with some words of its users beside it does not hold
_SIDE_TAGS = frozenset({"header", "nav", "footer", "aside"})
_SIDE = re.compile(
    r"(page|site|main)?[-_]?(header|footer|sidebar)|top[-_]?bar|nav(bar|igation|links|strip)?([-_].*)?|sidebar[-_].*"
    r"|quick[-_]?login.*|loginbar|headerspace|brd-?(header|head|navlinks|visit)|navbar_loginform|guest_form|user_?bar"
    r"|(top|upper)_section|elusernav|elusersignin_menu|bread_?crumbs?([-_].*)?|crumbs|linktree|navigate_section|copyright"
)
_SIDE_ID = "panel"  # MyBB's; as a class it is any box
_NOTICE = re.compile(
    r"errors?([-_].*)?|error(panel|message|wrap)|(fatal|standard)_error|notice([-_].*)?|alert([-_].*)?|warn(ing)?([-_].*)?"
    r"|blockmessage.*|offline.*|maintenance.*|redirect.*|banned.*|#(message|msg|punmsg)"
)
_USERS_LINK = re.compile(
    r"action=profile|/(members?|users?|profile)/.|mode=viewprofile|(profile|member)\.php\?(id=|u=|\d)|user-\d"
    r"|#(p|post|pid|msg|entry)?-?\d|[?&;](p|t|pid|tid|topic|f?t)=\d|topic[=,/_-]?\d|(/threads?|viewtopic|showthread)[/.-]"
)
_DATE = re.compile(
    r"\D{0,15}(\d{1,2}[-./]\d{1,2}[-./]\d{4}|\d{4}[-./]\d{1,2}[-./]\d{1,2}|\w{3,12}\.? \d{1,2},? \d{4}"
    r"|\d{1,2}\.? \w{3,12}\.?,? \d{4})\b.{0,20}"
)
_LEAD = 15  # characters before a post's date: "posted on"
_POST = 60  # characters of a post's box
_IN_POST = 100  # elements of it that are looked at
_DATES = 50  # of a page that are looked at
_UP = 5  # boxes round a post's date, the post's own among them
_USERS_TAGS = frozenset({"time", "blockquote", "article"})
_NO_HEADINGS = frozenset({"a", "button", "label", "li", "option", "textarea", "summary"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "legend"})
_UNHEARD = frozenset({"title", "select", "textarea", "noscript", "template", "svg"})
_PARTS = re.compile(r"\s*[|»•·]\s*|\s+[-–—:/>]+\s+|\.\s*$")
_MARKS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\u0640\u200b\u200e\u200f]")
_ALIKE = str.maketrans("ıđłيىك’‘`´ʼ\u200c", "idlییک'''''" + " ")


@dataclass(slots=True)
class Spoken:
    """What a page says."""

    heads: list[str] = field(default_factory=list)
    """Its title, by parts, and headings; plain (`plain`)."""
    text: str = ""
    """Its sentences, plain; of a page of users' content those in notices, of a long one the first."""
    before: str = ""
    """Of these, what stands before the first field for a password; all, when there is none."""
    content: bool = False
    """Whether it is a page of users' content."""
    whole: str = ""
    """All that is shown outside of what stands around it, plain."""
    login: bool = False
    """Whether it holds a visible field for a password, not counting those that stand on every page for guests: among
    much users' content that is one of them, whatever its theme calls it."""


def plain(text: str) -> str:
    """Write a text without accents, in lower case and single blanks, so that it is found however it was typed.

    >>> plain("Vous  n’êtes pas INSCRIT"), plain("GİRİŞ")
    ("vous n'etes pas inscrit", 'giris')
    """
    return squeeze(plain_pattern(text.lower()))


def plain_pattern(pattern: str) -> str:
    """Write a regular expression the same way; its escapes keep their case."""
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", pattern))
    return unicodedata.normalize("NFC", bare).translate(_ALIKE)


def is_side(element: Any) -> bool:
    """Say whether an element is a part that stands on every page: head, navigation, foot, the guests' login."""
    if element.tag in _SIDE_TAGS or element.get("id") == _SIDE_ID:
        return True
    return element.tag not in ("body", "html") and any(map(_SIDE.fullmatch, _names(element)))


def is_hidden(element: Any) -> bool:
    """Say whether an element itself is hidden."""
    return element.get("hidden") is not None or "display:none" in (element.get("style") or "").replace(" ", "")


def spoken(document: Selector) -> Spoken:
    """Listen to a page. Bounded, whatever it holds."""
    return _spoken(document.root)


@functools.lru_cache(maxsize=1)  # a page without rows is asked several questions
def _spoken(root: Any) -> Spoken:
    document = node_of(root)
    walk = _Walk()
    walk.go(root)  # not its body: libxml2 leaves elements that it does not know in the head
    found = Spoken(content=walk.posts or len(walk.users) >= _USERS)
    found.login = walk.at_login is not None and len(walk.users) < _MANY
    found.whole = plain(" ".join(walk.pieces))
    before = walk.pieces[: walk.at_login] if walk.at_login is not None else walk.pieces
    if found.content:
        found.text = found.before = plain(" ".join(walk.notices))
        return found
    found.text = found.whole if len(found.whole) <= _SHORT else found.whole[:_BRIEF]
    found.before = plain(" ".join(before))[: len(found.text)]
    titles = [node.root.text or "" for node in document.css("title")[:1]]
    lines = walk.lines if len(found.whole) <= _BRIEF else []
    found.heads = [
        part
        for text in (*titles, *walk.heads, *lines)
        for part in {plain(text), *_PARTS.split(plain(text))}
        if 0 < len(part) <= _HEAD
    ]
    return found


class _Walk:
    """A way through a page, without recursion."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.heads: list[str] = []
        self.lines: list[str] = []
        self.notices: list[str] = []
        self.users: set[str] = set()
        self.posts = False
        self._dates = 0
        self.at_login: int | None = None
        self._size = 0

    def go(self, root: Any) -> None:
        stack: list[tuple[Any, bool, bool]] = [(root, False, True)]
        steps = 0
        while stack and self._size < _READ and (steps := steps + 1) < _STEPS:
            node, in_notice, may_head = stack.pop()
            if isinstance(node, str):
                self._hear(node, in_notice, may_head)
            elif isinstance(node.tag, str) and not self._skips(node):
                self._look(node)
                noticed = in_notice or any(map(_NOTICE.fullmatch, _names(node)))
                heads = may_head and node.tag not in _NO_HEADINGS
                for child in reversed(list(islice(node, _STEPS))):
                    stack += [(child.tail or "", noticed, heads), (child, noticed, heads)]
                stack.append((node.text or "", noticed, heads))

    def _hear(self, text: str, in_notice: bool, may_head: bool) -> None:
        line = squeeze(text)
        if not line:
            return
        self.pieces.append(line)
        self._size += len(line)
        if may_head:
            self.lines.append(line)
        if in_notice and sum(map(len, self.notices)) < _BRIEF:
            self.notices.append(line)

    @staticmethod
    def _skips(element: Any) -> bool:
        return element.tag in UNSEEN or element.tag in _UNHEARD or is_hidden(element) or is_side(element)

    def _look(self, element: Any) -> None:
        tag = element.tag
        if self._dates < _DATES and _is_date(element):
            self._dates += 1
            self.posts = self.posts or _is_of_a_post(element)
        if tag in _HEADINGS:
            self.heads.append(squeeze(" ".join(_bounded(element))))
        elif tag == "input" and (element.get("type") or "").lower() == "password" and self.at_login is None:
            self.at_login = len(self.pieces)
        elif tag in _USERS_TAGS or element.get("datetime") is not None:
            self.users.add(f"{tag} {len(self.users)}")
        elif tag == "a" and _USERS_LINK.search(element.get("href") or ""):
            self.users.add(element.get("href"))


def _is_date(element: Any) -> bool:
    return element.tag == "time" or bool(_DATE.fullmatch(squeeze((element.text or "")[:_POST])))


def _is_of_a_post(element: Any) -> bool:
    """Say whether a date stands by itself in one of several boxes alike that hold sentences: posts, in any markup."""
    before = element.getprevious()
    parent = element.getparent()
    lead = before.tail if before is not None else parent.text if parent is not None else None
    if len(squeeze(lead or "")) > _LEAD:  # a sentence: "your ban will be lifted on"
        return False
    return any(map(_has_twin, islice(chain((element,), element.iterancestors()), _UP)))


def _has_twin(box: Any) -> bool:
    named = box.get("class")
    beside = (each for each in (box.getprevious(), box.getnext()) if each is not None)
    twins = (each for each in beside if each.tag == box.tag and each.get("class") == named)
    return bool(named) and any(_is_long(box) and _is_long(twin) for twin in twins)


def _is_long(box: Any) -> bool:
    inside = islice(box.iterdescendants(), _IN_POST)
    texts = chain((box.text,), *((node.text, node.tail) for node in inside))
    return sum(len(squeeze(text)) for text in texts if text) >= _POST


def _bounded(element: Any) -> Iterator[str]:
    """Give the first texts of a heading."""
    size = 0
    for text in element.itertext():
        yield text
        size += len(text) + 1
        if size > _HEAD:
            return


def _names(element: Any) -> list[str]:
    names = (element.get("class") or "").lower().split()
    own = element.get("id")
    return [*names, own.lower(), f"#{own.lower()}"] if own else names
