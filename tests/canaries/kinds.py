"""What is planted: values of every kind that the reader masks, in six scripts, each value the only one of its kind.

Where something is set aside for examples, or was never given out, values are taken from there: hosts end in `.example`
(RFC 2606), IP addresses are of 198.51.100.0/24 and 203.0.113.0/24 (RFC 5737), telephones in Latin script are North
America's 555-01xx and Ofcom's numbers for drama, social security numbers have an area and a group that nobody has. All
else (other telephones, IDs, cards, accounts, plates) is made by chance, by a seeded `random.Random`, with the checksum
that its scheme asks for: that none of it is anybody's cannot be known. Names and streets are made of syllables.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from stdnum import iban as iban_numbers
from stdnum import luhn, verhoeff

from pipelines.reading.masking import schemes

SCRIPTS = ("latin", "cyrillic", "chinese", "arabic", "hangul", "devanagari")


@dataclass(frozen=True, slots=True)
class Canary:
    """Something that must not come out anywhere."""

    kind: str
    script: str
    place: str
    """Where it was planted."""
    text: str = field(repr=False)
    """What is planted: the value among words of its script that say what it is."""
    secrets: tuple[str, ...] = field(repr=False)
    """What of it must never be found: whole values, the words of names and streets, and the ends of phones."""
    number: int = 0
    """Tells it from others of its kind and place: the so-many-th that its sower made."""

    @property
    def name(self) -> str:
        """What a failing test may say of it."""
        return f"{self.kind}/{self.script}/{self.place} no. {self.number}"


@dataclass(frozen=True, slots=True)
class Words:
    """What a script calls things."""

    letters: str
    """What its invented names are made of."""
    phone: str
    email: str
    card: str
    passport: str
    born: str
    account: str
    password: str
    ids: tuple[tuple[str, str], ...]
    """Schemes of `masking.schemes` with what they are called."""
    header: str
    """Of sample rows with name, telephone, address, plate and IP address."""
    street: str
    plate: str
    """Letters of a number plate."""
    country: str
    """The calling code with its plus."""
    digits: str = string.digits
    licence: str = field(kw_only=True)
    username: str = field(kw_only=True)
    expiry: str = field(kw_only=True)
    """Of a card."""
    place: tuple[str, str, str] = field(kw_only=True)
    """Latitude, longitude, coordinates."""


WORDS = {
    "latin": Words(
        "aeiou", "Phone", "E-mail", "Card number", "Passport no", "Date of birth", "Account number", "Password",
        (("us.ssn", "SSN"), ("br.cpf", "CPF"), ("pl.pesel", "PESEL"), ("es.dni", "DNI")),
        "Full name;Phone;Address;Plate;IP address", "{} Street {}", "KX", "+44",
        licence="Driver license", username="Username", expiry="Expiry date", place=("Latitude", "Longitude", "Coordinates"),
    ),
    "cyrillic": Words(
        "аеиоу", "Телефон", "Почта", "Номер карты", "Паспорт", "Дата рождения", "Номер счета", "Пароль",
        (("ru.snils", "СНИЛС"), ("ru.inn", "ИНН"), ("ua.rntrc", "РНОКПП")),
        "ФИО;Телефон;Адрес;Госномер;IP адрес", "ул. {}, д. {}", "АВ", "+7",
        licence="Водительское удостоверение", username="Логин", expiry="Срок действия", place=("Широта", "Долгота", "Координаты"),
    ),
    "chinese": Words(
        "", "手机", "邮箱", "卡号", "护照号码", "出生日期", "银行账号", "密码",
        (("cn.ric", "身份证"), ("tw.id", "身分證字號")),
        "姓名;手机;地址;车牌号;登录ip", "{}路{}号", "京A", "+86",
        licence="驾驶证号", username="用户名", expiry="有效期", place=("纬度", "经度", "坐标"),
    ),
    "arabic": Words(
        "اويةى", "الهاتف", "البريد الإلكتروني", "رقم بطاقة الائتمان", "رقم جواز السفر", "تاريخ الميلاد", "رقم الحساب", "كلمة المرور",
        (("eg.nid", "الرقم القومي"), ("sa.id", "رقم الهوية الوطنية")),
        "الاسم الكامل;الهاتف;العنوان;رقم اللوحة;عنوان ip", "شارع {} {}", "س ص", "+20", "٠١٢٣٤٥٦٧٨٩",
        licence="رقم رخصة القيادة", username="اسم المستخدم", expiry="تاريخ الانتهاء", place=("خط العرض", "خط الطول", "الإحداثيات"),
    ),
    "hangul": Words(
        "", "전화번호", "이메일", "카드번호", "여권번호", "생년월일", "계좌번호", "비밀번호",
        (("kr.rrn", "주민등록번호"),),
        "성명;전화번호;주소;차량번호;ip", "{}로 {}", "가", "+82",
        licence="운전면허번호", username="아이디", expiry="유효기간", place=("위도", "경도", "좌표"),
    ),
    "devanagari": Words(
        "", "मोबाइल नंबर", "ईमेल", "कार्ड नंबर", "पासपोर्ट नंबर", "जन्म तिथि", "खाता संख्या", "पासवर्ड",
        (("in_.aadhaar", "आधार नंबर"), ("in_.pan", "पैन कार्ड")),
        "पूरा नाम;मोबाइल नंबर;पता;गाड़ी नंबर;ip", "{} मार्ग {}", "DL", "+91", "०१२३४५६७८९",
        licence="ड्राइविंग लाइसेंस", username="उपयोगकर्ता नाम", expiry="समाप्ति तिथि", place=("अक्षांश", "देशांतर", "निर्देशांक"),
    ),
}  # fmt: skip

_CONSONANTS = {"latin": "bdfgklmnprstvz", "cyrillic": "бвгджзклмнпрст", "arabic": "بتجدرسشعفقكلمن"}
_SIGNS = {
    "chinese": "".join(map(chr, range(0x9BC0, 0x9C00))),
    "hangul": "".join(map(chr, range(0xBDC0, 0xBE00))),
}
_DEVANAGARI = ("खि", "झु", "ठे", "णो", "थी", "धू", "फा", "भृ", "षि", "ळु", "घै", "छौ", "ढा")
"""Signs of which words are made in scripts without vowels of their own."""


class Sower:
    """Makes canaries; the same seed makes the same ones. `others`: secrets of which none is to be made."""

    def __init__(self, seed: int, others: Iterable[str] = ()) -> None:
        self.random = Random(seed)
        self.made: list[Canary] = []
        self._used, self._words = set(others), set(others)

    def sow(self, kind: str, script: str, place: str) -> str:
        """Make a canary, note it, and return what is to be planted."""
        for _ in range(200):
            text, secrets = KINDS[kind](self, WORDS[script], script)
            if not self._used.intersection(secrets):
                break
        else:
            raise AssertionError(f"no other {kind} in {script} is to be had")
        self._used.update(secrets)
        self.made.append(Canary(kind, script, place, text, secrets, len(self.made)))
        return text

    def all_kinds(
        self, place: str, scripts: Collection[str] = SCRIPTS, *, several_lines: bool = True
    ) -> list[tuple[str, str]]:
        """Return one of each kind in each of these scripts, with its kind; without rows where there is but one line."""
        chosen = [pair for pair in pairs(several_lines=several_lines) if pair[1] in scripts]
        return [(kind, self.sow(kind, script, place)) for kind, script in chosen]

    def paragraphs(self, place: str, scripts: Collection[str] = SCRIPTS) -> str:
        """Return the same as a text, a paragraph each."""
        return "\n\n".join(text for _, text in self.all_kinds(place, scripts))

    # --- parts of values ---

    def number(self, length: int) -> str:
        """Digits, the first and last of them no 0."""
        middle = "".join(self.random.choices(string.digits, k=length - 2))
        return self.random.choice("123456789") + middle + self.random.choice("123456789")

    def word(self, script: str) -> str:
        """An invented word of a script, never the same one again."""
        while (word := self._word(script)) in self._words:
            pass
        self._words.add(word)
        return word

    def _word(self, script: str) -> str:
        if script in _SIGNS:
            return "".join(self.random.sample(_SIGNS[script], 3))
        if script == "devanagari":
            return "".join(self.random.sample(_DEVANAGARI, 3))
        vowels = WORDS[script].letters[:5]
        return "".join(
            self.random.choice(_CONSONANTS[script]) + self.random.choice(vowels) for _ in range(4)
        ).capitalize()

    def mixed(self, length: int, alphabet: str = string.ascii_letters + string.digits) -> str:
        """Letters and digits as of a key, with each of their sorts among them."""
        return "".join(self.random.choices(alphabet, k=length - 3)) + "aZ7"


END = 7
"""Digits of a telephone number's end, which dials it wherever the rest is known."""


def _person(sower: Sower, words: Words, script: str) -> tuple[tuple[str, str, str], tuple[str, ...]]:
    """Make somebody's name, telephone and street, and what of it is secret: a part of it gives them away as well."""
    names = [sower.word(script) for _ in range(2)]
    phone = "".join(_number_abroad(sower, words, script))
    road = sower.word(script)
    street = words.street.format(road, sower.random.randint(2, 98))
    return (" ".join(names), phone, street), (" ".join(names), *names, phone, phone[-END:], street, road)


def _in(words: Words, text: str) -> str:
    """Write digits as the script does."""
    return text.translate(str.maketrans(string.digits, words.digits))


def _email(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    local = f"{sower.word('latin').lower()}.{sower.number(3)}"
    host = f"{sower.word('latin').lower()}.example"
    return f"{words.email}: {local}@{host}", (f"{local}@{host}", local)


def _idn_email(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    word = sower.word(script).lower()
    local = f"{word}{sower.number(3)}"
    return f"{words.email}: {local}@{sower.word('latin').lower()}.example", (local, word)


def _whole_idn_email(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    word = sower.word(script)
    return f"{words.email}: {word}{sower.number(3)}@{sower.word('latin').lower()}.example", (word,)


def _disguised(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    local = f"{sower.word('latin').lower()}_{sower.number(3)}"
    return f"{words.email}: {local} [at] {sower.word('latin').lower()} [dot] example", (local,)


_AREAS = ("202", "303", "404", "512", "617", "702", "808", "907")
"""Some of North America's; 555-0100 to 555-0199 are set aside in each."""


def _number_abroad(sower: Sower, words: Words, script: str) -> tuple[str, str]:
    """Make a telephone number: its calling code, and the rest."""
    if script != "latin":
        return words.country, sower.number(10)
    if sower.random.random() < 0.3:
        return "+1", f"{sower.random.choice(_AREAS)}55501{sower.random.randint(0, 99):02}"
    return words.country, _british(sower)


def _british(sower: Sower) -> str:
    """Make a number that Ofcom keeps for drama: a mobile's, or one in London."""
    return f"{sower.random.choice(('7700900', '2079460'))}{sower.random.randint(0, 999):03}"


def _phone(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    code, local = _number_abroad(sower, words, script)
    spaced = f"{local[:3]} {local[3:6]} {local[6:]}"
    return f"{words.phone}: {code} {spaced}", (spaced, local, local[-END:])


def _own_phone(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    local = _in(words, "0" + (_british(sower) if script == "latin" else sower.number(10)))
    return f"{words.phone}: {local}", (local, local[-END:])


def _id(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    said, secrets = [], []
    for scheme, cue in words.ids:
        value = _number_of(sower, scheme)
        said.append(f"{cue}: {value}")
        secrets.append(value)
    return "; ".join(said), tuple(secrets)


def _card(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    bare = f"4{sower.number(14)}"
    bare += luhn.calc_check_digit(bare)
    spaced = " ".join(bare[at : at + 4] for at in range(0, 16, 4))
    return f"{words.card}: {_in(words, spaced)}", (_in(words, spaced), bare)


def _iban(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    account = f"90000000{sower.number(10)}"  # no bank's code begins with 9
    value = f"DE{iban_numbers.calc_check_digits('DE00' + account)}{account}"
    return f"IBAN {value}", (value,)


def _passport(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    value = f"{sower.random.choice('CEGHK')}{sower.number(8)}"
    return f"{words.passport}: {value}", (value,)


def _born(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    day = f"{sower.random.randint(1, 28):02}.{sower.random.randint(1, 12):02}.{sower.random.randint(1931, 1999)}"
    return f"{words.born}: {day}", (f"{words.born}: {day}", day)


def _account(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    value = sower.number(14)
    return f"{words.account}: {value}", (value,)


def _password(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    value = f"{sower.word('latin')}!{sower.number(4)}"
    return f"{words.password}: {value}", (value,)


def _pair(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    local, secret = f"{sower.word('latin').lower()}{sower.number(3)}", f"{sower.word('latin')}#{sower.number(4)}"
    return f"\n{local}@{sower.word('latin').lower()}.example:{secret}\n", (local, secret)


def _login(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    secret = f"{sower.word('latin')}{sower.number(5)}"
    login = f"{sower.word('latin').lower()}{sower.number(4)}"
    return f"https://{login}:{secret}@panel.example/", (f"{login}:{secret}", secret)


def _key(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    value = "AKIA" + "".join(sower.random.choices(string.ascii_uppercase + "234567", k=16))
    return f"key {value}", (value,)


def _token(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    middle = sower.mixed(40)
    return f"eyJ{sower.mixed(20)}.eyJ{middle}.{sower.mixed(43)}", (middle,)


def _hash(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    value = sower.mixed(53)
    return f"$2b$12${value}", (value,)


def _salted(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    crypt, argon, salt = sower.mixed(86), sower.mixed(43), sower.mixed(16)
    return f"$6${salt}${crypt} and $argon2id$v=19$m=65536,t=3,p=4${salt}${argon}", (crypt, argon, salt)


def _service_token(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    github, slack, stripe = sower.mixed(36), sower.mixed(24), sower.mixed(24)
    slack = f"{sower.number(12)}-{sower.number(12)}-{slack}"
    return f"ghp_{github}; xoxb-{slack}; sk_live_{stripe}", (github, slack, stripe)


def _private_key(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    lines = [sower.mixed(64) for _ in range(4)]
    joined = "\n".join(lines)
    return f"-----BEGIN RSA PRIVATE KEY-----\n{joined}\n-----END RSA PRIVATE KEY-----", tuple(lines)


def _url_login(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    """A line of a stealer's log: address, login, password."""
    login, secret = f"{sower.word('latin').lower()}{sower.number(3)}", f"{sower.word('latin')}{sower.number(4)}"
    return f"\nhttps://portal.example/login:{login}:{secret}\n", (login, secret)


def _licence(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    value = f"{sower.random.choice('CEGHK')}{sower.number(8)}"
    return f"{words.licence}: {value}", (value,)


def _card_check(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    """A card with what else is printed on it: too short to be told from other numbers without the words before it."""
    card, secrets = _card(sower, words, script)
    code = f"CVV2: {sower.number(3)}"
    expiry = f"{words.expiry}: {sower.random.randint(1, 12):02}/{sower.random.randint(26, 79)}"
    return f"{card}\n{code}\n{expiry}", (*secrets, code, expiry)


def _whereabouts(sower: Sower) -> tuple[str, str]:
    """Make coordinates in the South Pacific, as far from any land as can be."""
    latitude, longitude = (f"-4{sower.random.randint(5, 9)}", f"-12{sower.random.randint(0, 9)}")
    return f"{latitude}.{sower.number(5)}", f"{longitude}.{sower.number(5)}"


def _location(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    """Where somebody is, in lines of its own beside the name: no coordinates alone are anybody's."""
    name, (latitude, longitude) = f"{sower.word(script)} {sower.word(script)}", _whereabouts(sower)
    lines = (f"{words.header.split(';')[0]}: {name}", f"{words.place[0]}: {latitude}", f"{words.place[1]}: {longitude}")
    return "\n".join(lines), (name, *name.split(), latitude, longitude)


def _coordinates(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    """The same with both in one line."""
    name, (latitude, longitude) = f"{sower.word(script)} {sower.word(script)}", _whereabouts(sower)
    lines = (f"{words.header.split(';')[0]}: {name}", f"{words.place[2]}: {latitude}, {longitude}")
    return "\n".join(lines), (name, *name.split(), latitude, longitude)


def _user(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    """A user of a site: alone, a name of that sort is a handle, which stays; beside an e-mail it is somebody's."""
    login, local = f"{sower.word('latin').lower()}{sower.number(4)}", f"{sower.word('latin').lower()}.{sower.number(3)}"
    secret = f"{sower.word('latin')}?{sower.number(4)}"
    lines = (f"{words.username}: {login}", f"{words.email}: {local}@mail.example", f"{words.password}: {secret}")
    return "\n".join(lines), (login, local, secret)


def _contact(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    tox, session = ("".join(sower.random.choices("0123456789ABCDEF", k=length)) for length in (76, 64))
    return f"TOX {tox}, Session 05{session.lower()}", (tox, session.lower())


def _row(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    """Two rows of a sample with name, telephone, address, plate and IP address, under their header."""
    lines, secrets = [words.header], []
    for _ in range(2):
        (name, phone, street), parts = _person(sower, words, script)
        plate = f"{words.plate}{sower.number(5)}"
        ip = f"{sower.random.choice(('198.51.100', '203.0.113'))}.{sower.random.randint(100, 255)}"
        lines.append(f"{name};{phone};{street};{plate};{ip}")
        secrets += [*parts, plate, ip]
    return "\n".join(lines), tuple(secrets)


def _record(sower: Sower, words: Words, script: str) -> tuple[str, tuple[str, ...]]:
    """A person in lines of a key and a value each."""
    (name, phone, street), secrets = _person(sower, words, script)
    keys = words.header.split(";")
    return f"{keys[0]}: {name}\n{keys[1]}: {phone}\n{keys[2]}: {street}", secrets


Made = Callable[[Sower, Words, str], tuple[str, tuple[str, ...]]]

KINDS: dict[str, Made] = {
    "email": _email, "idn_email": _idn_email, "whole_idn_email": _whole_idn_email,
    "disguised_email": _disguised, "phone": _phone, "own_phone": _own_phone,
    "national_id": _id, "payment_card": _card, "iban": _iban, "passport": _passport, "date_of_birth": _born,
    "bank_account": _account, "password": _password, "credentials": _pair, "login_in_url": _login, "access_key": _key,
    "token": _token, "service_token": _service_token, "private_key": _private_key, "password_hash": _hash,
    "salted_hash": _salted, "url_login_password": _url_login, "driver_licence": _licence, "card_check": _card_check,
    "location": _location, "coordinates": _coordinates, "user": _user, "contact": _contact, "rows": _row, "record": _record,
}  # fmt: skip
"""How to make one of each kind."""

OF_LINES = frozenset({
    "credentials", "url_login_password", "private_key", "card_check", "location", "coordinates", "user", "rows", "record",
})  # fmt: skip
"""Kinds that need lines of their own."""
LATIN = frozenset({
    "login_in_url", "access_key", "token", "service_token", "private_key", "password_hash", "salted_hash",
    "credentials", "url_login_password", "iban", "contact",
})  # fmt: skip
"""Kinds that look the same in every script."""


def pairs(*, several_lines: bool = True) -> Iterator[tuple[str, str]]:
    """Yield kinds with the scripts that they are written in."""
    for kind in KINDS:
        for script in SCRIPTS:
            latin_only = kind in LATIN or (kind == "idn_email" and script == "devanagari")
            fits = several_lines or kind not in OF_LINES
            if fits and (script == "latin" or not latin_only):
                yield kind, script


# --- numbers of schemes ---


def _number_of(sower: Sower, scheme: str) -> str:
    """Make a number that a scheme takes, by trying."""
    for _ in range(20_000):
        value = _SHAPES[scheme](sower)
        if schemes.is_valid(scheme, value) or scheme in _WITHOUT_CHECKSUM:
            return value
    raise AssertionError(f"no number of {scheme} was found")


def _day(sower: Sower) -> tuple[str, str, str]:
    random = sower.random
    return f"{random.randint(40, 99)}", f"{random.randint(1, 12):02}", f"{random.randint(1, 28):02}"


def _ssn(sower: Sower) -> str:
    """Make one with an area and a group that were given to no person, nor to a taxpayer (ITINs have groups above 49)."""
    return f"9{sower.number(2)}-{sower.random.randint(1, 49):02}-{sower.number(4)}"


def _aadhaar(sower: Sower) -> str:
    bare = f"{sower.random.randint(2, 9)}{sower.number(10)}"
    return bare + verhoeff.calc_check_digit(bare)


def _ric(sower: Sower) -> str:
    year, month, day = _day(sower)
    return f"11010119{year}{month}{day}{sower.number(3)}{sower.random.randint(0, 9)}"


def _rrn(sower: Sower) -> str:
    year, month, day = _day(sower)
    return f"{year}{month}{day}-1{sower.number(6)}"


def _eg(sower: Sower) -> str:
    year, month, day = _day(sower)
    return f"2{year}{month}{day}01{sower.number(5)}"


def _pesel(sower: Sower) -> str:
    year, month, day = _day(sower)
    return f"{year}{month}{day}{sower.number(5)}"


def _snils(sower: Sower) -> str:
    return f"{sower.number(3)}-{sower.number(3)}-{sower.number(3)} {sower.number(2)}"


_WITHOUT_CHECKSUM = frozenset({"eg.nid", "us.ssn"})
_LETTERS = string.ascii_uppercase
_SHAPES: dict[str, Callable[[Sower], str]] = {
    "us.ssn": _ssn, "br.cpf": lambda sower: sower.number(11), "pl.pesel": _pesel,
    "es.dni": lambda sower: sower.number(8) + sower.random.choice(_LETTERS),
    "ru.snils": _snils, "ru.inn": lambda sower: sower.number(12), "ua.rntrc": lambda sower: sower.number(10),
    "cn.ric": _ric, "tw.id": lambda sower: f"{sower.random.choice(_LETTERS)}1{sower.number(8)}",
    "eg.nid": _eg, "sa.id": lambda sower: f"1{sower.number(9)}", "kr.rrn": _rrn, "in_.aadhaar": _aadhaar,
    "in_.pan": lambda sower: "".join(sower.random.choices(_LETTERS, k=3)) + "P" + sower.random.choice(_LETTERS)
    + sower.number(4) + sower.random.choice(_LETTERS),
}  # fmt: skip
