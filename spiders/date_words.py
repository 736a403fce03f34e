"""Dates in words: "Yesterday at 11:42 PM", "Montag um 17:32", "10 minutes ago", and by dateparser "8 ноября 2026"."""

from __future__ import annotations

import functools
import re
from datetime import UTC, datetime, time, timedelta

from dateparser.date import DateDataParser

from spiders.clock import Clock, Order, back, utc
from spiders.date_english import english_day
from spiders.date_figures import NUMERIC
from spiders.listing import Moment, Precision
from spiders.times import AT, HALF, has_time, is_time, moment_of
from spiders.weekdays import weekday_in

LANGUAGES = (
    "en", "ru", "de", "es", "fr", "pt", "it", "tr", "zh", "uk", "pl", "ar", "fa", "id", "vi", "ko", "ja",
    "nl", "cs", "sv", "fi", "hu",
)  # fmt: skip
"""In which dates in words are understood."""

_BASE = datetime(2000, 6, 15, 12, 34, 56)  # noqa: DTZ001 - a wall clock; fixed, as dateparser keeps one cache a base
_BETWEEN = re.compile(rf"(?<=\d{{4}}),? {AT} (?=\d{{1,2}}:\d)", re.IGNORECASE)
_TODAY = (  # in English, and where dateparser does not know the word or what stands before the time
    "today|vandaag|dnes|dneska|i dag|idag|í dag|tänään|astăzi|azi|danas|avui|gaur|σήμερα|היום"
    "|bugün|danes|днес|今天|今日|오늘"
)
_YESTERDAY = (
    "yesterday|gisteren|včera|i går|igår|í gær|eilen|juče|jučer|ahir|atzo|χθες|χτες|אתמול"
    "|dün|ieri|tegnap|včeraj|昨天|昨日|어제"
)
_NAMED_DAY = re.compile(
    rf"\b(?:(?P<today>{_TODAY})|{_YESTERDAY})\b(?=,|\s(?:{AT}\s)?(?:(?:{HALF})\s?)?\d|$)", re.IGNORECASE
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
_LABEL = re.compile(r"^[^\d:]{1,40}:\s")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(:\d{2})?(?:\s?[AP]\.?M\b\.?)?", re.IGNORECASE)
_AGO_IN_WORDS = re.compile(
    r"(?<!\w)(?:(?:vor|hace|il y a|há) (?:\d{1,4}|[^\W\d]{1,7}) [^\W\d]{1,12}"
    r"|\d{1,4} [^\W\d]{1,12} (?:назад|тому|temu|önce|fa|atrás|geleden|lalu|trước)(?!\w)|\d{1,4} ?[^\W\d]{1,3}前)"
)
"""How long ago something was, in words, with other words around it."""
_YEAR = re.compile(r"\d{4}")
_FIGURE = re.compile(r"\d")
_WORDS = re.compile(r"[^\W\d]")
_UNITS: dict[str, tuple[timedelta, Precision]] = {
    "sec": (timedelta(seconds=1), "second"),
    "min": (timedelta(minutes=1), "minute"),
    "hou": (timedelta(hours=1), "hour"),
    "day": (timedelta(days=1), "day"),
}


def named_day(line: str, clock: Clock) -> Moment | None:
    """Read "Today" and "Yesterday", with or without a time."""
    found = _NAMED_DAY.search(line)
    if not found:
        return None
    before = timedelta(days=0 if found["today"] else 1)
    return moment_of(clock.wall.date() - before, line[found.end() :], clock)


def weekday(line: str, clock: Clock) -> Moment | None:
    """Read the last seven days as some software names them: "Montag um 17:32"; a weekday without a time is none.

    It is the last one of that name that is not later than the page.
    """
    found = None if _YEAR.search(line) else weekday_in(line)
    if found is None or not has_time(line[found.end :]) or _FIGURE.search(line[: found.start]):
        return None
    today = clock.wall.date()
    shown = moment_of(today - timedelta(days=(today.weekday() - found.number) % 7), line[found.end :], clock)
    if shown is None or shown.at <= clock.now:
        return shown
    return moment_of(today - timedelta(days=7), line[found.end :], clock) if today.weekday() == found.number else None


def ago(line: str, clock: Clock) -> Moment | None:
    """Read "10 minutes ago", "just now" and the like, as exactly as they say."""
    if _UNDER_A_MINUTE.search(line):
        return back(timedelta(minutes=1), "minute", clock)
    if _NOW.search(line):
        return utc(clock.now, "minute")
    found = _AGO.search(line)
    if not found:
        return None
    unit, precision = _UNITS[found[4].lower()[:3]]
    before = unit * (int(found[3]) if found[3].isdecimal() else 1)
    if found[2]:  # "1 hour, 5 minutes ago"
        before += _UNITS[found[2].lower()[:3]][0] * int(found[1])
    return back(before, precision, clock)


def in_words(line: str, clock: Clock) -> Moment | None:
    """Read a date in words, the label before it left out ("Added: 8 November 2026")."""
    line = _BETWEEN.sub(" ", _LABEL.sub("", line)[:60])
    if not _WORDS.search(line) or NUMERIC.search(line):
        return None
    if (named := english_day(line)) and (not named[1] or is_time(named[1])):
        return moment_of(*named, clock)
    part = _dated_part(line)
    found = _parse(line, clock) or (_parse(part, clock) if part != line else None)
    clocked = _CLOCK.search(line)
    if found is None or (clocked and not _is_at(found, clocked)):
        return None
    if not _YEAR.search(line) and abs(found.year - _BASE.year) <= 1:  # a year of two figures is one: "2 Mar 25"
        return _relative(found, clocked, clock)
    if not clocked:
        return Moment(datetime.combine(found.date(), time(), UTC), "day")
    wall = found if found.tzinfo else found.replace(tzinfo=clock.zone)
    return utc(wall, "second" if clocked[3] else "minute")


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
    if not ends and (relative := _AGO_IN_WORDS.search(line)):
        return relative[0]
    return line[: max(ends, default=0)]


def _relative(shown: datetime, clocked: re.Match[str] | None, clock: Clock) -> Moment | None:
    """Move what dateparser read from its fixed base to the page's clock."""
    if clocked:
        day = clock.wall.date() - (_BASE.date() - shown.date())
        return utc(datetime.combine(day, shown.time(), clock.zone), "second" if clocked[3] else "minute")
    before = _BASE - shown.replace(tzinfo=None)
    if before < timedelta(0):
        return None
    fitting = (precision for unit, precision in reversed(_UNITS.values()) if not before % unit)
    return back(before, next(fitting, "second"), clock)


@functools.cache
def _parser(order: Order) -> DateDataParser:
    settings = {
        "RELATIVE_BASE": _BASE,
        "DATE_ORDER": order,
        "REQUIRE_PARTS": ["day", "month", "year"],
        "RETURN_TIME_AS_PERIOD": True,
    }
    return DateDataParser(languages=list(LANGUAGES), settings=settings)
