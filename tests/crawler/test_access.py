"""What the operator's files name of the environment."""

import json
from datetime import UTC, datetime

import pytest

from config.environment import Environment
from config.errors import ConfigError
from config.schema import Board, Rates, RateSource, Site
from crawler.access import cookies_for, with_keys
from tests.onions import invented


def source(url: str) -> Rates:
    return Rates(sources=(RateSource(id="coin-tick", kind="ecb", url=url),))


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://rates.example/?of=BTC", "https://rates.example/?of=BTC"),
        ("https://rates.example/?api_key={key}", "https://rates.example/?api_key=s%263%2Fr"),
        ("https://rates.example/v6/{key}/usd", "https://rates.example/v6/s%263%2Fr/usd"),
    ],
)
def test_a_key_of_a_source_comes_from_the_environment(url: str, asked: str) -> None:
    rates = source(url)
    filled = with_keys(Environment({"STALLWATCH_RATES_COIN_TICK_KEY": "s&3/r"}), rates)
    assert [each.url for each in filled.sources] == [asked]
    assert rates.sources[0].url == url


def test_a_key_that_is_not_set_is_named() -> None:
    with pytest.raises(ConfigError, match="coin-tick: STALLWATCH_RATES_COIN_TICK_KEY, or"):
        with_keys(Environment({}), source("https://rates.example/?key={key}"))


ONION, SAFE, CLEAR = f"http://{invented('harbour')}", "https://harbour.example", "http://harbour.example"


@pytest.mark.parametrize(
    ("addresses", "sent"),
    [
        ((ONION,), ["plain", "secure"]),
        ((f"{ONION}:8080/forum",), ["plain", "secure"]),
        ((SAFE, ONION), ["plain", "secure"]),
        ((CLEAR,), ["plain"]),
        ((ONION, CLEAR), ["plain"]),
        ((SAFE, CLEAR), ["plain"]),
    ],
)
def test_secure_cookies_are_for_sites_all_of_whose_addresses_are(addresses: tuple[str, ...], sent: list[str]) -> None:
    export = json.dumps([{"name": name, "value": "1", "secure": name == "secure"} for name in ("plain", "secure")])
    boards = (Board(id="b", path="/"),)
    site = Site(
        id="harbour", engine="mybb", addresses=addresses, network="clearnet-over-tor", boards=boards, cookies="harbour"
    )
    found = cookies_for(Environment({"STALLWATCH_COOKIES_HARBOUR": export}), site, datetime.now(UTC), print)
    assert [each["name"] for each in found] == sent
