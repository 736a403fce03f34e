"""`make bench-extract`: turns, hostile shapes, and how it ends without its peers."""

import importlib.util

import pytest

from bench import extract, hostile
from bench.hostile import SIZE, Timed, shapes, time_shape
from bench.speed import Laps, interleave
from tests.bench.posts import example
from tests.shared import shared_path


def test_readers_take_turns_after_a_warm_up():
    seen = []
    readers = {name: lambda text, name=name: seen.append((name, text.body)) or {} for name in ("a", "b")}
    laps = interleave(readers, [example("warm")], [[example("one")], [example("two")]])
    order = ["a warm", "b warm", "a one", "b one", "a two", "b two"]
    assert [f"{name} {body}" for name, body in seen] == order
    assert [(each.name, each.texts, len(each.cpu), len(each.wall)) for each in laps] == [("a", 1, 2, 2), ("b", 1, 2, 2)]


def test_the_rate_is_the_median_of_the_rounds():
    laps = Laps("a", 100, cpu=(1.0, 4.0, 2.0), wall=(9.0, 9.0, 9.0))
    assert (laps.rates, laps.median) == ([25.0, 50.0, 100.0], 50.0)


def test_every_hostile_shape_is_a_megabyte():
    sizes = {name: len(text.encode()) for name, text in shapes().items()}
    assert len(sizes) >= 10
    assert all(SIZE - 100 <= size <= SIZE for size in sizes.values()), sizes


def test_a_shape_is_timed_in_a_process_of_its_own():
    timed = time_shape("rows", "Zzvarno, 1,200 rows\n" * 40, patience=60)
    assert timed.held
    assert timed.cpu > 0
    assert timed.growth > 0


def test_a_shape_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(hostile, "read", lambda _raw: hostile.time.sleep(60))
    timed = time_shape("stuck", "abcd", patience=0.2)
    assert (timed.cpu, timed.wall, timed.held, timed.growth) == (None, None, False, None)


@pytest.mark.parametrize(("cpu", "held"), [(0.99, True), (1.01, False)])
def test_a_second_is_allowed(cpu, held):
    assert Timed("x", 1, cpu, cpu, cpu / 4).held is held


@pytest.mark.skipif(importlib.util.find_spec("quantulum3") is not None, reason="the peers are installed here")
def test_without_its_peers_it_says_how_to_get_them(capsys):
    shared_path("data")
    assert extract.main([]) == 2
    assert "run `make bench-extract`" in capsys.readouterr().err
