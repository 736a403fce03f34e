"""The services that tests in several folders share; each is started once a session, when a test first asks for it."""

import pytest
from hypothesis import settings

from tests.services.elastic import elasticsearch_secure
from tests.services.tor import tor_client, tor_network

__all__ = ["elasticsearch_secure", "tor_client", "tor_network"]

# No test judges time: the first text of a language loads its lexicon, and machines are busy.
settings.register_profile("stallwatch", deadline=None)
settings.load_profile("stallwatch")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the one test that takes a minute: as the last it would run by itself."""
    items.sort(key=lambda item: not item.nodeid.startswith("tests/torture/"))
