"""Where sellers can be reached: told apart by messenger, masked unless it is their handle, the same however written."""

import pytest

from pipelines.reading import Raw, Reading, read

TOX = "76518406F6A9F2217E8DC487CC783C25CC16A15EB36FF32E335A235342C48A39218F515C39A6"
SESSION = "05" + "ab12" * 16
REACHED = [
    # what stands in a post, the contacts that it gives
    ("Telegram: @fog_desk", {("telegram", "fog_desk")}),
    ("Телеграм: fog_desk", {("telegram", "fog_desk")}),
    ("飞机：@fog_desk", {("telegram", "fog_desk")}),
    ("텔레그램 @fog_desk", {("telegram", "fog_desk")}),
    ("टेलीग्राम: @fog_desk", {("telegram", "fog_desk")}),
    ("تلغرام: @fog_desk", {("telegram", "fog_desk")}),
    (
        "write to https://t.me/Fog_Desk or telegram.me/other_desk",
        {("telegram", "fog_desk"), ("telegram", "other_desk")},
    ),
    ("t[.]me/fog_desk", {("telegram", "fog_desk")}),
    ("jabber: fog@xmpp.example", {("jabber", "fog@xmpp.example")}),
    ("Жаббер fog[at]xmpp[dot]example", {("jabber", "fog@xmpp.example")}),
    ("E-mail: Fog.Desk@mail.example", {("email", "fog.desk@mail.example")}),
    ("email us at fog at mail dot example", {("email", "fog@mail.example")}),
    (f"TOX {TOX}", {("tox", TOX[:64])}),
    (f"qtox: {TOX[:64]}", {("tox", TOX[:64])}),
    (f"Session ID: {SESSION}", {("session", SESSION)}),
    ("ICQ 123-456-789", {("icq", "123456789")}),
    ("QQ：123456789", {("qq", "123456789")}),
    ("微信 fogdesk_88", {("wechat", "fogdesk_88")}),
    ("Discord: fog_desk#1234", {("discord", "fog_desk#1234")}),
    ("discord.gg/fogDesk9", {("discord", "fogdesk9")}),
    ("Wickr: fog.bank", {("wickr", "fog.bank")}),
    ("signal fogdesk.42", {("signal", "fogdesk.42")}),
    ("Threema: FOGD3SK8", {("threema", "FOGD3SK8")}),
    ("WhatsApp +44 7700 900123", {("whatsapp", "447700900123")}),
    ("https://wa.me/447700900123", {("whatsapp", "447700900123")}),
    ("on matrix @fog:matrix.example", {("matrix", "fog:matrix.example")}),
    ("skype live:fog_desk9", {("skype", "live:fog_desk9")}),
    ("contact @fog_desk", {("other", "fog_desk")}),
    (f"[code]TOX: {TOX}[/code]", {("tox", TOX[:64])}),
    ("[hide]contact me by email at fog@mail.example[/hide]", {("email", "fog@mail.example")}),
    ("Sample:\nann,1\nbob,2\n\nE-mail: fog@mail.example", {("email", "fog@mail.example")}),
]


def reading(words: str) -> Reading:
    """A sale by night_heron, who also says these words."""
    body = f"Seller: night_heron\n2 million users, 500 USD.\n\n{words}"
    return read(Raw(title="Acme database, 2 million users", body=body))


def found(words: str) -> set[tuple[str, str]]:
    return {(each.kind, each.value) for each in reading(words).contacts}


@pytest.mark.parametrize(("words", "contacts"), REACHED, ids=[words[:30] for words, _ in REACHED])
def test_a_contact_is_told_by_its_messenger_and_masked(words: str, contacts: set[tuple[str, str]]) -> None:
    read_of = reading(words)
    assert {(each.kind, each.value) for each in read_of.contacts} == contacts
    assert read_of.claim.seller == "night_heron"
    left = read_of.text.body.casefold()
    for _, value in contacts:
        assert value.casefold() not in left
    assert {each.kind for each in read_of.redactions} <= {"contact", "email", "phone"}


BESIDE_SAMPLES = [
    (
        "Jabber: fog@xmpp.example\n\nSample:\nAnn Sample,1980-02-02,078-05-1120,ann@mail.example",
        {("jabber", "fog@xmpp.example")},
    ),
    (
        "Sample:\nname,phone,dob\nAnn Sample,+353861234567,1980-02-02\nTelegram: @fog_desk",
        {("telegram", "fog_desk")},
    ),
]


@pytest.mark.parametrize(("words", "contacts"), BESIDE_SAMPLES, ids=[words[:30] for words, _ in BESIDE_SAMPLES])
def test_a_sellers_contact_above_or_below_a_sample_is_theirs(words: str, contacts: set[tuple[str, str]]) -> None:
    assert found(words) == contacts


NONE = [
    "More than 4 TB were published on the telegram channel today",
    "discord tokens, telegram sessions, signal strength, line items",
    "Leave your session ID below, no telegram, pm here",
    "Fields: name, phone, telegram, skype, icq",
    "Telegram: 120430\nICQ: 2120430\nEmails: 230010",
    "Telegram: username\nDiscord: yes\nSkype: no",
    "Sample:\nName: Ann Sample\nE-mail: ann@mail.example\nDOB: 02/03/1980",
    "[code]\nann@mail.example:Winter2020\n[/code]",
    "Full name: Ann Sample\nTelegram: @ann_sample\nPhone: +353861234567",
    "Name: Ann Sample | Discord: ann#1234 | DOB: 1980-02-02",
    "[code]\nE-mail: ann@mail.example\n[/code]",
    "[pre]username=ann\nskype: live:ann_sample9[/pre]",
    "Sample:\nE-mail: ann@mail.example",
    "Samples below\n\nICQ: 123-456-789\nJabber: ann@xmpp.example",
    "样本：\n邮箱：ann@mail.example",
    "probe it at 192.0.2.80, sha256 9c04be17f2a1" + "0" * 52,
]


@pytest.mark.parametrize("words", NONE, ids=[words[:30] for words in NONE])
def test_what_is_no_contact_of_the_sellers_is_none(words: str) -> None:
    assert found(words) == set()


def test_the_sellers_own_handle_stays_and_is_a_contact_as_well() -> None:
    read_of = read(
        Raw(title="Acme database", body="2 million users, 500 USD. TG: @Gullwing_data, backup t.me/gull_two")
    )
    assert read_of.claim.seller == "Gullwing_data"
    assert "Gullwing_data" in read_of.text.body
    assert "gull_two" not in read_of.text.body
    assert {each.value for each in read_of.contacts} == {"gullwing_data", "gull_two"}


def test_an_authors_handle_stays_too() -> None:
    words = Raw(title="Acme database", body="2 million users, 500 USD.\nTelegram @fog_desk", author="fog_desk")
    assert "fog_desk" in read(words).text.body


def test_addresses_are_no_evidence_and_no_candidates() -> None:
    read_of = reading("Telegram: @fog_desk")
    assert "fog_desk" not in repr((read_of.claim, read_of.claim.evidence, read_of.claim.candidates, read_of))


def test_a_handle_in_a_persons_record_is_masked_and_nobodys_seller() -> None:
    body = "Users of a dating site.\n\nFull name: Ann Sample\nTelegram: @ann_sample\nPhone: +353861234567"
    read_of = read(Raw(title="Acme database, 2 million users", body=body))
    assert read_of.claim.seller is None
    assert "ann_sample" not in repr((read_of.text, read_of.claim))
