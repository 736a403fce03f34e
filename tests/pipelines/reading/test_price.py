from decimal import Decimal

import pytest

from pipelines.reading import price
from pipelines.reading.claim import Price
from tests.pipelines.reading.scanning import scan


def headline(body: str = "", countries: tuple[str, ...] = (), **further: str) -> str | None:
    found = next((each.value for each in price.find(scan(body, **further), countries) if each.role == "headline"), None)
    return None if found is None else f"{found.amount} {found.currency}"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Price: $6,500", "6500 USD"),
        ("Price: $1.5k", "1500 USD"),
        ("1 500 $", "1500 USD"),
        ("5к$ за базу", "5000 USD"),
        ("0,35 BTC", "0.35 BTC"),
        ("1.234 BTC", "1.234 BTC"),
        ("$1.234", "1234 USD"),
        ("2000U 打包", "2000 USDT"),
        ("售价 2000 元", "2000 CNY"),
        ("R$ 800", "800 BRL"),
        ("Rp 31.25 juta, harga untuk database ini", "31250000 IDR"),
        ("la base part pour CHF 7'000.- chez moi", "7000 CHF"),
        ("4.200 € VHB", "4200 EUR"),
        ("Отдам за 240к руб. одному человеку", "240000 RUB"),
        ("Коштує 35 тис. грн чи 840 USDT", "35000 UAH"),
        ("₹2.5 lakh", "250000 INR"),
        ("가격 300만원", "3000000 KRW"),
        ("价格 50万円", "500000 JPY"),
        ("650 bucks takes all nine", "650 USD"),
        ("USD 301.71\nBTC 0.1118", "301.71 USD"),
        ("500 - 1000 USD", "500 USD"),
        # auctions
        ("Start $15.000\nStep $1.500\nBIN $60.000\nCurrent bid is $25.500", "60000 USD"),
        ("Start 500$ Step 100$ Blitz 2000$", "2000 USD"),
        ("Start: 3k\nStep: 500\nBlitz: 7k\nin $", "7000 USD"),
        ("Starting bid: 1 BTC", "1 BTC"),
        # told again in other money
        ("I want 2.3 BTC (roughly 210k USD now)", "2.3 BTC"),
        ("10 BTC (≈ $200,000)", "10 BTC"),
        ("价格 4 个比特币（折合约 39 万美元）", "4 BTC"),
        ("200$ or 0.003 btc", "200 USD"),
        # changed
        ("now $420. (was $800, then $610)", "420 USD"),
        ("Price drop: was $900 now $300", "300 USD"),
        ("Open to everybody next week, for sale until then: $7,500", "7500 USD"),
        # by the piece
        ("$0.10 per line, 2M lines", "0.1 USD"),
        ("UK £14 each. Wholesale: minimum order $250", "250 USD"),
        ("2毛一条", "0.2 CNY"),
        # what stands behind a comma is about something else
        ("Never sold. $1,200, escrow fee on you", "1200 USD"),
        ("Lot 4, $5M revenue", None),
        # terms of the deal
        ("Если на сделку больше 2000$, зовите гаранта", None),
        ("For deals over $500 use the middleman", None),
        # ransom
        ("The group demanded $800,000", "800000 USD"),
        # free
        ("FREE combolist", "0 None"),
        ("Выкладываю бесплатно", "0 None"),
        ("免费分享", "0 None"),
        ("[FREE] last month it sold for $30", "0 None"),
        # no price
        ("price: negotiable, PM me", None),
        ("revenue $214M", None),
        ("$5M revenue", None),
        ("a fine of $500,000", None),
        ("last month my other data sold for $300", None),
        ("deposit 0.15 BTC", None),
        ("feel free to ask, free samples", None),
        ("$23.6 million USD", None),
        ("Price 500", None),
    ],
)
def test_the_asking_price(text, value):
    assert headline(text) == value


def test_pesos_are_those_of_the_country_in_the_post():
    assert headline("40 mil pesos por la base de datos", ("MX",)) == "40000 MXN"
    assert headline("40 mil pesos por la base de datos", ()) is None


def test_an_update_beats_the_title_and_a_market_price_the_text():
    assert headline("", title="Bank DB $900", update="price is $400 now") == "400 USD"
    assert headline("worth $50", price="USD 12.50") == "12.5 USD"


def test_amounts_in_a_code_block_are_rows():
    found = price.find(scan("[code]\nA|$500\n[/code]\nPrice $20"))
    assert [(each.value, each.role) for each in found] == [
        (Price(Decimal(20), "USD"), "headline"), (Price(Decimal(500), "USD"), "sample"),
    ]  # fmt: skip
