"""National numbers: every entry of the table is usable, and our own checksums hold."""

import importlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.reading.lexicons import languages, lexicon
from pipelines.reading.masking.schemes import country_of, identify, is_valid, schemes
from pipelines.reading.masking.span import RANK


@pytest.mark.parametrize(
    ("scheme", "number"),
    [
        ("cn.ric", "110101199003074514"), ("ru.snils", "112-233-445 95"), ("kz.iin", "850101300005"),
        ("tw.id", "A123456789"), ("hk.id", "A123456(3)"), ("ir.melli", "0084575948"), ("sg.nric", "S1234567D"),
        ("br.cpf", "111.444.777-35"), ("in_.aadhaar", "2341 2341 2346"), ("tr.tckimlik", "10000000146"),
        ("it.codicefiscale", "RSSMRA85T10A562S"), ("es.dni", "12345678Z"), ("ua.rntrc", "3184710691"),
    ],
)  # fmt: skip
def test_checksum_holds_and_breaks(scheme, number):
    assert is_valid(scheme, number)
    wrong = [
        number[:at] + str((int(each) + 1) % 10) + number[at + 1 :] for at, each in enumerate(number) if each.isdigit()
    ]
    assert not any(is_valid(scheme, each) for each in wrong[-1:])


@pytest.mark.parametrize("name", sorted(schemes()))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_number_makes_a_check_raise(name, data):
    number = data.draw(st.from_regex(schemes()[name].shape, fullmatch=True))

    assert is_valid(name, number) in (True, False)


def test_a_resident_id_of_an_unknown_county_is_one():
    # its province, date and checksum are right, and stdnum's table has no such county: it raises a KeyError
    assert is_valid("cn.ric", "110137199003074510")
    assert not is_valid("cn.ric", "110137199003074511")


@pytest.mark.parametrize("name", sorted(schemes()))
def test_scheme_has_a_module_or_is_our_own(name):
    assert schemes()[name].own or importlib.import_module(f"stdnum.{name}").is_valid
    assert country_of(name).isupper()
    assert schemes()[name].kind in RANK
    assert not is_valid(name, "")
    assert not is_valid(name, "x" * 50)


@pytest.mark.parametrize("language", languages())
def test_lexicon_names_known_kinds_and_schemes(language):
    file = lexicon(language, "masking")

    assert set(file) <= {"columns", "ids", "words"}
    assert set(file.get("columns", {})) <= {*RANK, "full_name", "keep", "company"}
    assert set(file.get("ids", {})) <= set(schemes())
    assert set(file.get("words", {})) <= {
        "sample",
        "at",
        "dot",
        "order",
        "street",
        "plain",
        "human",
        "company",
        "contact",
    }


def test_a_row_needs_a_hint_where_chance_would_do():
    assert identify("219099999", (), ("us.ssn",)) is None
    assert identify("219099999", ("us.ssn",), ()) == "us.ssn"
    assert identify("219-09-9999", (), ("us.ssn",)) == "us.ssn"
    assert identify("110101199003074514", (), ()) == "cn.ric"
