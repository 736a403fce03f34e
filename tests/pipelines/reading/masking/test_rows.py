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
    ],
)
def test_what_is_no_sample_of_people_stays(text):
    assert masked(text) == text


def test_a_count_that_was_protected_stays_in_a_table_of_people():
    text = "[code]\nAnn Sample;a@mail.example;1240 orders\n[/code]"
    start = text.index("1240")

    assert "1240 orders" in masked(text, protected=[(start, start + 11)])
