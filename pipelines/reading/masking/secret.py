"""Secrets that their own form tells: password hashes with a salt, keys, tokens, passwords behind an e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.reading.masking.span import Span

_SALTED = re.compile(r"\$(?:2[abxy]?|5|6|1|argon2(?:id|i|d)|P|H|S)\$[\w./$=,+*-]{20,200}")
_TOLD = re.compile(
    r"(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9])(?:ghp|gho|ghs|github_pat|glpat|sk_live|rk_live|xox[abprs])[_-][\w-]{16,200}"
    r"|(?<![A-Za-z0-9_-])eyJ[\w-]{8,2000}\.eyJ[\w-]{8,4000}(?:\.[\w-]{0,2000})?"
)
_PREFIXES = ("AKIA", "ASIA", "gh", "glpat", "k_live", "xox", "eyJ")
_KEY = re.compile(r"-----BEGIN (?:[A-Z]{2,12} ){0,3}PRIVATE KEY-----([^-]{0,20000})")
_BEHIND_MAIL = re.compile(
    r"(?:^|(?<=[\n\r\]>*•]))[ \t]{0,8}(?:https?://[^\s:]{1,200}(?::\d{1,5})?[^\s:]{0,200}[:|;])?"
    r"[\w.%+\-]{1,80}@[\w\-.]{1,200}\.[^\W\d_]{2,24}[ \t]?[:;|][ \t]?([^\s:;|]{3,80})(?=[ \t]*(?:$|[\n\r:|\[<]))"
)
_BEHIND_URL = re.compile(
    r"(?:^|(?<=[\n\r\]]))[ \t]{0,8}(?:https?|android|ftp)://[^\s|]{3,200}?"
    r"[:|;]([^\s:|;/]{2,80})[:|;]([^\s:|;]{3,80})(?=[ \t]*(?:$|[\n\r\[]))"
)
_IN_URL = re.compile(r"\b[a-z]{2,10}://([^\s:/@]{1,80}:[^\s/@]{1,80})@", re.IGNORECASE)


def find(text: str) -> Iterator[Span]:
    """Yield secrets anywhere in a text, and those of "mail:password" and "address:login:password" lines."""
    yield from (Span(each.start(), each.end(), "secret", firm=True) for each in _SALTED.finditer(text))
    if any(map(text.__contains__, _PREFIXES)):
        yield from (Span(each.start(), each.end(), "secret", firm=True) for each in _TOLD.finditer(text))
    if "-----BEGIN" in text:
        yield from (Span(*each.span(1), "secret", firm=True) for each in _KEY.finditer(text))
    if "@" in text:
        yield from (Span(*each.span(1), "secret", firm=True) for each in _BEHIND_MAIL.finditer(text))
    if "://" in text:
        yield from (Span(*each.span(1), "secret", firm=True) for each in _IN_URL.finditer(text))
        for each in _BEHIND_URL.finditer(text):
            yield Span(*each.span(1), "username", firm=True)
            yield Span(*each.span(2), "secret", firm=True)
