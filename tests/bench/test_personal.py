"""Masking as the bench judges and switches it."""

import pytest

from bench.gold import changed
from bench.personal import judge
from bench.predict import read_all, read_one, read_unmasked, unmasked
from pipelines.reading import masking
from tests.bench.posts import example

POST = changed(
    example("Selling 120,000 users.\nContact: vera.zarnovo@mail.example, 120,000 rows", key="p"),
    personal=("vera.zarnovo@mail.example",),
    keep=("120,000", "Selling"),
)


def test_marked_substrings_are_counted():
    judged = judge([POST], read_all([POST]))
    assert (judged.personal, judged.keep, judged.leaked, judged.lost) == (1, 2, (), ())
    assert (judged.masked_share, judged.kept_share) == (1.0, 1.0)


def test_a_leak_is_seen_with_masking_off():
    judged = judge([POST], read_unmasked([POST]))
    assert judged.leaked == (("p", "vera.zarnovo@mail.example"),)
    assert judged.masked_share == 0.0


def test_a_lost_word_is_seen():
    post = changed(POST, keep=("vera", "Selling"))
    judged = judge([post], read_all([post]))
    assert judged.lost == (("p", "vera"),)
    assert judged.kept_share == 0.5


def test_the_switch_is_off_again_afterwards():
    with unmasked():
        assert read_one(POST).claim["redactions"] == []
    assert len(read_one(POST).claim["redactions"]) == 1


def test_a_switch_that_does_nothing_is_an_error(monkeypatch):
    found = masking.find
    monkeypatch.setattr("bench.predict.mock.patch.object", lambda *_, **__: _Nothing())
    assert masking.find is found
    with pytest.raises(RuntimeError, match="masking was not off for 1 texts"):
        read_unmasked([POST])


class _Nothing:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None
