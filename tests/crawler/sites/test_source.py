"""Addresses that are asked for by hand (`sites detect`, `sites add`): judged before tor is started."""

import pytest

from config.errors import StallwatchError
from config.load import Config
from crawler.sites.source import open_sources
from tests.onions import invented

ONION = invented("forum")


def no_folder() -> Config:
    raise AssertionError("Tor is about to be asked")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://forum.example/", "add --clearnet-over-tor"),
        ("http://abcdefghij234567.onion/", r"must not be asked for \(onion\)"),
        (f"http://{ONION[1]}{ONION[0]}{ONION[2:]}/", r"must not be asked for \(onion\)"),
        (f"http://somebody@{ONION}/", r"must not be asked for \(userinfo\)"),
        ("http://127.0.0.1/", r"must not be asked for \(ip_literal\)"),
        ("http://localhost/", r"must not be asked for \(local_name\)"),
        (f"http://{ONION}./", "add --clearnet-over-tor|must not be asked for"),
    ],
)
def test_what_must_not_be_asked_for_is_said_at_once(url: str, says: str) -> None:
    with pytest.raises(StallwatchError, match=says):
        open_sources([url], no_folder, url=None, clearnet=False, say=lambda _: None)
