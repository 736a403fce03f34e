"""Texts that hold only counts and years are left at once; looking through them all the same would find nothing."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.reading import Raw, masking, read

PIECES = (
    "SSN", "passport", "паспорт", "身份证", "CPF", "phone", "телефон", "born", "born on", "card", "account", "Name:", "name",
    "email", "Ann Sample", "Иван Пример", "12 May 1985", "May 12, 1985", "1985", "2015", "in 2019", "12/05/1985", "5 users",
    "1,234 rows", "2.5M records", "345 people", "10 GB", "$500", "20k accounts", "987-65-4320", "555-0100", "916 345 678",
    "+1 202 555 0143", "8 916 000 01 49", "A1234567", "AB 12 34 56", "4111 1111 1111 1111", "123", "6789", "12345", "98 765",
    "at", "dot", "[at]", "(dot)", "_at_", "ann", "mail", "example", "Sample:", "sample", "[code]", "[/code]", "№", "ИНН",
    "DNI 12.345.678", "12.345.678 clientes", "PIN 1234", "12/25", "Main Street 5", "password hunter2", "2,318,447 customers",
    "99 people", "full name", "first name", "last name", "login", "password", "hunter2", "=", "–", ":", "|", ";", "-", "\n",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=7)


@given(pieces=TEXTS, joint=st.sampled_from((" ", ", ", "\n", " - ")))
@settings(max_examples=200, deadline=None)
@example(pieces=["phone", "1985", "1985"], joint=" - ")
@example(pieces=["first name", "-", "Ann", "\n", "last name", "-", "Sample", "\n", "1985"], joint=" ")
@example(pieces=["login", "=", "ann", "\n", "password", "=", "hunter2"], joint=" ")
def test_what_is_left_at_once_holds_nothing(pieces, joint):
    post = Raw(body=joint.join(pieces))
    quickly = read(post).redactions
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(masking, "_tells", lambda *_: True)
        assert read(post).redactions == quickly


@pytest.mark.parametrize("key", ["first name - Ann\nlast name - Sample", "login = ann\npassword = hunter2"])
def test_keys_need_neither_a_colon_nor_a_number(key):
    assert len(read(Raw(body=f"{key}\n1985")).redactions) == 2


@pytest.mark.parametrize("text", ["In May 2016 a forum lost 2,318,447 accounts.", "345 people, since the end of 2019"])
def test_counts_and_years_are_left_at_once(text, monkeypatch):
    monkeypatch.setattr(masking.contacts, "emails", None)  # would be called next

    assert not read(Raw(body=text)).redactions
