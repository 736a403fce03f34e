"""What the operator's files name of the environment."""

import pytest

from config.environment import Environment
from config.errors import ConfigError
from config.schema import Rates, RateSource
from crawler.access import with_keys


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
