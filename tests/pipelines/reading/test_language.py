"""Which language a post is in."""

import pytest

from pipelines.reading import language
from pipelines.reading.lexicons import languages, lexicon

TEXTS = [
    ("en", "Selling the full database of this shop, contact me for a sample"),
    ("ru", "Продам базу клиентов, цена в личке, есть пример"),
    ("uk", "Продам базу клієнтів, ціна в приваті, є приклад, їх багато"),
    ("zh", "出售数据库，包含姓名和手机"),
    ("ja", "会員データベースを販売しています、サンプルあり"),
    ("ko", "회원 데이터베이스 판매합니다 샘플 있음"),
    ("es", "Vendo la base de datos completa de los clientes, hay muestra"),
    ("pt", "Vendo o banco de dados de clientes, não vazou, tem amostra"),
    ("fr", "Je vends la base de données des clients avec un échantillon"),
    ("de", "Ich verkaufe die Kundendaten, Preis auf Anfrage und nur mit Treuhand"),
    ("it", "Vendo il database dei clienti, prezzo e campione in privato, non è pubblico"),
    ("pl", "Sprzedam bazę danych klientów, cena do ustalenia, kontakt na priv"),
    ("tr", "Müşteri veritabanı satılık, fiyat için yazın, örnek var"),
    ("ar", "للبيع قاعدة بيانات كاملة والسعر على الخاص"),
    ("fa", "فروش دیتابیس کامل این سایت با قیمت پایین، گزارش کار را ببینید"),
    ("id", "Jual database pelanggan, harga nego, sampel ada di saya"),
    ("vi", "Bán dữ liệu khách hàng, giá rẻ, có mẫu cho người mua"),
    ("hi", "पूरा डेटाबेस बिक्री के लिए, कीमत पूछें"),
]


@pytest.mark.parametrize(("code", "text"), TEXTS)
def test_texts_of_each_language(code, text):
    assert language.detect(text) == code
    relevant = language.relevant(text)
    assert relevant[0] == code
    assert "en" in relevant


def test_too_short_to_tell():
    assert language.detect("") is None
    assert language.detect("2.3M x $500") is None
    assert language.relevant("2.3M x $500") == ("en",)


def test_a_native_title_keeps_its_lexicon_beside_the_bodys():
    text = "El robo de los datos que todos conocen\n" + "La ville ne dit pas qui est dans les fichiers. " * 2
    assert {"fr", "es", "en"} <= set(language.relevant(text))


@pytest.mark.parametrize("code", languages())
def test_every_language_can_be_told(code):
    file = lexicon(code, "language")
    assert not file or {"script", "letters", "stop"} & set(file)
