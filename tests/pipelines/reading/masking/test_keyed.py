"""Two cells side by side, a known key and its value: as "key: value"; headers, lists of fields and counts stay."""

import pytest

from tests.pipelines.reading.masking.masked import masked

RECORDS = [
    ("en", "Account number | 11872446700848", ("1187",)),
    ("en", "Phone | 07700900310", ("0770",)),
    ("en", "Phone || 07700900310", ("0770",)),
    ("en", "Phone (mobile)\t07700900310", ("0770",)),
    ("en", "Full name | Veralaba Subosema\nPhone | +447700900123\nAddress | Nugigevo Street 39", ("Vera", "4477", "Nugi")),
    ("en", "| Phone          | 07700900310 |\n|---|---|\n| Full name      | Veralaba Subosema |", ("0770", "Vera")),
    ("en", "│ Passport no          │ C12345678  │\n│ Date of birth        │ 28.03.1940 │", ("C123", "1940")),
    ("en", "<tr><td>CPF</td><td>90087836734</td></tr>\n<tr><td>Password</td><td>Suramuve!7551</td></tr>", ("9008", "Sura")),
    ("ru", "ИНН | 500100732259\nФИО | Пробов Тест", ("5001", "Пробов")),
    ("ru", "Паспорт | C12345678", ("C123",)),
    ("zh", "姓名 | 张样例\n手机 | 13912345678", ("张样例", "139")),
    ("ar", "الهاتف | ٠٥٥١٢٣٤٥٦٧", ("٠٥٥",)),
    ("ko", "여권번호 | C12345678", ("C123",)),
    ("hi", "पासपोर्ट नंबर | C12345678", ("C123",)),
]  # fmt: skip


@pytest.mark.parametrize("frame", ["{}", "Fresh base.\n\n{}\n\nPrice 500 USD", "Sample:\n{}"])
@pytest.mark.parametrize(("language", "text", "hidden"), RECORDS, ids=[text[:40] for _, text, _ in RECORDS])
def test_a_value_beside_its_key_is_masked(language, text, hidden, frame):
    left = masked(frame.format(text), language)

    assert len(left) == len(frame.format(text))
    assert [each for each in hidden if each in left] == []


@pytest.mark.parametrize(
    "text",
    [
        "Name | Type\nemail | varchar(255)\nphone | varchar(20)\npassword | varchar(64)",
        "Name | Records\nRed Lake | 2025550143\nAdult Fox | 1404300123",
        "Phone | 618931309\nEmail | 446934524",
        "Phone | 2,318,447\nPassport | 1,204,300",
        "Phone | yes\nEmail | yes\nPassport | no",
        "Fields | name, phone, email",
        "Fields: name | phone | email",
        "name | phone\nemail | address",
        "Username | Password",
        "Company | Red Lake\nAddress | Sample Street 5\nRevenue | $5 million",
        "Price | 500 USD\nDate | 28.03.2024\nCountry | Spain",
    ],
)
def test_what_is_nobodys_stays(text):
    assert masked(text) == text
