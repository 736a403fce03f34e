"""What is fuzzed: each engine in two ways, answers as servers send them, the reader in two ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
    check: Callable[[Any], object]
    """Raises where something does not hold."""
    few: int
    """Inputs of the short form."""


def _page(given: tuple[Seed, str]) -> None:
    seed, text = given
    check_page(seed.reader, seed.kind, page(text, seed.path))


def _answer(given: tuple[Seed, bytes, str, int]) -> None:
    seed, body, kind, status = given
    check_page(seed.reader, seed.kind, responses.page_of(seed, body, kind, status))


def _text(given: texts.Post) -> None:
    check_reading(given.raw, given.planted)


TARGETS = [
    *(Target(f"{name}-broken", pages.broken(name), _page, 40) for name in ENGINES),
    *(Target(f"{name}-grown", pages.grown(name), _page, 40) for name in ENGINES if name != "feed"),
    Target("answers", responses.answers(), _answer, 150),
    Target("reader", texts.posts(), _text, 150),
    Target("reader-planted", texts.planted(), _text, 150),
]
