"""Posts with known values in many clothes and languages, and what a hostile author does to them.

Both hypothesis and a seeded run draw from `plant`: it asks only a `random.Random`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from pipelines.reading import Raw

Scaled = tuple[str, int]
"""How an amount is written, and the power of ten that this stands for: ("{} million", 6)."""
Money = tuple[str, int, str]
"""As `Scaled`, and the currency."""


@dataclass(frozen=True)
class Speech:
    """How sellers of one language write."""

    title: str
    count: str
    size: str
    price: str
    magnitudes: Sequence[Scaled]
    sizes: Sequence[Scaled]
    prices: Sequence[Money]
    group: str = ","
    decimal: str = "."
    digits: str = "0123456789"
    spelled: Sequence[tuple[str, int]] = ()
    """Counts in words, and what they are."""
    free: str = ""
    auction: str = ""
    """Start, step and buy-now price."""
    packed: str = ""
    """The size of the archive and of what is in it."""


_SIZES: Sequence[Scaled] = (("{} GB", 9), ("{}GB", 9), ("{} TB", 12), ("{} MB", 6))
_COINS: Sequence[Money] = (("{} USDT", 0, "USDT"), ("{} BTC", 0, "BTC"), ("{} XMR", 0, "XMR"), ("{} USD", 0, "USD"))

SPEECHES: Mapping[str, Speech] = {
    "en": Speech(
        "Larkmoor Clinics database for sale", "It holds {} patients.", "Size: {}", "Price: {}",
        (("{} million", 6), ("{}M", 6), ("{}k", 3), ("{} thousand", 3), ("{} billion", 9), ("{}kk", 6)),
        (*_SIZES, ("{} gigabytes", 9)), (("${}", 0, "USD"), ("{}$", 0, "USD"), ("${}k", 3, "USD"), ("£{}", 0, "GBP"), *_COINS),
        spelled=(("half a billion", 500_000_000), ("three hundred thousand", 300_000), ("one and a half million", 1_500_000), ("100 crore", 1_000_000_000), ("2 lakh", 200_000), ("almost 15 million", 15_000_000)), free="free download",
        auction="start {}, step {}, blitz {}", packed="{} zipped, {} unpacked",
    ),
    "ru": Speech(
        "Продам базу клиник «Ларкмур»", "Всего {} пациентов.", "Вес: {}", "Цена: {}",
        (("{} млн", 6), ("{}к", 3), ("{} тыс.", 3), ("{} млрд", 9), ("{}кк", 6), ("{} миллионов", 6)),
        (("{} Гб", 9), ("{}ГБ", 9), ("{} ТБ", 12), ("{} мб", 6)),
        (("{} руб", 0, "RUB"), ("{}$", 0, "USD"), ("{}к$", 3, "USD"), ("{} тыс. рублей", 3, "RUB"), *_COINS), " ", ",",
        spelled=(("полмиллиона", 500_000), ("7 лямов", 7_000_000), ("3 ляма", 3_000_000), ("полтора миллиона", 1_500_000), ("триста тысяч", 300_000)), free="бесплатно",
        auction="старт {}, шаг {}, блиц {}", packed="{} в архиве, {} в распакованном виде",
    ),
    "uk": Speech(
        "Продам базу клінік «Ларкмур»", "Усього {} пацієнтів.", "Обсяг: {}", "Ціна: {}",
        (("{} млн", 6), ("{} тис.", 3), ("{} мільйонів", 6), ("{}к", 3)),
        (("{} ГБ", 9), ("{} ТБ", 12), ("{} МБ", 6)), (("{} грн", 0, "UAH"), ("{}$", 0, "USD"), *_COINS), " ", ",",
        spelled=(("півмільйона", 500_000), ("два з половиною мільйони", 2_500_000), ("двадцять п'ять тисяч", 25_000)), free="безкоштовно",
        auction="старт {}, крок {}, бліц {}", packed="{} в архіві, {} у розпакованому вигляді",
    ),
    "zh": Speech(
        "出售 拉克莫诊所 数据库", "共{}条", "大小：{}", "价格：{}",
        (("{}万", 4), ("{}亿", 8), ("{}w", 4), ("{}千万", 7)), (("{}G", 9), ("{}GB", 9), ("{}T", 12)),
        (("{}U", 0, "USDT"), ("{}美元", 0, "USD"), ("{}元", 0, "CNY"), ("{}万人民币", 4, "CNY"), *_COINS),
        spelled=(("三千万", 30_000_000), ("十亿", 1_000_000_000), ("2千3百万", 23_000_000), ("1亿2000万", 120_000_000)), free="免费",
        auction="起拍价 {}，加价 {}，一口价 {}", packed="压缩包{}，解压后{}",
    ),
    "es": Speech(
        "Vendo base de datos de Clínicas Larkmoor", "Total: {} pacientes.", "Tamaño: {}", "Precio: {}",
        (("{} millones", 6), ("{} mil", 3), ("{}M", 6), ("{}k", 3)), _SIZES,
        (("{} €", 0, "EUR"), ("{} euros", 0, "EUR"), ("{} dólares", 0, "USD"), *_COINS), ".", ",",
        spelled=(("medio millón de", 500_000), ("dos mil millones de", 2_000_000_000), ("2 millones y medio de", 2_500_000)), free="gratis",
        auction="puja inicial {}, incremento {}, compra directa {}", packed="{} comprimido, {} descomprimido",
    ),
    "pt": Speech(
        "Vendo base de dados das Clínicas Larkmoor", "Total: {} pacientes.", "Tamanho: {}", "Preço: {}",
        (("{} milhões", 6), ("{} mil", 3), ("{}k", 3)), _SIZES,
        (("R$ {}", 0, "BRL"), ("{} reais", 0, "BRL"), ("R$ {} mil", 3, "BRL"), *_COINS), ".", ",",
        spelled=(("meio milhão de", 500_000), ("trezentos mil", 300_000)), free="grátis",
        auction="lance inicial {}, incremento {}, arremate {}", packed="{} compactado, {} descompactado",
    ),
    "fr": Speech(
        "Vends base de données des cliniques Larkmoor", "Au total {} patients.", "Taille : {}", "Prix : {}",
        (("{} millions", 6), ("{} milliers", 3), ("{}k", 3), ("{}M", 6)), (("{} Go", 9), ("{} To", 12), ("{} Mo", 6)),
        (("{} €", 0, "EUR"), ("{} euros", 0, "EUR"), ("{} $", 0, "USD"), *_COINS), "\u202f", ",",
        spelled=(("un demi-million de", 500_000), ("trois cent mille", 300_000), ("deux cent cinquante mille", 250_000), ("trois millions et demi de", 3_500_000)), free="gratuit",
        auction="départ {}, pas {}, achat immédiat {}", packed="{} compressé, {} décompressé",
    ),
    "de": Speech(
        "Verkaufe Datenbank der Larkmoor Kliniken", "Insgesamt {} Patienten.", "Größe: {}", "Preis: {}",
        (("{} Mio.", 6), ("{} Millionen", 6), ("{} Tausend", 3), ("{}k", 3)), _SIZES,
        (("{} €", 0, "EUR"), ("{} Euro", 0, "EUR"), ("{} Dollar", 0, "USD"), *_COINS), ".", ",",
        spelled=(("eine halbe Million", 500_000), ("anderthalb Millionen", 1_500_000), ("dreihunderttausend", 300_000)), free="kostenlos",
        auction="Start {}, Schritt {}, Sofortkauf {}", packed="{} gepackt, {} entpackt",
    ),
    "it": Speech(
        "Vendo database delle cliniche Larkmoor", "Totale: {} pazienti.", "Dimensione: {}", "Prezzo: {}",
        (("{} milioni", 6), ("{} mila", 3), ("{}k", 3)), _SIZES,
        (("{} €", 0, "EUR"), ("{} euro", 0, "EUR"), ("{} dollari", 0, "USD"), *_COINS), ".", ",",
        spelled=(("mezzo milione di", 500_000), ("trecentomila", 300_000), ("duecentocinquantamila", 250_000)), free="gratis",
        auction="base d'asta {}, rilancio {}, compralo subito {}", packed="{} compresso, {} decompresso",
    ),
    "pl": Speech(
        "Sprzedam bazę danych klinik Larkmoor", "Łącznie {} pacjentów.", "Rozmiar: {}", "Cena: {}",
        (("{} mln", 6), ("{} tys.", 3), ("{} milionów", 6)), _SIZES,
        (("{} zł", 0, "PLN"), ("{} PLN", 0, "PLN"), ("{} tys. zł", 3, "PLN"), *_COINS), " ", ",",
        spelled=(("pół miliona", 500_000), ("półtora miliona", 1_500_000), ("dwa i pół miliona", 2_500_000)), free="za darmo",
        auction="start {}, krok {}, kup teraz {}", packed="{} spakowane, {} po rozpakowaniu",
    ),
    "tr": Speech(
        "Larkmoor klinikleri veritabanı satılık", "Toplam {} hasta.", "Boyut: {}", "Fiyat: {}",
        (("{} milyon", 6), ("{} bin", 3)), _SIZES,
        (("{} TL", 0, "TRY"), ("{} dolar", 0, "USD"), ("{} bin TL", 3, "TRY"), *_COINS), ".", ",",
        spelled=(("yarım milyon", 500_000), ("bir buçuk milyon", 1_500_000), ("5 milyon 300 bin", 5_300_000)), free="ücretsiz",
        auction="başlangıç {}, artış {}, hemen al {}", packed="{} sıkıştırılmış, {} açılmış hali",
    ),
    "ar": Speech(
        "للبيع قاعدة بيانات عيادات لاركمور", "العدد: {} مريض", "الحجم: {}", "السعر: {}",
        (("{} مليون", 6), ("{} ألف", 3)), (("{} جيجابايت", 9), ("{} GB", 9), ("{} تيرابايت", 12)),
        (("{} دولار", 0, "USD"), ("{} يورو", 0, "EUR"), ("{} ألف دولار", 3, "USD"), *_COINS), digits="٠١٢٣٤٥٦٧٨٩",
        spelled=(("نصف مليون", 500_000), ("مليون ونصف", 1_500_000)), free="مجانا",
        auction="سعر البداية {}، الزيادة {}، الشراء الفوري {}", packed="{} مضغوط، {} بعد فك الضغط",
    ),
    "fa": Speech(
        "فروش دیتابیس کلینیک‌های لارکمور", "تعداد: {} بیمار", "حجم: {}", "قیمت: {}",
        (("{} میلیون", 6), ("{} هزار", 3)), (("{} گیگابایت", 9), ("{} GB", 9), ("{} ترابایت", 12)),
        (("{} دلار", 0, "USD"), ("{} تتر", 0, "USDT"), ("{} هزار دلار", 3, "USD"), *_COINS), "٬", "٫", "۰۱۲۳۴۵۶۷۸۹",
        spelled=(("نیم میلیون", 500_000), ("یک و نیم میلیون", 1_500_000)), free="رایگان",
        auction="قیمت پایه {}، افزایش {}، خرید فوری {}", packed="{} فشرده، {} پس از استخراج",
    ),
    "id": Speech(
        "Jual database klinik Larkmoor", "Total {} pasien.", "Ukuran: {}", "Harga: {}",
        (("{} juta", 6), ("{} ribu", 3), ("{}rb", 3)), _SIZES,
        (("Rp {}", 0, "IDR"), ("{} juta rupiah", 6, "IDR"), ("{} dolar", 0, "USD"), *_COINS), ".", ",",
        spelled=(("setengah juta", 500_000), ("satu setengah juta", 1_500_000), ("tiga ratus ribu", 300_000)), free="gratis",
        auction="mulai {}, kelipatan {}, beli langsung {}", packed="{} terkompresi, {} setelah diekstrak",
    ),
    "vi": Speech(
        "Bán dữ liệu khách hàng phòng khám Larkmoor", "Tổng cộng {} bệnh nhân.", "Dung lượng: {}", "Giá: {}",
        (("{} triệu", 6), ("{} nghìn", 3), ("{}k", 3)), _SIZES,
        (("{} triệu đồng", 6, "VND"), ("{} đô", 0, "USD"), *_COINS), ".", ",",
        spelled=(("nửa triệu", 500_000), ("một triệu rưỡi", 1_500_000)), free="miễn phí",
        auction="khởi điểm {}, bước giá {}, mua ngay {}", packed="{} nén, {} sau khi giải nén",
    ),
    "ko": Speech(
        "라크무어 클리닉 DB 판매합니다", "총 {}명", "용량: {}", "가격: {}",
        (("{}만", 4), ("{}억", 8), ("{}백만", 6)), _SIZES,
        (("{}만원", 4, "KRW"), ("{}원", 0, "KRW"), ("{}달러", 0, "USD"), *_COINS),
        spelled=(("50만", 500_000), ("1억 2000만", 120_000_000)), free="무료",
        auction="시작가 {}, 입찰단위 {}, 즉시구매가 {}", packed="압축 {}, 압축해제 {}",
    ),
    "ja": Speech(
        "ラークムア医院のデータベースを販売", "合計{}人", "容量: {}", "価格: {}",
        (("{}万", 4), ("{}億", 8), ("{}千万", 7)), _SIZES,
        (("{}万円", 4, "JPY"), ("{}円", 0, "JPY"), ("{}ドル", 0, "USD"), *_COINS),
        spelled=(("三百万", 3_000_000), ("1億2000万", 120_000_000)), free="無料",
        auction="開始価格 {}、入札単位 {}、即決 {}", packed="圧縮 {}、解凍後 {}",
    ),
    "hi": Speech(
        "लार्कमूर क्लिनिक का डेटाबेस बिक्री के लिए", "कुल {} मरीज", "साइज: {}", "कीमत: {}",
        (("{} लाख", 5), ("{} करोड़", 7), ("{} हजार", 3)), (("{} जीबी", 9), ("{} GB", 9), ("{} एमबी", 6)),
        (("₹{}", 0, "INR"), ("{} रुपये", 0, "INR"), ("{} हजार रुपये", 3, "INR"), *_COINS), digits="०१२३४५६७८९",
        spelled=(("आधा करोड़", 5_000_000), ("डेढ़ लाख", 150_000), ("ढाई लाख", 250_000)), free="मुफ्त",
        auction="शुरुआती बोली {}, बढ़ोतरी {}, तुरंत खरीद {}", packed="{} ज़िप, {} अनज़िप",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """A post, and what it says."""

    language: str
    raw: Raw = field(repr=False)
    disguise: str
    """What was done to it; empty: nothing."""
    records: int
    size_bytes: int
    price: Decimal
    """0: free."""
    currency: str | None


def plant(random: Random, disguise: str | None = None, language: str | None = None) -> Planted:
    """Write a post; `disguise`: one of `DISGUISES` or "", `language`: one of `SPEECHES`; `None`: any, of disguises up to two."""
    language = random.choice(sorted(SPEECHES)) if language is None else language
    speech = SPEECHES[language]
    count, records = _count(random, speech)
    size, size_bytes = _size(random, speech)
    price, amount, currency = _price(random, speech)
    lines = [speech.count.format(count), speech.size.format(size), speech.price.format(price)]
    random.shuffle(lines)
    names = (
        random.sample(sorted(DISGUISES), random.randint(0, 2)) if disguise is None else [disguise] if disguise else []
    )
    title, body = speech.title, "\n".join(lines)
    for name in names:
        title, body = DISGUISES[name](random, title, body)
    return Planted(language, Raw(title=title, body=body), " ".join(names), records, size_bytes, amount, currency)


def alone(language: str, field_name: str, words: str) -> Raw:
    """Return a post in which words stand for one field, and nothing else says anything."""
    speech = SPEECHES[language]
    line = {"records": speech.count, "size_bytes": speech.size, "price": speech.price}[field_name]
    return Raw(title=speech.title, body=line.format(words))


def _count(random: Random, speech: Speech) -> tuple[str, int]:
    how = random.random()
    if how < 0.35:
        value = random.randint(100_000, 99_999_999)
        return _digits(random, speech, f"{value:,}".replace(",", speech.group)), value
    if how < 0.5:
        return random.choice(speech.spelled)
    pattern, power = random.choice(speech.magnitudes)
    if how < 0.6:
        low = random.randint(2, 60)
        sign = random.choice(["-", "–"])
        written = pattern.format(_digits(random, speech, f"{low}{sign}{low + random.randint(1, low)}"))
        return written, low * 10**power
    written, value = _scaled(random, speech, (pattern, power))
    return random.choice(["{}", "{}", "~{}", ">{}", "{}"]).format(written), value


def _size(random: Random, speech: Speech) -> tuple[str, int]:
    how = random.random()
    if how < 0.15:
        whole = random.randint(6, 900)
        return _digits(random, speech, str(whole)) + random.choice([" GiB", "GiB"]), whole * 2**30
    pattern, power = random.choice(speech.sizes)
    whole, size = _scaled(random, speech, (pattern, power))
    if how < 0.3:
        small = pattern.format(_digits(random, speech, f"0{speech.decimal}{random.randint(2, 9)}"))
        return speech.packed.format(small, whole), size
    return whole, size


def _price(random: Random, speech: Speech) -> tuple[str, Decimal, str | None]:
    how = random.random()
    if how < 0.08:
        return speech.free, Decimal(0), None
    pattern, power, currency = random.choice(speech.prices)
    if how < 0.2:
        start = random.randint(2, 9) * 100
        amounts = [start, start // 10, start * random.randint(3, 6)]
        return speech.auction.format(*(f"${each}" for each in amounts)), Decimal(amounts[2]), "USD"
    written, amount = _asked(random, speech, (pattern, power), currency)
    return written + (" (~300 USDT)" if how > 0.9 and currency != "USDT" else ""), amount, currency


def _asked(random: Random, speech: Speech, how: Scaled, currency: str) -> tuple[str, Decimal]:
    if how[1]:
        written, amount = _scaled(random, speech, how)
        return written, Decimal(amount)
    if currency in ("BTC", "XMR"):
        amount_of = Decimal(random.randint(5, 95)) / 100
        return how[0].format(_digits(random, speech, str(amount_of).replace(".", speech.decimal))), amount_of
    value = random.choice([random.randint(2, 19) * 50, random.randint(11, 190) * 100])
    grouped = random.random() < 0.5 and value >= 1000
    written = f"{value:,}".replace(",", speech.group) if grouped else str(value)
    return how[0].format(_digits(random, speech, written)), Decimal(value)


def _scaled(random: Random, speech: Speech, how: Scaled) -> tuple[str, int]:
    pattern, power = how
    tenths = random.choice([random.randint(2, 95) * 10, random.randint(11, 99)])
    whole, tenth = divmod(tenths, 10)
    written = f"{whole}{speech.decimal}{tenth}" if tenth else str(whole)
    return pattern.format(_digits(random, speech, written)), tenths * 10 ** (power - 1)


def _digits(random: Random, speech: Speech, written: str) -> str:
    own = speech.digits if random.random() < 0.5 else "0123456789"
    return written.translate(str.maketrans("0123456789", own))


Disguise = Callable[[Random, str, str], tuple[str, str]]

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202c\u202e\u2066\u2069"
_TWINS = str.maketrans("aceopxyiAEOPCTHKMBX", "асеорхуіАЕОРСТНКМВХ")
_FANCY = (
    "０１２３４５６７８９",
    "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
    "𝟬𝟭𝟮𝟯𝟰𝟱𝟲𝟳𝟴𝟵",
    "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿",
    "⓪①②③④⑤⑥⑦⑧⑨",
)


def _invisible(random: Random, title: str, body: str) -> tuple[str, str]:
    def strewn(text: str) -> str:
        return "".join(random.choice(_INVISIBLE) + each if random.random() < 0.3 else each for each in text)

    return strewn(title), strewn(body)


def _twins(random: Random, title: str, body: str) -> tuple[str, str]:
    """Swap some Latin letters for their Cyrillic twins, a few in each word; never those of units and currencies."""

    def mixed(word: str) -> str:
        if len(word) < 5 or not word.isascii() or any(map(str.isdigit, word)):
            return word
        at = random.randrange(len(word))
        return word[:at] + word[at].translate(_TWINS) + word[at + 1 :]

    return " ".join(map(mixed, title.split(" "))), "\n".join(
        " ".join(map(mixed, line.split(" "))) for line in body.split("\n")
    )


def _fancy(random: Random, title: str, body: str) -> tuple[str, str]:
    return title, body.translate(str.maketrans("0123456789", random.choice(_FANCY)))


def _spaced(random: Random, title: str, body: str) -> tuple[str, str]:
    """Space out one line's label or the numbers in it."""
    lines = body.split("\n")
    at = random.randrange(len(lines))
    label, colon, rest = lines[at].partition(":")
    lines[at] = f"{' '.join(label)}{colon}{rest}" if colon and label.isalpha() else lines[at]
    return title, "\n".join(lines)


def _quoted(random: Random, title: str, body: str) -> tuple[str, str]:
    quote = random.choice(
        [
            "[quote=mudlark]I sell 9M rows of it, 700 GB, for $12[/quote]\n",
            "[QUOTE]old: 4,000,000 users, price: 99 XMR\n[quote]first: 11 TB[/quote][/QUOTE]\n",
            "> selling 5.5M users for 3 BTC, 1.7 TB\n\n",
        ]
    )
    return title, quote + body


def _sampled(random: Random, title: str, body: str) -> tuple[str, str]:
    phone = random.randint(2025550100, 2025550199)
    sample = (
        f"[code]\nname,phone,mail,ssn\nAnn Sample,{phone},ann@mail.example,987-65-4321\n"
        "Bob Test,2025550111,bob@mail.example,987-65-4322\n[/code]"
    )
    return title, f"{body}\n{sample}" if random.random() < 0.5 else f"{sample}\n{body}"


def _signed(random: Random, title: str, body: str) -> tuple[str, str]:
    line = random.choice(["--", "____________", "-- ", "--------------------------"])
    return title, f"{body}\n\n{line}\nmy other shops: 70M voters $300 | 1.2TB of medical | combos 900M"


def _broken(random: Random, title: str, body: str) -> tuple[str, str]:
    """Strew what a wrong decoding leaves, between the lines and words."""
    trash = random.choice(["\ufffd", "\x00", "\ud800", "Ã©", "â€™", "\x1b[31m", "&nbsp;", "\u0301"])
    lines = [f"{trash} {line} {trash}" if random.random() < 0.7 else line for line in body.split("\n")]
    return f"{title} {trash}", "\n".join(lines)


def _decomposed(_random: Random, title: str, body: str) -> tuple[str, str]:
    return unicodedata.normalize("NFD", title), unicodedata.normalize("NFD", body)


DISGUISES: Mapping[str, Disguise] = {
    "invisible": _invisible, "twins": _twins, "fancy": _fancy, "spaced": _spaced, "quoted": _quoted,
    "sampled": _sampled, "signed": _signed, "broken": _broken, "decomposed": _decomposed,
}  # fmt: skip
