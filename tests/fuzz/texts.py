"""Posts for the reader: pieces of many scripts that look like numbers, prices, dates and people's data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st

from pipelines.reading import Raw
from tests.pipelines.reading.planted import plant

QUANTITIES = [
    "1,204,300", "2.4M", "half a billion", "12 млн", "3 крора", "10億", "5 लाख", "٣ مليون", "1e12", "9" * 40, "0x1F", "1 000 000",
    "１２３万", "1.5kk", "2,5 TB", "734 MB", "0 GB", "-5", "½ million", "²", "1.2.3.4", "1/2", "10^9", "12k-15k", "NaN", "∞", "Ⅻ", "百万",
]  # fmt: skip
PRICES = [
    "$5,800", "10 BTC", "0.5 XMR", "€ 3.500,00", "5к$", "1000 руб", "₹2 lakh", "USDT 900", "price:", "Цена: 500", "价格 100 美元", "$", "$$$",
    "free", "$1e400", "$0", "-$5", "$5-$9", "start 1k, step 500, blitz 5k", "₿1", "100﷼", "$" + "9" * 60,
]  # fmt: skip
DATES = [
    "2025-02-30",
    "99.99.9999",
    "1 Feb 2025",
    "Вчера",
    "٠١/٠٢/٢٠٢٥",
    "1990-01-02",
    "二〇二五年",
    "0001-01-01",
    "25:61",
]
PEOPLE = [
    "odile@mail.example", "a＠b．example", "o d i l e (at) mail (dot) example", "+1-555-010-0142", "+7 (900) 000-00-00", "4111 1111 1111 1111",
    "987-65-4321", "110101199003074514", "GB82 WEST 1234 5698 7654 32", "192.0.2.7", "@gullwing", "t.me/gullwing", "$2a$10$" + "a" * 53,
    "Ann Test;1990-01-02;4111111111111111", "телефон: 89000000000", "身份证 110101199003074514", "ssn", "password: hunter2", "bc1q" + "q" * 38,
    "0x" + "ab" * 20, "5f4dcc3b5aa765d61d8327deb882cf99", "https://u:p@gull.example/?q=a@b.example",
]  # fmt: skip
WORDS = [
    "records", "users", "строк", "条", "citizens", "database", "selling", "продам", "出售", "leak", "SQL", "dump", "Fields:", "name, phone",
    "Sample:", "[code]", "[/code]", "[quote=x]", "[/quote]", "```", "sold", "продано", "已售", "USA", "Россия", "中国", "from", "of", "per", "x",
    "zipped", "Size:", "Total:", "карта", "phone", "e-mail:", "卡号", "هاتف", "फोन", "電話", "전화", "тел.", "passport", "DOB",
]  # fmt: skip
MARKS = [
    "\n", "\r\n", "\t", " ", "|", ";", ",", ":", "-", "—", ".", "...", "\u200b", "\u202e", "\u2066", "\x00", "\x1b[31m", "\ud800", "\u0301" * 5,
    "\U000e0041", "ﬁ", "İ", "а", "е", "ο", "𝟏", "①", "█", "&amp;", "&#49;", "<b>", "(", ")", "[", "]", "{", "\"", "'", "\\", "\u00ad", "\u3000",
]  # fmt: skip

PIECES = st.sampled_from([*QUANTITIES, *PRICES, *DATES, *PEOPLE, *WORDS, *MARKS, *MARKS]) | st.text(max_size=8)
TEXTS = st.lists(PIECES, max_size=40).flatmap(
    lambda pieces: st.sampled_from(["", " ", "\n"]).map(lambda by: by.join(pieces))
)
SHORT = st.lists(PIECES, max_size=6).map(" ".join)


@dataclass(frozen=True, slots=True)
class Post:
    """A post, and what must not be left of it."""

    raw: Raw
    planted: tuple[str, ...] = ()

    def __repr__(self) -> str:
        raw = self.raw
        fields = {"title": raw.title, "body": raw.body, "prefix": raw.prefix, "price": raw.price, "author": raw.author}
        return f"Post({fields!r}, updates={raw.updates!r}, planted={self.planted!r})"


def posts() -> st.SearchStrategy[Post]:
    """Give posts of pieces, and posts with known values in many clothes."""
    made = st.builds(
        lambda title, body, prefix, price, author, updates: Post(Raw(title, body, prefix, price, author, tuple(updates))),
        SHORT, TEXTS, SHORT, SHORT, SHORT, st.lists(TEXTS, max_size=3),
    )  # fmt: skip
    return made | st.integers(0, 1 << 40).map(lambda seed: Post(plant(Random(seed)).raw))


# --- what must not survive ---

_DIGITS = st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९"])
_AROUND = [
    "{}",
    "see {} now",
    "({})",
    "«{}»",
    "\n{}\n",
    "{};x",
    "a\t{}\tb",
    "[code]\n1|{}|x\n[/code]",
    "x — {}.",
    "，{}。",
]
_CARD_CUES = ["card: {}", "карта {}", "卡号：{}", "cc {}", "tarjeta: {}"]
_PHONE_CUES = ["phone: {}", "телефон: {}", "tel. {}", "电话：{}", "WhatsApp {}", "mobile {}"]


def planted() -> st.SearchStrategy[Post]:
    """Give posts that hold an e-mail address, or a card or phone number with its cue."""
    value = _emails() | _cards() | _phones()
    return st.builds(
        lambda found, around, before, behind, where: _placed(found[0], around.format(found[1]), before, behind, where),
        value,
        st.sampled_from(_AROUND),
        SHORT,
        SHORT,
        st.sampled_from(["title", "body", "price", "prefix", "update"]),
    )


def _placed(value: str, shown: str, before: str, behind: str, where: str) -> Post:
    text = f"{before}\n{shown}\n{behind}"
    if value in before or value in behind:
        return Post(Raw(body=text))
    raw = Raw(updates=(text,)) if where == "update" else Raw(**{where: text})
    return Post(raw, (value,))


def _emails() -> st.SearchStrategy[tuple[str, str]]:
    name = st.from_regex(r"[a-z][a-z0-9._]{2,16}[a-z0-9]", fullmatch=True)
    host = st.from_regex(r"[a-z][a-z0-9]{1,12}\.(example|com|co\.uk)", fullmatch=True)
    return st.builds(lambda one, other: (f"{one}@{other}",) * 2, name, host)


def _cards() -> st.SearchStrategy[tuple[str, str]]:
    def card(digits: str, by: str, script: str, cue: str) -> tuple[str, str]:
        whole = next(digits + last for last in "0123456789" if _luhn(digits + last))
        written = by.join(re.findall("....", whole)).translate(str.maketrans("0123456789", script))
        return written, cue.format(written)

    digits = st.from_regex(r"(4[0-9]|5[1-5])[0-9]{13}", fullmatch=True)
    return st.builds(card, digits, st.sampled_from(["", " ", "-"]), _DIGITS, st.sampled_from(_CARD_CUES))


def _phones() -> st.SearchStrategy[tuple[str, str]]:
    def phone(number: str, cue: str) -> tuple[str, str]:
        return number, cue.format(number)

    numbers = st.from_regex(
        r"\+1 ?212[- ]555[- ]01[0-9][0-9]|\+44 ?20 ?7946 ?0[0-9]{3}|\+7 ?9[0-9]{2} ?[0-9]{3}-[0-9]{2}-[0-9]{2}",
        fullmatch=True,
    )
    return st.builds(phone, numbers, st.sampled_from(_PHONE_CUES))


def _luhn(digits: str) -> bool:
    doubled = [int(each) * (1 + at % 2) for at, each in enumerate(reversed(digits))]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0
