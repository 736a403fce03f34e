"""Small readings of HTML that every engine needs: a document, a node's words, a count.

Hostile pages are cut, never a stall: libxml2 ends the document where elements nest deeper than 2,047 (without its
"huge" option at 255, which a post of 300 nested [b] reaches: all posts behind it would be lost). NUL bytes and lone
surrogates are removed before it sees them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, takewhile
from typing import Any

from lxml import etree
from parsel import Selector

from spiders.characters import written, written_markup
from spiders.css import Node, stands_in
from spiders.css import not_nested as not_nested  # noqa: PLC0414 — its readers know it as one of these

_UP = 40
UNSEEN = frozenset({"script", "style"})
"""Elements whose text is not for readers."""

_QUOTED = re.compile(r"""=(?:"[^"]*,|'[^']*,)""")
"""A value with a comma in it."""
_COUNT = re.compile(r"\d{1,3}(?:([,.\s'])\d{3})(?:\1\d{3}){0,4}|\d{1,15}")


def parse(html: str) -> Selector:
    """Parse a page. Never raises; an empty page gives a document without content."""
    clean = written_markup(html.encode("utf-8", "replace").decode("utf-8"))
    return Node(text=clean, type="html", huge_tree=True)


def node_of(element: Any) -> Selector:
    """Give an element as a node to look through."""
    return Node(root=element, type="html")


def words(node: Selector) -> str:
    r"""Give a node's visible text in one line; an attribute's or text's value likewise.

    >>> words(parse("<p>a<b>b</b>\n <script>x</script> c&nbsp;</p>"))
    'ab c'
    >>> words(parse("<b><i><u>1</u> 2</i> 3</b> 4 <!-- x --> 5"))
    '1 2 3 4 5'
    """
    if isinstance(node.root, str):
        return squeeze(node.root)
    return squeeze("".join(_texts(node.root)))


def _texts(root: Any) -> Iterator[str]:
    """Give an element's texts in one pass: XPath's ancestor tests are quadratic on deep nesting."""
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        seen = isinstance(element.tag, str)
        if event == "start" and element.tag not in UNSEEN:
            yield element.text or ""
        elif element is not root and (event == "end" or not seen):
            yield element.tail or ""


def squeeze(text: str) -> str:
    """Make white space, no-break spaces included, single, and drop what is no character."""
    return " ".join(written(" ".join(text.split())).split())


def first_words(nodes: Iterable[Selector]) -> str | None:
    """Give the words of the first node that has any; what stands in a node without any is not looked at again."""
    silent: set[Any] = set()
    within: dict[Any, bool] = {}
    for node in nodes:
        if silent and not isinstance(node.root, str) and stands_in(node.root, silent, within):
            continue
        if shown := words(node):
            return shown
        silent.add(node.root)
    return None


def pick(node: Selector, css: str | None) -> str | None:
    """Give the words of the first match of a CSS selector that has any; `None` without selector or match."""
    return first_words(node.css(css)) if css else None


def attribute(node: Selector, name: str) -> str:
    """Give an attribute's value; "" when it is not there, or the node a text."""
    return "" if isinstance(node.root, str) else written(str(node.root.get(name, "")))


def address_of(node: Selector) -> str:
    """Give a link's address; a site's selector may give the address itself. "" where there is none."""
    return node.root if isinstance(node.root, str) else attribute(node, "href")


def count(text: str | None) -> int | None:
    """Read a count such as "1,234"; `None` for "-", "1.2k" or anything that is no plain number.

    >>> count("6,845"), count("12"), count("-"), count("1.2k"), count(None)
    (6845, 12, None, None, None)
    """
    found = _COUNT.fullmatch(squeeze(text or ""))
    return int("".join(char for char in found[0] if char.isdecimal())) if found else None


def outside(nodes: Iterable[Selector], *marks: str) -> Iterator[Selector]:
    """Leave out the nodes that are, or stand in, an element with one of the marks as a class, or as "#" + its id.

    A mark that ends in "*" is what a name begins with, one between two stands anywhere in it. What names the whole page
    (a class of body) marks nothing in it. Texts stay.
    """
    marked: dict[Any, bool] = {}
    return (node for node in nodes if isinstance(node.root, str) or not _is_within(node.root, marks, marked))


def inside(nodes: Iterable[Selector], *marks: str) -> Iterator[Selector]:
    """Give the elements that `outside` leaves out."""
    marked: dict[Any, bool] = {}
    return (node for node in nodes if not isinstance(node.root, str) and _is_within(node.root, marks, marked))


def apart(holder: Selector, css: str, without: frozenset[str]) -> Iterator[Selector]:
    """Give what is found in an element and is not, and does not stand in, one of some classes in it. Texts stay."""
    for node in holder.css(css):
        if isinstance(node.root, str):
            yield node
            continue
        around = takewhile(lambda element: element is not holder.root, islice(node.root.iterancestors(), _UP))
        if all(without.isdisjoint((element.get("class") or "").split()) for element in (node.root, *around)):
            yield node


def stepwise(holder: Selector, css: str) -> list[Selector]:
    """Find by CSS, what the first of its selectors finds first: the order of a document is no order of trust."""
    if _QUOTED.search(css):
        return list(holder.css(css))
    return [node for each in css.split(", ") for node in holder.css(each)]


def innermost(nodes: Iterable[Selector]) -> list[Selector]:
    """Leave out the elements that another of them stands in; in linear time. Texts stay."""
    found = list(nodes)
    around = surrounding(each.root.getparent() for each in found if not isinstance(each.root, str))
    return [node for node in found if isinstance(node.root, str) or node.root not in around]


def surrounding(elements: Iterable[Any]) -> set[Any]:
    """Give elements with all that they stand in; in linear time."""
    around: set[Any] = set()
    for element in elements:
        each = element
        while each is not None and each not in around:
            around.add(each)
            each = each.getparent()
    return around


def nearest(element: Any, *tags: str) -> Any | None:
    """Give the nearest element with one of the tags around an element, a few steps up only; `None`: there is none."""
    return next((each for each in islice(element.iterancestors(), _UP) if each.tag in tags), None)


def _fits(name: str, mark: str) -> bool:
    if not mark.endswith("*"):
        return name == mark
    return mark[1:-1] in name if mark.startswith("*") else name.startswith(mark[:-1])


def _is_within(element: Any, marks: tuple[str, ...], marked: dict[Any, bool]) -> bool:
    """Look a few elements up only: hostile nesting is deep. What is known of each is kept in `marked`."""
    for _ in range(_UP):
        if element is None or element.tag in ("body", "html"):
            return False
        here = marked.get(element)
        if here is None:
            here = marked[element] = _is_marked(element, marks)
        if here:
            return True
        element = element.getparent()
    return False


def _is_marked(element: Any, marks: tuple[str, ...]) -> bool:
    names = (*element.get("class", "").split(), f"#{element.get('id', '')}")
    return any(_fits(name, mark) for name in names for mark in marks)


def drop_within(nodes: Iterable[Selector], containers: Iterable[Selector]) -> None:
    """Take the elements that stand in one of the containers out of the document; the text behind them stays."""
    roots = {node.root for node in containers if not isinstance(node.root, str)}
    within: dict[Any, bool] = {}
    inner = [node.root for node in nodes if not isinstance(node.root, str) and node.root not in roots]
    for element in [each for each in inner if stands_in(each.getparent(), roots, within)]:
        if element.getparent() is not None:
            element.drop_tree()
