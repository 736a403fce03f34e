"""The disguise changes what an engine must not depend on, and nothing else."""

import pytest

from tests.spiders.disguise import Disguise

HEAD = '<base href="http://harbour.example/f/">'


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("showthread.php?tid=12&page=2", "page=2"),
        ("viewtopic.php?id=12&p=2", "p=2"),
        ("index.php?topic=12.15", ".15"),
        ("thread-12-page-3.html", "-page-3.html"),
        ("threads/sale-of-2025.12/page-4", "/page-4"),
        ("viewforum.php?f=2&start=25", "start=25"),
        ("leaks/some-title-t12-10.html", "-10.html"),
        ("/css/style12.css", "/css/style12.css"),
    ],
)
def test_pages_of_an_address_stay(given, kept):
    worn = Disguise(1).address(given)
    assert worn.endswith(kept)


@pytest.mark.parametrize(
    "given",
    ["showthread.php?tid=12", "thread-12.html", "threads/a.12/", "index.php?topic=12.0", "viewtopic.php?p=12#p12"],
)
def test_ids_are_replaced_alike_everywhere(given):
    worn = Disguise(1)
    assert worn.number("12") in worn.address(given)
    assert worn.number("12") in worn.html('<p id="tid_12">12</p>')


def test_the_boards_own_hosts_are_replaced_and_nobody_elses():
    worn = Disguise(1)
    html = worn.html(HEAD + '<a href="http://harbour.example/f/a?tid=1">a</a><a href="http://gull.example/9/5">b</a>')
    assert "harbour.example" not in html
    assert 'href="http://gull.example/9/5"' in html
    assert worn.host("harbour.example") in html


def test_classes_are_added_and_none_is_lost():
    html = Disguise(1).html('<body class="a"><p class="x y">t</p></body>' + "<i class='z'></i>" * 50)
    for name in ("a", "x", "y", "z"):
        assert any(name in value.split() for value in html.split('"')[1::2])
    assert html.count("__") > 20


def test_comments_and_generators_go_and_texts_stay():
    html = Disguise(1).html('<meta name="generator" content="MyBB"><p>a<!-- x -->b<i>c</i><!-- y -->d 12</p>')
    assert "MyBB" not in html
    assert "<!--" not in html
    assert "".join(part.partition(">")[2] for part in html.split("<")).strip() == "abcd 12"


def test_the_same_seed_is_the_same_disguise():
    text = HEAD + '<p id="p1"><a href="?t=2">a</a></p>'
    assert Disguise(4).html(text) == Disguise(4).html(text) != Disguise(5).html(text)
