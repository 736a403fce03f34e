"""The seeker finds what is there, however it is written: without that, "none found" would say nothing."""

import base64
import binascii
import csv
import html
import io
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode

import lxml.html
import pytest

from tests.canaries.kinds import Canary, Sower, pairs
from tests.canaries.seek import ENDED, Seeker, ends


@pytest.fixture(scope="module")
def canaries() -> list[Canary]:
    sower = Sower(3)
    for kind, script in pairs():
        sower.sow(kind, script, "somewhere")
    return sower.made


@pytest.fixture(scope="module")
def alone(canaries: list[Canary]) -> list[Canary]:
    """A canary for each secret, so that none is found by another of its own. Ends of telephones have a test below."""
    secrets = [(each, secret) for each in canaries for secret in each.secrets if not ends(secret)]
    return [replace(each, secrets=(secret,), number=number) for number, (each, secret) in enumerate(secrets)]


@pytest.fixture(scope="module")
def seeker(canaries: list[Canary]) -> Seeker:
    return Seeker(canaries)


def around(secret: str, before: int = 0) -> str:
    """A text that holds a secret; `before`: at how many bytes more."""
    return f"{'abc'[:before]}Of {secret}, and more."


def written_as_csv(text: str) -> bytes:
    csv.writer(lines := io.StringIO()).writerow(["1", text, "2"])
    return lines.getvalue().encode()


def shown_by_lxml(text: str) -> bytes:
    (element := lxml.html.Element("p", title=text)).text = text
    return bytes(lxml.html.tostring(element))


PRODUCERS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda secret: around(secret).encode(),
    "utf-16 with its mark": lambda secret: around(secret).encode("utf-16"),
    "utf-16, big end first": lambda secret: around(secret, 1).encode("utf-16-be"),
    "JSON": lambda secret: json.dumps({"text": around(secret)}).encode(),
    "JSON, not of ASCII alone": lambda secret: json.dumps([around(secret)], ensure_ascii=False).encode(),
    "JSON in JSON": lambda secret: json.dumps({"message": json.dumps({"text": around(secret)})}).encode(),
    "a form": lambda secret: urlencode({"page": 2, "q": around(secret)}).encode(),
    "an address": lambda secret: f"http://site.example/{quote(around(secret))}?page=2".encode(),
    "an address in small letters": lambda secret: quote(around(secret)).lower().encode(),
    "an address's parameter": lambda secret: f"/?q={quote(around(secret), safe='')}".encode(),
    "base64": lambda secret: base64.b64encode(around(secret).encode()),
    "base64, one byte on": lambda secret: base64.b64encode(around(secret, 1).encode()),
    "base64, two bytes on": lambda secret: base64.b64encode(around(secret, 2).encode()),
    "base64 for addresses": lambda secret: base64.urlsafe_b64encode(around(secret).encode()),
    "base64 for addresses, one byte on": lambda secret: base64.urlsafe_b64encode(around(secret, 1).encode()),
    "base64 for addresses, two bytes on": lambda secret: base64.urlsafe_b64encode(around(secret, 2).encode()),
    "repr": lambda secret: repr(KeyError(around(secret))).encode(),
    "repr of bytes": lambda secret: repr(around(secret).encode()).encode(),
    "ascii": lambda secret: ascii([around(secret)]).encode(),
    "HTML": lambda secret: html.escape(around(secret)).encode(),
    "HTML of ASCII alone": lambda secret: html.escape(around(secret)).encode("ascii", "xmlcharrefreplace"),
    "HTML by lxml": lambda secret: shown_by_lxml(around(secret)),
    "CSV": lambda secret: written_as_csv(around(secret)),
    "hex": lambda secret: binascii.hexlify(around(secret).encode()),
    "Python's log": lambda secret: (
        logging.Formatter().format(logging.makeLogRecord({"msg": "%r", "args": (around(secret),)})).encode()
    ),
    "read as Latin-1": lambda secret: around(secret).encode().decode("latin-1").encode(),
    "backwards": lambda secret: around(secret)[::-1].encode(),
}
"""What other people's code makes of a text."""


@pytest.mark.parametrize("producer", PRODUCERS)
def test_every_secret_is_found_in_what_other_code_makes_of_it(producer: str, alone: list[Canary]) -> None:
    seeker = Seeker(alone)
    for canary in alone:
        found = {name for name, _ in seeker.found(PRODUCERS[producer](canary.secrets[0]))}
        assert canary.name in found, canary.secrets


def test_canaries_are_found_in_files_and_in_their_names(alone: list[Canary], tmp_path: Path) -> None:
    inside, outside = alone[0], next(each for each in alone if "/" not in each.secrets[0] and each is not alone[0])
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / f"{outside.secrets[0]}.txt").write_bytes(f"\0{inside.secrets[0]}\0".encode())
    assert {name for _, name, _ in Seeker(alone).in_files(tmp_path)} >= {inside.name, outside.name}


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


def test_nothing_is_found_where_nothing_is(canaries: list[Canary], seeker: Seeker) -> None:
    other = Sower(4, [secret for canary in canaries for secret in canary.secrets])
    text = "\n".join(other.sow(kind, script, "elsewhere") for kind, script in pairs())
    assert seeker.found(text.encode() + bytes(range(256)) * 9) == set()
