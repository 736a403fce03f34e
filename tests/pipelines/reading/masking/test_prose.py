"""What is masked in sentences, and what must stay readable there."""

import pytest

from tests.pipelines.reading.masking.masked import found, masked

HIDDEN = [
    # language, text, what must not be left of it
    ("en", "ask mary.major@mail.example today", ["mary.major@mail.example"]),
    ("en", "mary.major [at] mail [dot] example, or mary_m at mail dot example", ["mary.major", "mary_m"]),
    ("en", "mary(at)mail.example", ["mary(at)"]),
    ("ru", "почта ivan собака mail точка ru", ["ivan собака"]),
    ("zh", "邮箱zhang.san＠mail.example，电话13812345678", ["zhang.san", "13812345678"]),
    ("en", "call +44 7700 900123 or (202) 555-0143", ["7700 900123", "555-0143"]),
    ("en", "call me 555-123-4567, whatsapp 4477 0090 0123", ["555-123-4567", "4477 0090 0123"]),
    ("ru", "звоните 8 (916) 000-01-49", ["000-01-49"]),
    ("ru", "его телефон 89160000149", ["89160000149"]),
    ("es", "su DNI: 30.123.456 - y nada más", ["30.123.456"]),
    ("en", "+1\u200b202\u200b5550143 is his", ["5550143", "202"]),
    ("ar", "الهاتف: ٠٥٥١٢٣٤٥٦٧", ["٠٥٥١٢٣٤٥٦٧"]),
    ("hi", "मोबाइल: ९८७६५४३२१०", ["९८७६५४३२१०"]),
    ("zh", "手机一三八零零一三八零零零", ["一三八零零一三八零零零"]),
    ("en", "here is one to try: 4111 1111 1111 1111 exp 03/29", ["4111 1111 1111 1111"]),
    ("en", "amex 3782-822463-10005, plain 5555555555554444", ["3782-822463-10005", "5555555555554444"]),
    ("ar", "بطاقة ٤١١١ ١١١١ ١١١١ ١١١١", ["٤١١١", "١١١١"]),
    ("zh", "卡号４１１１１１１１１１１１１１１１", ["４１１１１１１１１１１１１１１１"]),
    ("en", "GB82 WEST 1234 5698 7654 32 and DE89370400440532013000", ["WEST", "DE89370400440532013000"]),
    ("it", "conto it60 x054 2811 1010 0000 0123 456", ["x054", "0123 456"]),
    ("fr", "FR14 2004 1010 0505 0001 3M02 606", ["2004", "3M02"]),
    ("de", "DE89 37040044 0532013000", ["37040044", "0532013000"]),
    ("zh", "身份证 110101199003074514", ["110101199003074514"]),
    ("zh", "110101199003074514（身份证）", ["110101199003074514"]),
    ("en", "SSN: 987-65-4320, DOB 02/03/1980, passport no. C01234567", ["987-65-4320", "02/03/1980", "C01234567"]),
    ("ru", "паспорт 4509 123456, СНИЛС 112-233-445 95, ИНН 500100732259", ["123456", "112-233-445 95", "500100732259"]),
    ("pt", "CPF 111.444.777-35", ["111.444.777-35"]),
    ("es", "DNI 12345678Z, nacido el 3 de abril de 1951", ["12345678Z", "3 de abril de 1951"]),
    ("fr", "né le 12/03/1968, n° de sécu 1 85 05 78 006 084 91", ["12/03/1968", "006 084"]),
    ("hi", "आधार: २३४१ २३४१ २३४६", ["२३४१ २३४१ २३४६"]),
    ("tr", "TC kimlik no: 10000000146", ["10000000146"]),
    ("id", "NIK 3171234567890123", ["3171234567890123"]),
    ("ko", "주민번호 900101-1234568, 휴대폰 010-1234-5678", ["900101-1234568", "010-1234-5678"]),
    ("fa", "کد ملی: ۰۰۸۴۵۷۵۹۴۸", ["۰۰۸۴۵۷۵۹۴۸"]),
    ("uk", "РНОКПП 3184710691", ["3184710691"]),
    ("zh", "张样例, 男, 身份证 110101199003074514, 电话 13812345678", ["张样例", "110101199003074514", "13812345678"]),
    ("ru", "Образцов Пример Тестович, паспорт 4509 123456, тел. 89160000149", ["Образцов", "89160000149"]),
    ("en", "see what I posted in spring (4111111111111111)", ["4111111111111111"]),
    ("en", "the admin's key is AKIAABCDEFGHIJKLMNOP", ["AKIAABCDEFGHIJKLMNOP"]),
    ("en", "https://mary:Winter2020@panel.example/", ["mary:Winter2020"]),
    ("en", "mary.major(a)mail.example, ann dot lee at mail dot example", ["mary.major", "ann", "lee"]),
    ("ja", "yamada.tアットmailドットexample", ["yamada", "mail"]),
    ("ja", "taro.y アットマーク mail.example", ["taro.y"]),
    ("ko", "메일은 cs.kim골뱅이mail.example 입니다", ["cs.kim"]),
    ("zh", "邮箱 zhangsan艾特mail点com", ["zhangsan"]),
    ("fa", "reza.k ات mail دات example", ["reza.k"]),
    ("ko", "전화 010-1234-5678 / 02-123-4567", ["5678", "4567"]),
    ("de", "Telefon 030 / 1234567", ["1234567"]),
    ("pl", "tel. 501 234 567", ["234 567"]),  # written like a count of millions
    ("es", "teléfono 612 345 678, NIE X2482300W", ["345 678", "X2482300W"]),
    ("pt", "NIF 123 456 789", ["456 789"]),
    ("ru", "СНИЛС: 112‑233‑445 95", ["112‑233", "445 95"]),  # hyphens that do not break
    ("ru", "ФИО: Образцов Пример, ДР: 12.04.1985", ["Образцов", "12.04.1985"]),
    ("id", "Nama: Budi Contoh\nHP: 081234567890", ["Budi", "081234567890"]),
    ("en", "Ann Sample (987-65-4320), Bob Test (987-65-4321)", ["Ann", "987-65-4320", "Bob", "987-65-4321"]),
    ("en", "S S N : 0 7 8 - 0 5 - 1 1 2 0", ["0 7 8", "1 1 2 0"]),
    ("en", "ann.sample%40mail.example", ["ann.sample"]),
    ("en", "4111111111111111:03:29:512 and 4111 1111 1111 1111 / 0329 / 512", ["03:29", "512", "0329"]),
    ("zh", "身份证 110137199003074510", ["110137199003074510"]),  # of a county that no table has
    ("zh", "李样（身份证号110101199003074514）", ["李样", "110101199003074514"]),
    ("ja", "例田太郎（090-1234-5678）", ["090-1234-5678"]),
    ("ko", "홍예시(900101-1234567, 010-1234-5678)", ["홍예시", "900101-1234567", "010-1234-5678"]),
    ("tr", "Ahmet Bey 0532 123 4567, TC 10000000146", ["0532 123 4567", "10000000146"]),
    ("pl", "dowód ABC123456", ["ABC123456"]),
    ("de", "Perso L01X00T47, Handy 0171 1234567", ["L01X00T47", "0171 1234567"]),
    ("it", "CF RSSMRA85T10A562S", ["RSSMRA85T10A562S"]),
    ("pt", "RG 12.345.678-9", ["12.345.678-9"]),
    ("fr", "06.12.34.56.78 le soir", ["06.12.34"]),
    ("ru", "паспорт 4509№123456", ["4509", "123456"]),
    ("es", "tlf 612345678", ["612345678"]),
    ("en", "name=Ann Sample&phone=2025550143&dob=1980-01-01", ["Ann Sample", "2025550143", "1980-01-01"]),
    (
        "id",
        "Nama lengkap: Putra Wali\nTTL: Bandung, 05-03-1988\nNo HP: 0812-5550-9876",
        ("Putra", "05-03-1988", "5550"),
    ),
    (
        "tr",
        "Ad Soyad: Ali Veli\nTelefon: 0532 555 01 02\nAdres: Tepe Mah. Söğüt Sok. No: 14/3",
        ("Veli", "Söğüt", "14/3"),
    ),
    ("en", "Full name: Anne Smith\nPhone: +44 20 7946 0958", ("Anne", "7946")),
    ("en", "Password: Winter!2020", ["Winter"]),
    ("ru", "Пароль: Zima#1997", ["Zima"]),
    ("ko", "비밀번호: Gyeoul_88", ["Gyeoul"]),
    ("zh", "姓名: 张样例\n手机: 13812345678\n地址: 样例路8号", ["张样例", "样例路"]),
    # phones as people give them
    ("en", "call me at 2025550143, or text me on 202-555-0143", ["2025550143", "555-0143"]),
    ("en", "contact: 202-555-0143", ["555-0143"]),
    ("en", "contact me via 2025550143", ["2025550143"]),
    ("en", "1-202-555-0143, 1 202 555 0144; 202.555.0145", ["555-0143", "555 0144", "555.0145"]),
    ("en", "Ann Lee,202-555-0143,Oakmere", ["555-0143"]),
    ("en", "Ann Lee,020-7946-0123", ["7946"]),
    ("en", "whatsapp to 2025550143 or signal 2025550144", ["2025550143", "2025550144"]),
    ("ru", "Вотсап: 89161234567, ватсапп на 89161234568", ["89161234567", "89161234568"]),
    ("ru", "мой тг 79161234567", ["79161234567"]),
    ("ru", "Пробов,8 916 123 45 67", ["123 45 67"]),
    ("zh", "加微信13812345678", ["13812345678"]),
    ("zh", "联系 138 1234 5678", ["1234 5678"]),
    ("ko", "홍길동,010-1234-5678,서울", ["1234-5678"]),
    ("ja", "山田太郎,090-1234-5678", ["1234-5678"]),
    ("de", "erreichbar unter Telefon: 030 1234567, kontakt 01711234567", ["1234567", "01711234567"]),
    # documents in the spelling of offices
    ("ru", "паспорт серия 4509 номер 123456", ["4509", "123456"]),
    ("ru", "паспорт серии 4509 № 123456", ["4509", "123456"]),
    ("ru", "паспортом серией 45 09 № 123456", ["45 09", "123456"]),
    ("ru", "Паспорт: серия 45 09, номер 123456", ["45 09", "123456"]),
    ("ru", "паспорт (серия: 4509; номер: 123456) выдан", ["4509", "123456"]),
    ("ru", "паспорт сер. 4509 ном. 123456", ["4509", "123456"]),
    ("ru", "паспорт гражданина РФ 4509 123456", ["4509", "123456"]),
    ("ru", "Паспорт гражданина Российской Федерации серия 4509 № 123456", ["4509", "123456"]),
    ("ru", "Серия паспорта: 4509\nНомер паспорта: 123456", ["4509", "123456"]),
    ("ru", "Паспорт\nСерия: 4509\nНомер: 123456", ["4509", "123456"]),
    ("ru", "Серия и номер паспорта: 4509 123456", ["4509", "123456"]),
    ("ru", "серия 4509 № 123456", ["4509", "123456"]),
    ("ru", "свидетельство IV-ЖБ № 123456", ["IV-ЖБ", "123456"]),
    ("ru", "водительское удостоверение серия 99 12 номер 123456", ["99 12", "123456"]),
    ("ru", "загранпаспорт 71 1234567", ["71 1234567"]),
    ("uk", "паспорт серія АА №123456", ["АА", "123456"]),
    ("uk", "паспорт громадянина України серії КВ № 123456", ["КВ", "123456"]),
    ("en", "passport series 4509 number 123456", ["4509", "123456"]),
]


@pytest.mark.parametrize(("language", "text", "hidden"), HIDDEN, ids=[text[:40] for _, text, _ in HIDDEN])
def test_personal_data_is_masked(language, text, hidden):
    left = masked(text, language)

    assert len(left) == len(text)
    assert [each for each in hidden if each in left] == []


KEPT = [
    ("en", "1 000 000 000 citizens, 23 TB, 10 BTC"),
    ("en", "13 800 138 000 rows; 2,318,447 members; +1 000 000 more"),
    ("en", "dump of acme.example is available at acme.example"),
    ("en", "deal id 7730018264, post id 55910023417, ticket 55120-A, ref 2024-7719-0042"),
    ("en", "order 4111111111111111"),  # passes Luhn, and says that it is an order's
    ("en", "build 20220917, v3.08.11, hash 9c04be17f2a1, probe it at 192.0.2.80, 17:00-01:00"),
    ("en", "refreshed 2025-03-22, dump of 14.09.2025"),
    ("en", "telegram @some_handle, seller: night_heron, tox 76518406F6A9F2217E8DC487CC783C25CC16A15EB36FF32E335A235342C48A39"),
    ("en", "Phone: 1204300\nEmails: 2300100\nRecords: 5000000"),
    ("en", "Name: yes, Phone: yes, Passport: 870k"),
    ("en", "Name: Acme Corp\nWebsite: acme.example\nRevenue: $20M\nEmployees: 300"),
    ("en", "Total: 1,204,300 | 2.1 GB | $500\nSecond: 88,412 | 1 GB | $200"),
    ("en", "bare runs 110101199003074514 and 10000000146 are anything"),
    ("ru", "протокол 000914-226-17, обращение 20240211-305, 6,3 млн"),
    ("pt", "protocolo 202509180044127, pedido 6620-517-348"),
    ("zh", "档案号 SX-20240307-00419，运单 YT5518204467731，9亿条，430万人"),
    ("ar", "٣٫٧ مليون عميل مقابل ٥٠٠٠ دولار، ٢٠٢٤"),
    ("pt", "de 59 GB possui dados de 428 mil clientes e de 22 lojas"),  # 22 letters, and their checksum holds
    ("it", "al 34 me 37 fi 2024 da 1 no is linhas gb 20 mil registros"),
    ("en", "order 403-1234567-7654311 came"),  # passes Luhn, but nobody parts a card so
    ("ja", "注文番号 244-7978910-2448594、95万件"),
    ("zh", "单号 4585419894924，已发"),
    ("ko", "주문번호 250917-1034412, 0.0123456789 BTC, 08.11.2024"),
    ("en", "dump of 00 11 22 33 44, v0.12.345.6789, 01/02/2024 to 03/04/2024"),
    ("en", "sku 4920644010105, tox A2FAC6ED5412171039342100C2082F465B"),
    ("en", "valid 45.53.2024-14.69.2025"),
    ("en", "Phone: 618931309\nEmail: 446934524\nPassport: 2993577\nSSN: 30092341"),  # how many there are of each
    ("zh", "手机：585037768\n邮箱：938323587\n身份证：224804296"),
    ("ru", "Телефон: 88787673\nПочта: 64327985\nИНН: 54430765"),
    ("en", "Password: yes. Password hash: bcrypt-SHA256, passwords: MD5 and PBKDF2-HMAC"),
    ("en", "Password: plain; archive password: infected"),
    ("de", "4.200 € VHB, 187.340 Privatkunden, 6. Oktober 2025"),
    ("ru", "паспорта граждан 500 000, паспорта РФ за 2023 год, 120000 штук"),
    ("en", "order 202-555-0143, ticket #202-555-0144, 192-555-0143, ref-202-555-0143, 202-155-0143, 2-202-555-0143"),
    ("en", "telegram @some_handle, contact: pm, session 05ab12cd3456789012, tg: 1,204,300, contact 5000000000"),
    ("en", "contact me in 2025, dm 2024-11-05, skype 12 GB, pm for 120 000 000"),
    ("zh", "联系电话：12,043,000，微信 3 万条"),
    ("en", "Versions 1.202.555.0143.7, 10.202.555.0143"),
    ("ru", "Пятая серия из 12 баз, номер 1"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), KEPT, ids=[text[:40] for _, text in KEPT])
def test_what_is_nobodys_stays(language, text):
    assert masked(text, language) == text


def test_a_protected_count_stays_even_behind_a_cue():
    text = "phone 138000000 users"

    assert "138000000" not in masked(text)
    assert masked(text, protected=[(6, 21)]) == text


@pytest.mark.parametrize(
    "text", ["Номер паспорта: 123456 строк", "паспорта РФ 2023 120000 штук", "паспорта 15 1204300 строк"]
)
def test_a_protected_count_stays_behind_a_passport(text):
    last = text.split()[-2]

    assert last in masked(text, "ru", protected=[(text.index(last), len(text))])


def test_a_phone_is_no_count_however_it_was_protected():
    text = "телефон 8 916 000 01 49"

    assert "916" not in masked(text, "ru", protected=[(8, len(text))])


@pytest.mark.parametrize(
    ("language", "text", "kind", "scheme", "country"),
    [
        ("zh", "身份证 110101199003074514", "national_id", "cn.ric", "CN"),
        ("en", "aadhaar 2341 2341 2346", "national_id", "in.aadhaar", "IN"),
        ("pt", "CPF 111.444.777-35", "national_id", "br.cpf", "BR"),
        ("ru", "ИНН 500100732259", "tax_id", "ru.inn", "RU"),
        ("en", "call +44 7700 900123", "phone", None, "GB"),
        ("en", "DE89 3704 0044 0532 0130 00", "iban", None, "DE"),
        ("en", "4111 1111 1111 1111", "payment_card", None, None),
        ("en", "a.b@mail.example", "email", None, None),
        ("en", "passport C01234567", "passport", None, None),
        ("de", "geboren am 3. April 1951", "date_of_birth", None, None),
    ],
)
def test_a_redaction_tells_what_it_hides(language, text, kind, scheme, country):
    [one] = found(text, language)

    assert (one.source, one.kind, one.scheme, one.country) == ("body", kind, scheme, country)


def test_offsets_count_the_original():
    text = "ﬁle \u200bfor \u202e4111\u200b111111111111"

    [one] = found(text)

    assert text[one.start : one.end] == "4111\u200b111111111111"
