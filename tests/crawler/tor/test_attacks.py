"""What malicious servers do to the guarded path, each through a SOCKS relay in a real crawl; one table, two crawls."""

import pytest

from tests.crawler.tor.attacks import ANSWERS, STALLS, Attacked, attacked, path_of


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Attacked:
    return attacked(tmp_path_factory.mktemp("answers"), *ANSWERS)


@pytest.fixture(scope="module")
def stalled(tmp_path_factory: pytest.TempPathFactory) -> Attacked:
    return attacked(tmp_path_factory.mktemp("stalls"), *STALLS, hurry=True)


@pytest.mark.parametrize("name", ANSWERS)
def test_what_comes_of_an_answer(name: str, answered: Attacked) -> None:
    _, outcome, part = ANSWERS[name]
    found, said = answered.outcomes[name]
    assert found == outcome, said
    assert part in said


@pytest.mark.parametrize("name", STALLS)
def test_what_never_ends_is_given_up(name: str, stalled: Attacked) -> None:
    assert stalled.outcomes[name][0] == "DownloadTimeoutError"


def test_nothing_but_the_loop_is_asked_for_twice(
    answered: Attacked,
) -> None:
    asked = answered.asked
    assert asked.count("/a-loop") == 6
    assert sorted(each for each in asked if each != "/a-loop") == sorted(
        path_of(name) for name in ANSWERS if name != "a loop"
    )
