"""Times as pages show them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.dates import Clock, read_date

NOW = datetime(2026, 11, 23, 18, 0, 30, tzinfo=UTC)


def clock(order="MDY", zone="UTC"):
    return Clock(NOW, ZoneInfo(zone), order)


def shown(text, **more):
    moment = read_date(text, clock(**more))
    return moment and f"{moment.at:%Y-%m-%d %H:%M:%S} {moment.precision}"


READ = [
    ("11-08-2026, 12:39 PM", "2026-11-08 12:39:00 minute"),
    ("11-08-2026, 13:00 PM", "2026-11-08 13:00:00 minute"),  # boards with a format of their own say it twice
    ("April 14, 2014, 00:22:11 AM", "2014-04-14 00:22:11 second"),
    ("11-08-2026 9:21:30 pm", "2026-11-08 21:21:30 second"),
    ("11-08-2026 12:00:30 am", "2026-11-08 00:00:30 second"),
    ("11-08-2026, 12:05 AM", "2026-11-08 00:05:00 minute"),
    ("11/08/2026 23:59", "2026-11-08 23:59:00 minute"),
    ("11-08-26, 01:00 PM", "2026-11-08 13:00:00 minute"),
    ("2026-11-08 12:39:33", "2026-11-08 12:39:33 second"),
    ("2026-11-08T12:39:33Z", "2026-11-08 12:39:33 second"),
    ("2026-11-08T12:39:33+02:00", "2026-11-08 10:39:33 second"),
    ("2026-11-08T12:39:33-0130", "2026-11-08 14:09:33 second"),
    ("08 Nov 26, 12:39", "2026-11-08 12:39:00 minute"),
    ("Sun Nov 08, 26 1:05 pm", "2026-11-08 13:05:00 minute"),
    ("8 ноя 26", "2026-11-08 00:00:00 day"),
    ("2026-11-08 12:39:33 UTC+3", "2026-11-08 09:39:33 second"),
    ("2026.11.08 12:39 (GMT +05:30)", "2026-11-08 07:09:00 minute"),
    ("2026-11-08 12:39 GMT-2:00", "2026-11-08 14:39:00 minute"),
    ("2026-11-08", "2026-11-08 00:00:00 day"),
    ("Today, 02:13 AM", "2026-11-23 02:13:00 minute"),
    ("Yesterday at 11:42 PM", "2026-11-22 23:42:00 minute"),
    ("today", "2026-11-23 00:00:00 day"),
    ("Less than 1 minute ago", "2026-11-23 17:59:00 minute"),
    ("10 minutes ago", "2026-11-23 17:50:00 minute"),
    ("about 22 hours ago", "2026-11-22 20:00:00 hour"),
    ("an hour ago", "2026-11-23 17:00:00 hour"),
    ("5 seconds ago", "2026-11-23 18:00:25 second"),
    ("1 day ago", "2026-11-22 00:00:00 day"),
    ("Vandaag 17:37:46", "2026-11-23 17:37:46 second"),
    ("Včera 17:37", "2026-11-22 17:37:00 minute"),
    ("I går 17:37:46", "2026-11-22 17:37:46 second"),
    ("Σήμερα, 12:30", "2026-11-23 12:30:00 minute"),
    ("just now", "2026-11-23 18:00:00 minute"),
    ("8 November 2026", "2026-11-08 00:00:00 day"),
    ("Added: 8 November 2026", "2026-11-08 00:00:00 day"),
    ("June 28, 2020 at 07:10 AM", "2020-06-28 07:10:00 minute"),
    ("Mon Nov 23, 2026 5:12 pm", "2026-11-23 17:12:00 minute"),
    ("8 ноября 2026, 12:30", "2026-11-08 12:30:00 minute"),
    ("Вчера, 10:20", "2026-11-22 10:20:00 minute"),
    ("2026-11-08, 下午 10:11", "2026-11-08 22:11:00 minute"),
    ("2026/11/08 오전 12:11", "2026-11-08 00:11:00 minute"),
    ("(Zuletzt bearbeitet: vor 5 Minuten von tide. Grund: Preis)", "2026-11-23 17:55:00 minute"),
    ("изменено: 5 минут назад пользователем tide", "2026-11-23 17:55:00 minute"),
    ("Bugün saat 17:40:11", "2026-11-23 17:40:11 second"),
    ("昨天 於 下午 02:40:11", "2026-11-22 14:40:11 second"),
    ("어제 오후 2:30", "2026-11-22 14:30:00 minute"),
    ("어제 오후 02:40", "2026-11-22 14:40:00 minute"),
    ("Gisteren om 12:40:11", "2026-11-22 12:40:11 second"),
    ("Ieri la 12:40", "2026-11-22 12:40:00 minute"),
    ("Tegnap, 12:40", "2026-11-22 12:40:00 minute"),
    ("2026.11.08. 22:11", "2026-11-08 22:11:00 minute"),
    ("za 15 maart 2025, 22:11", "2025-03-15 22:11:00 minute"),
    ("15. srpna 2025, 22:11", "2025-08-15 22:11:00 minute"),
    ("15 augusti 2025, 22:11", "2025-08-15 22:11:00 minute"),
    ("Vor weniger als 1 Minute", "2026-11-23 17:59:00 minute"),
    ("Менее минуты назад", "2026-11-23 17:59:00 minute"),
    ("Hace menos de 1 minuto", "2026-11-23 17:59:00 minute"),
    ("1 dakikadan az önce", "2026-11-23 17:59:00 minute"),
    ("不到1分钟前", "2026-11-23 17:59:00 minute"),
    ("Dün, 10:11 ÖS", "2026-11-22 22:11:00 minute"),
    ("Σήμερα, 10:11 πμ", "2026-11-23 10:11:00 minute"),
    ("2026-11-08, 10:11 下午", "2026-11-08 22:11:00 minute"),
    ("2026-11-08 10:11 p. m.", "2026-11-08 22:11:00 minute"),
    ("11/08/2026 (22:11)", "2026-11-08 22:11:00 minute"),
    ("1 hour, 5 minutes ago", "2026-11-23 16:55:00 minute"),
    ("2 days and 3 hours ago", "2026-11-21 15:00:00 hour"),
    ("8 nov 2026 10:11 p. m.", "2026-11-08 22:11:00 minute"),
    ("10:11 PM, 11-08-2026", "2026-11-08 22:11:00 minute"),
    ("22:11:12 2026-11-08", "2026-11-08 22:11:12 second"),
    ("12:30:2 11-08-2026", "2026-11-08 00:00:00 day"),
    ("上次由 tide 在 2026年 11月 8日 10:00 编辑", "2026-11-08 10:00:00 minute"),
    ("2026年11月08日, 下午 10:11:12", "2026-11-08 22:11:12 second"),
    ("2026년 11월 8일 오후 10:11", "2026-11-08 22:11:00 minute"),
    ("2 часа назад", "2026-11-23 16:00:00 hour"),
    ("vor 3 Stunden", "2026-11-23 15:00:00 hour"),
    ("Сегодня, 12:30", "2026-11-23 12:30:00 minute"),
    ("Gestern, 12:30", "2026-11-22 12:30:00 minute"),
    ("8. November 2026 um 12:30 Uhr", "2026-11-08 12:30:00 minute"),
    ("Nov 8, '26, 12:30 PM", "2026-11-08 12:30:00 minute"),
    ("11-08-2026 در ساعت 12:10 AM", "2026-11-08 00:10:00 minute"),
    ("11-08-2026 الساعة 12:10 AM", "2026-11-08 00:10:00 minute"),
    ("2026-11-08 klockan 12:30", "2026-11-08 12:30:00 minute"),
    ("2026-11-08 v 12:30", "2026-11-08 12:30:00 minute"),
    ("Hoy, 12:30", "2026-11-23 12:30:00 minute"),
    ("8 de noviembre de 2026, 12:30", "2026-11-08 12:30:00 minute"),
    ("Dün, 12:30", "2026-11-22 12:30:00 minute"),
    ("8 Ağustos 2026 saat 12:30", "2026-08-08 12:30:00 minute"),
    ("أمس، 02:30 م", "2026-11-22 14:30:00 minute"),
    ("8 نوفمبر 2026، 12:30", "2026-11-08 12:30:00 minute"),
    ("昨天 下午 02:30", "2026-11-22 14:30:00 minute"),
    ("2026年11月8日 12:30", "2026-11-08 12:30:00 minute"),
    ("Hier, 12:30", "2026-11-22 12:30:00 minute"),
    ("Aujourd'hui, 12h30", "2026-11-23 12:30:00 minute"),
    ("12/25/2025, 09h05", "2025-12-25 09:05:00 minute"),
    ("8th Nov '26, 05:32 PM", "2026-11-08 17:32:00 minute"),
    ("Ontem, 12:30", "2026-11-22 12:30:00 minute"),
    ("Hôm qua, 12:30", "2026-11-22 12:30:00 minute"),
    ("어제, 12:30", "2026-11-22 12:30:00 minute"),
    ("Kemarin, 12:30", "2026-11-22 12:30:00 minute"),
    ("только что", "2026-11-23 18:00:00 minute"),
    ("(Сообщение изменено: 11 марта 2026, 16:42 от ", "2026-03-11 16:42:00 minute"),
    ("(Zuletzt bearbeitet: 8. November 2026, 16:48:05 von ", "2026-11-08 16:48:05 second"),
    ("8 November 2026 by somebody", "2026-11-08 00:00:00 day"),
    ("(This post was last modified: 03-16-2023, 04:48 PM by ", "2023-03-16 16:48:00 minute"),
]
# NOW is a Monday, 18:00: a weekday is the last one that is not later.
WEEKDAYS = [
    ("Montag um 17:32", "2026-11-23 17:32:00 minute"),
    ("Montag um 18:32", "2026-11-16 18:32:00 minute"),
    ("Dienstag um 17:32 Uhr", "2026-11-17 17:32:00 minute"),
    ("(Zuletzt bearbeitet: Freitag um 17:32 von tide)", "2026-11-20 17:32:00 minute"),
    ("Sunday at 5:32 PM", "2026-11-22 17:32:00 minute"),
    ("Fri 17:32", "2026-11-20 17:32:00 minute"),
    ("lundi à 17:32", "2026-11-23 17:32:00 minute"),
    ("mercredi à 17h32", "2026-11-18 17:32:00 minute"),
    ("понедельник в 17:32", "2026-11-23 17:32:00 minute"),
    ("В среду в 17:32", "2026-11-18 17:32:00 minute"),
    ("Суббота, 17:32:05", "2026-11-21 17:32:05 second"),
    ("середу о 17:32", "2026-11-18 17:32:00 minute"),
    ("lunes a las 17:32", "2026-11-23 17:32:00 minute"),
    ("Martedì alle 17:32", "2026-11-17 17:32:00 minute"),
    ("Sexta-feira às 17:32", "2026-11-20 17:32:00 minute"),
    ("Cumartesi saat 17:32", "2026-11-21 17:32:00 minute"),
    ("Środa o 17:32", "2026-11-18 17:32:00 minute"),
    ("Pátek v 17:32", "2026-11-20 17:32:00 minute"),
    ("Donderdag om 17:32", "2026-11-19 17:32:00 minute"),
    ("Torsdag kl. 17:32", "2026-11-19 17:32:00 minute"),
    ("Tiistai klo 17.32", "2026-11-17 17:32:00 minute"),
    ("csütörtök, 17:32", "2026-11-19 17:32:00 minute"),
    ("星期二 17:32", "2026-11-17 17:32:00 minute"),
    ("周三 下午 05:32", "2026-11-18 17:32:00 minute"),
    ("金曜日 17:32", "2026-11-20 17:32:00 minute"),
    ("토요일 오후 5:32", "2026-11-21 17:32:00 minute"),
    ("Thứ Hai lúc 5:32 CH", "2026-11-23 17:32:00 minute"),
    ("Rabu pukul 17:32", "2026-11-18 17:32:00 minute"),
    ("الجمعة 17:32", "2026-11-20 17:32:00 minute"),
    ("8. marraskuuta 2026, 17:32", "2026-11-08 17:32:00 minute"),
    ("8 heinä 2026", "2026-07-08 00:00:00 day"),
    ("8.11.2026 klo 17.32", "2026-11-08 17:32:00 minute"),
    ("2026. március 5. 17:32", "2026-03-05 17:32:00 minute"),
    ("2026. november 8.", "2026-11-08 00:00:00 day"),
    ("2026-11-08 10:11 CH", "2026-11-08 22:11:00 minute"),
    ("2026-11-08 lúc 12:11 SA", "2026-11-08 00:11:00 minute"),
    ("10:11 CH 2026-11-08", "2026-11-08 22:11:00 minute"),
    ("Hôm nay, 10:11 SA", "2026-11-23 10:11:00 minute"),
]
NO_WEEKDAYS = [
    "Montag", "Mo um 17:32", "so 17:32", "mar 17:32", "Montag um 25:32", "Sunday Trade 2 at 17:32", "Mondays 17:32",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), WEEKDAYS)
def test_weekdays_and_further_languages_are_read(text, expected):
    assert shown(text, order="DMY") == expected


@pytest.mark.parametrize("text", NO_WEEKDAYS)
def test_a_weekday_that_is_not_sure_is_none(text):
    assert shown(text) is None


def test_a_weekday_counts_from_the_sites_own_clock():
    assert shown("Tuesday at 01:00", zone="Asia/Tokyo") == "2026-11-23 16:00:00 minute"  # there it is Tuesday, 03:00
    assert shown("Tuesday at 01:00") == "2026-11-17 01:00:00 minute"


NOT_READ = [
    None, "", "-", "never", "2 weeks ago", "3 months ago", "a year ago", "12:30", "Monday", "March 2023", "in 3 days",
    "13-13-2026", "25-12-2026, 10:00", "11-08-2026, 25:00", "11-08-2026, 13:00 AM", "00-00-0000", "99999-1-1",
    "0000-01-01", "192.168.10.12", "9999 days ago and 10", "어제 hora 2:30", "Selling 10-20 items",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), READ)
def test_a_shown_time_is_read_with_its_precision(text, expected):
    assert shown(text) == expected


@pytest.mark.parametrize("text", [text for text in NOT_READ if text != "9999 days ago and 10"])
def test_what_is_no_time_is_none(text):
    assert shown(text) is None


ORDERS = [
    ("05/06/2026", "MDY", "2026-05-06"), ("05/06/2026", "DMY", "2026-06-05"), ("05/06/2026", None, None),
    ("25/12/2026", None, "2026-12-25"), ("12/25/2026", None, "2026-12-25"), ("07.07.2026", None, "2026-07-07"),
    ("25/12/2026", "MDY", None), ("2026/05/06", "DMY", "2026-05-06"), ("26-05-06", "YMD", "2026-05-06"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "order", "day"), ORDERS)
def test_an_order_is_never_guessed(text, order, day):
    moment = read_date(text, clock(order))
    assert (moment and f"{moment.at:%Y-%m-%d}") == day


@pytest.mark.parametrize("text", ["31 Dec 1969", "1 Jan 0001", "2101-01-01", "9999-12-31T23:59:59Z", "Dec 31, 9999"])
def test_a_year_in_which_nothing_is_written_is_no_date(text):
    assert read_date(text, clock()) is None


ZONES = [
    ("11-08-2026, 12:39 PM", "Europe/Moscow", "2026-11-08 09:39:00 minute"),
    ("07-08-2026, 12:39 PM", "America/New_York", "2026-07-08 16:39:00 minute"),
    ("Today, 02:13 AM", "Asia/Tokyo", "2026-11-23 17:13:00 minute"),  # there it is the 24th already
    ("8 November 2026", "Europe/Moscow", "2026-11-08 00:00:00 day"),
    ("Вчера, 10:20", "Asia/Tokyo", "2026-11-23 01:20:00 minute"),
    ("10 minutes ago", "Asia/Tokyo", "2026-11-23 17:50:00 minute"),
]


@pytest.mark.parametrize(("text", "zone", "expected"), ZONES)
def test_the_wall_clock_is_the_site_s(text, zone, expected):
    assert shown(text, zone=zone) == expected


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)), st.sampled_from(["MDY", "DMY"]))  # noqa: DTZ001
def test_what_an_order_writes_it_reads(at, order):
    text = at.strftime("%m-%d-%Y, %I:%M %p" if order == "MDY" else "%d-%m-%Y, %I:%M %p")
    moment = read_date(text, clock(order))
    assert moment.at == at.replace(second=0, microsecond=0, tzinfo=UTC)


@given(st.text(alphabet="0123456789-./: ,APMagoydesthnur+TZ\u0661\u00b2", max_size=150))
def test_nothing_hostile_raises(text):
    moment = read_date(text, clock())
    assert moment is None or moment.at.tzinfo is UTC
