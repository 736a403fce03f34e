"""Each guard of this promise (lost.toml) taken out: the tests that hold it must go red."""

from pathlib import Path

import pytest

from tests.guards.guard import Guard, check, short


@pytest.mark.parametrize("guard", short("lost"), ids=lambda guard: guard.name)
def test_red_without(guard: Guard, tmp_path: Path) -> None:
    check(guard, tmp_path)
