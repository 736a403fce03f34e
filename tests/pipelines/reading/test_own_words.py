import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.lexicons import languages, lexicon
from pipelines.reading.own_words import own_words
from pipelines.reading.shadow import make


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("[quote=bob]5M rows[/quote]\nfake", "fake"),
        ("[QUOTE][quote]a[/quote] b[/QUOTE] mine", "mine"),
        ("[quote]never closed", "[quote]never closed"),
        ("> 5M rows\nfake", "fake"),
        ("  > 1M machines\n  > cookies", "> 1M machines\n  > cookies"),
        (">500K users", ">500K users"),
        ("mine\n______\nSignature: $2", "mine"),
        ("mine\n-- \nbob", "mine"),
        ("intro\n______\n" + "the offer itself " * 60, None),
    ],
)
def test_what_is_left(text, left):
    assert own_words(make(text)).text.strip() == (text.strip() if left is None else left)


@pytest.mark.parametrize("language", [each for each in languages() if lexicon(each, "quoted")])
def test_other_ads_and_quotes_of_a_language(language):
    words = lexicon(language, "quoted")["quoted"]

    for lead in words["ads"]:
        assert own_words(make(f"mine\n\n* {lead}:\n- 90M")).text.strip() == "mine"
        assert own_words(make(f"{lead}:\n- 90M")).text.strip() != ""
    for wrote in words["wrote"]:
        assert own_words(make(f"bob {wrote}:\n90M\n\nmine")).text.strip() == "mine"
    for quote in words["quote"]:
        assert own_words(make(f"{quote} bob\n90M\n\nmine")).text.strip() == "mine"


@given(st.lists(st.sampled_from(["[quote]", "[/quote]", "\n", "> ", "____", "-- ", "a", "ﬁ", "\u200b"])).map("".join))
def test_offsets_stand(text):
    shadow = make(text)
    blanked = own_words(shadow)
    assert len(blanked.text) == len(shadow.text) == len(blanked.folded)
    assert blanked.text.count("\n") == shadow.text.count("\n")
