"""Who offers it."""

import pytest

from pipelines.reading import Raw, read, seller
from tests.pipelines.reading.posts import make_post


def _seller(body: str, title: str = "[SELLING] Acme database, 2M users") -> str | None:
    found = [each for each in seller.find(make_post(title, body)) if each.role == "headline"]
    return str(found[0].value) if found else None


SAID = [
    ("Price 3k.\nTG: @puffin_data", "puffin_data"),
    ("Seller: kittiwake_", "kittiwake_"),
    ("On the other board my handle is paperwren.", "paperwren"),
    ("Contact: seed_mill, replies within 2h", "seed_mill"),
    ("write to t.me/owl_base for a sample", "owl_base"),
    ("We hold 2 TB.\n\nNightjay Team", "Nightjay Team"),
    ("Vamos a publicar más datos.\n— Grupo Brisa", "Grupo Brisa"),
    ("Связь: тг @sova_baza", "sova_baza"),
    ("ник тот же: seryi_bor", "seryi_bor"),
    ("联系我：飞机 老王不吃鱼", "老王不吃鱼"),
    ("飞机：@shan_77", "shan_77"),
    ("Sur Telegram : Pinson_noir, données de clients", "Pinson_noir"),
    ("Satıcı: kargaci_ali", "kargaci_ali"),
    ("تلغرام: @saqr_x", "saqr_x"),
    ("Threat actor known as “Grebe” offers it.", "Grebe"),
    ("200 Go revendiqués par le groupe Grèbe. L'attaque date de mai.", "Grèbe"),
    ('Somebody calling himself "brinewing" put it up.', "brinewing"),
]


@pytest.mark.parametrize(("body", "name"), SAID)
def test_named(body, name):
    assert _seller(body) == name


UNSAID = [
    "Price 3k, PM me on the forum.",
    "Escrow by the guarantor @honest_mod only.",
    "DeHashed made attempts to contact Acme.",
    "contact Session, ID below",
    "Reported to the press by @watcher99",
    "write to dealer@heron.example",
]


@pytest.mark.parametrize("body", UNSAID)
def test_silence(body):
    assert _seller(body) is None


def test_wanted_ads_have_no_seller():
    wanted = Raw(title="[WTB] energy customers, 500k+", body="Looking to buy, telegram @buyer_one")
    assert read(wanted).claim.seller is None
