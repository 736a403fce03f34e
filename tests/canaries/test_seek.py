"""The seeker finds what is there, however it is written: without that, "none found" would say nothing."""

import base64
from pathlib import Path

import pytest

from tests.canaries.kinds import Canary, Sower, pairs
from tests.canaries.seek import ENCODINGS, ENDED, SQUASHED, Seeker


@pytest.fixture(scope="module")
def canaries() -> list[Canary]:
    sower = Sower(3)
    for kind, script in pairs():
        sower.sow(kind, script, "somewhere")
    return sower.made


@pytest.fixture(scope="module")
def seeker(canaries: list[Canary]) -> Seeker:
    return Seeker(canaries)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_canary_is_found_in_every_encoding(
    encoding: str, canaries: list[Canary], seeker: Seeker, tmp_path: Path
) -> None:
    for number, canary in enumerate(canaries):
        text = b"\n".join(b"x" * (number % 3) + ENCODINGS[encoding](secret) + b"\0y" for secret in canary.secrets)
        (tmp_path / f"{number}.bin").write_bytes(text)
    assert {canary for _, canary, _ in seeker.in_files(tmp_path)} == {each.name for each in canaries}


FULL_WIDTH = {code: code + 0xFEE0 for code in range(ord("!"), ord("~") + 1)}
WRITTEN = {
    "spaced": " ".join,
    "dashed": "-".join,
    "full-width": lambda secret: secret.translate(FULL_WIDTH),
    "in capitals": str.upper,
    "in other digits": lambda secret: secret.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
}


@pytest.mark.parametrize("written", WRITTEN)
def test_every_canary_is_found_however_it_is_spaced(written: str, canaries: list[Canary], seeker: Seeker) -> None:
    for canary in canaries:
        text = "; ".join(map(WRITTEN[written], canary.secrets))
        assert canary.name in {name for name, _ in seeker.found(text.encode())}


def test_the_end_of_a_telephone_number_is_found_where_its_beginning_is_masked() -> None:
    """Seven digits stand in any file, so they are sought as the end of a number that is no longer than a telephone's."""
    sower = Sower(3)
    sower.sow("phone", "latin", "somewhere")
    (name, end), seeker = (sower.made[0].name, sower.made[0].secrets[-1]), Seeker(sower.made)
    spaced = f"{end[:3]}-{end[3:]}"
    for text in (f"██ {end}", f"call +███ {spaced}.", f"0{spaced}", f"\n{end}\n", end.translate(FULL_WIDTH)):
        assert seeker.found(text.encode()) == {(name, ENDED)}
    for text in (f"{end}1", f"a{end}", f"1790123{end}", end[1:]):
        assert seeker.found(text.encode()) == set()


def test_a_word_of_a_name_is_found_alone() -> None:
    sower = Sower(3)
    row = sower.sow("rows", "cyrillic", "somewhere").split("\n")[1]
    surname = row.split(";")[0].split()[1]
    assert (sower.made[0].name, "raw") in Seeker(sower.made).found(f"███████ {surname}".encode())


def test_base64_is_found_inside_of_a_longer_text(canaries: list[Canary], seeker: Seeker) -> None:
    encodings = {"base64", "base64, one byte on", "base64, two bytes on", SQUASHED}
    for canary in canaries:
        for shift in range(3):
            encoded = base64.b64encode(b"abc"[:shift] + canary.secrets[0].encode() + b" and more")
            assert (canary.name, True) in {(name, how in encodings) for name, how in seeker.found(encoded)}


def test_nothing_is_found_where_nothing_is(canaries: list[Canary], seeker: Seeker) -> None:
    other = Sower(4, [secret for canary in canaries for secret in canary.secrets])
    text = "\n".join(other.sow(kind, script, "elsewhere") for kind, script in pairs())
    assert seeker.found(text.encode() + bytes(range(256)) * 9) == set()
