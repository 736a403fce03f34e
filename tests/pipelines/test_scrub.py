"""What may stand in a log line, and what a terminal may be shown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.scrub import printable, scrub

LINES = [
    ("POST https://hooks.slack.example/services/T0/B0/abc: 500", "POST https://hooks.slack.example/… 500"),
    (
        "Max retries exceeded with url: /services/T0/B0/abc (Caused by X)",
        "Max retries exceeded with url: /… (Caused by X)",
    ),
    ("GET https://user:pass@es.example:9200/i/_bulk?x=1 refused", "GET https://es.example:9200/… refused"),
    ("https://es.example:9200 refused", "https://es.example:9200 refused"),
    ("Authorization: Bearer abc.def\nCookie: a=b; c=d\nHost: x", "Authorization: █\\nCookie: █\\nHost: x"),
    ("{'api_key': 'abcd', 'id': 'n1'}", "{'api_key': '…', 'id': 'n1'}"),
    ("?token=abc&page=2", "?token=█&page=2"),
    ("at abcdefghijklmnop.onion and " + "abcdefg234567" * 4 + "abcd.onion:80", "at abcdef….onion and abcdef….onion:80"),
    ("mail a.b@mail.example, card 4111 1111 1111 1111", "mail █, card █"),
    ("Preview of field's value: 'Ann Sample, 12 Main'", "Preview of field's value: …"),
    ("input_value='Ann', input_type=str", "input_value=…, input_type=str"),
    ("[parameters: ('Ann Sample', 5)]", "[parameters: …"),
    ("KeyError: 'claim.records' in 'Ann Sample of Main'", "KeyError: 'claim.records' in '…'"),
    ("one\r\ntwo\tthree", "one\\ntwo\\tthree"),
    ("\x1b[31mred\x1b[0m \x1b]0;title\x07x\u202e\u200by\x00", "red xy\\x00"),
    ("2025-11-23 21:08:50 read 120 rows, exit 3", "2025-11-23 21:08:50 read 120 rows, exit 3"),
]


@pytest.mark.parametrize(("text", "left"), LINES)
def test_line_is_scrubbed(text, left):
    assert scrub(text) == left


def test_a_long_line_is_cut():
    assert scrub("word " * 100, limit=20) == "word word word word…"
    assert scrub("word", limit=0) == ""


ANYTHING = st.text() | st.lists(
    st.sampled_from(
        ["\x1b", "[", "]", "\x9b", "31m", "\x07", "'", '"', "https://", "@", "token=", "\u202e", "1234", "\n"]
    )
).map("".join)


@given(ANYTHING, st.integers(0, 400))
def test_scrubbed_is_one_short_line_without_controls(text, limit):
    left = scrub(text, limit)

    assert len(left) <= limit
    assert not any(unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp") for each in left)


@given(ANYTHING)
def test_printable_lets_only_line_ends_and_tabs_through(text):
    steering = {each for each in printable(text) if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp")}

    assert steering <= {"\n", "\t"}


@given(st.text("абвгд上海🎉 abc.,!\n\t"))
def test_printable_leaves_plain_text_alone(text):
    assert printable(text) == text
