"""The same contact has the same hash, and nobody without the key can tell whose it is."""

import hashlib

from pipelines.contacts import Sealed, Sealer
from pipelines.reading.claim import Contact

HERON = Contact("telegram", "night_heron")
KEY, OTHER = b"k" * 32, b"o" * 32


def test_the_same_contact_has_the_same_hash_wherever_it_stands() -> None:
    first = Sealer(KEY).seal([HERON, Contact("icq", "123456789")])
    again = Sealer(KEY).seal([Contact("icq", "123456789"), HERON, HERON])
    assert first == again
    assert {each.kind for each in first} == {"icq", "telegram"}
    assert len({each.hash for each in first}) == 2


def test_without_the_key_an_address_cannot_be_tried_out() -> None:
    [sealed] = Sealer(KEY).seal([HERON])
    guesses = [b"night_heron", b"telegram\0night_heron", b"telegramnight_heron", b"@night_heron"]
    for guess in guesses:
        for digest in ("sha256", "sha1", "md5", "blake2b"):
            assert not hashlib.new(digest, guess).hexdigest().startswith(sealed.hash[:8])
    assert Sealer(OTHER).seal([HERON]) != Sealer(KEY).seal([HERON])


def test_kinds_do_not_mix() -> None:
    [one], [two] = (Sealer(KEY).seal([Contact(kind, "fog")]) for kind in ("wickr", "telegram"))
    assert one.hash != two.hash


def test_the_address_is_kept_only_where_the_operator_wants_it() -> None:
    assert Sealer(KEY).seal([HERON])[0].address is None
    assert Sealer(KEY, keep=True).seal([HERON])[0].address == "night_heron"


def test_nothing_of_it_is_shown_by_accident() -> None:
    sealed = Sealed("telegram", "0f" * 16, "night_heron")
    assert "night_heron" not in repr((HERON, sealed))
    assert "kkkk" not in repr(Sealer(KEY))
