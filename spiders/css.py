"""CSS selectors in a time that grows with the page's length only, whatever stands in what.

libxml2 looks through every A for the B of "A B" and compares all that it finds, and puts "A, B" in order by walking
from each to the next: a page that nests A, or mixes many A and B, takes minutes. Here each compound ("a.title[href]")
is one walk through the page; what must stand around or before an element is looked for from it, once for each element.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cssselect.parser import CombinedSelector, Function, FunctionalPseudoElement, Tree, parse, parse_series
from cssselect.xpath import XPathExpr
from lxml import etree
from parsel import Selector
from parsel.csstranslator import HTMLTranslator
from parsel.selector import SelectorList

_TEXT = "text"
_TEXTS = etree.XPath("text()", smart_strings=False)


class Nodes(SelectorList[Any]):
    """Nodes found together; what stands in one of them that stands in another is found once."""

    def css(self, query: str) -> SelectorList[Any]:
        """Find by CSS in each of them."""
        return self.__class__(found for node in not_nested(self) for found in node.css(query))


class Node(Selector):
    """A node of a page, by parsel; its CSS is looked for in linear time, with the same results in the same order.

    Not the same: of nested elements, `::text` gives one's texts after the other's; "+" and "~" find what stands in the
    node, no siblings of the node itself.
    """

    selectorlist_cls = Nodes

    @property
    def attrib(self) -> dict[str, str]:
        """The element's attributes; parsel's own raises where a page gives one a name that XML does not know."""
        return dict(self.root.items())

    def css(self, query: str) -> SelectorList[Any]:
        """Find by CSS."""
        find = _compiled(query)
        if find is None or isinstance(self.root, str):
            return super().css(query)
        found = (
            type(self)(root=each, type="html", _expr=query, namespaces=self.namespaces) for each in find(self.root)
        )
        return self.selectorlist_cls(found)


@dataclass(frozen=True, slots=True)
class _Step:
    """A compound, and what must stand around or before it."""

    xpath: str
    """Of the compound alone: "a[@href]"."""
    here: Callable[[Any], list[Any]]
    """Gives all of it in an element, itself included, in their order."""
    before: _Step | None = None
    relation: str = ""
    """The combinator between the two: " ", ">", "+" or "~"."""

    def find(self, root: Any) -> list[Any]:
        """Give the elements in an element, itself included, in their order."""
        found = self.here(root)
        if self.before is None or not found:
            return found
        before = set(self.before.find(root))
        return list(_KEPT[self.relation](found, before)) if before else []


@dataclass(frozen=True, slots=True)
class _Part:
    """One selector of a list of them, and what of its elements is given."""

    step: _Step
    gives: str | None
    """`None`: the element; "@NAME": an attribute; "text": its own texts."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """A list of selectors."""

    parts: tuple[_Part, ...]
    any_of: Callable[[Any], list[Any]]
    """Gives all that the last compound of any part fits, in their order."""

    def __call__(self, root: Any) -> Iterable[Any]:
        if all(part.step.before is None and part.gives is None for part in self.parts):
            return self.any_of(root)
        found = [(part, elements) for part in self.parts if (elements := part.step.find(root))]
        if len(found) < 2:
            return (value for part, elements in found for each in elements for value in _values(each, {part.gives}))
        wanted: dict[Any, set[str | None]] = {}
        for part, elements in found:
            for each in elements:
                wanted.setdefault(each, set()).add(part.gives)
        return (value for each in self.any_of(root) if each in wanted for value in _values(each, wanted[each]))


def _values(element: Any, gives: Set[str | None]) -> Iterator[Any]:
    """Give what is wanted of an element, in the order of a document: itself, its attributes, its texts."""
    if None in gives:
        yield element
    yield from (value for name, value in element.items() if f"@{name}" in gives)
    if _TEXT in gives:
        yield from _TEXTS(element)


class _Translator(HTMLTranslator):
    """Tests a place among siblings by looking no further than that place: libxml2 counts all of them for each."""

    def xpath_first_child_pseudo(self, xpath: XPathExpr) -> XPathExpr:
        return xpath.add_condition("not(preceding-sibling::*[1])")

    def xpath_last_child_pseudo(self, xpath: XPathExpr) -> XPathExpr:
        return xpath.add_condition("not(following-sibling::*[1])")

    def xpath_nth_child_function(
        self, xpath: XPathExpr, function: Function, last: bool = False, add_name_test: bool = True
    ) -> XPathExpr:
        every, place = parse_series(function.arguments)
        if every != 0 or place < 1:
            return super().xpath_nth_child_function(xpath, function, last, add_name_test)
        others = f"{'following' if last else 'preceding'}-sibling::{'*' if add_name_test else xpath.element}"
        before = f"{others}[{place - 1}] and " if place > 1 else ""
        return xpath.add_condition(f"{before}not({others}[{place}])")


@lru_cache(maxsize=1024)
def _compiled(query: str) -> Callable[[Any], Iterable[Any]] | None:
    """Take a query apart; `None` where libxml2 itself is linear. Raises what parsel raises for bad CSS."""
    parts = [_Part(_step(each.parsed_tree), _gives(each.pseudo_element)) for each in parse(query)]
    if ":scope" in query or any(part.gives == "" for part in parts):
        return None
    if len(parts) == 1 and parts[0].step.before is None and "-child" not in query and "-of-type" not in query:
        return None
    own = dict.fromkeys(f"self::{part.step.xpath}" for part in parts)
    return _Plan(tuple(parts), _walk(f"descendant-or-self::*[{' or '.join(own)}]"))


def _step(tree: Tree) -> _Step:
    relation, before = "", None
    if isinstance(tree, CombinedSelector):
        relation, before, tree = tree.combinator, _step(tree.selector), tree.subselector
    xpath = str(_Translator().xpath(tree))
    return _Step(xpath, _walk(f"descendant-or-self::{xpath}"), before, relation)


def _walk(xpath: str) -> Callable[[Any], list[Any]]:
    walk: Callable[[Any], list[Any]] = etree.XPath(xpath, smart_strings=False)
    return walk


def _gives(pseudo: Any) -> str | None:
    """Name what a pseudo-element gives; "" for one that only parsel may know."""
    if isinstance(pseudo, FunctionalPseudoElement):
        known = pseudo.name == "attr" and pseudo.argument_types() in (["STRING"], ["IDENT"])
        return f"@{pseudo.arguments[0].value}" if known else ""
    return pseudo if pseudo in (None, _TEXT) else ""


# --- what stands before what ---


def stands_in(element: Any, roots: Set[Any], within: dict[Any, bool]) -> bool:
    """Say whether an element is, or stands in, one of the roots; what was found on the way up is kept in `within`."""
    return _meets(element, roots, within, lambda each: each.getparent())


def not_nested(nodes: Iterable[Selector]) -> list[Selector]:
    """Leave out the elements that stand in another of them; in linear time, whatever stands in what. Texts stay."""
    found = list(nodes)
    roots = {node.root for node in found if not isinstance(node.root, str)}
    within: dict[Any, bool] = {}
    return [node for node in found if isinstance(node.root, str) or not stands_in(node.root.getparent(), roots, within)]


def _meets(element: Any, roots: Set[Any], known: dict[Any, bool], onward: Callable[[Any], Any]) -> bool:
    path = []
    while element is not None and element not in roots and element not in known:
        path.append(element)
        element = onward(element)
    found = element in roots or known.get(element, False)
    known.update(dict.fromkeys(path, found))
    return found


def _inside(found: list[Any], around: Set[Any]) -> Iterator[Any]:
    within: dict[Any, bool] = {}
    return (each for each in found if stands_in(each.getparent(), around, within))


def _children(found: list[Any], parents: Set[Any]) -> Iterator[Any]:
    return (each for each in found if each.getparent() in parents)


def _next(found: list[Any], before: Set[Any]) -> Iterator[Any]:
    return (each for each in found if next(each.itersiblings(etree.Element, preceding=True), None) in before)


def _behind(found: list[Any], before: Set[Any]) -> Iterator[Any]:
    known: dict[Any, bool] = {}
    return (each for each in found if _meets(each.getprevious(), before, known, lambda node: node.getprevious()))


_KEPT: dict[str, Callable[[list[Any], Set[Any]], Iterator[Any]]] = {
    " ": _inside,
    ">": _children,
    "+": _next,
    "~": _behind,
}
