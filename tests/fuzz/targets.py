"""What is fuzzed: each engine in two ways, answers as servers send them, the reader in two ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st

from spiders.engines import ENGINES
from tests.fuzz import pages, responses, texts
from tests.fuzz.properties import check_page, check_reading
from tests.fuzz.seeds import Seed
from tests.spiders.sites import page


@dataclass(frozen=True, slots=True)
class Target:
    """Something that is given hostile inputs."""

    name: str
    inputs: st.SearchStrategy[Any]
    check: Callable[[Any], bool]
    """Raises where something does not hold; whether anything hostile was read: rows or posts other than those of the
    golden page, a claim or somebody's data in a post."""
    few: int
    """Inputs of the short form."""
    read: float
    """The least share of these that must be read: pages that are refused try nothing."""


def _page(given: tuple[Seed, str]) -> bool:
    seed, text = given
    return check_page(seed.reader, seed.kind, page(text, seed.path)) not in (None, _golden(seed))


def _answer(given: tuple[Seed, bytes, str, int]) -> bool:
    seed, body, kind, status = given
    return check_page(seed.reader, seed.kind, responses.page_of(seed, body, kind, status)) not in (None, _golden(seed))


@cache
def _golden(seed: Seed) -> object:
    return check_page(seed.reader, seed.kind, page(seed.text, seed.path))


def _text(given: texts.Post) -> bool:
    reading = check_reading(given.raw, given.planted)
    return bool(reading.redactions or reading.claim.evidence)


TARGETS = [
    *(Target(f"{name}-broken", pages.broken(name), _page, 40, 0.1) for name in ENGINES),
    *(Target(f"{name}-grown", pages.grown(name), _page, 40, 0.25) for name in ENGINES if name != "feed"),
    Target("answers", responses.answers(), _answer, 150, 0.1),
    Target("reader", texts.posts(), _text, 150, 0.7),
    Target("reader-planted", texts.planted(), _text, 150, 0.9),
]
