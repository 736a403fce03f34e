"""Other names: everywhere in the text and in the label, and nothing else."""

import random

import pytest

from bench.cipher import Cipher
from bench.rename import common_words, rename
from tests.bench.posts import ZARNOVO, example

COMMON = common_words(["a credit union and a bank, users and data", "the credit of a union, the bank, users, data"])


@pytest.mark.parametrize("seed", range(20))
def test_text_and_label_agree(seed):
    after, names = rename(ZARNOVO, random.Random(seed), COMMON, {"italy"})
    text = f"{after.title}\n{after.body}"
    assert set(names) == {"Zarnovo Credit Union", "Zarnovo", "zarnovo.example", "gravel_otter"}
    assert "zarnovo" not in text.lower()
    assert "gravel" not in text
    assert all(each in text for each in (after.gold["victim"][0], after.gold["domain"], after.gold["seller"]))
    assert after.gold["victim"][0].endswith(" Credit Union")
    assert after.gold["domain"] == f"{after.gold['victim'][1].lower()}.example", "the host is still made of the name"
    assert after.gold["victim"][1].upper() in text, "capitals stay capitals"
    assert len(text) == len(f"{ZARNOVO.title}\n{ZARNOVO.body}")


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        ("Zarnovo.com.br", ".com.br"),
        ("Zarnovo Bank", " Bank"),
        ("Italian Zarnovo", "Italian "),
        ("zarnovo_77", "_77"),
        ("Больница Зарново", "Больница "),
        ("砾石银行", "银行"),
    ],
)
def test_what_tells_the_kind_or_the_country_stays(name, stays):
    after, names = rename(example(f"{name} was hacked", victim=name), random.Random(2), COMMON, {"italian"})
    assert stays in names[name]
    assert after.body == f"{names[name]} was hacked"
    assert names[name] != name


def test_an_inflected_name_is_found():
    post = example("База Северополя: слили Северополь", "ru", victim="Северополь")
    after, _ = rename(post, random.Random(2), COMMON)
    assert "еверопол" not in after.body
    assert after.body.startswith("База ")
    assert after.body.endswith(after.gold["victim"])


def test_a_mere_description_stays():
    common = common_words(["public national data records"] * 2)
    post = example("National Public Data Records", victim="National Public Data Records")
    assert rename(post, random.Random(1), common) == (post, {})


def test_the_provider_stays():
    post = example("zarnovo.quarryhost.example", domain="zarnovo.quarryhost.example", provider="quarryhost")
    after, _ = rename(post, random.Random(1), COMMON)
    assert after.gold["domain"].split(".")[1:] == ["quarryhost", "example"]
    assert after.gold["domain"] != post.gold["domain"]


@pytest.mark.parametrize(
    "word", ["Zarnovo", "ЗАРНОВО", "زرنوفو", "זרנובו", "砾石", "ザルノボ", "자르노보", "ज़रनोवो", "ซาร์โนโว"]
)
def test_a_new_word_has_the_old_ones_shape(word):
    new = Cipher(random.Random(8)).word(word)
    assert new != word
    assert [each.isupper() for each in new] == [each.isupper() for each in word]
    assert len(new) == len(word)
