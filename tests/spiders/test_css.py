"""CSS in linear time: what parsel finds, in its order."""

import pytest
from parsel import Selector

from spiders.dom import parse

PAGE = """<div id=a class="x y"><p class=x title=T lang=L>one<b>two</b> three</p><p>four</p><!-- c --><i>five</i>
<ul class=x><li>1<ul class=x><li class=y>2<a href=u name=n>3</a></li></ul></li><li><a href=v>4</a></li><li>5</li></ul>
<table><tr><td>6<td class=x>7<td>8<td>9</table></div><div class=y><p class=x><b title=U>z</b></p></div>"""
QUERIES = [
    "p", "p b", ".x b", ".x .x", "ul li", "ul ul li", "div > p", "ul > li > a", "p + p", "p + i", "p ~ i", "li ~ li", "p, b",
    "b, p", "i, li a, .x b", ".x, .x .y, ul", "li a::attr(href)", "a::attr(href), b::attr(title)", "a::attr(name), a::attr(href)",
    "p b::text", "i::text, td::text", "li a::text", "b, a::attr(href)", "a, a::attr(name)", "li:first-child", "ul li:last-child a",
    "td:nth-child(3)", "td:nth-of-type(2)", "td:nth-last-child(2)", "td:nth-child(2n)", "td:nth-child(1)", "td:first-of-type",
    "li:nth-of-type(2) a", "td:not(.x)", "p:has(b)", "div p:has(> b), td", "[class~='y'] [href]", "#a > .x", "nothing b", ".x nothing",
    "*", "div *", "li:only-child", ":root", "p:not(:has(b)), p[title] b", "body > div, html div",
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("holder", ["/*", "//div[1]", "//ul[1]", "//table", "//td[1]"])
def test_what_parsel_finds_is_found_in_its_order(query, holder):
    (node,) = parse(PAGE).xpath(holder)[:1]
    assert [each.root for each in node.css(query)] == [each.root for each in Selector.css(node, query)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ul::text", ["\n"]),  # of nested elements, one's texts after the other's
        (".x li::text", ["1", "2", "5"]),
    ],
)
def test_texts_follow_each_other_element_by_element(query, found):
    html = "<div class=x><ul>\n<li>1<ul><li>2</ul></li><li>5</li></ul></div>"
    assert parse(html).css(query).getall() == found


def test_siblings_of_the_node_itself_are_no_part_of_it():
    (first,) = parse("<p id=a><b>x</b></p><p id=b></p>").css("#a")
    assert first.css("p + p, p ~ p") == []


def test_what_is_found_looks_for_more_in_the_same_way():
    page = parse("<ul><li><a href=u>x</a><a href=v>y</a></li></ul>")
    assert page.css("ul li").css("a:last-child::attr(href)").getall() == ["v"]
    assert type(page.css("ul li")[0].xpath("a")[0]) is type(page)


@pytest.mark.parametrize("query", ["p::wrong", "p::wrong(x)", "p[", "p:wrong", "a, p b::wrong"])
def test_bad_css_is_refused_as_by_parsel(query):
    with pytest.raises(Exception, match=r".") as ours:
        parse(PAGE).css(query)
    with pytest.raises(type(ours.value)):
        Selector(text=PAGE).css(query)


@pytest.mark.parametrize(
    ("html", "query", "found"),
    [
        ("<div class=x>" * 1800 + "<b>y</b>" * 20_000, ".x b", 20_000),
        ("<div class=x>" * 900 + "<p class=y>" * 900 + "<b>y</b>" * 20_000, ".x .y b", 20_000),
        ("<a>x</a><b>y</b>" * 50_000, "a, b", 100_000),
        ("<b>x</b>" * 100_000, "b:first-child, b:nth-of-type(3)", 2),
        ("<b>x</b>" * 50_000, "b ~ b", 49_999),
    ],
    ids=["nested", "nested twice", "a list of two", "places", "siblings"],
)
@pytest.mark.timeout(60)  # parsel takes many minutes for some
def test_a_page_that_nests_or_mixes_what_is_looked_for_costs_what_its_length_does(html, query, found):
    assert len(parse(html).css(query)) == found
