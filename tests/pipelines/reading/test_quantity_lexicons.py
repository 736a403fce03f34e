"""A language is data: its file may hold nothing that no code reads."""

import re

import pytest

from pipelines.reading.lexicons import languages, lexicon

GROUPS = {
    "magnitude", "weak_magnitude", "number", "alone", "joiner", "about", "after", "size", "currency", "code", "subunit",
    "thousands", "tenth", "percent", "duration", "month", "noun", "counter", "stop", "cue",
    "money_magnitude", "infix", "implied", "none", "paid_in",
}  # fmt: skip
NUMERIC = {"magnitude", "weak_magnitude", "money_magnitude", "infix", "number", "alone"}
WITH_QUANTITIES = [language for language in languages() if lexicon(language, "quantities")]


def test_the_languages_that_posts_are_written_in_are_there():
    assert {
        "en",
        "ru",
        "zh",
        "uk",
        "es",
        "pt",
        "fr",
        "de",
        "it",
        "pl",
        "tr",
        "ar",
        "fa",
        "id",
        "vi",
        "ko",
        "ja",
        "hi",
    } <= set(WITH_QUANTITIES)


@pytest.mark.parametrize("language", WITH_QUANTITIES)
def test_groups_and_keys_are_known(language):
    tables = {name: table for name, table in lexicon(language, "quantities").items() if isinstance(table, dict)}
    assert tables.keys() <= GROUPS
    for name, table in tables.items():
        for key, words in table.items():
            assert all(isinstance(word, str) and word.strip("* ") for word in words), (name, key)
            if name in NUMERIC:
                assert re.fullmatch(r"\d+(\.\d+)?", key), (name, key)
            if name == "size":
                assert re.fullmatch(r"i?\d+", key), key


@pytest.mark.parametrize("language", WITH_QUANTITIES)
def test_kinds_of_nouns_and_cues_are_those_that_english_has(language):
    own, english = lexicon(language, "quantities"), lexicon("en", "quantities")
    for name in ("noun", "cue"):
        assert own.get(name, {}).keys() <= english[name].keys()
