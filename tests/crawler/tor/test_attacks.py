"""What malicious servers do to the guarded path, each through a SOCKS relay in a real crawl; one table, two crawls."""

from collections import Counter

import pytest

from tests.crawler.tor.attacks import ANSWERS, STALLS, Attacked, attacked, path_of

RETRIED = ("DownloadFailedError", "ResponseDataLossError")
"""Outcomes after which an answer is asked for twice more, `RETRY_TIMES` of the product."""


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


def test_what_breaks_off_is_asked_for_thrice_and_the_loop_six_times_and_nothing_else_again(answered: Attacked) -> None:
    """What is too large, or does not unpack, costs once; whether a connection broke off nobody can tell beforehand."""
    times = dict.fromkeys(RETRIED, 3)
    expected = {path_of(name): times.get(outcome, 1) for name, (_, outcome, _) in ANSWERS.items()}
    assert Counter(answered.asked) == {**expected, "/a-loop": 6}
