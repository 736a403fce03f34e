"""What an operator's selectors find in a node, by key: in HTML by CSS; in JSON by JMESPath (`fields_json`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Protocol

from cssselect import SelectorError
from parsel import Selector
from parsel.csstranslator import HTMLTranslator

from spiders.dom import drop_within, not_nested, pick, words
from spiders.text import read_body

MAX_ROWS = 5000
"""Entries of one page that are read: a page of 2 MB holds no more that say anything."""

MANY = 50
"""Values of one key that are joined."""

_PART = re.compile(r"::(?:text|attr\([^)]{0,100}\))")
_SHORT = 80


class Fields(Protocol):
    """One entry, page or feed as its selectors see it. A key without a selector finds nothing."""

    def text(self, key: str) -> str | None:
        """Give the first value that says something, in one line; `None` without one."""

    def all(self, key: str) -> list[str]:
        """Give all values, each in one line."""

    def body(self, key: str) -> str:
        """Give the values as lines of text, one after the other; "" without one."""

    def has(self, key: str) -> bool:
        """Say whether there is anything."""

    def rows(self, key: str) -> list[Fields] | None:
        """Give the entries of a page, at most `MAX_ROWS`; `None` where a page of this kind has another form."""

    def leave_out(self, body: str, whole: str, short: Iterable[str]) -> None:
        """Take what `whole` finds, and what `short` keys find where it is short, out of what `body` finds."""


class HtmlFields:
    """Fields by CSS."""

    def __init__(self, node: Selector, css: Mapping[str, str]) -> None:
        self.node = node
        self._css = css

    def text(self, key: str) -> str | None:
        """Give the words of the first match that has any."""
        return pick(self.node, self._css.get(key))

    def all(self, key: str) -> list[str]:
        """Give the words of the matches."""
        return [found for node in self._find(key)[:MANY] if (found := words(node))]

    def body(self, key: str) -> str:
        """Give the text of the matches."""
        return read_body("<br>".join(self._find(key).getall())).text

    def has(self, key: str) -> bool:
        """Say whether anything matches."""
        return bool(self._find(key))

    def rows(self, key: str) -> list[Fields] | None:
        """Give what matches and stands in no other match."""
        return [HtmlFields(node, self._css) for node in not_nested(self._find(key))[:MAX_ROWS]]

    def leave_out(self, body: str, whole: str, short: Iterable[str]) -> None:
        """Take elements out of the tree: a date's or counter's, where it is not half of the text as well."""
        few = [node for key in short for node in self._elements(key) if len(words(node)) <= _SHORT]
        drop_within([*self._elements(whole), *few], self._find(body))

    def _find(self, key: str) -> Selector.selectorlist_cls:
        css = self._css.get(key)
        return self.node.css(css) if css else Selector.selectorlist_cls()

    def _elements(self, key: str) -> list[Selector]:
        """Find the elements whose text or attribute a selector gives."""
        css = _PART.sub("", self._css.get(key) or "")
        try:
            HTMLTranslator().css_to_xpath(css)
        except SelectorError:
            return []
        return list(self.node.css(css))
