"""The victim's domain."""

import pytest

from pipelines.reading import domain
from tests.pipelines.reading.posts import make_post


def _domain(title: str, body: str = "") -> str | None:
    found = [each for each in domain.find(make_post(title, body)) if each.role == "headline"]
    return str(found[0].value) if found else None


WRITTEN = [
    ("db of https://www.Shop-One.example/login", "", "shop-one.example"),
    ("shop[.]one[.]example leak", "", "shop.one.example"),
    ("Heron (heron.co.uk) leak", "", "heron.co.uk"),
    ("a leak", "Site: heron.example", "heron.example"),
    ("Muster.AI users", "", "muster.ai"),
    ("магазин.рф база", "", "магазин.рф"),
]


@pytest.mark.parametrize(("title", "body", "host"), WRITTEN)
def test_hosts_as_written(title, body, host):
    assert _domain(title, body) == host


OTHERS = [
    "mail me at dealer@heron.example",
    "sample on mega.nz/file/x and t.me/someone",
    "files users.csv and dump.sql in pack.zip",
    "running asp.net 4.5, version 2.3.14",
    "market at abcdefghijklmnop.onion",
    "First seen and reported by watchers.example",
    "We sell. Contact me.Now is the time",
]


@pytest.mark.parametrize("text", OTHERS)
def test_hosts_of_others_and_what_is_no_host(text):
    assert _domain("", text) is None


def test_a_list_of_sites_has_no_victim():
    body = "1) one.example - 8k\n2) two.example - 9k\n3) three.example - 7k\nall of them by a plugin"
    assert {each.role for each in domain.find(make_post("pack", body))} == {"part"}


def test_span_is_the_host_alone():
    found = domain.find(make_post("see https://www.heron.example/x"))[0]
    assert found.part.text[found.start : found.end] == "heron.example"
