"""Whose data it is."""

import pytest

from pipelines.reading import victim
from tests.pipelines.reading.posts import make_post


def _victim(title: str, body: str = "") -> str | None:
    found = [each for each in victim.find(make_post(title, body)) if each.role == "headline"]
    for each in found:
        assert " ".join(each.part.text[each.start : each.end].split()) == each.value
    return str(found[0].value) if found else None


TITLES = [
    ("[SELLING] Quillfeather Credit Union | 1.2M members", "Quillfeather Credit Union"),
    ("AUCTION // Ostravon Airlines frequent guests, 5 million users", "Ostravon Airlines"),
    ("Leak of 3 GB - Ministry of Lighthouses", "Ministry of Lighthouses"),
    ("Продам базу «Ромашка-Сервис», 2 млн клиентов", "Ромашка-Сервис"),
    ("Fuite : application « Bicyclou », 90 000 comptes", "Bicyclou"),
    ("VENDO padrón Mutual Colibrí – 900.000 afiliados – Chile", "Mutual Colibrí"),
    ("Verkaufe Kundendaten Stadtwerke Nebelheim, 80.000 Datensätze", "Stadtwerke Nebelheim"),
    ("[VENDA] Seguradora Boavida – 2 milhões de clientes", "Boavida"),
    ("出售 青鸟快递数据库 300万条", "青鸟快递"),
    ("Sprzedam bazę sklepu Modrzewek, 200 tys. klientów", "Modrzewek"),
    ("Vendo database clienti Cantina Lucciola, 40k", "Cantina Lucciola"),
]


@pytest.mark.parametrize(("title", "name"), TITLES)
def test_titles(title, name):
    assert _victim(title) == name


PROSE = [
    ("In May 2021, the knitting website Yarnhub suffered a breach in which 2M emails were exposed.", "Yarnhub"),
    ("In May 2021, the Purl Masters forum was hacked, 90k accounts were leaked.", "Purl Masters"),
    ("A database from lamp retailer Glow Worm was found exposed on the web.", "Glow Worm"),
    ("In June, data allegedly stolen from the toy maker Tinwhistle was posted.", "Tinwhistle"),
    ("In 2020, game developer Pebblecraft (the creator of Stone Age) suffered a breach.", "Pebblecraft"),
    ("L'entrepôt Valmont a subi une attaque, les données des clients sont dans la nature.", "Valmont"),
    ("L'Ordre des jardiniers du Nord (OJN) a subi une intrusion.", "Ordre des jardiniers du Nord"),
]


@pytest.mark.parametrize(("text", "name"), PROSE)
def test_sentences(text, name):
    assert _victim("", text) == name


def test_a_leak_sites_first_line_is_the_name():
    assert _victim("", "Barnacle & Sons\nWe have 40 GB of their contracts.") == "Barnacle & Sons"


def test_labels():
    assert _victim("leak, timer 4d", "Company: Heron Logistics\nSite: heron.example\n") == "Heron Logistics"
    assert _victim("3200万条订单", "平台：小鹿买菜（xiaolu.example）\n价格 800U") == "小鹿买菜"


BESIDE = [
    ("2M parcels, fresh", "Full dump of Plover Parcels (plover.example), taken in May.", "Plover Parcels"),
    ("40.000 Kunden", "Verkaufe den Dump von Zaunkönig Reisen (zaunkoenig.example).", "Zaunkönig Reisen"),
    ("Müşteri listesi, 40 bin", "Kırlangıç Kargo (kirlangic.example) müşterileri, 40 bin kişi.", "Kırlangıç Kargo"),
    ("40k clients", "Librairie Hirondelle (www.hirondelle.example), 40k clients.", "Librairie Hirondelle"),
    (
        "Medical data, 90k people",
        "Dotterel Dental, Melbourne, Australia. 90k people with diagnoses.",
        "Dotterel Dental",
    ),
    ("App de envíos", "App de envíos ZorzalYa, Rosario, Argentina. Nombres y celulares.", "ZorzalYa"),
    (
        "Clinique à Rouen, 40 000 patients",
        "Clinique des Roselières, Rouen. 40 000 patients.",
        "Clinique des Roselières",
    ),
    ("90k customers", "Lisbon, Portugal. 90k customers of a shop.", None),
    ("90k customers", "Passports, Spain, 90k of them (see sample).", None),
]


@pytest.mark.parametrize(("title", "body", "name"), BESIDE)
def test_names_beside_their_host_or_their_place(title, body, name):
    assert _victim(title, body) == name


def test_the_domain_where_no_name_is_written():
    assert _victim("goatfans.example 71k users, md5, $25") == "goatfans.example"


NOBODY = [
    ("leak", "Company:  ("),
    ("[ACCESS] US brewery, citrix, local admin", "Geo: USA\nRevenue: $12kk"),
    ("FREE combolist 800k mail:pass, fresh", "800k lines, from older dumps."),
    ("pack of shop databases", "1) one.example - 8k\n2) two.example - 9k\n3) three.example - 7k"),
    ("Больница, Чехия, 90к пациентов", "Название в ЛС."),
    ("某市医保 全库", "价格 6 个比特币"),
]


@pytest.mark.parametrize(("title", "body"), NOBODY)
def test_descriptions_and_lists_name_nobody(title, body):
    assert _victim(title, body) is None
