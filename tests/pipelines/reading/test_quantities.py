from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pipelines.reading.scanning import quantities, scan


def the_count(text: str) -> Decimal:
    counts = [quantity.value for quantity in quantities(text) if quantity.kind == "count"]
    assert len(counts) == 1, f"expected one count, got {counts}"
    return counts[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234567 users", 1_234_567),
        ("1,234,567 users", 1_234_567),
        ("1.234.567 users", 1_234_567),
        ("1 234 567 users", 1_234_567),
        ("1\u00a0234\u202f567 users", 1_234_567),
        ("1'234'567 users", 1_234_567),
        ("1’234’567 users", 1_234_567),
        ("1,20,000 students", 120_000),
        ("1.204 users", 1204),
        ("1.2M users", 1_200_000),
        ("1,2M users", 1_200_000),
        ("1.234 million users", 1_234_000),
        ("1,234 million users", 1_234_000_000),
        ("5kk users", 5_000_000),
        ("640 K users", 640_000),
        ("40+ million users", 40_000_000),
        ("500K+ users", 500_000),
        (">500K users", 500_000),
        ("~1.2B records", 1_200_000_000),
        ("25 lakh voters", 2_500_000),
        ("100 crore records", 1_000_000_000),
        ("three hundred thousand patients", 300_000),
        ("two million three hundred thousand patients", 2_300_000),
        ("twenty-five thousand patients", 25_000),
        ("one and a half million clients", 1_500_000),
        ("one million and a half clients", 1_500_000),
        ("2 and a half million clients", 2_500_000),
        ("son 2 millones y medio de clientes", 2_500_000),
        ("一万二 条记录", 12_000),
        ("half a billion accounts", 500_000_000),
        ("a quarter of a million voters", 250_000),
        ("a hundred thousand voters", 100_000),
        ("１２０万 users", 1_200_000),
        ("数据 二十三万条", 230_000),
        ("七千八百万人的信息", 78_000_000),
        ("一亿二千万用户", 120_000_000),
        ("1亿2000万用户", 120_000_000),
        ("10亿多条记录", 1_000_000_000),
        ("500多万条记录", 5_000_000),
        ("1,260万笔资料", 12_600_000),
        ("百万邮箱", 1_000_000),
        ("база, 7 лямов строк", 7_000_000),
        ("база на 6,3 млн клиентов", 6_300_000),
        ("база, полтора миллиона клиентов", 1_500_000),
        ("база, двадцать пять тысяч клиентов", 25_000),
        ("це база, пів мільйона клієнтів", 500_000),
        ("los datos de dos mil millones de usuarios", 2_000_000_000),
        ("los datos de 5 mil millones de usuarios", 5_000_000_000),
        ("a base com 3,8 milhões de clientes", 3_800_000),
        ("die Daten von 1,9 Mio. Kunden und mehr", 1_900_000),
        ("die Datenbank mit 3,4 Mrd. Zeilen ist da", 3_400_000_000),
        ("6 milyon 200 bin abone kaydı ve fazlası", 6_200_000),
        ("٣٫٧ مليون عميل", 3_700_000),
        ("회원 120만 명", 1_200_000),
        ("고객 데이터 5천만 건", 50_000_000),
        ("dữ liệu của 3 triệu khách hàng", 3_000_000),
    ],
)
def test_a_number_in_all_its_clothes(text, value):
    assert the_count(text) == value


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("10-15M users", 10_000_000, 15_000_000),
        ("10–15M users", 10_000_000, 15_000_000),
        ("20–25 million users", 20_000_000, 25_000_000),
        ("3,000 - 5,000 users", 3000, 5000),
        ("between 10 and 15 million users", 10_000_000, 15_000_000),
    ],
)
def test_of_a_range_the_lower_bound_is_the_value(text, low, high):
    (quantity,) = quantities(text)
    assert (quantity.value, quantity.upper) == (low, high)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("released 2024-05-01 at 12:30", ["date", "date"]),
        ("in March 2024", ["date"]),
        ("from 2017-2025", ["date"]),
        ("dump 20231102", ["date"]),
        ("12.2024 and 02/05/2025", ["date", "date"]),
        ("SHA-256 and MD5", ["label", "label"]),
        ("firmware v3.08.11", ["label"]),
        ("order 2024-7719-0042", ["label"]),
        ("call +1-555-0142 or +7 (900) 555-01-23", ["label", "label"]),
        ("number 4111 1111 1111 1111", ["label"]),
        ("host 192.0.2.80", ["label"]),
        ("7x7 Dental", ["label"]),
        ("78% valid", ["percent"]),
        ("3 years, 48 h", ["duration", "duration"]),
        ("12 GB for $500", ["size", "money"]),
        ("id 7730018264", ["bare"]),
    ],
)
def test_each_number_is_one_thing(text, kinds):
    assert [quantity.kind for quantity in quantities(text)] == kinds


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("3.7M email addresses of customers", "accounts"),
        ("1.5M student records", "people"),
        ("583k unique user records", "people"),
        ("8.1 million rows of bookings", "rows"),
        ("All members: 2,407,913", "people"),
        ("Lines 45,221,990", "rows"),
        ("Employees: 1,204,100", "employees"),
        ("412,000 files", "files"),
        ("10x Premium Accounts", "accounts"),
        ("2376 x (misc)", "pieces"),
    ],
)
def test_what_is_counted(text, unit):
    assert quantities(text)[0].unit == unit


def test_a_noun_on_the_next_line_counts_only_in_wrapped_text():
    wrapped = "the archive that somebody offered here yesterday holds 2.3 million\ncustomers of the shop"
    assert the_count(wrapped) == 2_300_000
    assert quantities("total 500\nusers of it")[0].kind == "bare"


def test_written_out_numbers_are_exact_and_rounded_ones_are_not():
    assert [q.exact for q in quantities("2,318,447 users, 2.3M users, over 500 users, 500+ users")] == [
        True, False, False, False,
    ]  # fmt: skip


@given(st.text(alphabet=st.sampled_from("0123456789 .,'-+kKmM$€%万亿三百半двthousand\n:()x"), max_size=80))
def test_quantities_never_overlap_and_stay_inside(text):
    for scanned in scan(text):
        end = 0
        for quantity in scanned.quantities:
            assert end <= quantity.start < quantity.end <= len(scanned.part.text)
            assert quantity.start <= quantity.number[0] < quantity.number[1] <= quantity.end
            end = quantity.end
