"""Markets by selectors."""

import pytest

from config.errors import ConfigError
from spiders.market import NEEDED
from spiders.presets import preset_names
from tests.spiders.sites import HOST, STALLS, engine, page

IDS = [("/offer?id=ab-1", "ab-1"), ("/offer?id=", None), ("/offer?id=a&x=1", None), ("/stalls", None), ("/", None)]


@pytest.mark.parametrize(("path", "native_id"), IDS)
def test_an_offer_s_id_stands_in_its_address(path, native_id):
    assert engine("market").native_id(HOST + path) == native_id


ALLOWED = [("/stalls", True), ("/stalls?p=2", True), ("/offer?id=ab-1", True), ("/stalls?p=x", False), ("/cart", False)]


@pytest.mark.parametrize(("path", "allowed"), ALLOWED)
def test_only_described_addresses_are_allowed(path, allowed):
    assert engine("market").allows(HOST + path) is allowed


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_is_whole_and_may_be_overridden(name):
    reader = engine("market", selectors={"preset": name, "price": "b.price"})
    assert all(reader.css[key] for key in NEEDED)
    assert reader.css["price"] == "b.price"


WRONG = [
    ({"preset": "nowhere"}, "unknown preset; allowed: annularis"),
    ({**STALLS, "colour": "b"}, "colour is unknown to market; allowed: .*item_title"),
    ({key: value for key, value in STALLS.items() if key != "item_body"}, "a market needs item_body"),
    ({**STALLS, "item_urls": "/x/{name}"}, "may hold {id} once"),
    ({**STALLS, "row": "li["}, "row is no CSS selector"),
]


@pytest.mark.parametrize(("selectors", "says"), WRONG, ids=[row[1][:20] for row in WRONG])
def test_wrong_selectors_are_the_operator_s_to_mend(selectors, says):
    with pytest.raises(ConfigError, match=says):
        engine("market", selectors=selectors)


ANNULARIS = """<html><body><nav><a href="/">Home</a></nav>{}</body></html>"""
ITEM = """<div id="item_detail"><div class="caption-full"><h4 class="float-right">XMR 0.5</h4><h4><a href="/item/0a">Nets</a></h4>
<p class="float-right"></p><p>Nets of <a href="/user/1">one</a> kind<br>cheap</p>
<p>By <a href="/user/2">Mo</a> <span class="rating">(0)</p><p>Added: 8 November 2024</p><p>Updated: 9 November 2024</p></div></div>"""
REVIEWS = """<div id="view-reviews"><h2>Reviews for Nets</h2><div class="row"><div class="col-md-12"><a href="#">All</a></div></div>
<div class="row"><div class="col-md-12"><span class="pull-right">12 November 2024</span><p>[quote]Nets[/quote] Good.</p></div></div></div>"""
USER = """<div id="view-account"><h2>Mo </h2><div class="row"><div class="col-lg-3">Location</div></div>
<legend>Latest</legend><div class="row"><div class="col-3"><a href="/item/0a">Nets</a></div><div class="col-3"><a href="/item/0b">Buoys</a></div></div></div>"""


@pytest.fixture
def annularis():
    return engine("market", selectors={"preset": "annularis"})


def test_an_annularis_offer(annularis):
    read = annularis.thread(page(ANNULARIS.format(ITEM), "/item/0a"))
    (post,) = read.posts
    assert (read.native_id, read.title, read.price) == ("0a", "Nets", "XMR 0.5")
    assert (post.author, post.text) == ("Mo", "Nets of one kind\ncheap")
    assert (post.posted.at.day, post.edited.at.day, post.posted.precision) == (8, 9, "day")


def test_reviews_have_neither_id_nor_author(annularis):
    read = annularis.thread(page(ANNULARIS.format(REVIEWS), "/reviews/view/item/0a"))
    (post,) = read.posts
    assert (read.native_id, post.native_id, post.author) == ("0a", None, None)
    assert (post.text, post.own_text) == ("[quote]Nets[/quote] Good.", "Good.")


def test_a_vendor_s_page_is_a_listing(annularis):
    read = annularis.listing(page(ANNULARIS.format(USER), "/user/2"))
    assert [(row.native_id, row.title, row.author) for row in read.rows] == [
        ("0a", "Nets", "Mo"),
        ("0b", "Buoys", "Mo"),
    ]
