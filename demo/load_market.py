"""The market of day 1, from `world/market.yml`."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from config.load import read_yaml
from demo.moments import moment
from demo.shapes import Market, Offer, Review, Vendor

WORLD = Path(__file__).parent / "world"
"""Where the content lies."""


def load_market(epoch: datetime) -> Market:
    """Read the market of day 1."""
    data = read_yaml(WORLD / "market.yml")
    offers = [_offer(entry, epoch, data["reviews"]) for entry in data["offers"]]
    vendors = {
        name: Vendor(name, each["location"], moment(each["registered"], epoch), each["rating"], each["orders"])
        for name, each in data["vendors"].items()
    }
    return Market(
        name=data["name"],
        categories=tuple(data["categories"]),
        vendors=vendors,
        offers=tuple(sorted(offers, key=lambda offer: (offer.added, offer.slug), reverse=True)),
        per_page=data["per_page"],
    )


def _offer(entry: Mapping[str, Any], epoch: datetime, words: list[str]) -> Offer:
    added = moment(entry["added"], epoch)
    return Offer(
        slug=entry["slug"],
        title=entry["title"],
        vendor=entry["by"],
        price=entry["price"],
        category=entry["category"],
        body=entry["body"].strip(),
        added=added,
        updated=moment(entry["updated"], epoch),
        reviews=tuple(_reviews(entry["slug"], entry["reviews"], added, epoch, words)),
    )


def _reviews(slug: str, count: int, added: datetime, epoch: datetime, words: list[str]) -> Iterable[Review]:
    luck = random.Random(slug)  # the same at every load
    step = (epoch - added) / (count + 1)
    for number in range(count, 0, -1):
        yield Review(added + step * number, luck.randint(2, 5), luck.choice(words))
