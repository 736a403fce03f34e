"""What a disguised text looks like once its disguises are off, and where each character came from."""

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.shadow import make

UNCOVERED = [
    ("5\u200bM cus\u00adtomers", "5M customers"),
    ("раssword and базa", "password and база"),
    ("pay in USDТ", "pay in USDT"),
    ("d a t a b a s e of 1 . 5 M users", "database of 1.5M users"),
    ("l e a k e d  5 0 k", "leaked  50k"),
    ("п р о д а м базу", "продам базу"),
    ("d.a.t.a.b.a.s.e, d-u-m-p", "database, dump"),
    ("NumÃ©ro de tÃ©lÃ©phone : 1Â 500Â â‚¬", "Numéro de téléphone : 1 500 €"),
    ("РџСЂРѕРґР°Рј Р±Р°Р·Сѓ 5 РјР»РЅ", "Продам базу 5 млн"),
    ("Ïðîäàì áàçó", "Продам базу"),
    ("P̶r̶i̶c̶e̶ 1️⃣0️⃣0️⃣$", "Price 100$"),
    ("ᴅᴀᴛᴀʙᴀꜱᴇ 🅵🆁🅴🅴", "database FREE"),
    ("𝐃𝐚𝐭𝐚𝐛𝐚𝐬𝐞 ⑤⓪k", "Database 50k"),
    (unicodedata.normalize("NFD", "Bán dữ liệu, 한국, ガス, élève"), "Bán dữ liệu, 한국, ガス, élève"),
]


@pytest.mark.parametrize(("hostile", "plain"), UNCOVERED)
def test_disguises_come_off(hostile, plain):
    assert make(hostile).text == plain


@pytest.mark.parametrize(
    "text",
    [
        "CAFÉ’s «ÉTÉ» à la fin",  # two of its pairs could be UTF-8, one says nothing
        "IDшник и SMSка, SQL-инъекция",
        "version 1.2.3.4, 10.0.0.1, U.S. and e.g. this, 1 2 3 4 5",
        "Ünïcödé, naïve São Ângelo",
        "СССР, РФ, Серёжа",
        "паспорт АВ 4509, почта",
        "plain text, a b c",
    ],
)
def test_what_is_no_disguise_stays(text):
    assert make(text).text in (text, text.replace("SMSка", "SMSka"))


PIECES = st.sampled_from(
    ["a ", " b", "d a t a", "é", "e\u0301", "Ã©", "Â ", "Рџ", "РЎ", "Ïðîä", "\u200b", "ﬁ", "\ud800", "\u0301", "①", "🅰",
     "한", "раss", ".x", "1 . 5 M", "\n", "𝟓", "\u20e3"]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join))
def test_every_character_has_its_place(text):
    shadow = make(text)
    spans = [shadow.span(at, at + 1) for at in range(len(shadow.text))]

    assert len(shadow.folded) == len(shadow.text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[0] <= two[0] and one[1] <= two[1] for one, two in itertools.pairwise(spans))


@pytest.mark.parametrize("piece", ["a ", "a.", "Ã©", "Рџ", "Ïðîä", "aа", "e\u0301", "1 . 5 M ", "\u200b", "Â "])
def test_a_long_text_of_one_disguise_is_made_soon(piece):
    text = piece * (65_536 // len(piece))

    assert make(text).folded is not None
