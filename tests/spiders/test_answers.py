"""What bytes are as text, as browsers read them; and that nobody's word for an encoding costs time or raises."""

import pytest
from scrapy.http import HtmlResponse, Response

from spiders.answers import decoded, text_of

WORD = "Гавань"
LONG = "Причал, гавань и маяк: продаю базу. " * 20


def meta(name: str, text: str = WORD) -> str:
    return f'<html><head><meta charset="{name}"></head><body>{text}</body></html>'


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (WORD.encode(), "text/html; charset=utf-8"),
        (WORD.encode("cp1251"), "text/html; charset=windows-1251"),
        (WORD.encode("koi8-r"), 'text/html; charset="KOI8-R"'),
        (meta("utf-8").encode("cp1251"), "text/html; charset=windows-1251"),  # the header's word counts
        (meta("windows-1251").encode("cp1251"), "text/html"),
        (meta("windows-1251").encode(), "text/html; charset=utf-8"),
        (meta("windows-1251").encode("cp1251"), "text/html; charset=there-is-none"),
        (meta("windows-1251").encode("cp1251"), "text/html; charset=punycode"),
        (meta("windows-1251").encode("cp1251"), ""),
        (b"\xef\xbb\xbf" + WORD.encode(), "text/html; charset=windows-1251"),  # a BOM's most
        (b"\xff\xfe" + WORD.encode("utf-16-le"), "text/html; charset=utf-8"),
        (b"\xfe\xff" + WORD.encode("utf-16-be"), ""),
        (WORD.encode("utf-16-le"), "text/html; charset=utf-16"),
        (WORD.encode("utf-16-be"), "text/html; charset=utf-16be"),
        (meta("utf-16").encode(), "text/html"),  # who reads this in it has not read UTF-16
        (WORD.encode(), "text/html"),
        (LONG.encode() + b"\xd0", "text/html"),  # cut in the middle of a letter
        (LONG.encode().replace(b"\xd0\x9f", b"\xd0", 3), ""),
        (meta("x-unknown").encode(), "text/html"),
        (meta("undefined").encode(), "text/html"),
        (LONG.encode("cp1251"), "text/html"),
    ],
)
def test_a_page_is_read_as_browsers_read_it(body: bytes, header: str) -> None:
    assert "авань" in decoded(body, header)


@pytest.mark.parametrize(
    "name",
    ["utf-7", "punycode", "idna", "undefined", "zlib", "hex", "rot13", "bz2", "base64", "uu", "quopri", "charmap",
     "unicode_escape", "raw_unicode_escape", "palmos", "hz", "mbcs", "oem", "", "a" * 10_000, "\0", "../../etc"],
)  # fmt: skip
@pytest.mark.parametrize("where", ["header", "page"])
def test_what_no_page_is_written_in_is_no_encoding(name: str, where: str) -> None:
    text = r"\u0041 +ADw-b+AD4- xn--a"
    body = (meta(name, text) if where == "page" else text).encode() + b"\x80"
    assert text in decoded(body, f"text/html; charset={name}" if where == "header" else "text/html")


@pytest.mark.parametrize(
    "body", [b"\xff" * 2_000_000, b"\0\xff" * 1_000_000, bytes(range(256)) * 8000, b"a" * 1_999_999 + b"\xe9"]
)
@pytest.mark.parametrize(
    "header", ["text/html", "text/html; charset=punycode", "text/html; charset=utf-16", "text/html; charset=gb18030"]
)
def test_two_megabytes_of_anything_are_decoded(body: bytes, header: str) -> None:
    assert decoded(body, header)


def test_nul_bytes_stay_for_the_parser_to_drop() -> None:
    assert decoded(b"a\0b") == "a\0b"


@pytest.mark.parametrize("encoding", ["hex", "idna", "punycode", "zlib", "undefined", "no-such", "utf-7", "utf-16"])
def test_a_text_comes_of_any_encoding(encoding: str) -> None:
    headers = {"Content-Type": f"text/html; charset={encoding}"}
    assert isinstance(text_of(HtmlResponse("http://a.example/", headers=headers, body=b"<p>gull \xff\x00")), str)


def test_where_a_codec_gives_up_it_is_utf_8() -> None:
    headers = {"Content-Type": "text/html; charset=idna"}
    assert text_of(HtmlResponse("http://a.example/", headers=headers, body="<p>чайка".encode())) == "<p>чайка"


def test_whatever_was_taken_in_is_text() -> None:
    headers = {"Content-Type": "application/ld+json"}  # which Scrapy takes for no text
    assert text_of(Response("http://a.example/", headers=headers, body="чайка".encode())) == "чайка"
