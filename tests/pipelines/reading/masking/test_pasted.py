"""What sellers paste without a word for "sample" and without a header: logins, people in lines, programs' keys."""

import pytest

from pipelines.reading import Raw, read
from tests.pipelines.reading.masking.masked import stored

HIDDEN = [
    # what stands in a post, what of it must not be left
    ("orlab:sunshine1\ntomq:letmein22\nrenee_c:dragonfly9", ("orlab", "sunshine1", "letmein22", "dragonfly9")),
    ("wxmei1989----meimei520\nliguoq----lgq7788", ("wxmei1989", "meimei520", "lgq7788")),
    ("orla@mail.example sunshine1\ntom@mail.example letmein22", ("orla@", "sunshine1", "letmein22")),
    ("orla@mail.example,sunshine1", ("orla@", "sunshine1")),
    ("orla@mail.example - sunshine1", ("sunshine1",)),
    ("orla@mail.example----sunshine1", ("sunshine1",)),
    (
        '{"customerName":"Orla Bresnahan","customerPhone":"0861234567","deliveryAddress":"14 Harbour Road"}',
        ("Orla", "0861234567", "Harbour"),
    ),
    ("userMobile: 9845012345, homeAddress1: 14 Harbour Road", ("9845012345", "Harbour")),
    ("Array\n(\n  [name] => Orla Bresnahan\n  [password] => sunshine\n)", ("Orla", "sunshine")),
    ("Phone.....: 9845012345\nName......: Orla Bresnahan", ("9845012345", "Orla")),
    ("Name ➜ Orla Bresnahan\nPassword ➜ sunshine", ("Orla", "sunshine")),
    ("王小梅 13812345678 北京市朝阳区建国路88号\n李国强 13987654321 广州市南山路12号", ("王小梅", "13812345678", "建国路", "李国强")),
    (
        "Сомова Ирина Викторовна 14.05.1987 79031234567 4510334455\nПетров Олег Игоревич 11.02.1977 79031234999 451033441",
        ("Сомова", "14.05.1987", "79031234567", "4510334455", "Петров"),
    ),
    (
        "Sample:\nSiti Wulandari - 081234567890 - Bekasi\nBudi Santoso - 081298765432 - Depok",
        ("Siti", "081234567890", "Bekasi", "Budi"),
    ),
    ("Sample:\nName,Diagnosis,Visit\nDeepa Rao,TB,2025-03-02", ("Deepa",)),
    ("Patient: Deepa Rao\nDiagnosis: HIV", ("Deepa",)),
    ("Имя: Велана Губосина\nДиагноз: F20.0", ("Велана",)),
    (
        "Caleb,Northway,9185550142,Tulsa,OK\nOrla,Bresnahan,9185550143,Tulsa,OK",
        ("Caleb", "Northway", "9185550142", "Bresnahan"),
    ),
    ("Cédula 1.020.345.678", ("1.020.345.678",)),
    (
        "P<GBRBRESLIN<<MARTHA<<<<<<<<<<<<<<<<<<<<<<<<\n5334755143GBR8501019F2601018<<<<<<<<<<<<<<04",
        ("BRESLIN", "MARTHA", "5334755143", "8501019"),
    ),
    ("seed: army van defense carry jealous true garbage claim echo media make crunch", ("army", "garbage", "crunch")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "hidden"), HIDDEN, ids=[text[:30] for text, _ in HIDDEN])
def test_what_is_somebodys_is_masked(text: str, hidden: tuple[str, ...]) -> None:
    for body in (text, f"We sell the users of Acme Bank.\n\n{text}\n\nOne deal only, escrow is welcome."):
        left = stored(body)
        assert [each for each in hidden if each in left] == []


@pytest.mark.parametrize(
    "text",
    [
        "Price:500USD\nSize:24000MB\nFormat:sql2024",
        '{"productName":"Blue Shop","userCount":450,"fileName":"dump.sql"}',
        "Gull Forum 1503238553 записей\nTern Forum 1203238551 записей",
        "数据 15032385536 条",
        "tables: users2024, orders2023, logs2022",
        "we accept escrow => fast deal. Records => 2 million",
        "seed: torrent of 12 files",
        "GULLDATABASE<<FULL",
        "Name: Larkmoor\nAge: 2 years, never sold",
        "Texas,Dallas,1203238551,rows\nOhio,Akron,1203238552,rows",
    ],
)
def test_what_is_nobodys_stays(text: str) -> None:
    assert stored(text) == text


@pytest.mark.parametrize(
    "row", ["Phone: 5512345678", "Name|Phone\nOrla Bresnahan|0861234567", "رقم الجوال: 0551234567"]
)
def test_a_persons_number_does_not_stand_for_how_many_there_are(row: str) -> None:
    reading = read(Raw(title="Acme Bank database", body=f"2.5 million customers, price 800 USD\n{row}"))
    assert (reading.claim.records, reading.claim.price and reading.claim.price.amount) == (2_500_000, 800)


@pytest.mark.parametrize(
    "words", ["Size: 15,032,385,536 bytes", "15032385536 bytes", "дамп 15032385536 байт", "大小：15032385536 字节"]
)
def test_sizes_in_bytes_are_read_and_are_nobodys_phone(words: str) -> None:
    reading = read(Raw(title="Acme Bank database, 2 million users", body=words))
    assert (reading.claim.size_bytes, reading.text.body) == (15_032_385_536, words)
