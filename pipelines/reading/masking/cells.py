"""One cell of a sample row: what it is, and so whether it must be masked. What is unclear is masked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.reading.masking import schemes
from pipelines.reading.masking.contacts import phone_country, thousands
from pipelines.reading.masking.dates import DATE
from pipelines.reading.masking.lexicon import Label, Lexicon
from pipelines.reading.masking.span import Cover, Span

_EDGES = " \t\r\u3000\"'`«»“”„’‘[](){}<>,:;|*•"
_INNER = re.compile(r"([^\W\d_][^:：=\n]{0,24}?)\s?[:：=]\s?(?=\S)(?!//)")
_IPV4 = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}(?:[:/]\d{1,5})?")
_IPV6 = re.compile(r"(?=[0-9A-Fa-f:.]{6,45}$)(?:[0-9A-Fa-f]{0,4}:){3,7}[0-9A-Fa-f.]{0,15}")
_NUMBER = re.compile(r"[+(]{0,2}-?\d[\d \-./(),'\u2010-\u2015\u2212]{0,40}[kKxX]?")
_AMOUNT = re.compile(
    r"-?\d{1,3}(?:[ ,.']?\d{3}){0,4}[.,]\d{1,2}|-?\d{1,15}[.,]\d{1,2}"
    r"|[\d.,' ]{1,20}\s?(?:[^\W\d_A-ZА-Я]{1,3}\.?|[A-Z]{2,3}|%)"
)
_COMMAS = re.compile(r"\d{1,3}(?:,\d{3}){1,4}")
_PLACE = re.compile(r"-?\d{1,3}[.,]\d{4,12}(?:\s?[,;/]\s?-?\d{1,3}[.,]\d{4,12})?")
_MONEY = re.compile(
    r"[$€£¥₽₹₴₺₩₫₿]|(?<![^\W\d_])(?:R\$|Rp|USD|EUR|GBP|RUB|UAH|KZT|CNY|INR|BRL|TRY|IDR|руб)", re.IGNORECASE
)
_HASH = re.compile(r"(?:0x|\{[A-Z0-9]{2,8}\})?[0-9A-Fa-f]{32,128}(?:[:$*][^\s]{1,64})?")
_SHORT_CODE = re.compile(r"[A-ZА-Я]{1,3}[-#]?\d{1,5}|[A-Z]\d{1,2}\.\d{1,2}|[A-Z]{1,2}|#?\d{1,3}")
_URL = re.compile(r"(?:https?://|www\.)[^\s/]{1,200}(/[^\s]{0,400})?", re.IGNORECASE)
_HOST = re.compile(
    r"(?:[\w-]{1,63}\.){1,5}(?:[a-z]{2}|com|net|org|info|biz|edu|gov|mil|onion|example|test|online|site|shop|store|xyz|"
    r"top|club|app|dev|рф|xn--[a-z0-9-]{2,59})",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"[\w.#-]{1,80}\.(?:sql|csv|tsv|txt|json|jsonl|ndjson|xml|xlsx?|db|sqlite3?|mdb|bak|dmp|dump|bson|parquet|log|gz|zip|"
    r"rar|7z|tar|tgz|bz2|xz)",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]")
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of a row when one of its cells is judged."""

    lexicon: Lexicon
    hinted: tuple[str, ...]
    """Schemes that the post names."""
    atoms: Cover
    """What has been recognised by itself."""
    protected: Cover
    card: bool = False
    """The row holds a payment card: its short numbers are expiry and check digits."""
    narrow: bool = False
    """Three cells at most: a number may be a password."""


def judge(text: str, start: int, end: int, column: Label | None, row: Row) -> Iterator[Span]:
    """Yield what to mask in the cell `text[start:end]`; `column` is its header's label, `None` without one."""
    start, end = bare(text, start, end)
    inner = _INNER.match(text, start, end)
    if inner is not None and not row.atoms.touches(start, inner.end()):
        if inner[1].lower() in row.lexicon.words.get("contact", frozenset()):
            return
        named = row.lexicon.column(inner[1])
        street = named is None and _has_street(inner[1], row)  # "Main St. No: 5" has no key
        if not street and (named is not None or column is None):
            start, end = bare(text, inner.end(), end)
            column = named or column
    if column is not None and column.kind in _KEPT:
        return
    if column is not None:
        yield from _named(text, start, end, column, row)
        return
    for left, right in _gaps(text, start, end, row.atoms):
        yield from _unnamed(text, left, right, row)


def _has_street(words: str, row: Row) -> bool:
    street = row.lexicon.words.get("street", frozenset())
    return any(word.strip(".,").lower() in street for word in words.split())


_KEPT = {"keep", "company"}


def is_file(text: str, start: int, end: int) -> bool:
    """Whether a cell names a file of data: its row tells of the file, and its long numbers are lengths and counts."""
    return _FILE.fullmatch(text, *bare(text, start, end)) is not None


def bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out blanks, quotes and brackets round a cell."""
    words = text[start:end]
    left = len(words) - len(words.lstrip(_EDGES))
    right = len(words) - len(words.rstrip(_EDGES))
    return min(start + left, end), max(start + left, end - right)


def _gaps(text: str, start: int, end: int, atoms: Cover) -> Iterator[tuple[int, int]]:
    """Yield what the recognised values leave of a cell."""
    at = start
    for left, right in atoms.within(start, end):
        yield bare(text, at, max(at, left))
        at = max(at, right)
    yield bare(text, at, max(at, end))


def _named(text: str, start: int, end: int, column: Label, row: Row) -> Iterator[Span]:
    value = text[start:end]
    if not value or value.lower() in row.lexicon.words.get("plain", frozenset()) or not re.search(r"\w", value):
        return
    if _is_label(value, row.lexicon):
        return
    kind = "name" if column.kind == "full_name" else column.kind
    scheme, country = column.scheme, schemes.country_of(column.scheme)
    if kind in ("national_id", "tax_id") and scheme is None:
        scheme = schemes.identify(value, row.hinted, row.lexicon.schemes)
        country = schemes.country_of(scheme)
    if kind == "phone":
        country = phone_country(value)
    yield Span(start, end, kind, schemes.shown(scheme), country, firm=True)


def _unnamed(text: str, start: int, end: int, row: Row) -> Iterator[Span]:
    value = text[start:end]
    if not _tells(value) or value.lower() in row.lexicon.words.get("plain", frozenset()):
        return
    url = _URL.fullmatch(value)
    if url is not None:
        if url[1] and re.search(r"[\d@=]", url[1]):
            yield Span(start + url.start(1), end, "username", firm=True)
        return
    found = _number(value, row) if _NUMBER.fullmatch(value) else _words(value, row)
    if found is None or (found[0] in _WEAK and row.protected.touches(start, end)):
        return
    kind, scheme = found
    country = phone_country(value) if kind == "phone" else schemes.country_of(scheme)
    yield Span(start, end, kind, schemes.shown(scheme), country, firm=True)


def _tells(value: str) -> bool:
    """Whether a cell is long enough to say something: one letter does not, one ideograph does."""
    return bool(_IDEOGRAPHS.search(value)) or (len(value) > 1 and re.search(r"\w", value) is not None)


_WEAK = {"name", "address", "username", "other"}
Verdict = tuple[str, str | None] | None


def _number(value: str, row: Row) -> Verdict:  # noqa: PLR0911 - a table of shapes, first match wins
    digits = sum(map(str.isdigit, value))
    if _IPV4.fullmatch(value):
        return "ip_address", None
    if _PLACE.fullmatch(value):
        return "location", None
    scheme = schemes.identify(value, row.hinted, row.lexicon.schemes)
    if scheme is not None:
        return schemes.kind_of(scheme), scheme
    if DATE.fullmatch(value):
        return "date_of_birth", None
    if _COMMAS.fullmatch(value) or _AMOUNT.fullmatch(value) or (digits < 9 and thousands(value)):
        return None
    if digits <= 6:
        return ("payment_card", None) if row.card else ("secret", None) if row.narrow and digits > 2 else None
    phone = value[0] in "+(0" or 9 <= digits <= 12
    return ("phone" if phone else "national_id"), None


def _words(value: str, row: Row) -> Verdict:  # noqa: PLR0911 - a table of shapes, first match wins
    digits = sum(map(str.isdigit, value))
    if row.lexicon.column(value) is not None and len(value) > 2 and digits == 0 and _is_label(value, row.lexicon):
        return None
    if DATE.fullmatch(value):
        return "date_of_birth", None
    if _IPV6.fullmatch(value):
        return "ip_address", None
    if _HASH.fullmatch(value):
        return "secret", None
    scheme = schemes.identify(value, row.hinted, row.lexicon.schemes) if digits else None
    if scheme is not None:
        return schemes.kind_of(scheme), scheme
    if _is_kept(value, digits) and not (row.narrow and digits > 2 and " " not in value):
        return None
    return _telling(value, digits, row), None


def _is_label(value: str, lexicon: Lexicon) -> bool:
    """Whether the whole cell is a header's word, not only one of its words."""
    return "".join(re.split(r"[\W_]+", value.lower())) in lexicon.columns


def _is_kept(value: str, digits: int) -> bool:
    """Whether a cell says nothing of a person: an amount, a short code, a host."""
    if _IDEOGRAPHS.search(value):
        return digits < 7 and bool(
            _MONEY.search(value) or re.fullmatch(r"[\d.,]{1,12}[万千亿元块岁个月日年만원]{1,3}", value)
        )
    if _MONEY.search(value) and digits and digits < 16:
        return True
    return bool(_SHORT_CODE.fullmatch(value) or _HOST.fullmatch(value) or (digits < 7 and _AMOUNT.fullmatch(value)))


def _telling(value: str, digits: int, row: Row) -> str:
    """Name the kind of a cell that will be masked anyway."""
    tokens = value.split()
    if len(tokens) == 1 and re.search(r"[\d_@]", value):
        if len(value) >= 20 or (row.narrow and not value.startswith("@")):
            return "secret"
        return "national_id" if digits >= 6 and value.upper() == value and "_" not in value else "username"
    if digits or _has_street(value, row):
        return "address"
    if _IDEOGRAPHS.search(value):
        return "name" if len(value) <= 6 else "address"
    return "name" if len(tokens) <= 5 else "other"
