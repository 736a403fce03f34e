import pytest

from pipelines.reading import records
from tests.pipelines.reading.scanning import scan


def headline(body: str, title: str = "") -> int | None:
    return next((found.value for found in records.find(scan(body, title)) if found.role == "headline"), None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # people beat accounts, accounts beat rows, whatever their order and size
        ("7 million records, 6.4 million unique emails", 6_400_000),
        ("2.3M rows (1.1M unique users)", 1_100_000),
        ("5 million people and 471 thousand email addresses", 5_000_000),
        ("42M rows and 18.6M phone numbers", 42_000_000),
        ("Verkaufe die Daten der Stadtwerke, 211.900 Anschlüsse\nPrivatkunden: 187.340", 187_340),
        ("一共 2700万条订单，去掉重复以后买家 940 万人", 9_400_000),
        # within a kind the larger total
        ("1) 73,518 users\n2) 1,380,200 users\n3) 517k users", 1_380_200),
        ("30k records came first, a further 140k records later, bringing its total to 170k", 170_000),
        # the exact one of the same count
        ("2.4M members. All members: 2,407,913", 2_407_913),
        ("1.9M lines, to be exact 1,903,377 lines", 1_903_377),
        # not a count of the data
        ("revenue $187M, 2,300 employees, 48 branches", None),
        ("Hosts: 2,140 in AD. 7 sites", None),
        ("Sample: 700 rows, only if you mean it", None),
        ("750,000 records sample", None),
        ("Pavyzdys 1.35M still images", None),
        ("2.6 million rows per second", None),
        ("Alexa rank 59k", None),
        ("town with 91,000 residents", None),
        ("Start: 3k\nStep: 500\nBlitz: 7k", None),
        ("billions of records", None),
        ("数十亿条记录", None),
        ("several 2024 databases", None),
        ("Employees: about 1,250. What you get: a VPN login", None),
        ("We took 90 GB. 640 employees, 12 sites", None),
        ("9999999999999 records", None),
        ("[code]\nid;name\n900000 users;x\n[/code]", None),
        # but these are
        ("personal data of 9,500 employees leaked", 9500),
        ("padrón con 158.000 habitantes y DNI", 158_000),
        ("Personnel files of a cable works, 830 employees", 830),
        ("830 employees: contract, salary, IBAN", 830),
        ("Members: about 61,000", 61_000),
        ("4,310 riders and 96,000 trips", 4310),
        ("640 holders, with scan and number", 640),
        ("学员 3.4万，姓名、电话", 34_000),
        ("combo 300k fresh hotmail", 300_000),
        ("shop.example 340k users", 340_000),
        ("10x Premium Accounts", 10),
        ("640k of them with phone: total 3.6 million flyers", 3_600_000),
        ("Larger than last year's leak (270k people). Here come half a million clients", 500_000),
        ("The firm has 1.2 million customers worldwide. Leaked: 530,000 customers", 530_000),
    ],
)
def test_the_headline_count(text, value):
    assert headline(text) == value


def test_every_count_stays_a_candidate_with_its_role():
    roles = {found.value: found.role for found in records.find(scan("1.5M users, 900 employees. Sample of 80 rows"))}
    assert roles == {1_500_000: "headline", 900: "employees", 80: "sample"}


def test_a_count_without_a_noun_is_weak():
    assert [found.confidence for found in records.find(scan("4.4m, fresh"))] == ["weak"]
