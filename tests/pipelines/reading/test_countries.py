"""Where the people in the data are from; and what only looks like it."""

import pytest

from pipelines.reading import countries
from pipelines.reading.claim import Redaction
from tests.pipelines.reading.posts import make_post


def _codes(title: str, body: str = "", role: str = "headline") -> list[str]:
    return sorted({str(found.value) for found in countries.find(make_post(title, body)) if found.role == role})


NAMED = [
    ("Database of 2M Kenyan voters", "KE"),
    ("Kundendaten aus Sachsen und Tirol, Preis auf Anfrage", "AT DE"),
    ("Продам базу клиентов, Казань и Самара", "RU"),
    ("Слив базы клиник Казахстана", "KZ"),
    ("Жители Германии и Польши, продам базу", "DE PL"),
    ("База мешканців Львівщини, ціна в приваті", "UA"),
    ("出售 浙江 杭州 会员数据", "CN"),
    ("台灣 客戶資料 出售", "TW"),
    ("Vendo base de datos, clientes mexicanos y chilenos", "CL MX"),
    ("Venda: base de clientes de Minas Gerais", "BR"),
    ("Base clients, Lausanne et Bruxelles, prix en MP", "BE CH"),
    ("SATILIK müşteri veritabanı İstanbul", "TR"),
    ("قاعدة بيانات عملاء السعودية للبيع", "SA"),
    ("Jual database nasabah Jawa Tengah", "ID"),
    ("Bán data khách hàng Hà Nội", "VN"),
    ("한국 회원 DB 판매합니다", "KR"),
    ("日本の会員データベースを販売します", "JP"),
    ("Sprzedam bazę klientów z Krakowa", "PL"),
    ("Vendo database clienti, Lombardia e Ticino", "CH IT"),
    ("New Jersey drivers", "US"),
    ("Leak of the Republic of Georgia tax office", "GE"),
    ("Georgia: 200k voters leaked, Tbilisi city hall", "GE"),
    ("Jordan - Ministry of Works [Data Leak]", "JO"),
    ("300k users from Turkey", "TR"),
    ("🇮🇩 🇲🇾 shop leak", "ID MY"),
    ("Insurance db, DE/AT", "AT DE"),
    ("[FR] telecom, 1M lines", "FR"),
]


@pytest.mark.parametrize(("title", "codes"), NAMED)
def test_names_of_places_in_any_language(title, codes):
    assert _codes(title) == codes.split()


IMPLIED = [
    ("full db with SSN and DOB", "US"),
    ("продам базу, фио и СНИЛС", "RU"),
    ("База: ФИО, ИИН, телефон", "KZ"),
    ("出售 姓名 身份证 手机", "CN"),
    ("base com nome, CPF e senha", "BR"),
    ("candidates with Aadhaar no", "IN"),
    ("klanten met BSN en adres te koop", "NL"),
    ("baza z numerami PESEL, sprzedam", "PL"),
    ("base con RUT y correo", "CL"),
]


@pytest.mark.parametrize(("text", "code"), IMPLIED)
def test_schemes_of_ids_stand_for_a_country_where_no_place_is_named(text, code):
    found = countries.find(make_post(text))
    assert {(each.value, each.confidence) for each in found if each.role == "headline"} == {(code, "implied")}


def test_a_place_outweighs_an_id_scheme():
    assert _codes("Kenyan subscribers, name and SSN") == ["KE"]


def test_a_labelled_code_and_the_victims_country_domain():
    assert _codes("Some Corp", "Country: LB\nStaff: 40") == ["LB"]
    assert _codes("database of shop-one.co.th") == ["TH"]
    assert _codes("database of startup.io and nothing else") == []


FOOLED = [
    "Selling forum db with american express cards",
    "Indian Ocean cruise line, passengers",
    "Air Jordan shop, customers",
    "Chad Miller's fan club, users",
    "500 Mexican pesos for the combo",
    "contact us for the sample, join us",
    "Posted on a Russian forum, the db of Acme Widgets",
    "Chinese hackers published the db of Acme Widgets",
    "база интернет-магазина, оплата в рублях",
    "VduatUkVmuwz database, 5k users",
    "MyUsaForum and ShopDE, users",
]


@pytest.mark.parametrize("text", FOOLED)
def test_what_is_no_place_of_the_data(text):
    assert _codes(text) == []


ELSEWHERE = [
    ("Acme db", "By the way I am from Albania, answers may be late.", "seller"),
    ("Аукцион, база", "Отвечаю вечером, сам из Гродно.", "seller"),
    ("出售 数据库", "有事留言，人在缅甸。", "seller"),
    ("Vendo base", "Soy uruguayo, escribo tarde.", "seller"),
    ("Acme db", "The files are hosted in Iceland.", "elsewhere"),
    ("Acme db", "Last time the Lagos clinic list went in an hour.", "comparison"),
]


@pytest.mark.parametrize(("title", "body", "role"), ELSEWHERE)
def test_other_countries_keep_a_role_that_is_not_chosen(title, body, role):
    assert _codes(title, body) == []
    assert _codes(title, body, role)


def test_redactions_show_the_country_of_masked_ids_only():
    shown = [
        Redaction("body", 0, 18, "national_id", "cn.ric", "CN"),
        Redaction("body", 20, 31, "phone", None, "TH"),
        Redaction("body", 40, 50, "name"),
    ]
    assert countries.from_redactions(shown) == ("CN",)
