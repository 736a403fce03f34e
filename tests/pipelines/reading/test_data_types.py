"""The kinds of data that a post names."""

import re

import pytest

from config.schema import DATA_TYPES
from pipelines.reading import data_types
from pipelines.reading.lexicons import languages, lexicon
from tests.pipelines.reading.posts import make_post


def _kinds(text: str, role: str = "headline") -> set[str]:
    return {str(found.value) for found in data_types.find(make_post("", text)) if found.role == role}


LISTS = [
    ("Columns: last_name, first_name, zip, street, mobile, ssn, email, dob", "name national_id date_of_birth email phone address"),
    ("usernames, email & IP addresses, MD5 password hashes (salted)", "email ip_address username password_hash"),
    ("bcrypt hashes of the passwords, names, postal and email addresses", "name email address password_hash"),
    ("emails with passwords in plaintext", "email password"),
    ("mail:pass combolist", "email password"),
    ("passport no., DoB, last IP", "date_of_birth passport ip_address"),
    ("firstName;deliveryAddress;phoneNumber", "name address phone"),
    ("Поля: ФИО, телефон, почта, СНИЛС, сканы паспортов", "name phone email national_id passport photo"),
    ("фио, пароль (md5), диагноз, остаток по счёту", "name password_hash health financial"),
    ("表头：微信、手机、消费金额、身份证、姓名", "name national_id phone social_profile purchases"),
    ("內含手機號、身份證號碼、姓名、出生地、住址", "name address place_of_birth national_id phone"),
    ("celular, correo, diagnóstico, RUT, fecha de nacimiento y nombres", "national_id date_of_birth name email phone health"),
    ("Campos: celular, nascimento, nome da mãe, nome, CPF", "name national_id family date_of_birth phone"),
    ("RIB, n° de sécu, nom, prénom, mots de passe hachés", "name national_id password_hash bank_account"),
    ("Spalten: E-Mail, IBAN, Geburtsdatum, Anschrift, Name der Kunden", "name address date_of_birth bank_account email"),
    ("Adres, cep, TC kimlik no, ad soyad ve müşteri", "name national_id phone address"),
    ("رقم اللوحة، الاسم، الجوال، رقم الهوية الوطنية", "name national_id phone vehicle"),
    ("alamat, nama, saldo, no HP, NIK dan foto KTP", "name national_id phone address financial photo"),
    ("телефон, РНОКПП, ПІБ, адреса і борги", "name address phone tax_id financial"),
    ("số CCCD, họ tên và số điện thoại của khách hàng", "name phone national_id"),
    ("이름, 휴대폰 번호, 주민등록번호, 주소", "name phone national_id address"),
    ("氏名、住所、電話番号、クレジットカードの流出", "name address phone payment_card"),
    ("nome e cognome, codice fiscale, targa e indirizzo dei clienti", "name tax_id vehicle address"),
    ("imię i nazwisko, PESEL, adres i numer telefonu klientów", "name national_id address phone"),
    ("नाम, मोबाइल नंबर, आधार नंबर, पता", "name phone national_id address"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kinds"), LISTS)
def test_lists_of_fields(text, kinds):
    found = _kinds(text)
    assert set(kinds.split()) <= found
    assert found - set(kinds.split()) <= {"device", "password"} - (set() if "device" in text else {"device"}) - (
        {"password"} if "password_hash" in kinds else set()
    )


DENIED = [
    ("It has no passwords. Names and emails only.", "password"),
    ("Паролей нет, только имена.", "password"),
    ("No cards, just name, email.", "payment_card"),
    ("Viene sin contraseñas, con nombre y CURP", "password"),
    ("姓名、手机，不含密码", "password"),
    ("A base vem sem senhas, com nome e email", "password"),
    ("ohne Passwörter, aber mit Namen und Adressen", "password"),
]


@pytest.mark.parametrize(("text", "kind"), DENIED)
def test_what_the_post_says_is_not_there(text, kind):
    assert kind not in _kinds(text)
    assert kind in _kinds(text, "denied")


MENTIONS = [
    "Write me by email, my domain name is elsewhere",
    "Password for the archive is the forum's name",
    "a vulnerable mobile app of a phone company",
    "пароль на архив в лс",
    "解压密码见帖子",
    "In order to buy, message me",
    "The company provides healthcare and has a long history",
    "Acme wastewater treatment, family owned",
]


@pytest.mark.parametrize("text", MENTIONS)
def test_mentions_in_passing_are_no_fields(text):
    assert _kinds(text) == set()


def test_sample_rows_are_not_read_but_their_header_is():
    text = "Sample:\n[code]\nname,phone\nDana Nobody,call my lawyer about the passport\n[/code]"
    assert _kinds(text) == {"name", "phone"}


@pytest.mark.parametrize("language", languages())
def test_lexicons_name_kinds_of_the_closed_list_only(language):
    kinds = lexicon(language, "claims").get("data_types", {})
    assert {part for kind in kinds for part in re.split("[+|]", kind)} <= {*DATA_TYPES, "none"}
