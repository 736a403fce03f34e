"""Numbers and dates in prose that a word beside them names: "SSN: …", "паспорт № …", "身份证 …", "born …"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from pipelines.reading.masking import schemes
from pipelines.reading.masking.contacts import countlike, phone_country, thousands
from pipelines.reading.masking.dates import DATE
from pipelines.reading.masking.lexicon import REACHED, Cue
from pipelines.reading.masking.span import Span

_GAP = re.compile(
    r"[^\w\n\r,;|•·/、，；+(]{0,6}(?:(?:no|nr|num|number|numero|número|nro|nº|n°|номер|номером|hao|号码|号|號|番号|번호|رقم|is|"
    r"was|es|é|ist|lautet|est|adalah|là|on|the|am|in|le|el|em|le|был|was|von|are|at|via|by|to|under|unter|auf|al|ao|au|"
    r"sur|по|на)(?![^\W\d_])[^\w\n\r,;|+(]{0,4}"
    r"|[为為是は는은:：]{1,2}[^\w\n\r,;|+(]{0,3}){0,3}",
    re.IGNORECASE,
)
_SEP = r"[ \-./()\u2010-\u2015\u2212]"
_PHONE = re.compile(rf"[+(]{{0,2}}\d(?:{_SEP}{{0,3}}\d){{5,15}}(?!\d)")
_ONE_PHONE = re.compile(r"[+(]{0,2}\d(?:[ \-.()\u2010-\u2015\u2212]{0,3}\d|/\d){8,15}(?= ?/ ?[+(0])")
"""The first of several that a slash parts; one slash may also stand inside of a number."""
_THREES = re.compile(r"[1-9]\d{2}[ -]\d{3}[ -](?!000)\d{3}")
"""Nine digits by threes: how Spain, Poland, Portugal and others write their phones and IDs. In a count of hundreds of
millions blanks are rare, and behind a phone's cue it is a round one."""
_DOTTED = re.compile(r"[1-9]\d?\.\d{3}\.\d{2}[1-9]|1\.\d{3}\.\d{3}\.\d{2}[1-9]")
"""How Argentina, Chile, Peru and Uruguay write their eight digits, and Colombia its ten; behind an ID's cue a count
would be a round one."""
_DOCUMENT = re.compile(
    r"(?:[^\W\d_]{1,3}[ \-№#]{0,2})?"
    r"(?:(?!\d{1,3}(?:[ .,]\d{3}){1,4}(?!\d))\d{2}[ -]?\d{2}(?:[ №#-]|No){0,3}\d{6}|\d{6,10}|\d{2} \d{7})[A-Z]?"
    r"(?![0-9A-Za-z.,]\d)(?!\d)"
)
_SERIES = r"(?:сери[яиюей]{1,2}|сері[яїює]{1,2}|сер\.|series|série|serie|seria)"
_NO = r"(?:№|#|ном(?:ер(?:ом|а|у)?|\.)|номір|number|número|numero|no\.?|nr\.?|n[º°])"
_SERIAL = re.compile(
    rf"(?P<word>{_SERIES}[ :№]{{0,3}})?(?P<series>\d{{2}}(?:[ -]?\d{{2}})?|(?:[IVX]{{1,4}}-)?[^\W\d_]{{2}})(?![^\W_])"
    rf"(?:[ \t]?[,;:]?\s{{0,2}}(?P<no>{_NO})[ \t:№#]{{0,3}}|[ ,]{{1,2}})(?P<number>\d{{6,7}})(?![0-9A-Za-z.,]\d)(?!\d)",
    re.IGNORECASE,
)
"""A series and a number as documents of Russia, Ukraine and their neighbours have them, in the spelling of offices."""
_OF_WHOM = re.compile(rf"[ :–—(-]{{1,3}}(?:[^\W\d_]{{1,20}}\.?[ :,(]{{1,3}}){{0,4}}?{_SERIAL.pattern}", re.IGNORECASE)
"""The same behind words: "паспорт гражданина РФ …"."""
_BY_ITSELF = re.compile(
    rf"(?<![^\W_])(?=с)(?:сери[яи]|сері[юїя])(?P<word>[ :№]{{1,3}})(?P<series>\d{{2}} ?\d{{2}}|[^\W\d_]{{2}})"
    rf"[ \t]?[,;]?\s{{0,2}}(?P<no>{_NO})[ \t:№]{{0,3}}(?P<number>\d{{6}})(?!\d)"
    r"|(?P<soviet>(?<![^\W_])[IVX]{1,4}-[а-я]{2} ?(?:№|No) ?\d{6}(?!\d))",
    re.IGNORECASE,
)
"""What needs no name of a document: both words, or the series of Soviet ones."""
_MACHINE_READABLE = re.compile(r"(?:^|(?<=\n))[ \t]{0,8}(?=[A-Z0-9<]{2,48}<<)([A-Z0-9<]{28,50})(?![A-Z0-9<])")
"""The lines at the foot of passports and cards (ICAO 9303: 30, 36 or 44 signs); pasted ones lose or gain some."""
_BEFORE_SERIES = re.compile(rf"(?:{_SERIES})?[ :№]{{0,3}}", re.IGNORECASE)
_ONLY_SERIES = re.compile(r"(?:\d{2}[ -]?\d{2}|(?:[IVX]{1,4}-)?[^\W\d_]{2})(?![^\W_])(?![.,]\d)", re.IGNORECASE)
_OF_SERIES = re.compile(_SERIES)
_NUMBERED = re.compile(rf"(?<![^\W_]){_NO}(?![^\W_])")
_COUNTED = re.compile(r"000(?!\d)|\d ?[^\W\d_]")
"""What only a count is likely to end with: round, or with a noun behind."""
_FOUR = re.compile(r"\d{2}[ -]?\d{2}")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_LIKE_COUNTS = re.compile(r"(?<!\d)(?:(?:19|20)\d{2} \d{6}|\d{2} \d{7})")
_NUMBER = re.compile(
    r"(?:[A-Z]{0,3}[ -]?\d(?:[ \-./\u2010-\u2015\u2212]?\d){7,19}[ -]?[0-9A-Z]?|[A-Z]{1,3}[ -]?\d{6,7}"
    r"|(?=(?:[A-Z]{0,9}\d){4})[0-9A-Z]{8,12})(?![0-9A-Za-z])"
)
"""A number of an unknown scheme: eight digits, six behind letters, or four of a document's letters and digits."""
_TOKENS = re.compile(r"[0-9A-Za-z]{1,20}(?:[ \-./\u2010-\u2015\u2212]{1,3}[0-9A-Za-z]{1,20}){0,9}")
_BEFORE = re.compile(r"([0-9A-Za-z](?:[ \-./\u2010-\u2015\u2212]?[0-9A-Za-z]){7,24})[\s(（\[\":：-]{0,4}$")
_ACCOUNT = re.compile(r"[A-Z]{0,4}\d(?:[ \-./\u2010-\u2015\u2212]?[0-9A-Z]){6,30}")
_NEXT = re.compile(r"(?:\s?[,/;、，]\s?|\s(?:and|or|и|или|y|e|et|und|ve|dan|和|或)\s)(?=[+(\d])")
_PLACE = re.compile(r"[^\W\d_][^\W\d_.'’ -]{1,24}(?: [^\W\d_]{1,24}){0,2} ?[,/] ?(?=\d)")
"""A place of birth before the date: "TTL: Bandung, 05-03-1988"."""
_WORD = re.compile(r"\w")
_IDS = {"national_id", "tax_id"}
_CHINESE = re.compile(r"[〇零一二三四五六七八九○]{11,18}")


def find(text: str, cues: Sequence[Cue]) -> Iterator[Span]:
    """Yield what stands directly beside a cue."""
    for cue in cues:
        read = _READERS.get(cue.label.kind)
        if read is None:
            continue
        gap = _GAP.match(text, cue.end)
        at = gap.end() if gap else cue.end
        if at < len(text) and _adjoins(text, cue.end, at):
            yield from read(text, at, cue)
        if cue.label.scheme is not None:
            yield from _before(text, cue)
    yield from _spelled(text, cues)
    yield from _documents(text)


def _adjoins(text: str, end: int, at: int) -> bool:
    """Whether something parts the cue from a value that begins with a letter: "ssnABC" is one word."""
    return at > end or not text[at].isascii() or not text[at].isalpha()


def _phone(text: str, at: int, cue: Cue) -> Iterator[Span]:
    while found := _ONE_PHONE.match(text, at) or _PHONE.match(text, at):
        if (
            (thousands(found[0].strip()) and not _THREES.fullmatch(found[0]))
            or _digits(found[0]) < (8 if found[0].isdigit() else 7)
            or DATE.match(text, at)
        ):
            return
        country = phone_country(found[0])
        yield Span(*found.span(), cue.label.kind, country=country, firm=_firm(found[0]))
        more = _NEXT.match(text, found.end())
        if more is None:
            return
        at = more.end()


def _reached(text: str, at: int, _cue: Cue) -> Iterator[Span]:
    """Read a phone number behind a messenger's name or a word for a contact, where other numbers may stand as well."""
    found = _ONE_PHONE.match(text, at) or _PHONE.match(text, at)
    if found is None or _WORD.match(text, found.end()) or DATE.match(text, at):
        return
    if _digits(found[0]) >= 10 and not (thousands(found[0]) or countlike(found[0])):
        yield Span(*found.span(), "phone", country=phone_country(found[0]), firm=True)


def _date(text: str, at: int, cue: Cue) -> Iterator[Span]:
    found = DATE.match(text, at)
    if found is None:
        place = _PLACE.match(text, at)
        found = DATE.match(text, place.end()) if place else None
    if found is not None:
        yield Span(*found.span(), cue.label.kind, firm=True)


def _document(text: str, at: int, cue: Cue) -> Iterator[Span]:
    """Read a document's number: with its series, in the spelling of offices too, else what has a document's shape."""
    serial = _SERIAL.match(text, at)
    if serial is not None and (_is_told(serial) or not serial["series"].isdigit()):
        yield from _serial(serial, cue.label.kind)
        return
    told = text[cue.start : cue.end].lower()
    series = _ONLY_SERIES.match(text, at) if _OF_SERIES.search(told) else None
    if series is not None:
        yield Span(*series.span(), cue.label.kind, firm=True)
        return
    series = _BEFORE_SERIES.match(text, at)
    found = _DOCUMENT.match(text, series.end() if series else at)
    if found is not None and not thousands(found[0]):
        numbered = _NUMBERED.search(told) is not None and not _COUNTED.search(text, found.end() - 3, found.end() + 3)
        firm = numbered or not (countlike(found[0]) or _LIKE_COUNTS.search(found[0]))
        yield Span(*found.span(), cue.label.kind, firm=firm)
        return
    serial = _OF_WHOM.match(text, cue.end)
    if serial is not None and _is_told(serial):
        yield from _serial(serial, cue.label.kind)


def _is_told(found: re.Match[str]) -> bool:
    """Whether a word says that these are a series and a number, or four digits before six do."""
    return bool(found["word"] or found["no"]) or _FOUR.fullmatch(found["series"]) is not None


def _serial(found: re.Match[str], kind: str) -> Iterator[Span]:
    """Yield series and number; four digits before six may be a year before a count, if no word says what they are."""
    firm = bool(found["word"] or found["no"]) or _YEAR.fullmatch(found["series"]) is None
    yield Span(*found.span("series"), kind, firm=firm)
    yield Span(*found.span("number"), kind, firm=firm)


def _documents(text: str) -> Iterator[Span]:
    """Yield series and numbers that need no cue."""
    yield from (Span(*each.span(1), "passport", firm=True) for each in _MACHINE_READABLE.finditer(text))
    for found in () if text.isascii() else _BY_ITSELF.finditer(text):
        if found["soviet"] is not None:
            yield Span(*found.span(), "passport", firm=True)
        else:
            yield from _serial(found, "passport")


def _account(text: str, at: int, cue: Cue) -> Iterator[Span]:
    found = _ACCOUNT.match(text, at)
    if found is not None and not thousands(found[0]) and _digits(found[0]) >= 8:
        yield Span(*found.span(), cue.label.kind, firm=not countlike(found[0]))


def _id(text: str, at: int, cue: Cue) -> Iterator[Span]:
    """Read the longest run of tokens that is a number of the cue's scheme, else one that has its shape."""
    found = _TOKENS.match(text, at)
    if found is None or (thousands(found[0]) and not (_THREES.fullmatch(found[0]) or _DOTTED.match(found[0]))):
        return
    if cue.label.scheme is None:
        yield from _unnamed(text, at, cue)
        return
    ends = [each.end() for each in re.finditer(r"[0-9A-Za-z]+", found[0])][::-1]
    for test in (schemes.is_valid, schemes.fits):
        for end in ends:
            value = found[0][:end]
            checked = test is schemes.is_valid and _THREES.fullmatch(value)
            if test(cue.label.scheme, value) and (checked or not thousands(value)):
                yield _span(at, at + end, cue.label.scheme, firm=_firm(value))
                return
    yield from _unnamed(text, at, cue)


def _unnamed(text: str, at: int, cue: Cue) -> Iterator[Span]:
    """Read a number behind an ID's cue that is of no known scheme."""
    found = _NUMBER.match(text, at)
    if found is None:
        return
    value = found[0].rstrip()
    dotted = _DOTTED.fullmatch(value) is not None
    if thousands(value) and not dotted:
        return
    scheme = schemes.identify(value, (), ())
    firm = dotted or not countlike(value)
    yield Span(
        found.start(),
        found.start() + len(value),
        cue.label.kind,
        schemes.shown(scheme),
        schemes.country_of(scheme),
        firm,
    )


def _before(text: str, cue: Cue) -> Iterator[Span]:
    """Read a number in front of its cue: "110101199003074514 (身份证)". Only a checksum will do."""
    scheme = cue.label.scheme
    start = max(0, cue.start - 32)
    found = _BEFORE.search(text[start : cue.start])
    if scheme is None or found is None or schemes.schemes()[scheme].weak:
        return
    for token in re.finditer(r"[0-9A-Za-z]+", found[1]):
        value = found[1][token.start() :]
        if schemes.is_valid(scheme, value) and not thousands(value):
            at = start + found.start(1) + token.start()
            yield _span(at, at + len(value), scheme, firm=not countlike(value))
            return


def _span(start: int, end: int, scheme: str, *, firm: bool) -> Span:
    return Span(start, end, schemes.kind_of(scheme), schemes.shown(scheme), schemes.country_of(scheme), firm)


def _spelled(text: str, cues: Sequence[Cue]) -> Iterator[Span]:
    """Yield numbers spelled in Chinese digits behind a cue: "手机一三八…"."""
    starts = {each.start(): each for each in _CHINESE.finditer(text)}
    for cue in cues:
        found = next((starts[at] for at in range(cue.end, cue.end + 4) if at in starts), None) if starts else None
        if found is not None and (cue.label.kind == "phone" or cue.label.kind in _IDS):
            yield Span(*found.span(), cue.label.kind, firm=True)


def _firm(value: str) -> bool:
    """Whether a number behind a cue stays somebody's, whatever is counted beside it."""
    return not countlike(value) or _THREES.fullmatch(value) is not None


def _digits(value: str) -> int:
    return sum(map(str.isdigit, value))


_READERS: dict[str, Callable[[str, int, Cue], Iterator[Span]]] = {
    "phone": _phone, "date_of_birth": _date, "passport": _document, "driver_licence": _document,
    "bank_account": _account, "payment_card": _account, "national_id": _id, "tax_id": _id,
    "username": _reached, REACHED: _reached,
}  # fmt: skip
