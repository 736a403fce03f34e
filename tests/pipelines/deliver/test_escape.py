"""Hostile text made harmless: nothing works, and what it says stays readable."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.deliver.escape import defang, fit, harmless, tidy


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!channel> pay now", "&lt;!channel&gt; pay now"),
        ("<@U123|boss> <http://x.example|click>", "&lt;@U123|boss&gt; &lt;hxxp://x[.]example|click&gt;"),
        ("https://abcdef.onion/p?q=1", "hxxps://abcdef[.]onion/p?q=1"),
        ("HTTP://ABC.ONION", "HXXP://ABC[.]ONION"),
        ("http%3A//x.example", "hxxp%3A//x[.]example"),
        ("ftp://files.example", "fxp://files[.]example"),
        ("acme.example and mail.acme.example", "acme[.]example and mail[.]acme[.]example"),
        ("数据.example 上海.中国", "数据[.]example 上海[.]中国"),
        ("1.2B rows, 9.99 USD, v1.5.2", "1.2B rows, 9.99 USD, v1.5.2"),
        ("a & b &amp; c", "a &amp; b &amp;amp; c"),
        ("\u202egnp.exe\u2066", "gnp[.]exe"),
        ("ze\u200bro\u00adwidth\ufeff", "zerowidth"),
        ("bell\x07 nul\x00 esc\x1b[31m red", "bell nul esc[31m red"),
        ("tab\there\u00a0nbsp\u3000wide", "tab here nbsp wide"),
        ("lines\r\nof\u2028text", "lines\nof\ntext"),
        ("\ud800 lone", "lone"),
        ("", ""),
    ],
)
def test_harmless(text: str, expected: str) -> None:
    assert harmless(text, 200) == expected


@pytest.mark.parametrize("limit", range(1, 20))
def test_no_entity_is_cut(limit: int) -> None:
    cut = fit("ab &amp;&lt;&gt; cd", limit)
    assert len(cut) <= limit
    assert re.sub(r"&(amp|lt|gt);", "", cut).count("&") == 0


@given(st.text(), st.integers(1, 100))
def test_whatever_comes_in_what_comes_out_is_harmless(text: str, limit: int) -> None:
    out = harmless(text, limit)
    assert len(out) <= limit
    assert not re.search(r"[<>]", out)
    assert "&" not in re.sub(r"&(amp|lt|gt);", "", out)
    assert all(each == "\n" or each.isprintable() for each in out)
    assert not re.search(r"https?://|\.onion", html.unescape(out), re.IGNORECASE)


@given(st.text(alphabet="ahtps:/.onixe[] ", max_size=60))
def test_defanging_twice_changes_nothing_more(text: str) -> None:
    assert defang(defang(text)) == defang(text)


def test_a_huge_text_costs_no_more_than_its_beginning() -> None:
    assert harmless("http://" * 1_000_000, 50) == harmless("http://" * 1000, 50)
    assert tidy("\n" * 10_000 + "end") == "end"
