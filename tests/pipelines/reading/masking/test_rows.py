"""Sample rows and records: masked cell by cell, whatever their delimiter, script and frame."""

import pytest

from tests.pipelines.reading.masking.masked import found, masked

SAMPLES = [
    (
        "rows under a header that nothing fences, with invented numbers",
        "es",
        "CURP,Nombre,Apellido paterno,Domicilio,Celular\nMUEX850312HDFRRN00,JUAN,MUESTRA,\"CALLE UNO 12, CENTRO\",5555550101",
        "CURP,Nombre,Apellido paterno,Domicilio,Celular\n██████████████████,████,███████,\"████████████████████\",██████████",
    ),
    (
        "a table drawn with lines",
        "en",
        "│ id │ name       │ phone        │\n├────┼────────────┼──────────────┤\n│ 1  │ Ann Sample │ 202-555-0143 │",
        "│ id │ name       │ phone        │\n├────┼────────────┼──────────────┤\n│ 1  │ ██████████ │ ████████████ │",
    ),
    (
        "a forum's table",
        "en",
        "[table][tr][td]Ann Sample[/td][td]202-555-0143[/td][td]a@mail.example[/td][/tr][/table]",
        "[table][tr][td]██████████[/td][td]████████████[/td][td]██████████████[/td][/tr][/table]",
    ),
    (
        "a page's table",
        "en",
        "<tr><td>Ann Sample</td><td>a@mail.example</td></tr>\n<tr><td>Bob Test</td><td>b@mail.example</td></tr>",
        "<tr><td>██████████</td><td>██████████████</td></tr>\n<tr><td>████████</td><td>██████████████</td></tr>",
    ),
    (
        "one row, of which the phone alone tells",
        "zh",
        "样例：\n李样例----lina88----Aa123456----13900001111",
        "样例：\n███----██████----████████----███████████",
    ),
    (
        "a street with a number that looks like a key",
        "tr",
        "Örnek:\nAyşe Deneme;10000000146;05321234567;Ankara Cad. No:5",
        "Örnek:\n███████████;███████████;███████████;████████████████",
    ),
    (
        "one row with a name and an ID",
        "it",
        "Esempio:\nMario Prova;RSSMRA85T10A562S;347 1234567;Via Roma 5, Milano",
        "Esempio:\n███████████;████████████████;███████████;██████████████████",
    ),
    (
        "a code block with a header",
        "en",
        "[code]\nname,ssn,dob,city,balance\nDora Sample,987-65-4329,1979-08-23,Oakmere,7315.40\n[/code]",
        "[code]\nname,ssn,dob,city,balance\n███████████,███████████,██████████,Oakmere,7315.40\n[/code]",
    ),
    (
        "a code block without one",
        "ru",
        "Пример:\n[code]\n1|Тест Примеров|17.11.1998|112-233-445 95|a.b@mail.example\n[/code]",
        "Пример:\n[code]\n1|█████████████|██████████|██████████████|████████████████\n[/code]",
    ),
    (
        "mail and password",
        "en",
        "[code]\na.b@mail.example:Sunflower77\nc@mail.example:12345\n[/code]",
        "[code]\n████████████████:███████████\n██████████████:█████\n[/code]",
    ),
    (
        "login and password",
        "en",
        "Sample:\nsomebody:hunter2\nanother7:letmein!",
        "Sample:\n████████:███████\n████████:████████",
    ),
    (
        "address, login, password",
        "en",
        "https://bank.example/login:a.b@mail.example:Passw0rd!\nhttps://shop.example/:admin77:Secret99",
        "https://bank.example/login:████████████████:█████████\nhttps://shop.example/:███████:████████",
    ),
    (
        "lines with the same shape, unfenced",
        "en",
        "Ann Sample\t1980-05-06\t4111-1111-1111-1111\t12 Main Street\nBob Test\t1971-01-02\t5500 0000 0000 0004\t7 Oak Ave",
        "██████████\t██████████\t███████████████████\t██████████████\n████████\t██████████\t███████████████████\t█████████",
    ),
    (
        "after a cue, one line",
        "en",
        "An example of it:\n4111 1111 1111 1111|03/29|512|R. Sample|+44 7700 900145",
        "An example of it:\n███████████████████|█████|███|█████████|███████████████",
    ),
    (
        "JSON",
        "en",
        '[code]\n{"id":12,"name":"Ann Sample","ip":"198.51.100.23"}\n[/code]',
        '[code]\n{"id":12,"name":"██████████","ip":"█████████████"}\n[/code]',
    ),
    (
        "SQL",
        "en",
        "[code]\nINSERT INTO u (id,name,email) VALUES (1,'Ann Sample','a@mail.example'),(2,'Bob Test','b@mail.example');\n[/code]",
        "[code]\nINSERT INTO u (id,name,email) VALUES (1,'██████████','██████████████'),(2,'████████','██████████████');\n[/code]",
    ),
    (
        "a database's own table",
        "en",
        "[code]\n+--+------+\n|id|name  |email|\n+--+------+\n|1 |Ann Test|a@mail.example|\n+--+\n[/code]",
        "[code]\n+--+------+\n|id|name  |email|\n+--+------+\n|1 |████████|██████████████|\n+--+\n[/code]",
    ),
    (
        "Chinese, without delimiters",
        "zh",
        "样本：\n王样例 110101199003074514 13912345678\n",
        "样本：\n███ ██████████████████ ███████████\n",
    ),
    (
        "user names that look like hosts and codes",
        "en",
        "[code]\n1;ivan.example;Ann1990;a@mail.example;Lee\n2;bob.test;bob77;b@mail.example;Wu\n[/code]",
        "[code]\n1;ivan.example;███████;██████████████;███\n2;bob.test;█████;██████████████;██\n[/code]",
    ),
    (
        "keys and values, a line each",
        "ru",
        "ФИО: Примеров Тест Тестович\nТелефон: 8 916 000 01 49\nАдрес: г. Пример, ул. Образцовая, д. 5",
        "ФИО: ██████████████████████\nТелефон: ███████████████\nАдрес: ███████████████████████████████",
    ),
    (
        "keys and values in Arabic",
        "ar",
        "الاسم: محمد تجريبي\nالهاتف: ٠٥٥١٢٣٤٥٦٧",
        "الاسم: ███████████\nالهاتف: ██████████",
    ),
    (
        "keys and values in one line",
        "zh",
        "姓名：张样例，身份证号：110101199003074514",
        "姓名：███，身份证号：██████████████████",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "left"), [each[1:] for each in SAMPLES], ids=[each[0] for each in SAMPLES]
)
def test_sample_is_masked_cell_by_cell(language, text, left):
    assert masked(text, language) == left


RECORDS = [
    # keys and values in the clothes of programs: what stands around, and what must not be left
    ("<name>John Smith</name><phone>2025550143</phone><address>12 Baker Street</address>", ("John", "2025", "Baker")),
    ("<name>John Smith</name><address>12 Baker Street</address>", ("John", "Baker")),
    ("<user>\n  <name>John Smith</name>\n  <phone>2025550143</phone>\n</user>", ("John", "2025")),
    ("<row><full_name>John Smith</full_name><dob>1988-05-12</dob></row>", ("John", "1988")),
    ("<ns:name lang='en'>John Smith</ns:name><ns:address>12 Baker Street</ns:address>", ("John", "Baker")),
    ("<name><![CDATA[John Smith]]></name><phone>\n 2025550143\n</phone>", ("John", "2025")),
    ('<user name="John Smith" phone="2025550143" address="12 Baker Street"/>', ("John", "2025", "Baker")),
    ("name=John+Smith&phone=2025550143&address=12+Baker+Street", ("John", "2025", "Baker")),
    ("POST /order?name=John%20Smith&phone=%2B12025550143&email=john%40mail.example", ("John", "2025", "john")),
    ("name=%D0%98%D0%B2%D0%B0%D0%BD+%D0%A2%D0%B5%D1%81%D1%82&phone=89161234567", ("%D0%98", "8916")),
    (r'{"name":"\u0418\u0432\u0430\u043d \u0422\u0435\u0441\u0442","phone":"2025550143"}', ("0418", "0442", "2025")),
    (r'{"name":"\\u5f20\\u4e09","phone":"13812345678","address":"12 Baker Street"}', ("5f20", "138", "Baker")),
    (r'{"email":"john\u0040mail.example","name":"John Smith"}', ("john", "John")),
    (r"john\x40mail.example", ("john",)),
]  # fmt: skip


@pytest.mark.parametrize("frame", ["{}", "[code]\n{}\n[/code]", "Sample:\n{}", "Fresh base.\n\n{}\n\nPrice 500 USD"])
@pytest.mark.parametrize(("text", "hidden"), RECORDS, ids=[text[:40] for text, _ in RECORDS])
def test_records_of_programs_are_masked(text, hidden, frame):
    left = masked(frame.format(text))

    assert len(left) == len(frame.format(text))
    assert [each for each in hidden if each in left] == []


@pytest.mark.parametrize(
    "text",
    [
        "<name>Red Lake</name><records>1204300</records><price>500</price>",
        "<name></name><phone></phone><address>yes</address>",
        "name=Red+Lake&price=500&size=12",
        r"path C:\users\x64\update and \u0041\u0043\u004d\u0045 Corp",
        "phone > 5 users < name > 3",
    ],
)
def test_programs_tell_of_nobody(text):
    assert masked(text) == text


PASTED = [
    # what nothing fences or announces: language, rows, what must not be left of them
    (
        "ru",
        "Иванов Иван Иванович;12.05.1988;89161234567;ул. Ленина 5\nПетров Тест Иванович;01.02.1979;89161234568;ул. Мира 6",
        ("Иванов", "12.05", "8916", "Ленина", "Петров", "Мира"),
    ),
    (
        "en",
        "John Smith,1988-05-12,2025550143,12 Baker Street\nAnn Tester,1979-01-02,2025550144,7 Oak Ave",
        ("John", "1988", "2025", "Baker", "Ann", "Oak"),
    ),
    ("en", "Ann Tester | 2025550143 | Oakmere\nBob Probe | 2025550144 | Elmford", ("Ann", "2025", "Bob")),
    ("en", "ann77;1988-05-12;2025550143\nbob78;1979-01-02;2025550144", ("ann77", "1988", "2025")),
    ("es", "Ana Prueba;03/04/1951;612345678\nLuis Ensayo;05/06/1962;698765432", ("Ana", "1951", "612345678")),
    ("ko", "홍길동,010-1234-5678\n김철수,010-1234-5679", ("홍길동", "5678", "김철수")),
    ("ja", "山田太郎,090-1234-5678,東京\n山田花子,090-1234-5679,大阪", ("山田", "5678", "花子")),
    ("en", "Ann Lee,020-7946-0123\nBob Probe,020-7946-0124", ("Ann", "7946", "Bob")),
    ("en", "Ann Lee,020-7946-0123,1980-01-02\nBob Probe,020-7946-0124,1981-01-02", ("Ann", "7946", "1980")),
    ("en", "name | phone\nAnn Tester | 2025550143\nBob Probe | 2025550144", ("Ann", "2025", "Bob")),
    ("en", "name | phone\n-----|------\nAnn Tester | 2025550143", ("Ann", "2025")),
    ("en", "Sample:\nname | phone\nAnn Tester | 2025550143", ("Ann", "2025")),
    ("en", "Name\tPhone\nann tester\t2025550143\nBob Probe\t2025550144", ("ann", "2025", "Bob")),
    ("en", "full name, dob\nAnn Tester, 1988-05-12\nBob Probe, 1979-01-02", ("Ann", "1988", "Bob")),
    ("ru", "ФИО;Телефон\nПробов Тест;89161234567\nТестов Иван;89161234568", ("Пробов", "8916", "Тестов")),
    ("zh", "姓名 | 手机\n张三 | 13812345678", ("张三", "138")),
    ("en", "id | name | phone\n1 | Ann Tester | 81234567\n2 | Bob Probe | 91234567", ("Ann", "81234567", "Bob")),
    (
        "en",
        "<table><tr><th>name</th><th>phone</th></tr><tr><td>Ann Tester</td><td>2025550143</td></tr></table>",
        ("Ann", "2025"),
    ),
    (
        "en",
        "[table][tr][td]name[/td][td]phone[/td][/tr][tr][td]Ann Tester[/td][td]2025550143[/td][/tr][/table]",
        ("Ann", "2025"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "hidden"), PASTED, ids=[text[:40] for _, text, _ in PASTED])
def test_pasted_rows_are_masked(language, text, hidden):
    for around in ("{}", "Fresh base, see below.\n\n{}\n\nPrice 500 USD"):
        left = masked(around.format(text), language)

        assert [each for each in hidden if each in left] == []


def test_names_of_columns_tell_the_kind_and_the_scheme():
    text = "[code]\nФИО;СНИЛС;ИНН;адрес\nПримеров Тест;112-233-445 95;500100732259;ул. Пробная 4\n[/code]"

    assert [(one.kind, one.scheme) for one in found(text, "ru")] == [
        ("name", None),
        ("national_id", "ru.snils"),
        ("tax_id", "ru.inn"),
        ("address", None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[code]\nusers.sql | 1,204,300 | 2.1 GB\norders.sql | 88,412 | 1.0 GB\n[/code]",
        "[code]\nusers.sql | 364464705 | 770 MB\nlogs.tar.gz | 658384530 | 531 KB\n[/code]",
        "[code]\nCREATE TABLE users (id int, name varchar, email varchar, phone varchar)\n[/code]",
        "1) one.example - 71,906 users\n2) two.example - 1,618,240 users",
        "name, phone, e-mail, address, order history\nname, card number, expiry",
        "- name, address (street, city, building)\n- total of orders, payment (cash, card), suppliers, dates of orders",
        "Sample: on request, proof in PM, escrow accepted",
        "Proof: screenshots, video, telegram @some_handle",
        "Proof:\nscreenshots, video, tg: @some_handle\nprice: 500 USD, escrow, no time wasters",
        "Red Lake | 2015-07-19 | 36412345\nAdult Fox | 2016-10-16 | 412214295\nOld Space | 2008-07-01 | 359420698",
        "name | date | records\nRed Lake | 2015-07-19 | 2412214295\nAdult Fox | 2016-10-16 | 1412214295",
        "Red Lake, 2015-07-19, 700000000, emails\nAdult Fox, 2016-10-16, 2000000000, phones",
        "name | phone\nemail | address",
        "Emails | Phones\n1204300 | 2300100",
        "email: yes\nphone: no\nname: yes",
        "Contains name, phone\nPrice: 500, 1000\nSize: 2 GB, zipped",
        "user | password\nprice 500 | escrow ok",
    ],
)
def test_what_is_no_sample_of_people_stays(text):
    assert masked(text) == text


def test_a_count_that_was_protected_stays_in_a_table_of_people():
    text = "[code]\nAnn Sample;a@mail.example;1240 orders\n[/code]"
    start = text.index("1240")

    assert "1240 orders" in masked(text, protected=[(start, start + 11)])
