"""How it leaked."""

import pytest

from config.schema import CAUSES
from pipelines.reading import cause
from pipelines.reading.lexicons import languages, lexicon
from tests.pipelines.reading.posts import make_post


def _cause(text: str) -> str | None:
    found = [each for each in cause.find(make_post("", text)) if each.role == "headline"]
    return str(found[0].value) if found else None


SAID = [
    ("An exposed database, found online.", "exposed_database"),
    ("the S3 bucket had no policy at all", "exposed_bucket"),
    ("keys in a public repository of theirs", "exposed_credentials"),
    ("got in by SQLi in the search form", "sql_injection"),
    ("pulled through the API, one id after another", "api_abuse"),
    ("the forum was hacked in May", "intrusion"),
    ("We locked the network and left a note", "ransomware"),
    ("hit by ransomware after a phishing mail", "phishing"),
    ("fresh stealer logs, sorted by country", "stealer_malware"),
    ("combolist, merged from many", "combination"),
    ("открытый Elasticsearch, никто не следил", "exposed_database"),
    ("базу слил уволенный сотрудник", "insider"),
    ("开发的密钥泄露了，一直没换", "exposed_credentials"),
    ("Der Dienstleister hat nicht aufgepasst, die Daten der Kunden sind alle da", "third_party"),
    ("consegui por phishing, base completa", "phishing"),
    ("un Elasticsearch ouvert, les données des clients", "exposed_database"),
    ("A technician at Mossglow Telecom sold call records", "insider"),
    ("It was not ransomware: a disgruntled clerk copied the files", "insider"),
    ("a clerk typed her password into a look-alike site", "phishing"),
    ("passwords from older leaks opened the accounts", "exposed_credentials"),
    ("their GraphQL gives out any user, I just counted up the ids", "api_abuse"),
    ("every public profile was harvested by a bot", "scraping"),
    ("dumped through the search field, union based", "sql_injection"),
    ("a cloud folder that anyone with the link could read", "exposed_bucket"),
    ("the backup server needed no password", "exposed_database"),
    ("a coding error in the portal let strangers in", "vulnerability"),
    ("found in the logs of an infected laptop", "stealer_malware"),
    ("your servers are encrypted", "ransomware"),
    ("Encrypted on 4 May. 200 GB", "ransomware"),
    ("lost in an attack on its tuition-billing vendor Mossglow", "third_party"),
    ("it came out of a marketing agency they use", "third_party"),
    ("hacked at Mossglow, which hosts its booking system", "third_party"),
    ("قاعدة بيانات عبر حقن SQL", "sql_injection"),
]


@pytest.mark.parametrize(("text", "kind"), SAID)
def test_what_the_text_says(text, kind):
    assert _cause(text) == kind


UNSAID = [
    "In May the shop had a breach of some data, which was then leaked.",
    "sold at a hacking forum last week",
    "shared by a hacker known to the forum",
    "не склейка, база свежая",
    "It was not a hack, the council insists",
    "the bank denies any intrusion",
    "ransomware was ruled out",
    "No attack took place and no server was left open",
    "Mossglow Travel Agency, clients' names",
    "the data of an accountant and her clients",
    "beware of phishing with this data",
]


@pytest.mark.parametrize("text", UNSAID)
def test_silence(text):
    assert _cause(text) is None


@pytest.mark.parametrize("language", languages())
def test_lexicons_name_causes_of_the_closed_list_only(language):
    assert set(lexicon(language, "claims").get("cause", {})) <= {*CAUSES, "none"}
    assert set(CAUSES) == set(cause.ORDER)
