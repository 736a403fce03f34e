"""The market's manners."""

import pytest
from parsel import Selector

from tests.demo.sites import EPOCH


def page(browser, path):
    return Selector(browser.get(path).html)


def test_the_list_is_left_by_its_next_links(market, market_browser):
    path, seen, pages = "/items", [], 0
    while path:
        listing = page(market_browser, path)
        seen += listing.css("div.col-md-4 > div.card h4 a::attr(href)").getall()
        following = listing.css("ul.pagination li.next a[rel=next]::attr(href)").get()
        path, pages = following and following.removeprefix(market.address), pages + 1
    assert pages == 8
    assert seen == [f"{market.address}/item/{offer.native_id}" for offer in market.market.offers]


def test_a_card_shows_price_and_vendor(market, market_browser):
    card = page(market_browser, "/items").css("div.col-md-4 > div.card")[0]
    offer = market.market.offers[0]
    assert card.css(".caption p::text").get() == f"{offer.price} - "
    assert card.css(".caption p a::text").get() == offer.vendor


def test_an_offer_shows_days_without_a_time(market, market_browser):
    offer = next(offer for offer in market.market.offers if offer.slug == "au-rewards")
    item = page(market_browser, f"/item/{offer.native_id}")
    lines = item.css("#item_detail .caption-full > p")
    assert item.css("#item_detail h4.float-right::text").get() == "XMR 9.90000000"
    assert item.css(".caption-full h4:not(.float-right) a::text").get() == offer.title
    assert "".join(lines[1].css("::text").getall()).replace("\n\n", "\n") == offer.body
    assert [line.css("::text").get() for line in lines[-2:]] == ["Added: 15 February 2026", "Updated: 15 March 2026"]
    assert EPOCH.strftime("%H:%M") not in item.get()


def test_reviews_have_their_own_page(market, market_browser):
    offer = next(offer for offer in market.market.offers if len(offer.reviews) > 5)
    reviews = page(market_browser, f"/reviews/view/item/{offer.native_id}")
    assert len(reviews.css("#view-reviews span.pull-right")) == len(offer.reviews)


def test_a_vendor_page_lists_their_offers(market, market_browser):
    vendor = market.market.vendors["reedbed"]
    links = page(market_browser, f"/user/{vendor.native_id}").css("#view-account .col-3 a").getall()
    assert len(links) == sum(offer.vendor == "reedbed" for offer in market.market.offers)


@pytest.mark.parametrize("path", ["/item/0123456789abcdef012345678", "/user/0123456789abcdef012345678", "/item"])
def test_an_unknown_item_leads_to_the_front_page(market, market_browser, path):
    answer = market_browser.get(path)
    assert (answer.status, answer.url) == (307, f"{market.address}/")


def test_past_the_end_the_list_is_empty(market_browser):
    answer = market_browser.get("/items/99")
    assert answer.status == 200
    assert not Selector(answer.html).css("div.card h4")


def test_a_category_has_its_offers_only(market, market_browser):
    links = page(market_browser, "/").css(".sidebar-nav li a::attr(href)").getall()
    guides = page(market_browser, links[3].removeprefix(market.address)).css("div.col-md-4 h4 a::text").getall()
    assert set(guides) == {offer.title for offer in market.market.offers if offer.category == "Guides"}


def test_cookies_are_set_once(market_browser):
    cookies = market_browser.get("/items").cookies
    assert [cookie.split("=")[0] for cookie in cookies] == ["csrf_c", "cisession"]
    assert market_browser.get("/items", cookie="cisession=abc").cookies == []


@pytest.mark.parametrize("path", ["/", "/items", "/items/3", "/robots.txt", "/anything"])
def test_on_day_2_every_page_is_a_login_form(market, market_browser, path):
    market.day = 2
    answer = market_browser.get(path)
    assert answer.status == 200
    wall = Selector(answer.html)
    assert wall.css('form[action$="/login"] input[type=password]')
    assert not wall.css("div.card, #item_detail")


def test_on_day_2_an_offer_is_a_login_form_too(market, market_browser):
    market.day = 2
    wall = page(market_browser, f"/item/{market.market.offers[0].native_id}")
    assert wall.css("input[type=password]")
    assert market.visits[-1].day == 2
