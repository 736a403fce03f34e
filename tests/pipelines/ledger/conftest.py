"""A real ledger in a file of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.ledger import Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open("ledger.sqlite3", tmp_path) as opened:
        yield opened
