"""An answer has a text whatever encoding it names."""

import pytest
from scrapy.http import HtmlResponse, Response

from spiders.answers import text_of


@pytest.mark.parametrize("encoding", ["hex", "idna", "punycode", "zlib", "undefined", "no-such", "utf-7", "utf-16"])
def test_a_text_comes_of_any_encoding(encoding):
    headers = {"Content-Type": f"text/html; charset={encoding}"}
    assert isinstance(text_of(HtmlResponse("http://a.example/", headers=headers, body=b"<p>gull \xff\x00")), str)


def test_where_a_codec_gives_up_it_is_utf_8():
    headers = {"Content-Type": "text/html; charset=idna"}
    assert text_of(HtmlResponse("http://a.example/", headers=headers, body="<p>чайка".encode())) == "<p>чайка"


def test_what_is_no_text_has_none():
    assert text_of(Response("http://a.example/", body=b"gull")) == ""
