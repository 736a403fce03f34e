"""Secrets that their own form tells: password hashes with a salt, keys, tokens, passwords behind an e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.reading import messengers
from pipelines.reading.masking.layout import LINE
from pipelines.reading.masking.lexicon import Lexicon
from pipelines.reading.masking.span import Span

_MIXED = r"(?=[^\s:;|,]{0,64}[A-Za-z])(?=[^\s:;|,]{0,64}\d)[^\s:;|,]{6,80}"
"""A word of letters and digits: what stands behind an address in prose is none."""
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
    r"[\w.%+\-]{1,80}@[\w\-.]{1,200}\.[^\W\d_]{2,24}"
    r"(?:[ \t]?[:;|][ \t]?(?P<any>[^\s:;|]{3,80})|(?:,[ \t]?|[ \t]?-{3,6}[ \t]?|[ \t]{1,3}(?:-[ \t])?)(?P<mixed>"
    rf"{_MIXED}))(?=[ \t]*(?:$|[\n\r:|\[<]))"
)
_LOGIN = re.compile(
    rf"[ \t]{{0,8}}(?P<login>[^\s:;|/]{{3,64}}?)"
    rf"(?:(?P<dashes>-{{4,6}})(?P<long>[^\s-][^\s]{{3,64}})|[:;|](?P<word>{_MIXED}))[ \t]{{0,8}}"
)
LEAST = 3
"""As many lines "login:password" are no list of something else."""
DASHED = 2
"""The same of "login----password": four dashes part little else."""
_BEHIND_URL = re.compile(
    r"(?:^|(?<=[\n\r\]]))[ \t]{0,8}(?:https?|android|ftp)://[^\s|]{3,200}?"
    r"[:|;]([^\s:|;/]{2,80})[:|;]([^\s:|;]{3,80})(?=[ \t]*(?:$|[\n\r\[]))"
)
_SEED = re.compile(
    r"(?:seed|mnemonic|recovery)(?: (?:phrase|words))?[ \t]{0,3}(?:[:=–—-]{1,2}|\n)\s{0,3}"
    r"((?:[a-z]{3,8}[ ,]{1,2}){11,23}[a-z]{3,8})(?![a-z])",
    re.IGNORECASE,
)
"""Twelve words or more, of which a wallet's keys are made (BIP 39: 12 to 24, each of three to eight letters)."""
_IN_URL = re.compile(r"\b[a-z]{2,10}://([^\s:/@]{1,80}:[^\s/@]{1,80})@", re.IGNORECASE)


def find(text: str) -> Iterator[Span]:
    """Yield secrets anywhere in a text, and those of "mail:password" and "address:login:password" lines."""
    yield from (Span(each.start(), each.end(), "secret", firm=True) for each in _SALTED.finditer(text))
    if any(map(text.__contains__, _PREFIXES)):
        yield from (Span(each.start(), each.end(), "secret", firm=True) for each in _TOLD.finditer(text))
    yield from (Span(*each.span(1), "secret", firm=True) for each in _SEED.finditer(text))
    if "-----BEGIN" in text:
        yield from (Span(*each.span(1), "secret", firm=True) for each in _KEY.finditer(text))
    if "@" in text:
        found = _BEHIND_MAIL.finditer(text)
        yield from (Span(*each.span(each.lastgroup or 0), "secret", firm=True) for each in found)
    if "://" in text:
        yield from (Span(*each.span(1), "secret", firm=True) for each in _IN_URL.finditer(text))
        for each in _BEHIND_URL.finditer(text):
            yield Span(*each.span(1), "username", firm=True)
            yield Span(*each.span(2), "secret", firm=True)


def logins(text: str, lexicon: Lexicon) -> Iterator[Span]:
    """Yield the names and passwords of lines "login:password" that follow one another, under no header."""
    if "\n" not in text:
        return
    run: list[re.Match[str]] = []
    for line in LINE.finditer(text):
        found = _LOGIN.fullmatch(text, *line.span())
        if found is not None and not _is_key(found["login"], lexicon):
            run.append(found)
            continue
        yield from _spans(run)
        run = []
    yield from _spans(run)


def _is_key(word: str, lexicon: Lexicon) -> bool:
    return lexicon.column(word) is not None or word.casefold() in messengers.words()


def _spans(run: Sequence[re.Match[str]]) -> Iterator[Span]:
    if len(run) < (DASHED if run and run[0]["dashes"] else LEAST):
        return
    for each in run:
        yield Span(*each.span("login"), "username", firm=True)
        yield Span(*each.span("long" if each["dashes"] else "word"), "secret", firm=True)
