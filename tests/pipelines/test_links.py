"""Links to onions, however they are written, are none any more; offsets hold, and everything else stays."""

import pytest

from pipelines.links import unlinked
from tests.onions import invented

HOST = invented("seller").removesuffix(".onion")

LINKS = [
    f"http://{HOST}.onion/x", f"HTTPS://{HOST.upper()}.ONION", f"http%3A%2F%2F{HOST}.onion", f"http:\\\\{HOST}.onion",
    f"http://{HOST}%2eonion/", f"http://{HOST}.%6fnion/x", f"http://{HOST}.on\u00adion/", f"http://{HOST}\u200b.onion",
    f"http://u:p@{HOST}.onion:80/", f"http://{HOST}。onion/", f"http://{HOST}%E3%80%82onion/", f"http://{HOST}.ｏｎｉｏｎ/",
]  # fmt: skip
NAMES = [f"{HOST}.onion", f"{HOST}．onion", f"{HOST}․onion", f"{HOST}.on\u00adion", f"see {HOST}.ⓞⓝⓘⓞⓝ now"]
OTHERS = ["https://board.example/onion", "http://onions.example/?q=a", "1.5 onion rings", "a . onion", "http//x", ""]


@pytest.mark.parametrize("text", LINKS)
def test_a_link_has_no_scheme_any_more(text):
    assert "http" not in unlinked(text).lower()
    assert len(unlinked(text)) == len(text)


@pytest.mark.parametrize("text", NAMES)
def test_a_name_has_no_dot_any_more(text):
    assert sum(one != other for one, other in zip(text, unlinked(text), strict=True)) == 1
    assert "·" in unlinked(text)


@pytest.mark.parametrize("text", OTHERS)
def test_everything_else_stays(text):
    assert unlinked(text) == text
