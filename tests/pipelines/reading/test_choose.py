from pipelines.reading.choose import choose, claim_of
from pipelines.reading.claim import Redaction, Text
from pipelines.reading.post import Found, Part
from pipelines.reading.shadow import make

BODY = "ask 13800138000 or 5M users in China"
PART = Part("body", make(BODY))


def test_a_value_read_from_masked_characters_is_not_even_a_candidate():
    masked = Redaction("body", 4, 15, "phone")
    text = Text(body=BODY[:4] + "█" * 11 + BODY[15:])
    found = {"records": [Found(13_800_138_000, PART, 4, 15), Found(5_000_000, PART, 19, 27)]}
    chosen = choose(found, text, [masked])
    assert chosen.values == {"records": 5_000_000}
    assert [each.value for each in chosen.candidates["records"]] == [5_000_000]


def test_a_closed_lists_value_may_be_read_from_them():
    masked = Redaction("body", 4, 15, "national_id", "cn.ric", "CN")
    chosen = choose(
        {"countries": [Found("CN", PART, 4, 15, confidence="implied")]}, Text(body="█" * len(BODY)), [masked]
    )
    assert chosen.values == {"countries": ("CN",)}
    assert chosen.evidence["countries"][0].words == "█" * 11


def test_sets_take_all_headlines_and_single_values_the_first():
    found = {
        "countries": [Found("US", PART, 0, 3), Found("CN", PART, 31, 36), Found("FR", PART, 0, 3, "comparison")],
        "cause": [Found("insider", PART, 0, 3), Found("phishing", PART, 4, 8), Found("insider", PART, 4, 8)],
    }
    chosen = choose(found, Text(body=BODY), [])
    claim = claim_of(chosen, is_claim=True, language="en")
    assert (claim.countries, claim.cause) == (("CN", "US"), "insider")
    assert [each.words for each in claim.evidence["cause"]] == ["ask", "1380"]
    assert [each.role for each in claim.candidates["countries"]] == ["headline", "headline", "comparison"]


def test_only_the_fields_asked_for_are_set_but_all_stay_candidates():
    chosen = choose({"records": [Found(5_000_000, PART, 19, 27)]}, Text(body=BODY), [], ("price",))
    assert chosen.values == {}
    assert chosen.candidates["records"][0].value == 5_000_000


def test_an_empty_span_is_nothing():
    assert choose({"cause": [Found("insider", PART, 3, 3)]}, Text(body=BODY), []).values == {}
