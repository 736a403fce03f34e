"""Looks for canaries in bytes, whatever they were written as: one search for all of them and all encodings at once."""

from __future__ import annotations

import base64
import html
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import ahocorasick

from tests.canaries.kinds import END, Canary

SHORTEST = 6
"""Letters and digits without which a value is no canary: chance would find it."""

LOOSEST = 9
"""Digits below which a number is sought as it is written only, such as a date: others' digits side by side are one."""


def _base64(secret: str, before: int) -> bytes:
    """Encode a secret with so many bytes before it, and keep what these and what follows cannot change."""
    raw = secret.encode()
    encoded = base64.b64encode(b"\0" * before + raw)
    whole = (before + len(raw)) // 3 * 4
    return encoded[(0, 2, 3)[before] : whole]


def _entities(secret: str, form: str) -> bytes:
    return "".join(each if each.isascii() and each.isalnum() else form.format(ord(each)) for each in secret).encode()


def _json(secret: str) -> str:
    return json.dumps(secret)[1:-1]


_OF_ADDRESSES = bytes.maketrans(b"+/", b"-_")
ENCODINGS: Mapping[str, Callable[[str], bytes]] = {
    "raw": str.encode,
    "url": lambda secret: quote(secret, safe="").encode(),
    "url, small letters": lambda secret: quote(secret, safe="").lower().encode(),
    "path": lambda secret: quote(secret).encode(),
    "path, small letters": lambda secret: quote(secret).lower().encode(),
    "url, every byte": lambda secret: "".join(f"%{each:02X}" for each in secret.encode()).encode(),
    "form": lambda secret: quote_plus(secret).encode(),
    "base64": lambda secret: _base64(secret, 0),
    "base64, one byte on": lambda secret: _base64(secret, 1),
    "base64, two bytes on": lambda secret: _base64(secret, 2),
    "base64 of addresses": lambda secret: _base64(secret, 0).translate(_OF_ADDRESSES),
    "base64 of addresses, one byte on": lambda secret: _base64(secret, 1).translate(_OF_ADDRESSES),
    "base64 of addresses, two bytes on": lambda secret: _base64(secret, 2).translate(_OF_ADDRESSES),
    "json": lambda secret: _json(secret).encode(),
    "json in json": lambda secret: _json(_json(secret)).encode(),
    "python": lambda secret: secret.encode("unicode_escape"),
    "python's bytes": lambda secret: repr(secret.encode())[2:-1].encode(),
    "utf-16-le": lambda secret: secret.encode("utf-16-le"),
    "utf-16-be": lambda secret: secret.encode("utf-16-be"),
    "html": lambda secret: html.escape(secret).encode(),
    "html, of ascii alone": lambda secret: html.escape(secret).encode("ascii", "xmlcharrefreplace"),
    "html, decimal": lambda secret: _entities(secret, "&#{};"),
    "html, hexadecimal": lambda secret: _entities(secret, "&#x{:x};"),
    "hex": lambda secret: secret.encode().hex().encode(),
    "hex, capitals": lambda secret: secret.encode().hex().upper().encode(),
    "hex, reversed": lambda secret: secret.encode()[::-1].hex().encode(),
    "reversed": lambda secret: secret[::-1].encode(),
    "latin-1 as utf-8": lambda secret: secret.encode().decode("latin-1").encode(),
}
"""What a value becomes on its way through other people's code."""

SQUASHED = "spaced, dashed, full-width or in other letters"
ENDED = "the end of a number"
_APART = re.compile(r"[\W_]+")
_ENDING = re.compile(rf"(?<![\w.])\d(?:[ .()/-]{{0,3}}\d){{{END - 1},11}}(?!\w)")
"""A number as long as a telephone's, in which the end of one is sought: seven digits are in any file by chance."""


def fold(text: str) -> str:
    """Write compatibility forms and other scripts' digits as plain ones, and all in small letters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in folded)


def squash(text: str) -> str:
    """Reduce a text to its letters and digits, compatibility forms and other scripts' digits folded."""
    return _APART.sub("", fold(text))


def ends(secret: str) -> bool:
    """Whether a secret is the end of a telephone number, which is sought as such only."""
    return secret.isdecimal() and len(secret) == END


def _add(automaton: Any, needle: str, found: tuple[str, str]) -> None:
    """Have a needle found; two canaries can have the same one, where base64 tells only their beginnings."""
    automaton.add_word(needle, (*automaton.get(needle, ()), found))


class Seeker:
    """Knows all canaries."""

    def __init__(self, canaries: Iterable[Canary]) -> None:
        self._exact, self._loose = ahocorasick.Automaton(), ahocorasick.Automaton()
        self._ends: dict[str, tuple[str, str]] = {}
        for canary in canaries:
            for secret in canary.secrets:
                if ends(secret):
                    self._ends[fold(secret)] = (canary.name, ENDED)
                    continue
                assert len(squash(secret)) >= SHORTEST or not secret.isascii(), canary.name
                if len(squash(secret)) >= LOOSEST or not squash(secret).isdecimal():
                    _add(self._loose, squash(secret), (canary.name, SQUASHED))
                for encoding, encode in ENCODINGS.items():
                    _add(self._exact, encode(secret).decode("latin-1"), (canary.name, encoding))
        self._exact.make_automaton()
        self._loose.make_automaton()

    def found(self, data: bytes) -> set[tuple[str, str]]:
        """Return the canaries in some bytes, each with how it is written."""
        exact = {each for _, found in self._exact.iter(data.decode("latin-1")) for each in found}
        text = fold(data.decode("utf-8", "ignore"))
        numbers = {_APART.sub("", each[0])[-END:] for each in _ENDING.finditer(text)}
        ends = {self._ends[each] for each in numbers if each in self._ends}
        return exact | ends | {each for _, found in self._loose.iter(_APART.sub("", text)) for each in found}

    def in_files(self, folder: Path) -> Iterator[tuple[str, str, str]]:
        """Yield the canaries in all files below a folder: the file, the canary, how it is written."""
        for file in sorted(each for each in folder.rglob("*") if each.is_file()):
            yield from ((file.relative_to(folder).as_posix(), *each) for each in self.found(file.read_bytes()))
            yield from (("a file's name", *each) for each in self.found(file.name.encode()))
