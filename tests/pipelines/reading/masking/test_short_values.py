"""Values of a few letters or digits, which only a key or a column tells: check digits, expiries, plain passwords."""

import pytest

from tests.pipelines.reading.masking.masked import stored

HIDDEN = [
    # what stands in a post, what of it must not be left
    ("Full name: Veralaba Subosema\nCVV: 285", ("Veralaba", "Subosema", "285")),
    ("Name: Veralaba Subosema, CVV: 285", ("Veralaba", "285")),
    ("Cardholder: Veralaba Subosema\nexp 09/27\ncvv 285", ("Veralaba", "09/27", "285")),
    ("Имя: Велана Губосина\nСрок действия: 09/27\nCVC2: 285", ("Велана", "09/27", "285")),
    ("姓名：韦拉巴\n有效期：09/27\nCVV：285", ("韦拉巴", "09/27", "285")),
    ("Name | CVV\nVeralaba Subosema | 285\nPolotana Kurumefu | 113", ("Veralaba", "Kurumefu", "285", "113")),
    ("username,password\nbozusafi,Gomelutix\npekirozu,Tumalaso", ("bozusafi", "Gomelutix", "Tumalaso")),
    ("username | password\nbozusafi | gomelutix\npekirozu | tumalaso", ("bozusafi", "gomelutix", "tumalaso")),
    ("login:password\nbozusafi:Gomelutix\npekirozu:Tumalaso", ("bozusafi", "Gomelutix", "Tumalaso")),
    ("логин;пароль\nbozusafi;Gomelutix\npekirozu;Tumalaso", ("bozusafi", "Gomelutix", "Tumalaso")),
    ("用户名,密码\nbozusafi,Gomelutix\npekirozu,Tumalaso", ("bozusafi", "Gomelutix", "Tumalaso")),
    ("No | Password\n1 | Tumalaso\n2 | Rofugubu", ("Tumalaso", "Rofugubu")),
    # a key and its value in two cells
    ("Account number | 11872446700848", ("11872446700848",)),
    ("Passport no | C12345678", ("C12345678",)),
    ("Password | Suramuve!7551", ("Suramuve!7551",)),
    ("Date of birth | 28.03.1940", ("28.03.1940",)),
    ("Driver license | K32093249", ("K32093249",)),
    ("Phone | 07700900310", ("07700900310",)),
    ("CPF | 90087836734", ("90087836734",)),
    ("Full name | Veralaba Subosema\nPhone | +447700900123\nAddress | Nugigevo Street 39", ("Veralaba", "Nugigevo")),
    ("Full name | Polotana Kurumefu\nLatitude | -46.47587\nLongitude | -120.85955", ("Polotana", "-46.47587")),
    ("Username | bozusafi9137\nE-mail | pekirozu.138@mail.example\nPassword | Gomeluti?2063", ("bozusafi", "Gomeluti")),
    # one column of somebody's
    ("No | Passport no\n1 | E76664665\n2 | C25815921", ("E76664665", "C25815921")),
    ("No | Account number\n1 | 98632785184402\n2 | 39051022585528", ("98632785184402", "39051022585528")),
    ("No | Password\n1 | Tumalaso!3052\n2 | Rofugubu!4036", ("Tumalaso!3052", "Rofugubu!4036")),
    ("No | Driver license\n1 | K32093249\n2 | C79133431", ("K32093249", "C79133431")),
    ("No | Phone\n1 | 07700900310\n2 | 02079460169", ("07700900310", "02079460169")),
]
FRAMES = ["{}", "Acme Bank, 2 million customers.\n\n{}", "{}\n\nPrice 500 USD. One deal only."]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(("text", "hidden"), HIDDEN, ids=[text[:30] for text, _ in HIDDEN])
def test_what_only_a_key_or_a_column_tells_is_masked(text: str, hidden: tuple[str, ...], frame: str) -> None:
    left = stored(frame.format(text))
    assert [each for each in hidden if each in left] == []


@pytest.mark.parametrize(
    "text",
    [
        "CC: 1210\nCVV: 285\nFullz: 90",
        "Name: Larkmoor Shop\nCVV: 1200",
        "fresh cvv 10/20 usd, bulk cheaper",
        "Fields: username, password, cvv, exp\nFormat: csv, sql",
        "username, password, email\nfirst name, last name, country",
        "No | Password\n1 | bcrypt\n2 | sha256",
        "Country | CVV\nUS | 285\nUK | 113",
        "Selling logs, dumps, cvv\nfast replies, escrow, refunds",
    ],
)
def test_counts_prices_and_lists_of_fields_stay(text: str) -> None:
    assert stored(text) == text
