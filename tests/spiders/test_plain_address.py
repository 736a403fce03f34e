"""Addresses as they are kept: without the words of titles, and never with somebody's data."""

import pytest

from config.schema import Site
from spiders.engines import ENGINES
from spiders.plain_address import hidden_path, is_hidden, kept_path, looks_personal, plain_address

HOST = "http://forum.example"
SHORTER = [
    ("discourse", "/t/john-doe-leaked/12", "/t/12"),
    ("discourse", "/t/john-doe-leaked/12.json", "/t/12.json"),
    ("xenforo", "/threads/john-doe-leaked.12/", "/threads/x.12/"),
    ("xenforo", "/index.php?threads/john-doe-leaked.12/", "/index.php?threads/x.12/"),
    ("invision", "/topic/12-john-doe-leaked/", "/topic/12-x/"),
    ("invision", "/index.php?/topic/12-john-doe-leaked/", "/index.php?/topic/12-x/"),
    ("vbulletin", "/threads/12-John-Doe-leaked", "/threads/12-x"),
    ("vbulletin", "/showthread.php?12-John-Doe-leaked", "/showthread.php?12-x"),
    ("vbulletin", "/leaks/12-john-doe-leaked.html", "/leaks/12-x.html"),
    ("vanilla", "/discussion/12/john-doe-leaked", "/discussion/12"),
    ("vanilla", "/index.php?p=/discussion/12/john-doe-leaked", "/index.php?p=/discussion/12"),
    ("phpbb", "/leaks-f2/john-doe-leaked-t12.html", "/leaks-f2/x-t12.html"),
    ("smf", "/john-doe-leaked-t12.0.html", "/x-t12.0.html"),
    ("mybb", "/Thread-John-Doe-leaked--12", "/showthread.php?tid=12"),
    ("mybb", "/Thread-John-Doe-leaked", "/showthread.php?tid=12"),
    ("mybb", "/thread-12.html", "/thread-12.html"),
    ("phpbb", "/viewtopic.php?f=2&t=12", "/viewtopic.php?f=2&t=12"),
]


@pytest.mark.parametrize(("engine", "path", "kept"), SHORTER, ids=[path for _, path, _ in SHORTER])
def test_the_number_is_enough(engine: str, path: str, kept: str) -> None:
    data = {"id": "forum", "engine": engine, "addresses": [HOST], "boards": [{"id": "leaks", "path": "/"}]}
    site = Site.model_validate(data | {"network": "clearnet-over-tor"})
    assert plain_address(ENGINES[engine](site), HOST + path, "12") == HOST + kept


PERSONAL = [
    "/post/ann-lee-gmail-com", "/post/ann.lee@mail.example", "/post/ann.lee%40mail.example", "/Thread-Ann-987-65-4320",
    "/p/447700900123-leaked", "/u/ann_lee_proton.me", "/Thread-CPF-111-444-777-35",
]  # fmt: skip
NOBODYS = [
    "/post/acme-corp", "/post/2026-03-01-acme", "/p/0c7ea7b2304a2cab7b9dff41a", "/p/1357924680135", "/posts?page=12",
    "/showthread.php?tid=1234567", "/p/mail-com-database", "/p/550e8400-e29b-41d4-a716-446655440000", "/t/12",
]  # fmt: skip


@pytest.mark.parametrize("path", PERSONAL)
def test_a_path_with_somebodys_data_is_kept_as_its_hash(path: str) -> None:
    assert is_hidden(kept_path(path))
    assert kept_path(path) == hidden_path(path) == kept_path(kept_path(path))


@pytest.mark.parametrize("path", NOBODYS)
def test_a_path_of_nobody_stays(path: str) -> None:
    assert not any(map(looks_personal, path.split("/")))
    assert kept_path(path) == path
