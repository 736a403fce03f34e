import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading import Raw, read
from pipelines.reading.claim import Claim


def claim(title: str, body: str, price: str = "") -> Claim:
    return read(Raw(title=title, body=body, price=price)).claim


@pytest.mark.parametrize(
    ("title", "body", "price"),
    [
        # goods and services, and no word of data in them
        ("Prepaid phone, unlocked", "Ships within two days. Battery replaced.", "XMR 0.4"),
        ("GPS jammer, pocket size", "Range 10 m, battery 2 h.", "BTC 0.002"),
        ("Stamped steel plates", "For your seed, stainless.", "XMR 0.12"),
        ("Hardware key, new", "Sealed.", "USD 40"),
        ("Gull badges, 60 pieces", "Enamel, with our gull.", "XMR 0.02"),
        ("Empty SIM cards, 25 pieces", "Plain envelope.", "XMR 0.4"),
        ("Vendor banner and logo", "Three drafts.", "XMR 0.2"),
        ("Translations into Danish, per page", "By a person.", "EUR 12"),
        ("Email bomber, 50,000 mails", "Any inbox, 24 hours.", "USD 15"),
        ("Bill templates, 9 countries", "Layers and fonts, the names are invented.", "USD 25"),
        ("Scraper made for you", "Any site, source code is yours.", "USD 100"),
        ("Courses for beginners: finding open databases", "Four videos for people who know a shell.", "USD 60"),
        ("Виртуальные номера для регистраций", "Все страны.", "10 руб"),
        ("Пишу чекеры и ботов", "Срок три дня.", "5000 руб"),
        ("Ноутбук для работы", "32 гб, зашифрован.", "40000 руб"),
        ("出 匿名电话卡 十张", "顺丰发货", "200 元"),
        ("二手硬盘 4TB", "八成新", "300 元"),
        ("Zero-click in a chat program", "Works on the current version, one buyer.", "USD 70000"),
        # the author says that there is no data
        ("ColumnJay 2 finds mail columns in any dump", "I do not sell data, only the program.", "USD 70"),
        ("Нагрузка для форм, база адресов ваша", "Базами не торгую.", "90 USD"),
        ("出一套会员管理后台 源码", "只卖源码和部署，不带数据。每小时可处理 30万 条。", "700 USDT"),
        # a tool that reads many kinds of data, told by what it runs on
        (
            "TidyGull: dump parser and mail checker",
            "Finds name, email, phone and hash columns, 2M lines per second. Windows and Linux, one licence.",
            "USD 90",
        ),
        ("Checker for streaming accounts", "Reads mail:pass, 3,000 per minute.", "USD 25"),
        ("A short guide to buying a dump", "How to look at a sample.", "USD 9"),
    ],
)
def test_goods_and_services_are_no_claims_but_keep_their_price(title, body, price):
    found = claim(title, body, price)
    assert not found.is_claim
    assert (found.records, found.countries) == (None, ())
    assert found.price is not None


def test_the_panel_of_an_administrator_is_a_door_and_no_program():
    found = claim("Admin panel of a lamp shop", "Full access, 900 orders a day, turnover 40k.", "USD 300")
    assert (found.is_claim, found.data_types) == (True, ("credentials",))


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("READ FIRST: format of a thread", "Say what it is, how many lines, and a price. Threads without get closed."),
        ("Official escrow, how to use it", "Minimum 40 dollars, fee 3 %. I never write first."),
        ("WTT: my shop customers for hotel guests", "2M lines here, anything from the south is fine."),
        ("Как проверить пробник", "Берёте двести строк, сверяете город с кодом номера."),
    ],
)
def test_talk_is_no_claim_and_has_no_price(title, body):
    found = claim(title, body)
    assert (found.is_claim, found.price, found.records) == (False, None, None)


@pytest.mark.parametrize(
    ("title", "body", "price"),
    [
        # firms that are called after goods and services
        ("Translation agency Linguafjord, 44k customers", "name, email, phone, invoices", "XMR 2"),
        ("Hosting provider db, 12,400 clients", "name, email, bcrypt hash, IP", "USD 300"),
        ("Hardware wallet maker, 27,000 customers", "emails, phones, shipping addresses", "USD 900"),
        ("SIM cards web shop, 9,400 buyers", "name, address, phone", "USD 80"),
        ("Training centre, 8,000 trainees", "name, phone, email", "USD 50"),
        ("Приложение-переводчик, 300к пользователей", "почта, имя, телефон", "200 USD"),
        ("某培训机构 学员 3.4万", "姓名、电话、邮箱、课程", "300 USDT"),
        ("Northgull Software GmbH", "We took 80 GB. It will be published in six days.", ""),
        ("Vellgull Translation", "country: Norway - revenue: 5.00M", ""),
        ("Stresser DB, old", "users, ips, hashes", "USD 15"),
        # few words, but of data
        ("Passport scans, 30 pieces", "Front page, good light.", "USD 12"),
        ("Fullz with credit report", "Name, address, SSN.", "USD 30"),
        ("VPN into a valve works", "Domain user, no second factor.", "USD 700"),
        ("Mailbox of a pension adviser", "Attachments since 2019.", "XMR 3"),
        ("shop.gull.example", "pm me", "USD 60"),
        # no data beyond what is named
        ("Clinic, 4,000 patients", "Name, phone, diagnosis. No databases included but this one.", "USD 90"),
    ],
)
def test_data_is_a_claim_whatever_its_owner_is_called(title, body, price):
    assert claim(title, body, price).is_claim


def test_an_offer_without_data_may_be_data_in_a_language_whose_words_are_unknown():
    assert claim("Πωλείται", "Καλημέρα σε όλους, στείλτε μήνυμα", "100 EUR").is_claim


@given(st.text(max_size=80), st.text(max_size=200), st.text(max_size=20))
def test_no_claim_has_fields_of_a_claim(title, body, price):
    found = claim(title, body, price)
    if not found.is_claim:
        assert (found.records, found.victim, found.countries, found.data_types) == (None, None, (), ())
