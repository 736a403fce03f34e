"""What holds for every extractor, whatever the text."""

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.reading import cause, countries, data_types, domain, provider, seller, verdict, victim
from pipelines.reading.post import Post
from tests.pipelines.reading.posts import make_post

EXTRACTORS = (countries, victim, domain, data_types, cause, provider, seller)
PIECES = st.sampled_from(
    ["database of", "«", "»", "(", ")", "suffered", "hacked", "@a_b", "t.me/", "shop.co.uk", "[code]", "[/code]", "\n", "Chad", "IN/US",
     "🇮🇳", "no", "email", "пароль", "база", "身份证", "数据库", "的", "Company:", "：", "tg", "ß", "İ", "ﬁ", "A" * 50, "key in", "SSN", "known as", "“", "'s", "'"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=30).map(" ".join)


@given(title=TEXTS, body=TEXTS)
@settings(max_examples=150, deadline=None)
def test_no_text_raises_and_every_span_lies_in_its_part(title: str, body: str):
    post = make_post(title, body)
    found = {each.__name__: each.find(post) for each in EXTRACTORS}
    for one in (each for many in found.values() for each in many):
        assert 0 <= one.start < one.end <= len(one.part.text)
        assert one.value
    assert verdict.intent(post, (), found) in get_args(verdict.Intent)


@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_an_empty_post_holds_nothing(extractor):
    assert extractor.find(Post(())) == []


@pytest.mark.parametrize(
    "hostile",
    ["a." * 30_000, "«" * 30_000, "(" * 30_000, "A " * 30_000, "[code]" * 8_000, "IN/" * 20_000, "known as " * 8_000,
     "@" * 30_000, "database of X " * 5_000, "No. " * 15_000, "name: " * 10_000, "的数据库" * 10_000],
)  # fmt: skip
@pytest.mark.timeout(60)
def test_hostile_lengths_do_not_stall(hostile):
    post = make_post("", hostile)
    for extractor in EXTRACTORS:
        extractor.find(post)
