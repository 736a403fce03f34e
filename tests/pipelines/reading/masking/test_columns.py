"""Tables of which one column is somebody's, cards, coordinates, addresses in other scripts; counts beside them stay."""

import pytest

from tests.pipelines.reading.masking.masked import masked

HIDDEN = [
    ("en", "No | Passport no\n1 | E76664665\n2 | C25815921", ("E766", "C258")),
    ("en", "No | Passport no\n1 | 766646651\n2 | 258159213", ("7666", "2581")),
    ("en", "No | Account number\n1 | 98632785184402\n2 | 39051022585528", ("9863", "3905")),
    ("en", "No | Password\n1 | Tumalaso!3052\n2 | Rofugubu!4036", ("Tuma", "Rofu")),
    ("en", "No | Driver license\n1 | K32093249\n2 | C79133431", ("K320", "C791")),
    ("en", "No | Phone\n1 | 07700900310\n2 | 02079460169", ("0770", "0207")),
    ("en", "City | Phone\nOakmere | 07700900310\nElmford | 02079460169", ("0770", "0207")),
    ("en", "No | Passport no | City\n1 | E76664665 | Oakmere\n2 | C25815921 | Elmford", ("E766", "C258")),
    ("en", "Card number: 4539578763621486\nCVV2: 285\nExpiry date: 03/62", ("4539", "285", "03/62")),
    ("en", "4539578763621486|03|62|285|Kavoma Tirelu|12 Baker Street", ("03|62", "285", "Kavoma", "Baker")),
    ("hi", "कार्ड नंबर: 4539578763621486\nसमाप्ति तिथि: 03/62", ("4539", "03/62")),
    ("en", "Full name: Polo Kuru\nCoordinates: -46.25808, -127.84321", ("Polo", "46.2", "127.8")),
    ("en", "Full name: Polo Kuru\nGPS: 46.25808° S, 127.84321° W", ("Polo", "46.2", "127.8")),
    ("ru", "ФИО: Пробов Тест\nКоординаты: -46.25808, -127.84321", ("Пробов", "46.2", "127.8")),
    ("ko", "성명: 홍길동\n좌표: -46.25808, -127.84321", ("홍길동", "46.2", "127.8")),
    ("ko", "이메일: 뷶뷘뷦829@muzaneto.example", ("뷶", "829", "muza")),
    ("zh", "邮箱: yamada太郎829@muzaneto.example", ("yamada", "太郎", "829")),
    ("hi", "ईमेल: खिझुठे829@muzaneto.example", ("खि", "829")),
    ("zh", "请联系ann@muzaneto.example", ("ann", "muza")),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "hidden"), HIDDEN, ids=[text[:40] for _, text, _ in HIDDEN])
def test_what_is_somebodys_is_masked(language, text, hidden):
    left = masked(text, language)

    assert len(left) == len(text)
    assert [each for each in hidden if each in left] == []


@pytest.mark.parametrize(
    "text",
    [
        "No | Records\n1 | 2025550143",
        "Country | Phone\nUSA | 12345678\nUK | 87654321",
        "Country | Phones\nUSA | 1,204,300\nUK | 2,300,412",
        "Table | Password\nusers | md5\nadmins | bcrypt",
        "No | Name\n1 | Red Lake\n2 | Adult Fox",
        "Coordinates: -46.25808, -127.84321",
        "Cards with CVV: 285 pieces, price: 300 USD",
        "Date | Price\n28.03.2024 | 500",
    ],
)
def test_what_is_nobodys_stays(text):
    assert masked(text) == text


def test_words_that_lead_to_an_address_stay():
    assert masked("请联系ann@mail.example", "zh") == "请联系" + "█" * 16
