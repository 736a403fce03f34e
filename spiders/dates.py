"""The times that pages show, to UTC with the precision that they show.

Numeric dates, "Today" and "10 minutes ago" are read here, strictly; dates in words ("8 November 2026", "Вчера, 10:20")
by dateparser. An order of day and month that nobody stated is never guessed.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from dateparser.date import DateDataParser

from spiders.dom import squeeze
from spiders.listing import Moment, Precision

Order = Literal["MDY", "DMY", "YMD"]

LANGUAGES = (
    "en", "ru", "de", "es", "fr", "pt", "it", "tr", "zh", "uk", "pl", "ar", "fa", "id", "vi", "ko", "ja",
    "nl", "cs", "sv",
)  # fmt: skip
"""In which dates in words are understood."""

_BASE = datetime(2000, 6, 15, 12, 34, 56)  # noqa: DTZ001 - a wall clock; fixed, as dateparser keeps one cache a base
_MAX = 120
_NUMERIC = re.compile(r"(?<![\d.])(\d{1,4})([-./])(\d{1,2})\2(\d{1,4})(?!\d)")
_AT = (
    r"(?:at|um|à|в|о|kl\.?|om|lúc|às|a las|alle(?: ore)?|saat|o|la|pukul|於|v|klo|klockan|στις|الساعة|(?:در )?ساعت"
    r"|בשעה)"
)
"""What stands between a day and its time."""
_HALF = r"[上下]午|午[前後]|오[전후]|Ö[ÖS](?!\w)|[πμ]\.?μ(?!\w)"
"""Halves of the day in the languages that dateparser or the 12 hours of "AM" leave out."""
_TIME = re.compile(
    rf"\.?(?:[\s,T]{{1,3}}\(?|\s?-\s)(?:{_AT}\s)?({_HALF})?\s?"
    rf"(\d{{1,2}}):(\d{{2}})(?::(\d{{2}})(?:\.\d{{1,9}})?)?(?:\s?(?:([AP])\.?\s?M\b\.?|({_HALF})))?",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"(?<=\d )([ap])\. ?m\.(?!\w)", re.IGNORECASE)
_TIME_BEFORE = re.compile(r"(?<![\d:])(\d{1,2}:\d{2}(?::\d{2})?(?:\s[AP]M)?)(?:,\s?|\s(?:-\s)?)\Z", re.IGNORECASE)
_BY_SIGNS = re.compile(r"(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]\s?")
"""A date as Chinese, Japanese and Korean write it."""
_AFTERNOON = frozenset({"p", "下午", "午後", "오후", "ös", "μμ", "μ.μ"})
_BETWEEN = re.compile(rf"(?<=\d{{4}}),? {_AT} (?=\d{{1,2}}:\d)", re.IGNORECASE)
_OFFSET = re.compile(r"\s?(?:(?P<utc>Z)|(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2}))(?!\d)")
_NAMED_OFFSET = re.compile(
    r"\s?\(?(?:UTC|GMT)(?:(?P<utc>(?!\s?[+-]?\w))|\s?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?![\d:]))"
)
_TODAY = (  # in English, and where dateparser does not know the word or what stands before the time
    "today|vandaag|dnes|dneska|i dag|idag|í dag|tänään|astăzi|azi|danas|avui|gaur|σήμερα|היום"
    "|bugün|danes|днес|今天|今日|오늘"
)
_YESTERDAY = (
    "yesterday|gisteren|včera|i går|igår|í gær|eilen|juče|jučer|ahir|atzo|χθες|χτες|אתמול"
    "|dün|ieri|tegnap|včeraj|昨天|昨日|어제"
)
_NAMED_DAY = re.compile(
    rf"\b(?:(?P<today>{_TODAY})|{_YESTERDAY})\b(?=,|\s(?:{_AT}\s)?(?:(?:{_HALF})\s?)?\d|$)", re.IGNORECASE
)
_AGO = re.compile(
    r"(?:(?<!\d)(\d{1,3})\s(hour|day)s?(?:,|\sand|,\sand)?\s)?(?<!\d)(\d{1,4}|an?|one)\s(second|sec|minute|min|hour|day)s?\sago\b",
    re.IGNORECASE,
)
_UNDER_A_MINUTE = re.compile(
    r"(?:weniger als (?:1|eine[rn]?) minute|менее (?:1 |одной )?минуты"
    r"|менш(?:е|\s?ніж) (?:1 |за )?хвилин|menos de (?:1|un) minuto"
    r"|moins d.une minute|meno di (?:1|un) minuto|1 dakikadan az|mniej niż (?:1 )?minut|minder dan (?:1|een) minuut"
    r"|(?:不到|少于|小于|少於) ?1? ?分[钟鐘])",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:just now|moments ago|a few seconds ago|только что|щойно|gerade eben|ahora mismo|à l.instant|agora mesmo|"
    r"az önce|proprio ora|przed chwilą|الآن|刚刚|剛剛)\b",
    re.IGNORECASE,
)
_UNIX = re.compile(r"(\d{10})(?:\d{3}|\.\d{1,9})?")
_LABEL = re.compile(r"^[^\d:]{1,40}:\s")
_TOLD_TWICE = re.compile(
    r"(?<![\d:])((?:1[3-9]|2[0-3]):\d{2}(?::\d{2})?)\s?P\.?M\b\.?|(?<![\d:])(00:\d{2}(?::\d{2})?)\s?A\.?M\b\.?",
    re.IGNORECASE,
)
"""A time of 24 hours with a word for the half of the day behind it."""
_HOURS = re.compile(r"(?<![\d:])(\d{1,2})h(\d{2})(?![\d:])", re.IGNORECASE)
"""A time as French writes it: "19h46"."""
_SHORT_YEAR = re.compile(r"(?:(?<=[^\W\d] )|(?<=\d, ))['\u2019](\d{2})(?!\d)")
"""A year as in "29th Jun '23" and "Jun 29, '23"."""
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(:\d{2})?(?:\s?[AP]\.?M\b\.?)?", re.IGNORECASE)
_AGO_IN_WORDS = re.compile(
    r"(?<!\w)(?:(?:vor|hace|il y a|há) (?:\d{1,4}|[^\W\d]{1,7}) [^\W\d]{1,12}"
    r"|\d{1,4} [^\W\d]{1,12} (?:назад|тому|temu|önce|fa|atrás|geleden|lalu|trước)(?!\w)|\d{1,4} ?[^\W\d]{1,3}前)"
)
"""How long ago something was, in words, with other words around it."""
_YEAR = re.compile(r"\d{4}")
_WORDS = re.compile(r"[^\W\d]")
_UNITS: dict[str, tuple[timedelta, Precision]] = {
    "sec": (timedelta(seconds=1), "second"),
    "min": (timedelta(minutes=1), "minute"),
    "hou": (timedelta(hours=1), "hour"),
    "day": (timedelta(days=1), "day"),
}
_PARTS_OF_HOURS = {
    4.5: "Asia/Kabul",
    5.5: "Asia/Kolkata",
    5.75: "Asia/Kathmandu",
    6.5: "Asia/Yangon",
    9.5: "Australia/Darwin",
}

Date = Callable[[str | None], Moment | None]
"""Reads the dates of one page; `None` for a text that is none."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What a page's dates are read by."""

    now: datetime
    """UTC; when the page was fetched."""
    zone: ZoneInfo
    """In which the site shows times."""
    order: Order | None = None
    """Of numeric dates; `None`: unknown, and only dates that allow a single reading are read."""

    @property
    def wall(self) -> datetime:
        """The site's wall clock at that moment."""
        return self.now.astimezone(self.zone)


def read_date(text: str | None, clock: Clock) -> Moment | None:
    """Read the first date of a short text; `None` when there is none or it could mean two days.

    A date without a time comes as that calendar day at 00:00 UTC. Weeks, months and years ago are no dates: they are
    coarser than a day. A number alone is Unix time, in seconds or milliseconds.

    >>> clock = Clock(datetime(2026, 11, 23, 18, 0, tzinfo=UTC), ZoneInfo("UTC"), "MDY")
    >>> read_date("11-08-2026, 12:39 PM", clock)
    Moment(at=datetime.datetime(2026, 11, 8, 12, 39, tzinfo=datetime.timezone.utc), precision='minute')
    >>> read_date("about 22 hours ago", clock).at.isoformat()
    '2026-11-22T20:00:00+00:00'
    >>> read_date("April 14, 2014, 23:22:11 PM", clock).at.isoformat()
    '2014-04-14T23:22:11+00:00'
    >>> read_date("1794139200000", clock).at.isoformat()
    '2026-11-08T12:00:00+00:00'
    >>> read_date("05/06/2026", Clock(clock.now, clock.zone))
    """
    line = squeeze((text or "")[:1000])[:_MAX]
    if not line:
        return None
    line = signs_to_figures(line)
    line = _DOTTED.sub(r"\1m", line)
    line = _SHORT_YEAR.sub(r"20\1", _HOURS.sub(r"\1:\2", _TOLD_TWICE.sub(r"\1\2", line)))
    try:
        return (
            _unix(line)
            or _numeric(line, clock)
            or _named_day(line, clock)
            or _ago(line, clock)
            or _in_words(line, clock)
        )
    except (ValueError, OverflowError):
        return None


def signs_to_figures(text: str) -> str:
    """Write a date that Chinese, Japanese or Korean signs part in figures.

    >>> signs_to_figures("2026年 11月 8日 10:00")
    '2026-11-8 10:00'
    """
    return _BY_SIGNS.sub(r"\1-\2-\3 ", text)


def evident_order(texts: Iterable[str], now: datetime) -> Order | None:
    """Give the order of day and month that a page's numeric dates leave open; `None` where both stay possible.

    A page writes all of its dates in one order, and none of them is later than the page. Dates with full stops begin
    with the day, as long as no other tells that they do not.

    >>> now = datetime(2026, 11, 23, tzinfo=UTC)
    >>> evident_order(["05-06-2026 10:00", "05-24-2026 11:00"], now), evident_order(["05-12-2026"], now)
    ('MDY', 'MDY')
    >>> evident_order(["05-06-2026"], now)
    >>> evident_order(["05.06.2026"], now), evident_order(["05.06.2026", "05.24.2026"], now)
    ('DMY', 'MDY')
    """
    found = [each for text in texts if (each := _NUMERIC.search(text[:_MAX])) and len(each[1]) < 3]
    shown = {(each[1], each[3], each[4]) for each in found}
    latest = now.date() + timedelta(days=1)
    orders: tuple[Order, ...] = ("MDY", "DMY")
    allowed = [fitting for parts in shown if (fitting := {each for each in orders if _is_past(parts, each, latest)})]
    left = set(orders).intersection(*allowed)
    if len(left) > 1 and found and all(each[2] == "." and len(each[4]) == 4 for each in found):
        return "DMY"
    return left.pop() if len(left) == 1 else None


def fixed_zone(hours: float) -> ZoneInfo | None:
    """Give the zone that many hours before Greenwich (negative: behind it); `None` where no such zone stays all year.

    >>> fixed_zone(2), fixed_zone(-8), fixed_zone(15)
    (zoneinfo.ZoneInfo(key='Etc/GMT-2'), zoneinfo.ZoneInfo(key='Etc/GMT+8'), None)
    >>> fixed_zone(5.5)
    zoneinfo.ZoneInfo(key='Asia/Kolkata')
    """
    if hours in _PARTS_OF_HOURS:
        return ZoneInfo(_PARTS_OF_HOURS[hours])
    if hours != int(hours) or not -12 <= hours <= 14:
        return None
    return ZoneInfo(f"Etc/GMT{-int(hours):+d}")  # its names count the other way round


def _is_past(parts: tuple[str, str, str], order: Order, latest: date) -> bool:
    try:
        day = _calendar_day(parts, order)
    except ValueError:
        return False
    return day is not None and day <= latest


def _unix(line: str) -> Moment | None:
    found = _UNIX.fullmatch(line)
    return _utc(datetime.fromtimestamp(int(found[1]), UTC), "second") if found else None


def _numeric(line: str, clock: Clock) -> Moment | None:
    """Read the first numeric date that the order allows."""
    found = _NUMERIC.search(line)
    day = _calendar_day((found[1], found[3], found[4]), clock.order) if found else None
    if not found or not day:
        return None
    rest, before = line[found.end() :], _TIME_BEFORE.search(line[: found.start()])
    return _moment(day, f" {before[1]}" if before and not _TIME.match(rest) else rest, clock)


def _calendar_day(parts: tuple[str, str, str], order: Order | None) -> date | None:
    first, second, third = map(int, parts)
    if len(parts[0]) == 4:
        return date(first, second, third) if len(parts[2]) <= 2 else None
    if order == "YMD" and len(parts[0]) == 2:
        return date(2000 + first, second, third)
    if len(parts[0]) > 2 or len(parts[2]) not in (2, 4):
        return None
    year = third if len(parts[2]) == 4 else 2000 + third
    readings = {"MDY": (first, second), "DMY": (second, first)}
    wanted = [readings[order]] if order in readings else list(readings.values())
    days = {day for month, number in wanted if (day := _day_or_none(year, month, number))}
    return days.pop() if len(days) == 1 else None


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _moment(day: date, rest: str, clock: Clock) -> Moment | None:
    """Join a day and the time that follows it, if one does."""
    found = _TIME.match(rest)
    if not found:
        return Moment(datetime.combine(day, time(), UTC), "day")
    half, hour, second = found[1] or found[5] or found[6], int(found[2]), found[4]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.lower() in _AFTERNOON else 0)
    wall = datetime.combine(day, time(hour, int(found[3]), int(second or 0)), clock.zone)
    return _utc(_with_offset(wall, rest[found.end() :]), "second" if second else "minute")


def _with_offset(wall: datetime, rest: str) -> datetime:
    """Let an offset after the time ("+03:00", "UTC", "GMT+3") go before the site's zone."""
    found = _OFFSET.match(rest) or _NAMED_OFFSET.match(rest)
    if not found:
        return wall
    offset = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))
    return wall.replace(tzinfo=UTC) - (offset if found["sign"] == "+" else -offset)


def _utc(at: datetime, precision: Precision) -> Moment:
    return Moment(_cut(at.astimezone(UTC), precision), precision)


def _cut(at: datetime, precision: Precision) -> datetime:
    units = ("day", "hour", "minute", "second")
    fields = {"hour": 0, "minute": 0, "second": 0, "microsecond": 0}
    for unit in units[1 : units.index(precision) + 1]:
        del fields[unit]
    return at.replace(**fields)  # type: ignore[arg-type]


def _named_day(line: str, clock: Clock) -> Moment | None:
    found = _NAMED_DAY.search(line)
    if not found:
        return None
    back = timedelta(days=0 if found["today"] else 1)
    return _moment(clock.wall.date() - back, line[found.end() :], clock)


def _ago(line: str, clock: Clock) -> Moment | None:
    if _UNDER_A_MINUTE.search(line):
        return _back(timedelta(minutes=1), "minute", clock)
    if _NOW.search(line):
        return _utc(clock.now, "minute")
    found = _AGO.search(line)
    if not found:
        return None
    unit, precision = _UNITS[found[4].lower()[:3]]
    ago = unit * (int(found[3]) if found[3].isdecimal() else 1)
    if found[2]:  # "1 hour, 5 minutes ago"
        ago += _UNITS[found[2].lower()[:3]][0] * int(found[1])
    return _back(ago, precision, clock)


def _back(ago: timedelta, precision: Precision, clock: Clock) -> Moment:
    if precision == "day":
        return Moment(datetime.combine((clock.wall - ago).date(), time(), UTC), "day")
    return _utc(clock.now - ago, precision)


def _in_words(line: str, clock: Clock) -> Moment | None:
    """Read a date in words, the label before it left out ("Added: 8 November 2026")."""
    line = _BETWEEN.sub(" ", _LABEL.sub("", line)[:60])
    if not _WORDS.search(line) or _NUMERIC.search(line):
        return None
    found = _parse(line, clock) or _parse(_dated_part(line), clock)
    clocked = _CLOCK.search(line)
    if found is None or (clocked and not _is_at(found, clocked)):
        return None
    if not _YEAR.search(line) and abs(found.year - _BASE.year) <= 1:  # a year of two figures is one: "2 Mar 25"
        return _relative(found, clocked, clock)
    if not clocked:
        return Moment(datetime.combine(found.date(), time(), UTC), "day")
    wall = found if found.tzinfo else found.replace(tzinfo=clock.zone)
    return _utc(wall, "second" if clocked[3] else "minute")


def _parse(line: str, clock: Clock) -> datetime | None:
    """Let dateparser read a line; `None` when that gives no day."""
    found = _parser(clock.order or "DMY").get_date_data(line) if line else None
    return found.date_obj if found and found.period in ("day", "time") else None


def _is_at(read: datetime, clocked: re.Match[str]) -> bool:
    """Hold what dateparser read to the time that is shown: where it knows no word for the afternoon it makes one up."""
    return (read.hour % 12, read.minute) == (int(clocked[1]) % 12, int(clocked[2]))


def _dated_part(line: str) -> str:
    """Cut a line behind its time and its year: who wrote or edited it comes after ("8 ноября 2026, 12:30 от")."""
    ends = [found.end() for pattern in (_CLOCK, _YEAR) if (found := pattern.search(line))]
    if not ends and (ago := _AGO_IN_WORDS.search(line)):
        return ago[0]
    return line[: max(ends, default=0)]


def _relative(shown: datetime, clocked: re.Match[str] | None, clock: Clock) -> Moment | None:
    """Move what dateparser read from its fixed base to the page's clock."""
    if clocked:
        day = clock.wall.date() - (_BASE.date() - shown.date())
        return _utc(datetime.combine(day, shown.time(), clock.zone), "second" if clocked[3] else "minute")
    ago = _BASE - shown.replace(tzinfo=None)
    if ago < timedelta(0):
        return None
    fitting = (precision for unit, precision in reversed(_UNITS.values()) if not ago % unit)
    return _back(ago, next(fitting, "second"), clock)


@functools.cache
def _parser(order: Order) -> DateDataParser:
    settings = {
        "RELATIVE_BASE": _BASE,
        "DATE_ORDER": order,
        "REQUIRE_PARTS": ["day", "month", "year"],
        "RETURN_TIME_AS_PERIOD": True,
    }
    return DateDataParser(languages=list(LANGUAGES), settings=settings)
