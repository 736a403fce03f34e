"""What happened to a listing: each event for what it is meant for, and none for what only looks like it."""

from __future__ import annotations

import dataclasses
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.finding import Event
from pipelines.ledger.codec import own_digest
from pipelines.ledger.listings import Previous
from pipelines.reading.claim import Claim, Price, Text
from pipelines.track import is_reset, says_sold, track
from spiders.listing import Moment
from tests.pipelines.ledger.making import NOW, TEN_BTC, at, claim, finding, listing, update

BEFORE = Previous(
    title="Acme customers",
    author="mallory",
    posted=Moment(at(-48), "minute"),
    edited=None,
    own_digest=own_digest(listing()),
    price=TEN_BTC,
    price_usd=201000.0,
    usd_rate_at="2026-02-28",
    records=10**9,
    sold=False,
    removed_at=None,
    first_seen=NOW,
    changed_at=NOW,
    matched=True,
    forgotten=False,
)


def kinds(before: Previous | None, what) -> list[str]:
    return [event.kind for event in track(before, what, NOW)]


def btc(amount: str) -> Price:
    return Price(Decimal(amount), "BTC")


def test_what_was_never_seen_is_new():
    assert track(None, finding(), NOW) == (Event("new", NOW, {}),)


def test_what_is_new_and_sold_is_both():
    assert kinds(None, finding(about={"prefix": "[SOLD]"})) == ["new", "sold"]


@pytest.mark.parametrize(
    "about",
    [
        {},
        {"replies": 900, "views": 10**6, "last_activity": Moment(at(5), "minute")},
        {"edited": Moment(at(1), "minute")},
        {"body": "1 billion  citizens\nfor 10 BTC"},
        {"updates": (update("still here"),)},
        {"prefix": "[VERIFIED]"},
        {"path": "/Thread-acme", "board": "other"},
    ],
)
def test_what_happens_around_a_post_is_no_event(about):
    assert kinds(BEFORE, finding(about=about)) == []


@pytest.mark.parametrize("about", [{"body": "1 billion citizens, sample added"}, {"title": "ACME customers"}])
def test_other_words_are_an_edit(about):
    assert kinds(BEFORE, finding(about=about)) == ["edited"]


def test_two_edits_are_two_alerts_and_one_edit_is_one():
    triggers = [track(BEFORE, finding(about={"body": body}), NOW)[0].trigger for body in ("b", "c", "b")]
    assert triggers[0] == triggers[2] != triggers[1]


def test_an_edited_title_is_shown_before_and_after():
    (event,) = track(BEFORE, finding(about={"title": "Acme staff"}), NOW)
    assert event.detail["titles"] == ["Acme customers", "Acme staff"]


@pytest.mark.parametrize(
    ("before", "after", "detail"),
    [
        (btc("10"), btc("4"), {"before": {"amount": "10", "currency": "BTC"}, "after": {"amount": "4", "currency": "BTC"}}),
        (btc("10"), Price(Decimal(10), "XMR"), {
            "before": {"amount": "10", "currency": "BTC"}, "after": {"amount": "10", "currency": "XMR"}}),
        (None, btc("0.50"), {"before": None, "after": {"amount": "0.5", "currency": "BTC"}}),
        (btc("10"), Price(Decimal(0), None), {
            "before": {"amount": "10", "currency": "BTC"}, "after": {"amount": "0", "currency": None}}),
        (btc("10"), btc("1E+2"), {
            "before": {"amount": "10", "currency": "BTC"}, "after": {"amount": "100", "currency": "BTC"}}),
        (btc("10"), btc("1E+999999"), {
            "before": {"amount": "10", "currency": "BTC"}, "after": {"amount": "1E+999999", "currency": "BTC"}}),
        (btc("10"), btc("10.00"), None),
        (btc("10"), None, None),
        (None, None, None),
    ],
)  # fmt: skip
def test_prices_are_compared_as_stated(before, after, detail):
    events = track(dataclasses.replace(BEFORE, price=before), finding(claim(price=after)), NOW)
    assert [(event.kind, event.detail) for event in events] == ([("price_changed", detail)] if detail else [])


def test_a_rate_that_moves_is_no_event():
    assert kinds(BEFORE, finding(price_usd=1.0, usd_rate_at="2026-03-01")) == []


def test_the_same_new_price_twice_is_one_alert():
    once, again = (track(BEFORE, finding(claim(price=btc(amount))), NOW)[0] for amount in ("4", "4.0"))
    assert once.trigger == again.trigger


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (10**9, 2 * 10**9, (10**9, 2 * 10**9)),
        (None, 5, (None, 5)),
        (5, None, None),
        (10**9, 10**9, None),
        (None, 10**24, None),
    ],
)
def test_counts(before, after, told):
    events = track(dataclasses.replace(BEFORE, records=before), finding(claim(records=after)), NOW)
    detail = None if told is None else {"before": told[0], "after": told[1]}
    assert [(event.kind, event.detail) for event in events] == ([("count_changed", detail)] if told else [])


def test_what_was_gone_and_is_there_again_is_restored():
    assert kinds(dataclasses.replace(BEFORE, removed_at=at(-1)), finding()) == ["restored"]


def test_sold_is_told_once():
    what = finding(about={"updates": (update("SOLD"),)})
    assert kinds(BEFORE, what) == ["sold"]
    assert kinds(dataclasses.replace(BEFORE, sold=True), what) == []


def test_several_things_at_once_come_in_a_fixed_order():
    what = finding(claim(price=btc("4"), records=5), about={"title": "[SOLD] Acme", "body": "5 for 4 BTC"})
    before = dataclasses.replace(BEFORE, removed_at=at(-1))
    assert kinds(before, what) == ["restored", "edited", "price_changed", "count_changed", "sold"]


def test_details_are_json():
    for event in track(BEFORE, finding(claim(price=btc("4"), records=5), about={"title": "other"}), NOW):
        assert json.loads(json.dumps(event.detail)) == event.detail


# --- sold ---

SOLD = [
    Text(prefix="[SOLD]"),
    Text(prefix="Sold"),
    Text(title="[SOLD] 2M customers of acme.example"),
    Text(title="2M customers (sold)"),
    Text(title="SOLD - 2M customers"),
    Text(title="2M customers | Sold Out"),
    Text(title="2M customers SOLD"),
    Text(title="【SOLD】2M customers"),
    Text(body="2M customers, 1 BTC.\n\nEdit: SOLD"),
    Text(body="UPDATE: sold, thanks all"),
    Text(updates=("price?", "sold!")),
    Text(updates=("It's already sold.",)),
    Text(updates=("it’s sold",)),
    Text(updates=("This database has been sold, thread can be closed",)),
    Text(updates=("S\u200bOLD",)),
    Text(updates=("ＳＯＬＤ 🔥🔥",)),
    Text(prefix="Продано"),
    Text(title="[ПРОДАНО] База клиентов"),
    Text(title="База клиентов ПРОДАНО"),
    Text(updates=("Уже продано, тему можно закрыть",)),
    Text(updates=("база продана в одни руки",)),
    Text(title="【已售】上海数据库"),
    Text(title="上海数据库(已售出)"),
    Text(updates=("本帖数据已经售出，谢谢大家",)),
    Text(updates=("交易完成",)),
    Text(updates=("SATILDI. Herkese teşekkürler.",)),
    Text(title="[Satıldı] 2 milyon müşteri"),
    Text(updates=("Bereits verkauft, danke an alle",)),
    Text(title="VERKAUFT - 2 Mio Kunden"),
    Text(updates=("Die Datenbank ist weg.",)),
    Text(updates=("Ya está vendida, gracias a todos",)),
    Text(prefix="[VENDIDO]"),
    Text(updates=("Déjà vendu, merci.",)),
    Text(updates=("Já foi vendido, podem fechar o tópico",)),
    Text(updates=("Venduto, grazie a tutti",)),
    Text(updates=("تم البيع، شكرا للجميع",)),
    Text(title="[مباع] قاعدة عملاء"),
    Text(updates=("فروخته شد، ممنون",)),
    Text(updates=("Już sprzedane, dzięki",)),
    Text(updates=("База вже продана",)),
    Text(updates=("Đã bán hết",)),
    Text(updates=("Sudah terjual, terima kasih",)),
    Text(updates=("データは売却済みです。",)),
    Text(title="[판매 완료] 고객 데이터"),
]


@pytest.mark.parametrize(
    "text", SOLD, ids=lambda text: repr(text.title or text.prefix or text.body or text.updates)[:40]
)
def test_says_sold(text):
    assert says_sold(text)


NOT_SOLD = [
    Text(),
    Text(title="2M customers", body="not sold yet"),
    Text(updates=("Not sold.",)),
    Text(updates=("Sold?",)),
    Text(updates=("sold? no",)),
    Text(updates=("3 sold, 2 left",)),
    Text(updates=("Sold: 3, left: 2",)),
    Text(updates=("Sold. 1 copy left.",)),
    Text(updates=("2 copies sold",)),
    Text(updates=("unsold",)),
    Text(updates=("pre-sold",)),
    Text(body="Will be sold to one person only"),
    Text(body="the data was sold on another forum last year"),
    Text(body="hacked, sold, leaked: it is all there"),
    Text(body="Sold as is"),
    Text(body="sold separately"),
    Text(body="I sold it before to trusted buyers, vouch on request"),
    Text(title="Data of 2M citizens sold on a forum"),
    Text(title="Not SOLD: 2M customers"),
    Text(title="2M customers NOT SOLD"),
    Text(title="SOLD by mallory only"),
    Text(title="2M customers, 3 SOLD"),
    Text(title="5 COPIES OF ACME SOLD"),
    Text(title="half of Acme, 1 left SOLD"),
    Text(title="Soldiers of Sweden"),
    Text(author="SOLD"),
    Text(title="Verkauf", body="der Sold eines Soldaten"),
    Text(updates=("не продано",)),
    Text(updates=("Продано 2, осталось 3",)),
    Text(body="Будет продано в одни руки"),
    Text(updates=("продано?",)),
    Text(updates=("尚未售出",)),
    Text(updates=("未售出",)),
    Text(updates=("已售3份，还有2份",)),
    Text(body="已售出的数据不退款"),
    Text(updates=("Henüz satılmadı",)),
    Text(updates=("2 adet satıldı, 1 kaldı",)),
    Text(body="Wird nur einmal verkauft"),
    Text(title="Kundendaten, noch NICHT VERKAUFT"),
    Text(updates=("Todavía no vendido",)),
    Text(body="Se vende una sola vez"),
    Text(updates=("Pas encore vendu",)),
    Text(updates=("Ainda não vendido, resta uma cópia",)),
    Text(body="Non ancora venduto"),
    Text(body="للبيع قاعدة بيانات"),
    Text(updates=("لم يتم البيع بعد",)),
    Text(updates=("تم بيع نسخة واحدة",)),
    Text(updates=("هنوز فروخته نشده",)),
    Text(updates=("Jeszcze nie sprzedane",)),
    Text(body="Bán data khách hàng"),
    Text(updates=("chưa bán",)),
    Text(updates=("Belum terjual",)),
    Text(updates=("판매 중",)),
]


@pytest.mark.parametrize("text", NOT_SOLD, ids=lambda text: repr(text.title or text.body or text.updates)[:40])
def test_does_not_say_sold(text):
    assert not says_sold(text)


@given(st.lists(st.sampled_from(["sold", " ", "-", "(", "\n", "?", "售", "已", "[", "not", ",", "🔥"]), max_size=60))
def test_no_text_makes_it_raise(pieces):
    hostile = "".join(pieces)
    says_sold(Text(title=hostile, body=hostile, updates=(hostile,)))


def test_a_long_hostile_text_is_read_in_one_go():
    hostile = "sold " * 100_000 + "(" * 100_000 + "- " * 100_000 + "已售" * 50_000
    assert not says_sold(Text(title=hostile, body=hostile))


# --- another thread under the same id ---

OTHER = {"title": "Cats", "author": "alice", "posted": Moment(at(-1), "minute")}


@pytest.mark.parametrize(
    ("about", "reset"),
    [
        (OTHER, True),
        ({**OTHER, "title": "Acme customers"}, False),
        ({**OTHER, "title": "acme  CUSTOMERS"}, False),
        ({**OTHER, "author": "mallory"}, False),
        ({**OTHER, "author": None}, False),
        ({**OTHER, "posted": Moment(at(-48), "minute")}, False),
        ({**OTHER, "posted": Moment(at(-52), "day")}, False),
        ({**OTHER, "posted": None}, False),
        ({}, False),
    ],
)
def test_a_site_that_counts_its_ids_anew(about, reset):
    assert is_reset(BEFORE, listing(**about)) is reset


@pytest.mark.parametrize("unknown", [{"posted": None}, {"title": ""}, {"author": None}])
def test_what_was_never_shown_tells_no_reset(unknown):
    assert not is_reset(dataclasses.replace(BEFORE, **unknown), listing(**OTHER))


def test_a_claim_that_says_nothing_raises_nothing():
    assert kinds(dataclasses.replace(BEFORE, price=None, records=None), finding(Claim())) == []
