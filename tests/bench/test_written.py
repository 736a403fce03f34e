"""Numbers are found in the clothes that sellers give them, and written anew in the same."""

from decimal import Decimal

import pytest

from bench.written import find, loose_magnitudes, rewrite


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("1,234,567 rows", 1234567, "count"),
        ("1.234.567 Zeilen", 1234567, "count"),
        ("1 234 567 lignes", 1234567, "count"),
        ("1'234'567 Einträge", 1234567, "count"),
        ("12,50,000 customers", 1250000, "count"),
        ("1.2M users", 1200000, "count"),
        ("4,6 milhões de linhas", 4600000, "count"),
        ("12,5 млн строк", 12500000, "count"),
        ("9kk mail", 9000000, "count"),
        ("全量380万人", 3800000, "count"),
        ("고객 120만 명", 1200000, "count"),
        ("٢٫٤ مليون عميل", 2400000, "count"),
        ("1,6 juta akun", 1600000, "count"),
        ("5 lakh voters", 500000, "count"),
        ("114Gb of files", 114 * 10**9, "size"),
        ("16,5 Go", 165 * 10**8, "size"),
        ("640 GiB", 640 * 2**30, "size"),
        ("$6.5k", 6500, "money"),
        ("R$ 3.000", 3000, "money"),
        ("price 0.35 BTC", Decimal("0.35"), "money"),
        ("блиц 180 000 руб", 180000, "money"),
        ("价格 6 个比特币", 6, "money"),
    ],
)
def test_a_number_is_understood(text, value, kind):
    (number,) = find(text)
    assert (value in [each * number.factor for each in number.values], number.kind) == (True, kind)


@pytest.mark.parametrize(
    "text", ["7x7dental", "djs2016", "order 20250917-0034412", "v3.0.11", "03/02/2025", "a_77", "10:30"]
)
def test_digits_inside_words_dates_and_codes_are_no_numbers(text):
    assert [each.text for each in find(text) if each.free and each.kind == "count"] in ([], ["10"])


@pytest.mark.parametrize(
    ("text", "factor", "written"),
    [
        ("1,234,567 rows", "2", "2,469,134"),
        ("1.870.000 filas", "3", "5.610.000"),
        ("1 100 000 клиентов", "3", "3 300 000"),
        ("12,50,000 customers", "2", "25,00,000"),
        ("12,5 млн строк", "3", "37,5"),
        ("$6,500", "1.26", "8,200"),
        ("٢٫٤ مليون", "3", "٧٫٢"),
        ("380万", "1.5", "570"),
        ("3 миллиона", "1.34", "4"),
    ],
)
def test_the_clothes_stay(text, factor, written):
    (number,) = find(text)
    new = rewrite(number, number.values[0], Decimal(factor))
    assert new is not None
    assert new[0] == written


@pytest.mark.parametrize(
    ("text", "factor", "why"),
    [
        ("9.5M users", "3", "another digit"),
        ("1 млн строк", "0.3", "nothing would be left"),
        ("2 миллиона", "3", "another plural"),
        ("1000 users", "2.02", "a year"),
    ],
)
def test_what_does_not_fit_is_not_written(text, factor, why):
    (number,) = find(text)
    assert rewrite(number, number.values[0], Decimal(factor)) is None, why


@pytest.mark.parametrize("text", ["20-25 million", "$800–1500", "от 3 до 5 млн", "7 milyon 400 bin üye"])
def test_what_hangs_on_another_number_is_not_free(text):
    assert not any(each.free for each in find(text)[:1])


@pytest.mark.parametrize(
    ("text", "loose"),
    [("полмиллиона, миллион строк", True), ("1,2 миллиона", False), ("七千八百万人", True), ("78万人", False)],
)
def test_large_numbers_in_words_are_seen(text, loose):
    assert loose_magnitudes(text) is loose
