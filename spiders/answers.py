"""What a page's bytes are as text, as a browser would read them: by BOM, header, the page's own word, else by guess.

Only encodings that pages are written in count. Python has others: "punycode" takes a minute for a page of 2 MB, and
"zlib" or "idna" raise.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes
from scrapy.http import Response
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, to_unicode

_NAMES = (
    "utf-8", "utf-16-le", "utf-16-be", "utf-16", "utf-32-le", "utf-32-be", "cp866", "cp874", "cp932", "cp949",
    "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "gb18030", "gbk", "big5", "big5hkscs", "euc_jp", "iso2022_jp",
    "shift_jis", "euc_kr", "ascii", "latin-1", "tis-620", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254",
    "cp1255", "cp1256", "cp1257", "cp1258", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6",
    "iso8859-7", "iso8859-8", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16",
)  # fmt: skip
ENCODINGS = frozenset(codecs.lookup(name).name for name in _NAMES)
"""Python's names of those that browsers know (WHATWG Encoding), and UTF-32."""

_SAMPLE = 65_536
"""Bytes by which an encoding is guessed."""
_LETTER = re.compile(rb"[\x80-\xff]")
_GUESSED = "cp1252"
"""What it is where nothing else fits: every byte is a letter in it."""


def text_of(response: Response) -> str:
    """Give a page's text. Never raises: what cannot be decoded is U+FFFD."""
    header = response.headers.get("Content-Type") or b""
    return decoded(response.body, header.decode("latin-1"))


def decoded(body: bytes, content_type: str = "") -> str:
    """Decode a page. `content_type`: the header; "": there was none.

    >>> decoded("Гавань".encode("cp1251"), "text/html; charset=windows-1251")
    'Гавань'
    >>> decoded("<meta charset=punycode>é".encode())
    '<meta charset=punycode>é'
    """
    marked, mark = read_bom(body)
    if marked is not None and mark is not None:
        return to_unicode(body[len(mark) :], marked)
    return to_unicode(body, _by_header(content_type) or _by_itself(body) or _guess(body))


def is_for_pages(encoding: str) -> bool:
    """Tell whether pages are written in it."""
    return encoding in ENCODINGS


def _by_header(content_type: str) -> str | None:
    found = http_content_type_encoding(content_type)
    if found is None or not is_for_pages(found):
        return None
    return "utf-16-le" if found == "utf-16" else found


def _by_itself(body: bytes) -> str | None:
    """Whoever could read "utf-16" in it read it as something else (WHATWG HTML, "prescan a byte stream")."""
    found = html_body_declared_encoding(body)
    if found is None or not is_for_pages(found):
        return None
    return "utf-8" if found.startswith(("utf-16", "utf-32")) else found


def _guess(body: bytes) -> str:
    """UTF-8, even with a broken letter here and there; else what its letters look like."""
    text = body.decode("utf-8", "replace")
    letters = len(text) - len(text.encode("ascii", "ignore"))
    if text.count("\ufffd") * 10 <= letters:
        return "utf-8"
    first = next(each.start() for each in _LETTER.finditer(body))
    best = from_bytes(body[max(0, first - _SAMPLE // 2) :][:_SAMPLE]).best()
    return best.encoding if best is not None and is_for_pages(codecs.lookup(best.encoding).name) else _GUESSED
