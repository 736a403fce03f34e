"""What is in the world, and what the second day makes of it."""

import re
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import demo.pages
from config.load import read_yaml
from demo.check import EXPECTED
from demo.content import load_world
from demo.load_forum import WORLD
from demo.moments import moment
from demo.shapes import Pointer
from tests.demo.sites import EPOCH

PAGES = Path(demo.pages.__file__).parent
DAY_2 = EPOCH + timedelta(days=1, hours=3)


@pytest.fixture(scope="module")
def world():
    return load_world(EPOCH)


@pytest.fixture(scope="module")
def later():
    return load_world(EPOCH, day=2, day2_at=DAY_2)


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        ("-3d 4h", datetime(2026, 3, 14, 11, 42, 10, tzinfo=UTC)),
        ("-25m", datetime(2026, 3, 17, 15, 17, 10, tzinfo=UTC)),
        ("-50s", datetime(2026, 3, 17, 15, 41, 20, tzinfo=UTC)),
    ],
)
def test_an_offset_counts_back_from_its_base(offset, expected):
    assert moment(offset, EPOCH) == expected


@pytest.mark.parametrize("offset", ["3d", "-3", "-3w", "", "-3d4h", "-3d 4h "])
def test_an_offset_in_another_form_is_refused(offset):
    with pytest.raises(ValueError, match="expected an offset such as -3d 4h"):
        moment(offset, EPOCH)


def test_the_forum_is_as_large_as_promised(world):
    boards = Counter(thread.fid for thread in world.forum.threads)
    assert sum(boards.values()) >= 60
    assert boards[2] > 2 * world.forum.threads_per_page
    assert boards[3] > world.forum.threads_per_page


def test_the_market_is_as_large_as_promised(world):
    assert len(world.market.offers) >= 40
    assert len(world.market.offers) > 6 * world.market.per_page


def test_three_languages_share_the_first_boards(world):
    entries = [entry for file in ("databases.yml", "marketplace.yml") for entry in read_yaml(WORLD / file)]
    share = Counter(entry.get("lang", "en") for entry in entries)
    assert len(entries) == sum(thread.fid in (2, 3) for thread in world.forum.threads)
    assert 0.5 < share["en"] / len(entries) < 0.7
    assert 0.18 < share["ru"] / len(entries) < 0.3
    assert 0.1 < share["zh"] / len(entries) < 0.2


def test_each_language_has_claims_and_others(world):
    expected = read_yaml(EXPECTED)["listings"]
    kinds = defaultdict(list)
    for entry in read_yaml(WORLD / "international.yml"):
        kinds[entry["lang"]].append(expected[f"forum/{entry['tid']}"]["is_claim"])
    kinds["ru"] = [expected[f"forum-ru/{thread.tid}"]["is_claim"] for thread in world.forums["forum-ru"].threads]
    assert set(kinds) == {"de", "es", "ar", "tr", "fr", "pt", "zh", "ru"}
    assert all(claims.count(True) >= 3 and claims.count(False) >= 1 for claims in kinds.values())


def test_the_russian_board_speaks_russian(world):
    words = re.compile(r"""say\(["']([^"']+)["']\)""")
    said = {phrase for file in PAGES.glob("*.py") for phrase in words.findall(file.read_text(encoding="utf-8"))}
    assert len(said) > 40
    assert said <= set(world.forums["forum-ru"].pack.phrases)


def test_ids_are_unique(world):
    for forum in world.forums.values():
        assert len({thread.tid for thread in forum.threads}) == len(forum.threads)
        pids = [post.pid for thread in forum.threads for post in thread.posts]
        assert len(set(pids)) == len(pids)
    assert len({offer.native_id for offer in world.market.offers}) == len(world.market.offers)


def test_posts_stand_in_the_order_of_time_and_before_the_epoch(world):
    for thread in (thread for forum in world.forums.values() for thread in forum.threads):
        times = [post.at for post in thread.posts]
        assert times == sorted(times), thread.tid
        assert times[-1] < EPOCH, thread.tid


def test_the_same_epoch_gives_the_same_world(world):
    assert load_world(EPOCH) == world


def test_every_offer_has_a_known_vendor_and_category(world):
    assert {offer.vendor for offer in world.market.offers} <= set(world.market.vendors)
    assert {offer.category for offer in world.market.offers} <= set(world.market.categories)


def test_awkward_cases_are_there(world):
    threads, members = world.forum.threads, world.forum.members
    assert any(thread.sticky for thread in threads)
    assert any(thread.locked for thread in threads)
    assert any(isinstance(row, Pointer) for row in world.forum.entries(2))
    assert any(members[thread.first.author].deleted for thread in threads)
    assert any(thread.first.edited for thread in threads)
    assert sum(len(thread.posts) > 10 for thread in threads) >= 5
    assert max(len(thread.posts) for thread in threads) > 20


def test_sticky_threads_stand_first_and_the_rest_by_activity(world):
    rows = world.forum.entries(2)
    assert rows[0].sticky
    times = [row.at if isinstance(row, Pointer) else row.last.at for row in rows[1:]]
    assert times == sorted(times, reverse=True)


def test_hosts_and_addresses_are_invented():
    for file in WORLD.glob("*.yml"):
        text = file.read_text(encoding="utf-8")
        hosts = re.findall(r"\b[\w-]+\.(?:com|net|org|ru|cn|pl|io|example)\b", text)
        assert all(host.endswith(".example") for host in hosts), file.name
        assert ".onion" not in text, file.name


def test_day_2_changes_what_its_script_says_and_nothing_else(world, later):
    before = {thread.tid: thread for thread in world.forum.threads}
    after = {thread.tid: thread for thread in later.forum.threads}
    assert set(before) - set(after) == {70}
    assert set(after) - set(before) == {101, 102}
    assert {tid for tid in set(before) & set(after) if before[tid] != after[tid]} == {61, 62, 65, 69, 74, 121, 145}
    assert later.market.offers == world.market.offers
    assert later.market.login_wall
    assert not world.market.login_wall


def test_the_silent_edit_leaves_no_trace(world, later):
    before, after = world.forum.thread(65), later.forum.thread(65)
    assert before.first.text != after.first.text
    assert "kestrelex.example" in after.first.text
    assert (after.first.edited, after.last, len(after.posts)) == (before.first.edited, before.last, len(before.posts))


def test_the_price_falls_by_the_authors_own_last_post(later):
    thread = later.forum.thread(61)
    assert thread.last.author == thread.first.author
    assert "4 BTC" in thread.last.text
    assert "10 BTC" in thread.first.text
    assert thread.last.at == DAY_2 - timedelta(seconds=50)


def test_day_2_never_happens_before_the_first_start():
    hasty = load_world(EPOCH, day=2, day2_at=EPOCH + timedelta(seconds=5))
    assert hasty.forum.thread(61).last.at == EPOCH


def test_day_2_moves_no_number_of_a_post(world, later):
    numbers = {post.pid: post.text for thread in world.forum.threads for post in thread.posts if thread.tid != 65}
    kept = {post.pid: post.text for thread in later.forum.threads for post in thread.posts}
    assert all(kept[pid] == text for pid, text in numbers.items() if pid in kept)


def test_listings_are_named_as_in_the_expected_file(world):
    offer = world.market.offers[0]
    assert world.key_of("market", offer.native_id) == f"market/{offer.slug}"
    assert world.key_of("forum", "61") == "forum/61"
    assert world.key_of("forum-ru", "11") == "forum-ru/11"
