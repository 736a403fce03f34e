"""The market's pages, in the markup of Annularis (CodeIgniter, Bootstrap cards)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape

from demo.pages.dates import day, market_age
from demo.shapes import Market, Offer, Review, Vendor, opaque


@dataclass(frozen=True, slots=True)
class Stall:
    """What a page needs to know besides its content."""

    market: Market
    base: str
    """The market's own address: all its links are absolute."""
    now: datetime
    """UTC."""

    @property
    def root(self) -> str:
        """The address, escaped."""
        return escape(self.base)


def home_page(stall: Stall) -> str:
    """Make the front page."""
    words = "Offers by hand-picked vendors, escrow on every order. Browse as a guest, log in to order."
    return _page(
        stall, "Home", f'<div class="col-lg-9" id="homepage"><h2>{escape(stall.market.name)}</h2>{words}</div>'
    )


def list_page(stall: Stall, title: str, address: str, offers: tuple[Offer, ...], number: int) -> str:
    """Make a page of offers; past the end the list is empty, as on the original."""
    size = stall.market.per_page
    shown = offers[(number - 1) * size : number * size]
    cards = "\n".join(_card(stall, offer) for offer in shown)
    content = f"""<div class="col-lg-9">
<div class="row"><div class="col-lg-12 btn-group">
<div class='float-right'>
{_pagination(stall, address, number, -(-len(offers) // size))}
</div>
<h2>{escape(title)}</h2>
</div></div>
<div class="row">
{cards}
</div>
</div>"""
    return _page(stall, title, content)


def item_page(stall: Stall, offer: Offer) -> str:
    """Make the page of an offer; the only page that shows its dates, and these without a time."""
    link = f"{stall.root}/item/{offer.native_id}"
    title = escape(offer.title)
    body = escape(offer.body).replace("\n", "<br />\n")
    vendor = stall.market.vendors[offer.vendor]
    content = f"""<div class="col-lg-9" id="item_detail">
<div class="card bg-light card-body mb-3">
<a href="{link}" title="{title}"><img class="img-fluid" src='{stall.root}/image/{opaque("image", offer.slug)}' \
height='300' title='{title}'></a>
<div class="caption-full">
<h4 class="float-right">{escape(offer.price)}</h4>
<h4><a href="{link}" title='{title}'>{title}</a></h4>
<p class="float-right">
</p>
<p>{body}</p>
<p>By <a href="{stall.root}/user/{vendor.native_id}">{escape(vendor.name)}</a> <span class="rating">\
(<a href="{stall.root}/reviews/view/user/{vendor.native_id}">{vendor.rating}</a>)</span></p>
<p>Added: {day(offer.added)}</p>
<p>Updated: {day(offer.updated)}</p>
</div>
<div class="ratings">
<p class="float-right"><a href="{stall.root}/reviews/view/item/{offer.native_id}">{len(offer.reviews)} reviews</a></p>
<p>{_stars(offer)}</p>
</div>
<div class="caption"><div class="col-14"><div class='col-6'><strong>Available Locations</strong></div>\
<div class='col-6'><strong>Cost</strong></div></div>
<div class="col-14"><div class='col-6'>Worldwide</div><div class='col-6'>XMR 0.00000000</div></div></div>
</div>
<div class="card bg-light card-body mb-3">
<h4>Recent Reviews</h4>
<a href="{stall.root}/reviews/view/item/{offer.native_id}">[All Reviews: {len(offer.reviews)}]</a>
{"".join(_review(stall, review, "float-right") for review in offer.reviews[:3])}
</div>
</div>"""
    return _page(stall, offer.title, content)


def reviews_page(stall: Stall, offer: Offer) -> str:
    """Make the page of what buyers wrote about an offer."""
    content = f"""<div class="col-md-9" id="view-reviews">
<h2>Reviews for {escape(offer.title)}</h2>
<div class="well" style="background:white;">
<h4>Recent Reviews</h4>
{"".join(_review(stall, review, "pull-right") for review in offer.reviews)}
</div>
</div>"""
    return _page(stall, "Reviews", content)


def vendor_page(stall: Stall, vendor: Vendor) -> str:
    """Make the page of a vendor and what they offer."""
    facts = (
        ("Location", vendor.location),
        ("Registered", day(vendor.registered)),
        ("Average Rating", str(vendor.rating)),
        ("Completed Orders", str(vendor.orders)),
    )
    rows = "".join(
        f'<div class="row"><div class="col-lg-3"><strong>{name}</strong></div>'
        f'<div class="col-lg-7">{escape(value)}</div></div>\n'
        for name, value in facts
    )
    items = "".join(
        f"<div class='col-3'><a href=\"{stall.root}/item/{offer.native_id}\">{escape(offer.title)}</a></div>\n"
        for offer in stall.market.offers
        if offer.vendor == vendor.name
    )
    content = f"""<div class="col-lg-9" id="view-account">
<div class="row"><div class="col-lg-9 btn-group"><h2>{escape(vendor.name)}</h2></div></div>
{rows}
<div class="card bg-light card-body mb-3" style="background:white">
<legend>Latest Listings</legend>
<div class="row">{items}</div>
</div>
</div>"""
    return _page(stall, vendor.name, content)


def login_page(stall: Stall) -> str:
    """Make the wall: a login form and nothing else."""
    content = f"""<div class="col-lg-9" id="login">
<h2>Login</h2>
<div class='alert alert-warning'>You must log in to view this page.</div>
<form action="{stall.root}/login" method="post" accept-charset="utf-8" class="form-horizontal" id="login-form">
<input type="hidden" name="csrf" value="{opaque("csrf", stall.base)}" />
<div class="form-group"><label for="user_name">Username</label>\
<input type="text" name="user_name" id="user_name" class="form-control" autocomplete="off" /></div>
<div class="form-group"><label for="password">Password</label>\
<input type="password" name="password" id="password" class="form-control" /></div>
<button type="submit" class="btn btn-primary">Login</button>
</form>
</div>"""
    return _page(stall, "Login", content)


def _page(stall: Stall, title: str, content: str) -> str:
    name = escape(stall.market.name)
    links = "".join(
        f"<li class=\"nav-item\"><a href=\"{stall.root}/{path}\" title='{text}' class='nav-link'>{text}</a></li>"
        for path, text in (("", "Home"), ("items", "Items"), ("login", "Login"), ("register", "Register"))
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{escape(title)} | {name}</title>
<link rel="stylesheet" type="text/css" href="{stall.root}/assets/css/bootstrap.css">
</head>
<body>
<nav class="navbar navbar-expand-sm bg-dark navbar-dark sticky-top"><div class="container">
<a href="{stall.root}/" class='navbar-brand'>{name}</a>
<ul class="navbar-nav ml-auto">{links}</ul>
</div></nav>
<br>
<div class="container">
<div class="row">
{_sidebar(stall)}
{content}
</div>
<hr />
<footer><p class="float-right"><i>1XMR / 251.2USD / 219.8EUR</i></p></footer>
</div>
</body>
</html>"""


def _sidebar(stall: Stall) -> str:
    """List the categories; behind the wall they are not shown."""
    if stall.market.login_wall:
        return '<div class="col-lg-3"></div>'
    items = "\n".join(
        f"<li class='padd'><a href=\"{stall.root}/category/{opaque('category', category)}\">{escape(category)} "
        f"({sum(offer.category == category for offer in stall.market.offers)})</a></li>"
        for category in stall.market.categories
    )
    return f"""<div class="col-lg-3"><div class="card bg-light card-body mb-3 sidebar-nav">
<ul class="nav navbar-nav list-inline">
{items}
</ul></div></div>"""


def _card(stall: Stall, offer: Offer) -> str:
    link, title = f"{stall.root}/item/{offer.native_id}", escape(offer.title)
    vendor = stall.market.vendors[offer.vendor]
    return f"""<div class="col-md-4 col-xl-4 col-lg-4">
<div class="card bg-light card-body mb-3">
<a href="{link}" title='{title}'><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw=' title='{title}'></a>
<div class="caption">
<h4><a href="{link}" title='{title}'>{title}</a>
</h4>
<p>{escape(offer.price)} - <a href="{stall.root}/user/{vendor.native_id}">{escape(vendor.name)}</a></p>
</div>
<div class="ratings">
<p class="float-right"><a href="{stall.root}/reviews/view/item/{offer.native_id}">{len(offer.reviews)} reviews</a></p>
<p>{_stars(offer)}</p>
</div>
</div>
</div>"""


def _pagination(stall: Stall, address: str, number: int, last: int) -> str:
    if last < 2:
        return ""
    links = [
        f'<li class="active"><a href="">{page}</a></li>'
        if page == number
        else f'<li class="page"><a href="{_paged(stall, address, page)}">{page}</a></li>'
        for page in range(1, last + 1)
    ]
    if number < last:
        links.append(
            f'<li class="next page"><a href="{_paged(stall, address, number + 1)}" '
            f'data-ci-pagination-page="{number + 1}" rel="next">Next &rarr;</a></li>'
        )
    return f'<ul class="pagination">{"".join(links)}</ul>'


def _paged(stall: Stall, address: str, page: int) -> str:
    return f"{stall.root}{address}" if page == 1 else f"{stall.root}{address}/{page}"


def _stars(offer: Offer) -> str:
    full = round(sum(review.stars for review in offer.reviews) / len(offer.reviews)) if offer.reviews else 0
    return (
        '<span class="glyphicon glyphicon-star"></span>' * full
        + '<span class="glyphicon glyphicon-star-empty"></span>' * (5 - full)
    )


def _review(stall: Stall, review: Review, place: str) -> str:
    return f"""<hr>
<div class="row"><div class="col-md-12">
<div class="col-md-6"><div class="col-md-12"><div class="col-md-7">Quality</div><div class="col-md-5">\
{'<span class="fas fa-star"></span>' * review.stars}</div></div></div>
<span class="{place}">{market_age(review.at, stall.now)}</span>
<p>{escape(review.text)}</p>
</div></div>"""
