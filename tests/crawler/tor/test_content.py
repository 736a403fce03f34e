import pytest

from crawler.tor.content import is_page

PAGE = "http://forum.example/thread-1.html"


@pytest.mark.parametrize(
    "kind",
    ["text/html", "TEXT/HTML; charset=windows-1251", " text/html ;x", "application/xhtml+xml", "application/json",
     "text/xml", "application/xml", "application/rss+xml", "application/atom+xml; charset=utf-8",
     "application/ld+json", "application/problem+json", "application/rdf+xml", "application/feed+json",
     "text/rss+xml; charset=utf-8", "text/atom+xml"],
)  # fmt: skip
def test_pages(kind: str) -> None:
    assert is_page(kind, None, PAGE)
    assert is_page(kind, "inline", PAGE)
    assert not is_page(kind, 'Attachment; filename="dump.html"', PAGE)


@pytest.mark.parametrize(
    "kind",
    [None, "", ";", "text", "text/plain", "text/csv", "text/css", "image/png", "image/svg+xml", "application/zip",
     "application/octet-stream", "application/pdf", "application/x-7z-compressed", "application/javascript",
     "text/html-sandboxed", "xtext/html", "application/jsonx", "application/+xml", "multipart/x-mixed-replace",
     "application/" + "a" * 100_000 + "+xml", "text/html, text/csv"],
)  # fmt: skip
def test_no_pages(kind: str | None) -> None:
    assert not is_page(kind, None, PAGE)


@pytest.mark.parametrize(
    ("url", "taken"),
    [("http://forum.example/robots.txt", True), ("http://forum.example/dump.txt", False),
     ("http://forum.example/x/robots.txt", False), ("http://forum.example/?/robots.txt", False), ("http://[", False)],
)  # fmt: skip
def test_plain_text_is_taken_only_as_robots_txt(url: str, taken: bool) -> None:
    assert is_page("text/plain; charset=utf-8", None, url) is taken
    assert not is_page("text/csv", None, url)
