"""E-mail addresses, plain and disguised, and phone numbers that show by themselves what they are."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import phonenumbers

from pipelines.reading.masking.dates import DATE
from pipelines.reading.masking.lexicon import Lexicon, one_of
from pipelines.reading.masking.numbers import is_order
from pipelines.reading.masking.span import Span

_IDEOGRAPHS = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_MARKS = r"\u0300-\u036f\u064b-\u0652\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e"
"""Vowels and accents that are written as signs of their own, which are no letters to the engine."""
_LOCAL = re.compile(rf"[\w.%+\-'!#$&*?^~{_MARKS}]{{1,80}}")
_LOCAL_NARROW = re.compile(rf"(?:[^\W{_IDEOGRAPHS}]|[.%+\-'!#$&*?^~{_MARKS}]){{1,80}}")
_GLUED_BEFORE = re.compile(rf"[{_IDEOGRAPHS}]+")
_NAMED = 8
"""Most ideographs of a name before the sign; more are a sentence that runs into it without a blank."""
_LEADING = frozenset("是为為は到至加找发發にへを은는로件信系络絡先처락")
"""Signs that words end with which lead to an address: "请联系ann@…"."""
_FREEMAIL = re.compile(
    r"(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|icloud|aol|gmx|web|mail|inbox|bk|list|yandex|ya|rambler|"
    r"proton|protonmail|pm|tuta|tutanota|riseup|cock|onionmail|dnmx|zoho|fastmail|qq|163|126|sina|naver|daum|ukr|libero|"
    r"orange|free|laposte|wanadoo|t-online|web|seznam|wp|onet|abv|rediffmail|example)\b",
    re.IGNORECASE,
)
_COMMON = re.compile(
    r"(?:me|us|is|are|was|be|now|available|hosted|sold|found|sale|it|here|there|look|contact|mail|email|e-mail|reach)",
    re.IGNORECASE,
)


_LETTER = re.compile(r"[\[({<%][aA4][\])}>0]")
"""An "@" drawn with a bracketed letter, or as links have it: "name(a)host"."""


def emails(text: str, lexicon: Lexicon) -> Iterator[Span]:
    """Yield addresses: "a@b.example", "a [at] b [dot] example", and "a at b dot example" if it can be nothing else."""
    words = lexicon.words.get("at", frozenset())
    if not ("@" in text or _spoken(words).search(text) or _LETTER.search(text) or _is_joined(text, words)):
        return
    dot = lexicon.words.get("dot", frozenset())
    at, domain = _patterns(lexicon.words.get("at", frozenset()), dot)
    for sign in at.finditer(text):
        host = domain.match(text, sign.end())
        start = _local_start(text, sign.start(), lexicon)
        if host is None or start == sign.start() or not _letters(host[0]):
            continue
        if sign["loose"] is not None and not _surely(text, start, sign.start(), host[0]):
            continue
        if sign["plain"] is None:
            start = _spoken_start(text, start, dot)
        yield Span(start, host.end(), "email", firm=True)


def _letters(host: str) -> bool:
    return any(each.isalpha() for each in host)


def _is_joined(text: str, at: frozenset[str]) -> bool:
    return not text.isascii() and _in_one_word(at).search(text) is not None


@functools.lru_cache(maxsize=64)
def _spoken(at: frozenset[str]) -> re.Pattern[str]:
    """Return what every disguised "@" has in it: a word for it, and blanks or brackets round that."""
    return re.compile(rf"[\s\[({{<_*]{one_of(at | {'at'})}[\s\])}}>_*]", re.IGNORECASE)


@functools.lru_cache(maxsize=64)
def _in_one_word(at: frozenset[str]) -> re.Pattern[str]:
    return re.compile(_glued(_long(at)))


@functools.lru_cache(maxsize=64)
def _patterns(at: frozenset[str], dot: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what stands for "@", and what a host looks like behind it."""
    ats, dots = one_of(at | {"at"}), one_of(dot | {"dot"})
    glued_at, glued_dot = _glued(_long(at)), _glued(dot)
    firsts = "".join(sorted({word[0] for word in _long(at) if re.match(rf"[{_IDEOGRAPHS}]", word)}))
    sign = re.compile(
        rf"(?=[@%\s\[({{<_*{firsts}])"  # this look at the first character spares trying five ways to write it
        rf"(?:(?P<plain>(?<=\S)@(?=\S))|(?<=\w)(?:[\[({{<]a[\])}}>]|%40)(?=\w)|{glued_at}"
        rf"|\s{{0,2}}(?:[\[({{<]\s?(?:@|{ats})\s?[\])}}>]|[_*]{ats}[_*])\s{{0,2}}"
        rf"|(?P<loose>\s{{1,2}}(?:@|{ats})\s{{1,2}}))",
        re.IGNORECASE,
    )
    point = (
        rf"(?:\s{{0,2}}[\[({{<]\s?(?:\.|,|{dots})\s?[\])}}>]\s{{0,2}}|\s{{1,2}}(?:\.|{dots})\s{{1,2}}"
        rf"|[_*]{dots}[_*]|{glued_dot}|\.)"
    )
    narrow = rf"(?:[^\W{_IDEOGRAPHS}]|-){{1,63}}?"
    last = rf"(?:xn--[a-z0-9-]{{2,59}}|(?:(?![{_IDEOGRAPHS}\d_])\w){{2,24}})"
    wide = r"[\w-]{1,63}?"
    host = re.compile(rf"(?:{narrow}{point}){{1,6}}{last}|(?:{wide}{point}){{1,6}}[^\W\d_]{{2,24}}", re.IGNORECASE)
    return sign, host


def _glued(words: frozenset[str]) -> str:
    """Return a pattern of words that scripts without blanks put right between Latin letters: "nameアットhost"."""
    joined = frozenset(word for word in words if re.match(rf"[{_IDEOGRAPHS}]", word))
    return rf"(?<=[A-Za-z0-9]){one_of(joined)}(?=[A-Za-z0-9])" if joined else "(?!)"


def _long(words: frozenset[str]) -> frozenset[str]:
    """Leave out words of one sign: between Latin letters they mean other things as well."""
    return frozenset(word for word in words if len(word) > 1)


def _local_start(text: str, end: int, lexicon: Lexicon) -> int:
    """Return where the name before the sign begins; `end` when there is none."""
    before = text[max(0, end - 80) : end][::-1]
    narrow = bool(before) and not re.match(rf"[{_IDEOGRAPHS}]", before)
    found = (_LOCAL_NARROW if narrow else _LOCAL).match(before)
    if found is None:
        return end
    if narrow and _is_named(before, found.end(), lexicon):
        found = _LOCAL.match(before) or found
    words = found[0][::-1]
    return end - len(words) + len(words) - len(words.lstrip(".-'!#$&*?^~%+"))


def _is_named(before: str, at: int, lexicon: Lexicon) -> bool:
    """Whether ideographs right before letters or digits belong to the name as well, in a text that is reversed."""
    glued, whole = _GLUED_BEFORE.match(before, at), _LOCAL.match(before)
    if glued is None or whole is None or sum(map(len, _GLUED_BEFORE.findall(whole[0]))) > _NAMED:
        return False
    word = glued[0][::-1]
    contact = lexicon.words.get("contact", frozenset())
    tails = [word[start:] for start in range(len(word))]
    return word[-1] not in _LEADING and not any(tail in lexicon.columns or tail in contact for tail in tails)


def _spoken_start(text: str, start: int, dot: frozenset[str]) -> int:
    """Return where a name begins whose own dots are words too: "ann dot lee at …"."""
    found = _name_dots(dot).search(text[max(0, start - 60) : start])
    return start - len(found[0]) if found else start


@functools.lru_cache(maxsize=64)
def _name_dots(dot: frozenset[str]) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:\w{{1,24}}\s?(?:[\[({{<]\s?(?:\.|{one_of(dot)})\s?[\])}}>]|\s{one_of(dot)}\s)\s?){{1,3}}$",
        re.IGNORECASE,
    )


def _surely(text: str, start: int, end: int, host: str) -> bool:
    """Whether "NAME at HOST" is an address rather than a sentence."""
    name = text[start:end]
    if re.search(r"[\d._+-]", name.strip(".")) and len(name) > 2:
        return True
    if _COMMON.fullmatch(name):
        return False
    return bool(_FREEMAIL.match(host)) or bool(
        re.search(r"mail|почт|邮|correo|بريد", text[max(0, start - 24) : start], re.IGNORECASE)
    )


_SEP = r"[ \-./()\u2010-\u2015\u2212\u00b7]"
_PLUS = re.compile(rf"\+(?<![0-9A-Za-z+].){_SEP}{{0,2}}\d(?:{_SEP}{{0,3}}\d){{6,14}}(?!\d)")
_BRACKETED = re.compile(r"\((?<![0-9A-Za-z(].)0?\d{2,4}\)[ -]{0,2}\d{3,5}[ .-]\d{2,4}(?:[ .-]?\d{2})?(?!\d)")
_RUSSIAN = re.compile(r"[78](?<![\d.+-].)(?<!\d,.)[ -]?\(?\d{3}\)?[ -]{1,2}\d{3}[ -]\d{2}[ -]\d{2}(?!\d)")
_TRUNK = re.compile(r"0(?<![\w./+#-].)(?<!\d[,:].)[1-9]\d{0,3}(?:[ \-./]\d{2,7}){1,4}(?![\w]|[.:/-]\d)")
"""With the zero that many countries dial first, in groups: no count begins with a zero. A row's comma may stand at
either end of it."""
_AMERICAN = re.compile(
    r"[1-9](?<![\w./+#-].)(?<!\d[,:].)(?:(?<=1)(?P<one>[-. ])[2-9][0-8]\d(?P=one)[2-9]\d{2}(?P=one)\d{4}"
    r"|(?<=[2-9])[0-8]\d(?P<sign>[-.])[2-9]\d{2}(?P=sign)\d{4})(?![\w]|[.:/-]\d)"
)
"""Of North America: an area's code and an exchange's begin with 2 to 9, and no area has a nine in the middle."""
_DOUBLE_ZERO = re.compile(rf"00(?<![\d./-]..)(?<!\d,..)[1-9]\d{{0,2}}(?:{_SEP}{{0,2}}\d){{7,11}}(?!\d)")
_MOBILE = re.compile(
    r"(?:(?<![\w./+#-])(?<!\d,)|(?<=[\u3400-\u9fff]))(?:1[3-9]\d{9}|[78]9\d{9})"
    r"(?:(?![\w]|[./,-]\d)|(?=[\u3400-\u9fff]))(?<!000)(?!\s?(?:[条條个個行份位名户戶]|запис|строк|штук|человек|байт|руб))"
)
"""Of China and of Russia, in one run; only in texts of their scripts, where a count is hardly ever written so."""
_THOUSANDS = re.compile(r"\+? ?\d{1,3}([ .,'])\d{3}(?:\1\d{3}){1,4}")
_MANY = re.compile(r"[0-9](?:[^0-9]{0,4}[0-9]){6}")
"""As many digits as a phone number has at least, near one another."""
_ASKED = 200  # of the library, in one text: 60 microseconds each


def phones(text: str, lexicon: Lexicon) -> Iterator[Span]:
    """Yield numbers that need no cue: with a plus and a country code, or in a format of nothing else."""
    if not _MANY.search(text):
        return
    asked = 0
    for each in _PLUS.finditer(text):
        if _THOUSANDS.fullmatch(each[0]):
            asked += 1
            if asked < _ASKED and not _valid(each[0]):
                continue
        country = phone_country(each[0])
        yield Span(each.start(), each.end(), "phone", country=country, firm=not countlike(each[0]))
    yield from _formatted(text, lexicon)
    if not text.isascii():
        mobiles = (each for each in _MOBILE.finditer(text) if not is_order(text, each.start(), lexicon.order))
        yield from (Span(each.start(), each.end(), "phone") for each in mobiles)
    for number, each in enumerate(_DOUBLE_ZERO.finditer(text)):
        if number < _ASKED and _valid("+" + re.sub(r"\D", "", each[0])[2:]):
            yield Span(each.start(), each.end(), "phone", country=phone_country("+" + each[0][2:]))


def _formatted(text: str, lexicon: Lexicon) -> Iterator[Span]:
    """Yield numbers in a country's own format."""
    for pattern in (_BRACKETED, _RUSSIAN):
        yield from (Span(each.start(), each.end(), "phone", firm=True) for each in pattern.finditer(text))
    for each in _TRUNK.finditer(text):
        if 9 <= sum(map(str.isdigit, each[0])) <= 11 and not DATE.fullmatch(each[0]):
            yield Span(each.start(), each.end(), "phone")
    for each in _AMERICAN.finditer(text):
        if not is_order(text, each.start(), lexicon.order):
            yield Span(each.start(), each.end(), "phone")


def phone_country(number: str) -> str | None:
    """Return the main country of an international number's calling code; `None` without a plus or a known code.

    >>> phone_country("+44 7700 900123"), phone_country("020 7946 0123")
    ('GB', None)
    """
    digits = re.sub(r"\D", "", number)
    if not number.startswith("+"):
        return None
    codes = (
        phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(digits[:size])) for size in (1, 2, 3) if len(digits) > size
    )
    country = next((str(regions[0]) for regions in codes if regions), None)
    return None if country == "001" else country


@functools.lru_cache(maxsize=1024)
def _valid(number: str) -> bool:
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(number, None)))
    except phonenumbers.NumberParseException:
        return False


def thousands(number: str) -> bool:
    """Whether digits are grouped by threes as in a count.

    >>> thousands("1 000 000"), thousands("138 0013 8000")
    (True, False)
    """
    return _THOUSANDS.fullmatch(number) is not None


_LAKHS = re.compile(r"\d{1,2}(?:,\d{2}){1,4},\d{3}")


def countlike(number: str) -> bool:
    """Whether a count could be written like this: grouped by threes or as in India, or a bare run that is a round one.

    >>> [countlike(each) for each in ("2,318,447", "1000000000", "4509 123456", "8 916 123 45 67", "13812345678")]
    [True, True, False, False, False]
    """
    value = number.strip()
    if value.isdigit():
        return value[0] != "0" and len(value) <= 12 and (len(value) < 10 or value.endswith("000"))
    return thousands(value) or _LAKHS.fullmatch(value) is not None
