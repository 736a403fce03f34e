"""The one scrubber before every sink for error texts and log lines, and what a terminal may be shown.

Frameworks quote what they choked on: requests its URL with the webhook's token, Elasticsearch the field's value,
SQLAlchemy the parameters. What comes out of here names the trouble and none of that. Pure; never raises.
"""

from __future__ import annotations

import re
import unicodedata

MASK = "█"
"""Stands for what was taken out."""
_LOOKED_AT = 20_000  # characters: the limit is far below, and an error text can be a whole page

_ANSI = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,16}[@-~]"  # CSI: colours, cursor, erase
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]{0,4096}(?:\x07|\x1b\\|\x9c)?"  # OSC, DCS, SOS, PM, APC
    r"|\x1b[ -/]{0,4}[0-~]?"
)
_INVISIBLE = {"Cf", "Cs", "Co", "Cn"}
_SHOWN = {ord("\n"): "\\n", ord("\t"): "\\t"}

_KEYS = (
    r"authorization|proxy-authorization|x-api-key|api[_ -]?key|apikey|access[_-]?token|refresh[_-]?token|"
    r"auth[_-]?token|bearer[_-]?token|client[_-]?secret|secret[_-]?key|set-cookie|cookie|token|secret|passwd|password|"
    r"pwd|session(?:[_-]?id)?"
)
_HEADER = re.compile(
    rf"(?P<key>\b(?:{_KEYS}))(?P<parted>[\"']{{0,2}}\s{{0,2}}(?:[:=]|=>|,)\s{{0,2}}[\"'(\[]{{0,3}})"
    r"(?P<value>(?:(?:bearer|basic|apikey|token|digest)\s{1,2})?[^\s\"'&,;)\]}]{1,2000})",
    re.IGNORECASE,
)
_COOKIES = re.compile(r"(?i)(\b(?:set-)?cookie[\"']?\s?[:=]\s?)[^\n\r]{1,4000}")
_BEARER = re.compile(r"(?i)\b(bearer|basic|apikey)\s{1,3}[\w.~+/=-]{8,4000}")
_URL = re.compile(r"\b([a-z][a-z0-9+.-]{1,20})://([^\s/?#\"'<>\\`|{}]{0,300})([^\s\"'<>`{}|)]{0,2000})", re.IGNORECASE)
_KNOWN_PATH = re.compile(r"(?i)(?<![\w/])/?(?:services|workflows|triggers)/[A-Z0-9]{4,20}/[\w/-]{4,200}")
_PATH_AFTER = re.compile(r"(?i)(\b(?:with )?url:?\s{1,2})/[^\s\"'<>)]{1,2000}")
_ONION = re.compile(r"(?i)\b([a-z2-7]{6})[a-z2-7]{10,200}\.onion\b")
_QUOTED = re.compile(r"(?<!\w)(['\"`])(?![\w.-]{0,40}\1)((?:(?!\1)[^\\\n]|\\.){1,8000})(?:\1|$)", re.MULTILINE)
_VALUES = re.compile(
    r"(?i)(\binput_value=)[^,\]\n]{1,4000}|(\[parameters: )[^\n]{1,8000}|(\bfield's value: )[^\n]{1,8000}"
)
_PLAIN = r"[^\s@\"'<>(),;:\[\]/]"
_MAIL = re.compile(rf"{_PLAIN}{{1,64}}@{_PLAIN}{{1,190}}")
_DIGITS = re.compile(r"(?<!\d)\+?\d(?:[ \-.()/_]{0,2}\d){7,40}")
_TOLD = re.compile(
    r"\b(?:xox[a-z]-[\w-]{8,200}|gh[opsu]_\w{16,100}|AKIA[0-9A-Z]{16}|eyJ[\w-]{8,2000}(?:\.[\w-]{0,2000}){1,2}"
    r"|\$2[abxy]?\$\d\d\$[\w./]{20,60})|\b[0-9a-fA-F]{32,256}\b|(?<![\w/+])[A-Za-z0-9+/_-]{40,2000}={0,2}(?![\w/+])"
)
_STAMP = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?")


def scrub(text: str, limit: int = 300) -> str:
    r"""Return a text fit for a log line or an error column: one line, no secrets, at most `limit` characters.

    >>> scrub("POST https://hooks.example/services/T0/B0/abc failed\nfor a@b.example")
    'POST https://hooks.example/… failed\\nfor █'
    """
    plain = _URL.sub(_address, printable(text[:_LOOKED_AT]))
    for pattern, replacement in _RULES:
        plain = pattern.sub(replacement, plain)
    plain = _DIGITS.sub(_digits, plain).translate(_SHOWN)
    return plain if len(plain) <= limit else plain[: max(0, limit - 1)] + "…"[:limit]


def printable(text: str) -> str:
    r"""Return a text that a terminal shows and cannot obey: line ends and tabs stay, what steers is written out.

    >>> printable("a\x1b[31mb\r\nc\u202ed")
    'ab\ncd'
    """
    lines = _ANSI.sub("", text).replace("\r\n", "\n")
    return "".join(each if each in "\n\t" else _seen(each) for each in lines)


def _seen(character: str) -> str:
    """Return a character that only shows itself, an escape for a control, or nothing for what is invisible."""
    if " " <= character <= "~":
        return character
    category = unicodedata.category(character)
    if category == "Cc":
        return f"\\x{ord(character):02x}"
    if category in _INVISIBLE:
        return ""
    return "\n" if category in ("Zl", "Zp") else character


def _address(found: re.Match[str]) -> str:
    """Keep scheme, host and port of an address."""
    host = found[2].rsplit("@", 1)[-1]
    return f"{found[1]}://{host}" + ("/…" if found[3].strip("/.,:;") else found[3])


def _digits(found: re.Match[str]) -> str:
    """Mask a long run of digits unless it is a date and time."""
    return found[0] if _STAMP.match(found[0]) and len(found[0]) <= 19 else MASK


_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (_COOKIES, rf"\1{MASK}"),
    (_HEADER, rf"\g<key>\g<parted>{MASK}"),
    (_BEARER, rf"\1 {MASK}"),
    (_PATH_AFTER, r"\1/…"),
    (_KNOWN_PATH, "/…"),
    (_MAIL, MASK),
    (_ONION, r"\1….onion"),
    (_VALUES, r"\1\2\3…"),
    (_QUOTED, r"\1…\1"),
    (_TOLD, MASK),
)
