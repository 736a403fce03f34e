"""A saved page as another board would serve it: other hosts, other numbers, a theme's classes, no comments.

Deterministic by seed. What a test compares with (an address, an id) is disguised by the same object:

>>> worn = Disguise(7)
>>> worn.html('<a id="tid_12" href="showthread.php?tid=12&page=2">').count(worn.number("12"))
2
"""

import random
import re
from collections import Counter
from urllib.parse import urlsplit

from lxml import etree, html

_HOST = re.compile(r"(?P<scheme>(?:https?:)?//)(?P<host>[\w.-]{1,253})(?P<port>:\d{1,5})?")
_NUMBER = re.compile(r"\d{1,12}")
_ADDRESSES = ("href", "src", "action", "content", "data-href", "data-url", "cite")
_NAMES = ("id", "for", "name", "onclick", "aria-controls", "aria-describedby", "data-content", "data-content-key")
_PAGING = frozenset({"page", "start", "st", "pagenumber", "order", "sort", "sortby", "datecut", "dateline", "version"})
_PAGED = re.compile(r"(?:page[-/_]?|\d-s?|\d\.)$", re.IGNORECASE)
_IN_PATH = re.compile(r"(?<=[/,._=-])\d{1,12}(?=$|[/,.&;-])|(?:(?<=topic|forum)|(?<=[/-][tfpb]))\d{1,12}(?=$|[/.-])")
_WORDS = ("harbour", "tide", "wide", "dark", "block", "forums", "latest", "nav", "is", "js")


class Disguise:
    """One disguise; the same for all pages of a board."""

    def __init__(self, seed: int) -> None:
        self._offset = random.Random(seed).randrange(2_000, 9_000)
        self._theme = random.Random(seed + 1)
        self._seed = seed
        self._hosts: dict[str, str] = {}

    def number(self, native_id: str) -> str:
        """Give another number for an id; the order of ids stays. What is no number stays as it is."""
        return str(int(native_id) + self._offset) if _NUMBER.fullmatch(native_id) else native_id

    def host(self, name: str) -> str:
        """Give another host for a host."""
        return self._hosts.setdefault(name, f"board{self._seed}-{len(self._hosts)}.example")

    def address(self, url: str) -> str:
        """Disguise an address of the board: its host and its ids; page numbers and other people's addresses stay."""
        start = _HOST.match(url)
        if start and start["host"] + (start["port"] or "") not in self._hosts:
            return url
        head, rest = (self._other_host(start), url[start.end() :]) if start else ("", url)
        path, mark, query = rest.partition("?")
        fragment = ""
        if not mark:
            path, hash_, fragment = rest.partition("#")
            return head + self._path(path) + hash_ + self._numbers(fragment)
        query, hash_, fragment = query.partition("#")
        return head + self._path(path) + "?" + self._query(query) + hash_ + self._numbers(fragment)

    def html(self, text: str, url: str | None = None) -> str:
        """Disguise a page. `url`: its address, if known; its host is one of the page's own."""
        root = html.document_fromstring(
            text.encode("utf-8", "replace"), html.HTMLParser(encoding="utf-8", huge_tree=True)
        )
        for own in _own_hosts(root, url):
            self.host(own)
        for element in list(root.iter()):
            if not isinstance(element.tag, str):
                _drop(element)
            elif element.tag == "meta" and element.get("name", "").lower() == "generator":
                element.getparent().remove(element)
            else:
                self._dress(element)
        return str(html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>"))

    def _dress(self, element: etree._Element) -> None:
        for name, value in element.attrib.items():
            if name in _ADDRESSES and (name != "content" or "//" in value):
                element.set(name, self.address(value))
            elif name in _NAMES or (name.startswith("data-") and name.endswith("id")):
                element.set(name, self._numbers(value))
        if element.tag == "input" and element.get("name", "").endswith("id"):
            element.set("value", self.number(element.get("value", "")))
        if element.tag == "script" and element.text:
            element.text = _HOST.sub(self._other_host, element.text)
        if element.tag == "body" or self._theme.random() < 0.4:
            self._add_classes(element)

    def _add_classes(self, element: etree._Element) -> None:
        if element.tag in ("html", "head", "meta", "script", "style", "link", "title", "base"):
            return
        classes = element.get("class", "").split()
        for _ in range(self._theme.randrange(1, 4)):
            made = "__".join(self._theme.sample(_WORDS, 2)) + f"--{self._theme.randrange(100)}"
            classes.insert(self._theme.randrange(len(classes) + 1), made)
        element.set("class", "  ".join(classes))

    def _other_host(self, found: re.Match[str]) -> str:
        name = found["host"] + (found["port"] or "")
        return found["scheme"] + self._hosts[name] if name in self._hosts else found[0]

    def _numbers(self, text: str) -> str:
        return re.sub(r"(?<![\da-fA-F])\d{1,12}(?![\da-fA-F])", lambda found: self.number(found[0]), text)

    def _path(self, path: str) -> str:
        if re.search(r"\.(?:css|js|png|gif|jpe?g|svg|ico|webp|woff2?)$", path):
            return path

        def other(found: re.Match[str]) -> str:
            return found[0] if _PAGED.search(path[: found.start()]) else self.number(found[0])

        # Ids stand alone between marks; a year or a size in a title's words does not begin or end a segment.
        return _IN_PATH.sub(other, path)

    def _query(self, query: str) -> str:
        parts = re.split(r"([&;])", query)
        keys = {part.partition("=")[0] for part in parts}
        return "".join(self._pair(part, keys) for part in parts)

    def _pair(self, part: str, keys: set[str]) -> str:
        key, equals, value = part.partition("=")
        if not equals:  # XenForo's and SMF's addresses in the query
            return self._path(part)
        if key.lower() in _PAGING or (key == "p" and "id" in keys):
            return part
        found = re.fullmatch(r"(\d{1,12})(\..*)?", value)
        return f"{key}={self.number(found[1])}{self._after_dot(found[2] or '')}" if found else part

    def _after_dot(self, rest: str) -> str:
        return re.sub(r"(?<=msg)\d{1,12}", lambda found: self.number(found[0]), rest)


def _own_hosts(root: etree._Element, url: str | None) -> list[str]:
    """Hosts by which a page means its own board: its address, its head's and forms', and what most links name."""
    heads = root.xpath("//base/@href | //link[@rel='canonical' or @rel='stylesheet']/@href | //form/@action")
    links = Counter(name for href in root.xpath("//a/@href") if (name := _netloc(href)))
    named = [_netloc(each) for each in (url or "", *heads)]
    return list(dict.fromkeys(filter(None, (*named, *(name for name, _ in links.most_common(1))))))


def _netloc(url: str) -> str:
    try:
        return urlsplit(str(url).strip()).netloc
    except ValueError:
        return ""


def _drop(node: etree._Element) -> None:
    """Take a comment out; what stands behind it stays."""
    parent, tail = node.getparent(), node.tail or ""
    if parent is None:
        return
    before = node.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(node)
