"""What is promised to be planted is planted: canaries of every kind, in each place that a page has."""

from datetime import UTC, datetime

import pytest

from tests.canaries.kinds import KINDS, Sower, pairs
from tests.canaries.sites import NAMES, PROMISED, WITHOUT, sites


@pytest.fixture(scope="module")
def sower() -> Sower:
    sower = Sower(1)
    sites(sower, datetime(2026, 3, 1, 12, 0, tzinfo=UTC), dict.fromkeys(NAMES, 0))
    return sower


@pytest.mark.parametrize("place", [place for places in PROMISED.values() for place in places])
def test_every_promised_place_holds_every_kind_in_every_script(place: str, sower: Sower) -> None:
    planted = {(each.kind, each.script) for each in sower.made if each.place == place}
    assert planted == {(kind, script) for kind, script in pairs() if kind not in WITHOUT.get(place, {})}


def test_what_a_place_goes_without_is_a_kind_and_has_a_reason() -> None:
    assert {place for places in PROMISED.values() for place in places} >= {*WITHOUT}
    assert all(kind in KINDS and why for kinds in WITHOUT.values() for kind, why in kinds.items())
