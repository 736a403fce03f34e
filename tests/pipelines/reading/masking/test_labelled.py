"""The labelled posts beside the project: all that is personal goes, all that must stay stays."""

import json

import pytest

from pipelines.reading.masking import apply, find
from pipelines.reading.post import Part
from pipelines.reading.shadow import make
from tests.shared import shared_path


def _lines(name):
    return [json.loads(line) for line in shared_path("data").joinpath(name).read_text(encoding="utf-8").splitlines()]


def _masked(text, language):
    return apply(text, find(Part("body", make(text)), (), tuple(dict.fromkeys((language, "en")))))


def test_labelled_posts():
    leaked, lost = [], []
    for post in _lines("posts_dev.jsonl"):
        text = f"{post['title']}\n\n{post['body']}"
        left = f"{_masked(post['title'], post['lang'])}\n\n{_masked(post['body'], post['lang'])}"
        leaked += [post["id"] for each in post.get("personal", []) if each in left]
        lost += [(post["id"], each) for each in post["keep"] if each in text and each not in left]

    assert leaked == []
    assert lost == []


@pytest.mark.parametrize("name", ["claims_dev.jsonl", "hibp_dev.jsonl"])
def test_descriptions_of_breaches_hold_nothing_personal(name):
    changed = [each["id"] for each in _lines(name) if _masked(each["text"], each["lang"]) != each["text"]]

    assert changed == []
