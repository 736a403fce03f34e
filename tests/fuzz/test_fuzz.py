"""What `make fuzz` does for an hour, for a minute and always with the same inputs."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz.failures import load
from tests.fuzz.targets import TARGETS

FEW = settings(
    max_examples=60,
    derandomize=True,  # CI must not depend on luck: the long run has the fresh seeds
    database=None,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("target", TARGETS, ids=[target.name for target in TARGETS])
def test_nothing_hostile_breaks_what_holds(target):
    @settings(FEW, max_examples=target.few)
    @given(target.inputs)
    def run(given_):
        read.append(target.check(given_))

    read = []
    run()
    assert sum(read) >= target.read * target.few, "too few of its inputs are read: the others try nothing"


@pytest.mark.parametrize("found", load(), ids=lambda found: found.name)
def test_what_was_found_once_stays_mended(found):
    found.check()
