from itertools import pairwise, product

from crawler.tor.identity import Identities


def test_every_site_and_host_has_credentials_of_its_own_that_stay() -> None:
    identities = Identities()
    pairs = list(product(["forum", "market", "for"], ["a.example", "b.example", "uma.example"]))
    first = [identities.credentials(*pair) for pair in pairs]
    assert len(set(first)) == len(pairs)
    assert [identities.credentials(*pair) for pair in pairs] == first
    assert all(len(user) == len(password) == 32 for user, password in first)


def test_words_that_run_together_are_not_taken_for_each_other() -> None:
    identities = Identities()
    assert identities.credentials("a", "bc") != identities.credentials("ab", "c")


def test_another_crawl_has_other_credentials() -> None:
    assert Identities().credentials("forum", "a.example") != Identities().credentials("forum", "a.example")


def test_a_renewed_site_alone_changes_and_never_goes_back() -> None:
    identities = Identities()
    other = identities.credentials("market", "a.example")
    seen = [identities.credentials("forum", "a.example")]
    for _ in range(3):
        identities.renew("forum")
        seen.append(identities.credentials("forum", "a.example"))
    assert len(set(seen)) == 4
    assert all(before != after for before, after in pairwise(seen))
    assert identities.credentials("market", "a.example") == other
