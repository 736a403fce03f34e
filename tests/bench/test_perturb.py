"""The robustness run as a whole."""

from bench.gold import GoldSet, changed
from bench.perturb import perturb
from bench.predict import read_all
from tests.bench.posts import ZARNOVO

SETS = (GoldSet("posts", tuple(changed(ZARNOVO, id=f"p{n}") for n in range(12))),)


def test_ids_are_dealt_anew_and_known():
    after = perturb(SETS, {}, seed=3)
    (gold,) = after.sets
    ids = [each.id for each in gold.examples]
    assert sorted(ids) == sorted(after.origin) == sorted(after.origin.values())
    assert any(key != origin for key, origin in after.origin.items())


def test_what_was_changed_is_counted():
    after = perturb(SETS, {}, seed=3)
    assert after.stated == {"records": 12, "size_bytes": 12, "price": 12, "victim": 12, "domain": 12, "seller": 12}
    assert after.done == after.stated


def test_a_seed_gives_the_same_texts_again():
    assert perturb(SETS, {}, seed=3).sets == perturb(SETS, {}, seed=3).sets != perturb(SETS, {}, seed=4).sets


def test_places_in_names_stay():
    post = changed(
        ZARNOVO, title="", body="Database of Bank of Italy Zarnovo", gold={"victim": "Bank of Italy Zarnovo"}
    )
    sets = (GoldSet("posts", (post,)),)
    (gold,) = perturb(sets, read_all(sets[0].examples)).sets
    assert gold.examples[0].gold["victim"].startswith("Bank of Italy ")
