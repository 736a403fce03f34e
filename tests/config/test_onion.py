"""Onion addresses: version 3 with a checksum that holds, and nothing else."""

import pytest

from config.onion import check_onion, is_onion
from tests.onions import invented

ONION = invented("forum")


def changed(position: int) -> str:
    """The address with one character for another."""
    return ONION[:position] + ("b" if ONION[position] != "b" else "c") + ONION[position + 1 :]


@pytest.mark.parametrize("host", [ONION, ONION.upper(), f"www.{ONION}", f"a.b.{ONION}"])
def test_v3_with_its_checksum_passes(host: str) -> None:
    check_onion(host)
    assert is_onion(host)


@pytest.mark.parametrize(
    ("host", "says"),
    [
        ("", "expected 56 characters"),
        (".onion", "expected 56 characters"),
        ("abcdefghij234567.onion", "expected 56 characters"),  # version 2
        (ONION.removesuffix(".onion")[:-1] + ".onion", "expected 56 characters"),
        ("a" + ONION, "expected 56 characters"),
        (f"{ONION}.", "expected 56 characters"),
        (f"{ONION}.example", "expected 56 characters"),
        (f"{ONION}.onion", "expected 56 characters"),
        ("0" + ONION[1:], "characters other than a-z and 2-7"),
        ("é" + ONION[1:], "characters other than a-z and 2-7"),
        (ONION[:55] + "=.onion", "checksum is wrong"),
        (changed(0), "checksum is wrong"),
        (changed(30), "checksum is wrong"),
        (changed(52), "checksum is wrong"),
        (changed(55), "checksum is wrong"),  # another version
        ("a" * 56 + ".onion", "checksum is wrong"),
    ],
)
def test_all_others_are_refused_with_the_reason(host: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        check_onion(host)
    assert not is_onion(host)


def test_what_ends_otherwise_is_no_onion() -> None:
    assert not is_onion(ONION.removesuffix(".onion"))
