"""Lists of people: a name and a number a line, in a sample or by themselves; lists of counts stay."""

import pytest

from tests.pipelines.reading.masking.masked import found, masked

RIC, RIC_X = "110101199003074514", "11010519491231002X"
LINES = [
    # language, one line's name, its number
    ("en", "Ann Tester", "13812345678"),
    ("en", "Ann Tester", "2025550143"),
    ("en", "Ann Tester", "(202) 555-0143"),
    ("en", "Ann Tester", "234123412346"),
    ("ru", "Пробов Тест", "89161234567"),
    ("ru", "Пробов Тест Образцович", "4509 123456"),
    ("zh", "张三", RIC),
    ("zh", "张三", RIC_X),
    ("zh", "张三", "13812345678"),
    ("ko", "홍길동", "010-1234-5678"),
    ("ja", "山田 太郎", "09012345678"),
    ("tr", "Ayşe Deneme", "10000000146"),
]
FRAMES = [
    "[code]\n{line}\n{line}\n[/code]",
    "```\n{line}\n```",
    "Sample:\n{line}\n{line}",
    "Sample:\n- {line}\n- {line}",
    "{line}\n{line}\n{line}",
    "1. {line}\n2. {line}",
]
BETWEEN = [" ", ",", ", ", ";", " | ", "\t", ": ", " - "]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(("language", "name", "number"), LINES)
def test_a_name_and_a_number_are_masked(language, name, number, frame):
    for between in BETWEEN:
        left = masked(frame.format(line=f"{name}{between}{number}"), language)

        assert (between, name in left, number in left) == (between, False, False)


@pytest.mark.parametrize("frame", FRAMES)
def test_a_number_before_a_name_is_masked(frame):
    left = masked(frame.format(line="2025550143 Ann Tester"))

    assert "2025550143" not in left
    assert "Ann" not in left


def test_right_behind_a_name_that_needs_no_blank():
    text = f"样本：\n张三{RIC}\n李四{RIC_X}"

    assert masked(text, "zh") == "样本：\n" + "█" * 20 + "\n" + "█" * 20


def test_numbers_of_one_length_are_numbers_of_people_in_a_sample():
    text = "[code]\nAnn Tester 501234567\nBob Test 612345678\nZoe Probe 712345678\n[/code]"

    assert not any(map(str.isdigit, masked(text)))


def test_a_number_between_a_name_and_a_word():
    assert "2025550143" not in masked("[code]\nAnn Tester 2025550143 Oakmere\n[/code]")


def test_a_list_tells_what_it_hides():
    text = f"样本：\n张三 {RIC}\n李四 13812345678"

    assert [(one.kind, one.scheme) for one in found(text, "zh")] == [
        ("name", None),
        ("national_id", "cn.ric"),
        ("name", None),
        ("phone", None),
    ]


KEPT = [
    "[code]\nusers 1204300\norders 88412\n[/code]",
    "[code]\nusers 1,204,300\ntotal rows 2,300,412\n[/code]",
    "[code]\norder 13812345678\nticket 7730018264\n[/code]",
    "[code]\nbuild id 20220917 1204\n[/code]",
    "Sample:\nRed Lake 36412345\nAdult Fox 2214295",
    "Red Lake 36412345\nAdult Fox 12214295\nOld Space 59420698",
    "Red Lake | 164611595\nAdult Fox | 412214295",
    "Red Lake: 1,204,300,117\nAdult Fox: 2 300 412 118",
    "Red Lake 2000000000\nAdult Fox 1500000000",
    "Red Lake Bank 2025550143 was not\nin the list of ours",
    "Name | Records\nRed Lake | 2025550143\nAdult Fox | 1404300123",
    "样本：\n订单 13812345678",
]


@pytest.mark.parametrize("text", KEPT)
def test_a_list_of_counts_stays(text):
    assert masked(text) == text
