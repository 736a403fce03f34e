import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.reading import READER_VERSION, Raw, Reading, read
from pipelines.reading.reader import MOST

POST = Raw(
    title="[SELLING] Quarrymen Savings Club | 2.4M members",
    body=(
        "Complete base of Quarrymen Savings Club (quarrymen.example), USA.\n"
        "All members: 2,407,913. CSV, 5.2 GB (734 MB zipped)\n"
        "Fields: name, ssn, email, phone\n"
        "[code]\nOdile,Fernsby,987-65-4321,odile@mail.example,+1-555-010-0142\n[/code]\n"
        "Revenue $187M, 2,300 employees.\nPrice: $5,800\n"
        "[quote=other]I have 9M rows for $1[/quote]\n"
    ),
    author="gullwing",
    updates=("price is $5,000 now", "still here"),
)


def assert_evidence_stands(reading: Reading) -> None:
    for name, pieces in reading.claim.evidence.items():
        for each in pieces:
            assert reading.text.of(each.source)[each.start : each.end] == each.words != "", name


def test_a_post_becomes_a_claim():
    claim = read(POST).claim
    assert (claim.is_claim, claim.records, claim.size_bytes) == (True, 2_407_913, 5_200_000_000)
    assert (claim.price.amount, claim.price.currency) == (5000, "USD")


def test_every_field_that_is_set_shows_its_words():
    reading = read(POST)
    assert {"records", "size_bytes", "price"} <= reading.claim.evidence.keys()
    assert [each.words for each in reading.claim.evidence["price"]] == ["$5,000"]
    assert_evidence_stands(reading)


def test_what_was_not_chosen_stays_a_candidate():
    roles = {each.value: each.role for each in read(POST).claim.candidates["records"]}
    assert roles[2300] == "employees"


def test_personal_data_is_gone_and_everything_keeps_its_length():
    reading = read(POST)
    for hidden in ("987-65-4321", "odile@mail.example", "555-010-0142"):
        assert hidden not in reading.text.body
    for shown in ("2,407,913", "5.2 GB", "$5,800"):
        assert shown in reading.text.body
    assert len(reading.text.body) == len(POST.body)
    assert tuple(map(len, reading.text.updates)) == tuple(map(len, POST.updates))


def test_quoted_words_are_no_claim_but_are_masked_too():
    reading = read(
        Raw(title="Shop db 5M users", body="[quote]my mail is joe.doe@mail.example, 90M users[/quote]\nas said")
    )
    assert reading.claim.records == 5_000_000
    assert "joe.doe" not in reading.text.body


def test_offsets_survive_disguises():
    reading = read(Raw(title="Bank customers database", body="５\u200bM \u202ecustomers of a ﬁrm, 12\u00adGB"))
    assert (reading.claim.records, reading.claim.size_bytes) == (5_000_000, 12_000_000_000)
    assert reading.text.body.startswith(reading.claim.evidence["records"][0].words)
    assert_evidence_stands(reading)


@pytest.mark.parametrize(
    "raw",
    [
        Raw(title="[WTB] Dutch customers, 500k+", body="I buy bases of customers and pay €3,500 at most"),
        Raw(title="Hiring: two callers for nights", body="Pay: $1,450 fixed a month"),
    ],
)
def test_what_seeks_or_hires_is_no_claim_and_states_nothing(raw):
    claim = read(raw).claim
    assert (claim.is_claim, claim.records, claim.size_bytes, claim.price, claim.seller) == (
        False,
        None,
        None,
        None,
        None,
    )
    assert claim.evidence == {}


def test_nothing_at_all_is_read_too():
    reading = read(Raw())
    assert (reading.claim.records, reading.claim.price, reading.redactions) == (None, None, ())


HOSTILE = st.text(
    st.one_of(
        st.sampled_from("0123456789.,'$€kKmMbB万亿%+-:/()[]|;@\n\x00\ud800\u200b\u202eﬁ٢"), st.characters(codec=None)
    ),
    max_size=200,
)
WORDS = st.lists(
    st.sampled_from(
        ["5M", "users", "$500", "price", "[quote]", "[/quote]", "[code]", "[/code]", "1.2 million", "free", "a@b.example", "\n",
         "SSN", "customers of", "China", "sample", "was", "now", "10 BTC", "(", ")", "\ud800", "\x00", "三千万", "人", "20 GB", "____"]
    ),
    max_size=40,
).map(" ".join)  # fmt: skip


@given(st.one_of(HOSTILE, WORDS), st.one_of(HOSTILE, WORDS), st.lists(WORDS, max_size=3))
@example("\ud800", "\x00" * 3, ["\udfff5M users"])
def test_nothing_raises_and_evidence_always_stands(title, body, updates):
    raw = Raw(title=title, body=body, prefix=title, price=body, author=title, updates=tuple(updates))
    reading = read(raw)
    assert_evidence_stands(reading)
    assert [len(reading.text.title), len(reading.text.body)] == [len(title), len(body)]
    for name, value in (("records", reading.claim.records), ("price", reading.claim.price)):
        assert (value is None) == (name not in reading.claim.evidence)


def test_reading_is_a_function_of_the_text():
    assert read(POST) == read(POST)
    assert isinstance(READER_VERSION, int)


def test_no_text_shows_in_a_repr():
    assert "987-65-4321" not in repr(POST) + repr(read(POST))


def test_importing_reads_no_lexicon_and_no_heavy_library():
    code = (
        "import sys, pipelines.reading; print([m for m in ('dateparser', 'babel.dates', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("ahead", range(0, 20, 3))
def test_a_number_that_a_long_post_is_cut_in_is_left_out_whole(ahead: int) -> None:
    card = "4111111111111111"
    filler = ("word " * MOST)[: MOST - ahead - 1]
    reading = read(Raw(body=f"{filler} {card} and more"))
    assert card[:6] not in reading.text.body
    assert reading.unread > 0
