"""Whatever the text holds: spans are valid, lengths stay, planted data goes, counts stay."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.masking.contacts import countlike
from pipelines.reading.masking.numbers import is_card
from tests.pipelines.reading.masking.masked import found, masked

PIECES = st.sampled_from(
    ["[code]", "[/code]", "```", "\n", "\r\n", "|", ";", ",", ":", "\t", "@", " at ", " dot ", "+", "(", "ssn", "身份证",
     "姓名：", "Name: ", "телефон", "Sample:", "4111111111111111", "a@b.example", "1990-01-02", "٣", "７", "ﬁ", "\u200b",
     "\u202e", "İ", "110101199003074514", "'", '"', "VALUES (", "https://", "GB82", " ", "Ann Test", "1,204,300"]
)  # fmt: skip
HOSTILE = st.lists(PIECES | st.text(max_size=6), max_size=40).map("".join)
FRAMES = [
    "{}",
    "see {} now",
    "卡号{}，完",
    "номер:{};",
    "[code]\n1|{}|x\n[/code]",
    "«{}»",
    "رقم {} تم",
    "नंबर {}",
    "\n{}\n",
]
LANGUAGES = st.sampled_from(["en", "ru", "zh", "ar", "hi", "fa"])
DIGITS = st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９", "۰۱۲۳۴۵۶۷۸۹"])


@given(HOSTILE, LANGUAGES)
def test_spans_are_valid_sorted_and_disjoint(text, language):
    spans = [(one.start, one.end) for one in found(text, language)]

    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))


@given(HOSTILE, LANGUAGES)
def test_masking_changes_neither_length_nor_line_ends(text, language):
    left = masked(text, language)

    assert len(left) == len(text)
    assert all(after in (before, "█") for before, after in zip(text, left, strict=True))
    assert [at for at, each in enumerate(left) if each in "\r\n"] == [
        at for at, each in enumerate(text) if each in "\r\n"
    ]


def _with_check_digit(digits: str) -> str:
    return next(digits + last for last in "0123456789" if _luhn(digits + last))


def _luhn(digits: str) -> bool:
    doubled = [int(each) * (1 + at % 2) for at, each in enumerate(reversed(digits))]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


@given(st.from_regex(r"(4\d|5[1-5]|62)\d{13}", fullmatch=True), st.sampled_from(["", " ", "-", "."]), DIGITS,
       st.sampled_from(FRAMES), LANGUAGES)  # fmt: skip
def test_no_valid_card_survives(prefix, parted, digits, frame, language):
    card = _with_check_digit(re.sub(r"\D", "0", prefix.encode("ascii", "replace").decode()))
    written = parted.join(re.findall("....", card)).translate(str.maketrans("0123456789", digits))

    assert is_card(card)
    assert written not in masked(frame.format(written), language)


@given(
    st.from_regex(r"[a-z][a-z0-9._]{0,20}[a-z0-9]", fullmatch=True),
    st.from_regex(r"[a-z0-9]{1,12}\.(example|com|co\.uk|рф)", fullmatch=True),
    st.sampled_from(["@", "＠", " [at] ", "(at)", "\u200b@"]),
    st.sampled_from(FRAMES),
    LANGUAGES,
)
def test_no_address_survives(name, host, sign, frame, language):
    left = masked(frame.format(f"{name}{sign}{host}"), language)

    assert f"{name}{sign}" not in left


def _iban(country: str, rest: str) -> str:
    moved = "".join(str(int(each, 36)) for each in f"{rest}{country}00")
    return f"{country}{98 - int(moved) % 97:02d}{rest}"


@given(st.sampled_from([("DE", 18), ("FR", 23), ("TR", 22), ("SA", 20), ("PL", 24)]), st.data(),
       st.booleans(), st.sampled_from(FRAMES), LANGUAGES)  # fmt: skip
def test_no_iban_survives(country, data, parted, frame, language):
    rest = data.draw(st.text("0123456789", min_size=country[1], max_size=country[1]))
    compact = _iban(country[0], rest)
    written = " ".join(re.findall(".{1,4}", compact)) if parted else compact

    assert written not in masked(frame.format(written), language)


@given(
    st.integers(1, 10**12),
    st.sampled_from(["{:,}", "{:d}"]),
    st.sampled_from(["{} records", "about {} users, 2 TB", "{} 条", "{} строк", "phone: {} rows", "SSN {} lines"]),
    LANGUAGES,
)
def test_counts_with_a_noun_survive(count, written, frame, language):
    number = written.format(count)
    text = frame.format(number)
    start = text.index(number)

    if countlike(number):
        assert masked(text, language, protected=[(start, len(text))]) == text


@pytest.mark.parametrize("length", [200_000])
@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "a@",
        "a@a.a.",
        "[code]",
        "(at)",
        '","',
        "ssn: ",
        "name:\n",
        "4111 ",
        "GB82",
        "$2a$",
        "```",
        "a,b,1\n",
        "+1 ",
    ],
)
def test_a_hostile_megabyte_ends(piece, length):
    text = piece * (length // len(piece))

    assert len(masked(text)) == len(text)
