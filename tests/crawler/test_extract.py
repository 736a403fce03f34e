"""`extract` reads line by line: one that is broken is told by its number, and the next one is read."""

import json

import pytest

from crawler.extract import MAX_LINE, extract_lines

GOOD = json.dumps({"id": 1, "text": "Selling 2,000,000 users of Acme, $500"}).encode()
BAD = {
    "no JSON": b"{",
    "no UTF-8": b'{"id": 1, "text": "\xff"}',
    "nested deep": b'{"id": 1, "x": ' + b"[" * 200_000,
    "no object": b"[1]",
    "no id": b'{"text": "x"}',
    "a number as text": b'{"id": 1, "text": 7}',
    "over-long": b'{"id": 1, "text": "' + b"x" * MAX_LINE + b'"}',
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_is_told_and_the_next_one_read(name):
    bad, good = extract_lines([BAD[name], GOOD])
    assert bad.error
    assert bad.text.startswith("line 1: ")
    assert len(bad.text) < 100
    assert not good.error
    assert json.loads(good.text)["records"] == 2_000_000
