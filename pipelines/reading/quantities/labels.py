"""Digits that measure nothing: dates, times, versions, addresses, order and phone numbers, parts of names."""

from __future__ import annotations

import re

from pipelines.reading.phrases import clings

_HOURS, _MINUTES = r"(?:h(?:(?:ou)?rs?)?|ч)", r"(?:m(?:in)?|мин|м)"
_DATE = re.compile(
    r"(?:19|20)\d\d(?:[-./]\d{1,2}(?:[-./]\d{1,2})?|年(?:\d{1,2}月(?:\d{1,2}日)?)?|[-–/](?:19|20)?\d\d)(?![\d\w])"
    r"|20\d\d(?:0[1-9]|1[0-2])[0-3]\d(?![\d\w])"
    r"|\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d(?![\d\w])"
    r"|\d{1,2}[./](?:19|20)\d\d(?![\d\w])|\d{1,2}月(?:\d{1,2}日)?"
    r"|\d{1,2}:\d\d(?::\d\d)?(?!\d)|\d{1,2}/\d{1,2}(?![\d\w])"
    rf"|\d{{1,3}} ?(?:d(?:ays?)?|д)[ :,]{{1,2}}\d{{1,2}} ?{_HOURS}(?:[ :,]{{1,2}}\d{{1,2}} ?{_MINUTES})?(?!\w)"
    rf"|\d{{1,2}} ?{_HOURS}[ :,]{{1,2}}\d{{1,2}} ?{_MINUTES}(?!\w)"  # a countdown: 6d 04h 11m
)
_RUN = re.compile(r"(?:[^\W\u2e80-\ud7af]|[.:/\\@#=&?%+-]){1,400}")
"""Scripts that write words together go on behind a label: MD5密码300万条."""
_SPACED_PHONE = re.compile(r"\+ ?\d[\d ()-]{6,24}\d|\(?0\d{1,4}\)?[ -]\d{2,4}[ -]\d{2,4}(?:[ -]\d{2,4})?(?!\d)")
_SPACED_DIGITS = re.compile(r"\d{4}(?:[ -]\d{4}){2,6}(?:[ -]\d{1,4})?(?!\d)")

_HASH = re.compile(r"\$(?:[156]|2[abxy]?|apr1|argon2(?:id?|d))\$(?=[\w./])")
"""How a hashed password begins: no dollar of "$2y$10$" is money."""
_HASH_BEGINS = 9
"""Characters of its longest beginning."""


def in_hash(text: str, sign: int) -> bool:
    """Whether a dollar sign opens a hash, or parts its beginning from what follows.

    >>> in_hash("$2y$10$ or $12", 0), in_hash("$2y$10$ or $12", 3), in_hash("$2y$10$ or $12", 11)
    (True, True, False)
    """
    if text[sign] != "$":
        return False
    if _HASH.match(text, sign):
        return True
    found = _HASH.search(text, max(0, sign - _HASH_BEGINS), sign + 2)
    return found is not None and found.end() == sign + 1


def date_end(text: str, start: int) -> int | None:
    """Return where the date, time or span of years that starts here ends; `None`: none does."""
    found = _DATE.match(text, start)
    return found.end() if found else None


def label_end(text: str, start: int) -> int | None:
    """Return where the label that these digits belong to ends; `None`: they are free to be a number.

    >>> label_end("SHA-256 of it", 4), label_end("see v2.14.03", 5), label_end("sold 5 times", 5)
    (7, 12, None)
    """
    phone = _SPACED_PHONE.match(text, start - 1 if text[start - 1 : start] == "+" else start)
    grouped = phone or _SPACED_DIGITS.match(text, start)
    if grouped:
        return _run_end(text, grouped.end())
    if start and (in_hash(text, start - 1) or _clings(text, start)):
        return _run_end(text, start)
    return None


def tail_is_label(text: str, end: int) -> bool:
    """Whether what follows a number makes it a part of a longer label: "7x7", "2024-7719-0042", "192.0.2.44"."""
    after = text[end : end + 2]
    if not after:
        return False
    if after[0] in "-_.:/" and after[1:].isdigit():
        return True
    if after[0] in "_@":
        return True
    return clings(after[0])


def run_end(text: str, start: int) -> int:
    """Return where the run of letters, digits and their joints ends that holds this place."""
    return _run_end(text, start)


def _clings(text: str, start: int) -> bool:
    before, further = text[start - 1], text[start - 2] if start > 1 else " "
    if clings(before) or before in "_#@\\":
        return True
    if before == "." and further.isalpha():
        return False  # a sentence that ended without a space: "logistics.5 GB"
    return before in "-./" and ((further.isalnum() and further.isascii()) or further in ":/")


def _run_end(text: str, start: int) -> int:
    found = _RUN.match(text, start)
    return max(found.end() if found else start, start)
