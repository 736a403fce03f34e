"""Posts by authors who hide words from a search, copy others, or whose text was broken on the way: what must be read."""

from decimal import Decimal
from typing import Any

import pytest

from pipelines.reading import Raw, read

ROWS: list[tuple[str, str, str, dict[str, Any]]] = [
    (
        "zero-width characters inside of words and numbers",
        "Sel\u200bling Lark\u200cmoor Clinics dat\u2060abase",
        "2,3\u200b10,4\u200d00 pati\u200bents, pass\u00adwords and em\u200bails, pri\u2063ce 5\u200b00 U\u200bSD",
        {"records": 2_310_400, "price": (500, "USD"), "data_types": {"password", "email"}},
    ),
    (
        "bidi controls round numbers",
        "Larkmoor Clinics database for sale",
        "\u202e2.4 million\u202c patients, \u2066price: $900\u2069, size \u200e19\u200f GB",
        {"records": 2_400_000, "price": (900, "USD"), "size_bytes": 19 * 10**9},
    ),
    (
        "letters of another alphabet",
        "Sеlling Larkmoor Clіnics dаtabase",
        "1.2 milliоn pаtients with рasswords and еmails. Рriсе: 700 USDТ",
        {"records": 1_200_000, "price": (700, "USDT"), "data_types": {"password", "email"}},
    ),
    (
        "Latin letters in Russian words",
        "Пpoдaм бaзy клиник Ларкмур",
        "Вceгo 1,2 млн пaциeнтoв, тeлeфoны и адpeса. Цeна 700$",
        {"records": 1_200_000, "price": (700, "USD"), "data_types": {"phone", "address"}},
    ),
    (
        "digits for letters",
        "S3lling Larkmoor Clinics d4t4b4se",
        "5M cust0mers with p4ssw0rds, em4ils and ph0nes. Pr1ce: $400",
        {"records": 5_000_000, "price": (400, "USD"), "data_types": {"password", "email", "phone"}},
    ),
    (
        "signs for letters",
        "Larkmoor Clinics database for $ale",
        "300k u$ers, p@sswords included, price $250",
        {"records": 300_000, "price": (250, "USD"), "data_types": {"password"}},
    ),
    (
        "spaced-out words and numbers",
        "L a r k m o o r  C l i n i c s  d a t a b a s e  for sale",
        "1 . 5 M users, p a s s w o r d s and e m a i l s, price 3 0 0 USD",
        {"records": 1_500_000, "data_types": {"password", "email"}},
    ),
    (
        "letters parted by points",
        "d.a.t.a.b.a.s.e of Larkmoor Clinics for sale",
        "640k patients, p-a-s-s-w-o-r-d-s, s.s.n, price: $90",
        {"records": 640_000, "price": (90, "USD"), "data_types": {"password"}},
    ),
    (
        "fancy letters and digits",
        "𝐒𝐞𝐥𝐥𝐢𝐧𝐠 𝐋𝐚𝐫𝐤𝐦𝐨𝐨𝐫 ᴅᴀᴛᴀʙᴀꜱᴇ",
        "𝟚.𝟝𝕄 𝓹𝓪𝓽𝓲𝓮𝓷𝓽𝓼, 🅿🅷🅾🅽🅴🆂, ｐｒｉｃｅ：＄④⓪⓪",
        {"records": 2_500_000, "price": (400, "USD"), "data_types": {"phone"}},
    ),
    (
        "marks piled up on letters",
        "Larkmoor d\u0336a\u0336t\u0336a\u0336b\u0336a\u0336s\u0336e\u0336 for sale",
        "9\u033300k us\u0301\u0302\u0303ers, 1️⃣2️⃣ GB, price: 3\u20e30\u20e30\u20e3 USD",
        {"records": 900_000, "size_bytes": 12 * 10**9, "price": (300, "USD")},
    ),
    (
        "a quoted offer",
        "Larkmoor Clinics, patients' records for sale",
        "[quote=mudlark]Selling 40M users of it, 700 GB for $15[/quote]\nAs fresh as it gets: 2.5M patients, 12 GB, $600.",
        {"records": 2_500_000, "price": (600, "USD"), "size_bytes": 12 * 10**9},
    ),
    (
        "quotes in quotes, one of them with attributes",
        "Larkmoor Clinics database for sale",
        '[QUOTE="mudlark, post: 4411, member: 9"]a [quote]90M users, $1[/quote] b 3 TB[/QUOTE]\n2.5M patients, price $600',
        {"records": 2_500_000, "price": (600, "USD"), "size_bytes": None},
    ),
    (
        "a signature with other ads",
        "Larkmoor Clinics database for sale",
        "2.5M patients, price $600\n\n---------------------\n90M voters $100 | 3TB of medical | combos 900M",
        {"records": 2_500_000, "price": (600, "USD"), "size_bytes": None},
    ),
    (
        "a signature in its tag",
        "Larkmoor Clinics database for sale",
        "2.5M patients, price $600\n[sig][i]Also: 90M voters $100, 3 TB of medical data[/i][/sig]\n",
        {"records": 2_500_000, "price": (600, "USD"), "size_bytes": None},
    ),
    (
        "other ads below a line that says so",
        "Larkmoor Clinics database for sale",
        "2.5M patients, price $600\n\n=========\n>> My other threads:\n- 90M voters, $100\n- 3TB of medical scans",
        {"records": 2_500_000, "price": (600, "USD"), "size_bytes": None},
    ),
    (
        "a quote without tags",
        "Larkmoor Clinics database for sale",
        "mudlark wrote:\nI have 90M users of it\nfor $100\n\nQuote from: siltworm on May 12\n3TB\n\n2.5M patients, $600",
        {"records": 2_500_000, "price": (600, "USD"), "size_bytes": None},
    ),
    (
        "a page's quote, and a price that was struck out",
        "Larkmoor Clinics database for sale",
        "<blockquote>90M users, 3TB</blockquote>2.5M patients, price: <s>$900</s> ~~$800~~ [s]$700[/s] $600",
        {"records": 2_500_000, "price": (600, "USD"), "size_bytes": None},
    ),
    (
        "the letter O for zeros, in two alphabets",
        "Larkmoor Clinics database for sale",
        "5OO,OOO patients, price 6ОО USD, 1O GB",
        {"records": 500_000, "price": (600, "USD"), "size_bytes": 10**10},
    ),
    (
        "words of another alphabet as a whole",
        "Larkmoor Clinics database for sale",
        "2.5М раtients, рrісе 600$, еmаil + раss",
        {"records": 2_500_000, "price": (600, "USD"), "data_types": {"email", "password"}},
    ),
    (
        "underscores between the digits",
        "Larkmoor Clinics database for sale",
        "1_200_000 patients in users_2_400_600.sql, price 600 USD",
        {"records": 1_200_000, "price": (600, "USD")},
    ),
    (
        "words parted at the line's end",
        "Larkmoor Clinics database for sale",
        "2.5M patients with pass-\nwords and tele-\nphone numbers",
        {"records": 2_500_000, "data_types": {"password", "phone"}},
    ),
    (
        "marks of Markdown round labels and values",
        "Larkmoor Clinics database for sale",
        "- **Records:** `2,310,400`\n- __Price__: *$600*\n- **Size:** 19 GB",
        {"records": 2_310_400, "price": (600, "USD"), "size_bytes": 19 * 10**9},
    ),
    (
        "arrows and dots for colons",
        "Larkmoor Clinics database for sale",
        "▬▬▬▬▬▬\n► Records » 2,310,400\n► Price ➜ $600\nSize ........ 19 GB\n▬▬▬▬▬▬",
        {"records": 2_310_400, "price": (600, "USD"), "size_bytes": 19 * 10**9},
    ),
    (
        "a table of the forum",
        "Larkmoor Clinics database for sale",
        "[table][tr][td]Records[/td][td]2,310,400[/td][/tr][tr][td]Price[/td][td]$900[/td][/tr][/table]",
        {"records": 2_310_400, "price": (900, "USD")},
    ),
    (
        "a table with bars",
        "Larkmoor Clinics database for sale",
        "| Records | Size | Price |\n|---|---|---|\n| 2,310,400 | 19 GB | $900 |",
        {"records": 2_310_400, "price": (900, "USD"), "size_bytes": 19 * 10**9},
    ),
    (
        "a drawn table",
        "Larkmoor Clinics database for sale",
        "┌─────────┬───────────┐\n│ Records │ 2,310,400 │\n│ Size    │ 19 GB     │\n│ Price   │ $900      │\n└─────────┴───────────┘",
        {"records": 2_310_400, "price": (900, "USD"), "size_bytes": 19 * 10**9},
    ),
    (
        "UTF-8 taken for Latin 1",
        "Vends base de donnÃ©es des cliniques Larkmoor",
        "640 000 patients, numÃ©ros de tÃ©lÃ©phone, prix : 500 â‚¬, volume 12 Go dÃ©compressÃ©",
        {"records": 640_000, "price": (500, "EUR"), "size_bytes": 12 * 10**9, "data_types": {"phone"}},
    ),
    (
        "UTF-8 taken for the Russian code page",
        "РџСЂРѕРґР°Рј Р±Р°Р·Сѓ РєР»РёРЅРёРє",
        "1,2 РјР»РЅ РїР°С†РёРµРЅС‚РѕРІ, С‚РµР»РµС„РѕРЅС‹, С†РµРЅР° 700$",
        {"records": 1_200_000, "price": (700, "USD"), "data_types": {"phone"}},
    ),
    (
        "the Russian code page taken for Latin 1",
        "Ïðîäàì áàçó êëèíèê",
        "Âñåãî 640 òûñ. ïàöèåíòîâ, òåëåôîíû, öåíà 700$",
        {"records": 640_000, "price": (700, "USD"), "data_types": {"phone"}},
    ),
    (
        "entities of a page",
        "Larkmoor Clinics database for sale",
        "2,310,400&nbsp;patients &amp; staff,&nbsp;19&nbsp;GB, price:&nbsp;&#36;900",
        {"records": 2_310_400, "price": (900, "USD"), "size_bytes": 19 * 10**9},
    ),
    (
        "tags of the forum inside of words",
        "Larkmoor Clinics database for sale",
        "[b]2.5[/b]M pati[color=red]ents[/color], [b]price[/b]: [size=5]$[/size]600, pass[i]words[/i]",
        {"records": 2_500_000, "price": (600, "USD"), "data_types": {"password"}},
    ),
    (
        "escapes of a terminal",
        "Larkmoor Clinics database for sale",
        "\x1b[1;31m2.5M\x1b[0m patients, \x1b[32mprice: $600\x1b[0m",
        {"records": 2_500_000, "price": (600, "USD")},
    ),
    (
        "a handle with digits for letters stays as it is",
        "Selling Larkmoor Clinics database",
        "5M users, contact telegram: @d4rk0vert_pa55",
        {"records": 5_000_000, "seller": "d4rk0vert_pa55"},
    ),
]


@pytest.mark.parametrize(("title", "body", "wanted"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_hostile_post_is_read(title, body, wanted):
    reading = read(Raw(title=title, body=body))
    claim = reading.claim
    for name, value in wanted.items():
        got = getattr(claim, name)
        if name == "price":
            assert got is not None, name
            assert (got.amount, got.currency) == (Decimal(value[0]), value[1])
        elif name == "data_types":
            assert value <= set(got), name
        else:
            assert got == value, name
    for pieces in claim.evidence.values():
        for each in pieces:
            assert reading.text.of(each.source)[each.start : each.end] == each.words != ""
