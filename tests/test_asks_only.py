"""The crawl reads and does nothing else: what a site is sent is a GET, whatever its pages ask for."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FORMS = {"FormRequest", "JsonRequest", "XmlRpcRequest"}
"""Requests that Scrapy makes of forms and calls."""
SENDS = {"post", "put", "patch", "delete", "options", "request"}
"""Methods of sessions that send, or may."""


def acts(source: str) -> list[str]:
    """What a module does to ask for something by another method than GET."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name | ast.Attribute | ast.alias):
            name = (
                node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else node.name
            )
            found += [name] if name.rpartition(".")[2] in FORMS else []
        elif isinstance(node, ast.Call):
            found += ["method="] if any(each.arg == "method" for each in node.keywords) else []
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            owner = ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else ""
            found += [f"{owner}.{called}"] if called in SENDS and "session" in owner.lower() else []
    return found


@pytest.mark.parametrize("package", ["spiders", "crawler"])
def test_no_file_that_a_crawl_runs_sends_anything_but_a_get(package: str) -> None:
    files = sorted((ROOT / package).rglob("*.py"))
    assert files
    assert {str(file.relative_to(ROOT)): found for file in files if (found := acts(file.read_text()))} == {}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from scrapy import FormRequest", ["FormRequest"]),
        ("import scrapy\nscrapy.FormRequest.from_response(page)", ["FormRequest"]),
        ("request.replace(method='POST')", ["method="]),
        ("self._session.post(url)", ["self._session.post"]),
        ("Request(url, callback)", []),
        ("session.get(url)", []),
    ],
)
def test_what_sends_is_seen(source: str, expected: list[str]) -> None:
    assert acts(source) == expected
