"""A board in another theme, under another name and with other numbers is read as it was before."""

import dataclasses
import re
from typing import Any

import pytest

from spiders.listing import Page
from tests.shared import shared_path
from tests.spiders.disguise import Disguise
from tests.spiders.score import KINDS, SITES, engine_of, gold_of, page_of

SEEDS = (1, 2, 3)
ADDRESS = re.compile(r"\S*(?:/|\.example|www\.|#p\d)\S*|\.\.\.")
"""Words of a body that are addresses, shortened ones too: a board's own are disguised with it."""
NAMELESS = "real"
"""Saved without their own addresses: scripts and addresses of such a page do not change their numbers alike."""


@pytest.mark.parametrize("folder", sorted(SITES))
def test_a_board_in_disguise_is_read_as_before(folder: str) -> None:
    pages = [html for kind in KINDS for html in sorted((shared_path("pages") / kind / folder).glob("*.html"))]
    scored = [(html, gold) for html in pages if (gold := gold_of(html))]
    assert scored or folder == "smf"
    for html, gold in scored:
        page, named = page_of(html, gold), html.parent.parent.name != NAMELESS
        plain = read(folder, page, gold["kind"], named=named)
        for seed in SEEDS:
            worn = Disguise(seed)
            dressed = dataclasses.replace(page, html=worn.html(page.html, page.url), url=worn.address(page.url))
            found = read(folder, dressed, gold["kind"], named=named)
            assert found == disguised(plain, worn), f"{html.name}, seed {seed}"


def read(folder: str, page: Page, kind: str, *, named: bool) -> dict[str, Any]:
    engine = engine_of(folder, page.url)
    found = dataclasses.asdict(engine.listing(page) if kind == "listing" else engine.thread(page))
    for post in found.get("posts", ()):
        post["text"], post["own_text"] = (ADDRESS.sub("", post[key]).split() for key in ("text", "own_text"))
    return found if named else without_names(found)


def without_names(found: dict[str, Any]) -> dict[str, Any]:
    posts = [{name: value for name, value in post.items() if name != "native_id"} for post in found["posts"]]
    # Discourse's standing stands in a script's data, found by the post's number.
    kept = {name: value for name, value in found.items() if not name.endswith(("_id", "_url", "standing"))}
    return kept | {"posts": posts}


def disguised(read: Any, worn: Disguise, key: str = "") -> Any:
    """Give what was read the ids and addresses of the disguise."""
    if isinstance(read, dict):
        return {name: disguised(value, worn, name) for name, value in read.items()}
    if isinstance(read, (list, tuple)) and not isinstance(read, str):
        return type(read)(disguised(each, worn, key) for each in read)
    if isinstance(read, str) and key.endswith("_id"):
        return worn.number(read)
    if isinstance(read, str) and key.endswith("url"):
        return worn.address(read)
    return read
