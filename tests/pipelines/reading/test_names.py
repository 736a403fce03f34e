"""Phrases of the lexicons in a text."""

from pipelines.reading.clauses import blocks, in_block, sentence
from pipelines.reading.names import hits
from pipelines.reading.post import Part
from pipelines.reading.shadow import make


def _found(text: str, table: str, *languages: str) -> list[tuple[str, str]]:
    part = Part("body", make(text))
    return [(hit.value, text[hit.start : hit.end]) for hit in hits(part, languages or ("en",)).of(table)]


def test_the_longest_phrase_wins_and_words_are_whole():
    assert _found("password hashes", "data_types") == [("password_hash", "password hashes")]
    assert _found("indiana and Indianapolis", "country") == [("?US", "indiana")]


def test_joints_read_as_blanks():
    assert _found("e-mail|first_name", "data_types") == [("email", "e-mail"), ("name", "first_name")]


def test_the_parts_of_a_camel_are_words():
    assert ("address", "Address") in _found("homeAddress", "data_types")


def test_endings_are_those_of_the_language_only():
    assert ("RU", "Московской") in _found("клиенты Московской области", "country", "ru")
    assert _found("индивидуальный подход", "country", "ru") == []


def test_chinese_needs_no_blanks():
    assert ("CN", "上海") in _found("出售上海用户数据", "country", "zh")


def test_sentences_end_behind_points_but_not_in_abbreviations():
    text = "Sold by Acme Inc. today. Next one."
    assert text[slice(*sentence(text, 0))].strip() == "Sold by Acme Inc. today."


def test_a_block_that_is_never_closed_runs_to_the_end():
    text = "a\n[code]\nname,phone\nx,1\ny,2"
    assert blocks(text) == ((20, len(text)),)
    assert not in_block(text, 10)
    assert in_block(text, 21)
