"""The examples in the docstrings are the specification."""

import doctest
import importlib

import pytest

MODULES = [
    "dates",
    "discourse_json",
    "discourse_urls",
    "dom",
    "kinds",
    "links",
    "mybb_urls",
    "presets",
    "text",
    "vanilla_urls",
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_hold(name):
    result = doctest.testmod(importlib.import_module(f"spiders.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
