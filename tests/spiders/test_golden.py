"""Golden pages: written by hand after the structure of the software, read whole."""

import pytest

from tests.shared import shared_path
from tests.spiders.score import SITES, score, write_predictions
from tests.spiders.sites import engine, golden, plain, saved

LISTINGS = [
    ("mybb", "mybb_list", "/forumdisplay.php?fid=7"),
    ("mybb", "mybb_theme_list", "/Forum-Leaks?page=2"),
    ("fluxbb", "fluxbb_list", "/viewforum.php?id=7&p=2"),
    ("fluxbb", "punbb_list", "/forum7-leaks.html"),
    ("xenforo", "xenforo1_list", "/forums/databases.7/page-2"),
    ("xenforo", "xenforo2_list", "/index.php?forums/bazy.7/"),
    ("smf", "smf_list", "/index.php?board=4.20"),
    ("smf", "smf_list20", "/index.php/board,4.0.html"),
    ("phpbb", "phpbb_list", "/viewforum.php?f=7"),
    ("phpbb", "phpbb_table_list", "/viewforum.php?f=4"),
    ("phpbb", "phpbb2_list", "/viewforum.php?f=3&start=50"),
    ("discourse", "discourse_json_list", "/c/leaks/7.json?page=2"),
    ("discourse", "discourse_list", "/c/leaks/7?page=1"),
    ("discourse", "discourse19_list", "/c/databases"),
    ("discourse", "discourse_script_list", "/c/leaks/5"),
    ("vanilla", "vanilla_list", "/categories/leaks/p2"),
    ("vanilla", "vanilla_table", "/index.php?p=/discussions"),
    ("vanilla", "vanilla_table_fr", "/index.php?p=/categories/fuites/p2"),
    ("vanilla", "vanilla_list_zh", "/discussions/p3"),
    ("vbulletin", "vbulletin3_list", "/forumdisplay.php?f=7&page=2"),
    ("vbulletin", "vbulletin4_list", "/forums/7-Lecks"),
    ("vbulletin", "vbulletin5_list", "/forum/quay/leaks/page2"),
    ("vbulletin", "vbulletin3_divs_list", "/cable-damage-31/index2.html"),
    ("vbulletin", "vbulletin4_fr_list", "/forum/forums/12-Fuites-et-listes/page3"),
    ("vbulletin", "vbulletin5_de_list", "/forum/hafen/listen/page2"),
    ("invision", "invision4_list", "/index.php?/forum/7-databases/page/2/"),
    ("invision", "invision5_list", "/forum/7-bazy/"),
    ("invision", "ipboard3_list", "/index.php?showforum=7&st=30"),
    ("invision", "ipboard3_ru_list", "/index.php?s=77aa5cbbd0e1f2a3b4c5d6e7f8091a2b&showforum=14&st=30"),
    ("market", "market_list", "/stalls"),
]
THREADS = [
    ("mybb", "mybb_thread", "/showthread.php?tid=41"),
    ("mybb", "mybb_theme_thread", "/Thread-SALE-Lighthouse-keepers-1-2M"),
    ("fluxbb", "fluxbb_thread", "/viewtopic.php?id=41"),
    ("fluxbb", "punbb_thread", "/topic/77/lighthouse-keepers/page/2/"),
    ("xenforo", "xenforo1_thread", "/threads/ferry-passengers-2025.41/"),
    ("xenforo", "xenforo2_thread", "/threads/ferry-passengers-2025.41/page-2"),
    ("smf", "smf_thread", "/index.php?topic=62.15"),
    ("smf", "smf_thread20", "/index.php?topic=61.15"),
    ("phpbb", "phpbb_thread", "/viewtopic.php?f=7&t=41"),
    ("phpbb", "phpbb_table_thread", "/karty-f4/karty-t51-10.html"),
    ("phpbb", "phpbb2_thread", "/viewtopic.php?t=21"),
    ("discourse", "discourse_json_thread", "/t/ferry/41.json?page=2"),
    ("discourse", "discourse_thread", "/t/ferry/41?page=2"),
    ("discourse", "discourse18_thread", "/t/coal-port-staff-list/244?page=2"),
    ("discourse", "discourse27_thread", "/t/how-to-check-a-dump/61"),
    ("vanilla", "vanilla_thread", "/discussion/41/2024-ferry/p2"),
    ("vanilla", "vanilla_thread_first", "/discussion/88/lightship-crew-records"),
    ("vanilla", "vanilla20_thread", "/discussion/19/coal-port-staff"),
    ("vbulletin", "vbulletin3_thread", "/showthread.php?t=41&page=2"),
    ("vbulletin", "vbulletin4_thread", "/fuites/41-gardiens-top-10-2.html"),
    ("vbulletin", "vbulletin5_thread", "/forum/quay/leaks/2041-lighthouse-keepers-7"),
    ("vbulletin", "vbulletin3_zh_thread", "/f20/t8842.html"),
    ("invision", "invision4_thread", "/topic/41-ferry-passengers/page/2/"),
    ("invision", "invision5_thread", "/index.php?/topic/41-passazhiry-paroma/"),
    ("invision", "ipboard3_thread", "/topic/41-ferry-passengers/page-2"),
    ("invision", "ipboard3_en_thread", "/topic/2201-ferry-manifest-9-gb/page-2"),
    ("market", "market_item", "/offer?id=ab-1"),
]


@pytest.mark.parametrize(("name", "page", "path"), LISTINGS)
def test_a_listing_is_read_whole(name, page, path):
    assert plain(engine(name).listing(saved(page, path))) == golden(page)


@pytest.mark.parametrize(("name", "page", "path"), THREADS)
def test_a_thread_is_read_whole(name, page, path):
    assert plain(engine(name).thread(saved(page, path))) == golden(page)


@pytest.mark.parametrize(("name", "page", "path"), LISTINGS)
def test_every_address_that_a_listing_gives_is_allowed_and_leads_to_its_row(name, page, path):
    reader = engine(name)
    read = reader.listing(saved(page, path))
    assert all(reader.allows(row.url) for row in read.rows)
    assert read.next_url is None or reader.allows(read.next_url)


@pytest.fixture(scope="module")
def predictions(tmp_path_factory):
    target = tmp_path_factory.mktemp("predictions")
    assert write_predictions(shared_path("pages"), target) > 0
    return target


ONLY_REAL = ["discourse", "invision", "vanilla", "vbulletin", "xenforo1", "xenforo2"]


@pytest.mark.parametrize("folder", sorted(SITES.keys() - set(ONLY_REAL)))
def test_the_saved_boards_are_read_without_a_fault(predictions, folder):
    figures, words = saved_score(predictions, f"rendered/{folder}")
    shares = {name: field["share"] for name, field in figures["fields"].items()}
    assert set(shares.values()) == {1.0}, words
    assert figures["body_f1_mean"] == 1.0, words
    faults = ("rows_missed", "rows_extra", "invented", "pages_missing")
    assert not any(figures["counts"].get(fault) for fault in faults), words


REAL = ["phpbb", *ONLY_REAL]


@pytest.mark.parametrize("folder", REAL)
def test_pages_of_real_forums_are_read(predictions, folder):
    figures, words = saved_score(predictions, f"real/{folder}")
    shares = {name: field["share"] for name, field in figures["fields"].items()}
    assert shares["post count"] >= 0.95, words
    assert min(shares["author"], shares["posted_at"]) >= 0.98, words
    assert figures["body_f1_95"] >= 0.95, words


def saved_score(predictions, folder):
    figures, words = score(shared_path("pages"), shared_path("tools/score_pages.py"), predictions, folder)
    return next(iter(figures.values())), words
