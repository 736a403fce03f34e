"""The crawl bench: what it serves, what it sees of a program, and what it demands."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench.crawl.__main__ import demands, lines
from bench.crawl.forums import PAGE_BYTES, SlowForum, addresses, answered, forum
from bench.crawl.measure import BARE, LOOP, OURS, PRIVOXY, Lap, Report
from bench.crawl.watch import Watched, watch
from demo.serving import Request

BUSY = "import time\nbegan = time.process_time()\nwhile time.process_time() - began < {}: pass\n"


def lap(name: str, rate: float, cpu: float) -> Lap:
    return Lap(name, 100, Watched(0, "", cpu / 10, 0.0, 0.5, 10**8, 100 / rate))


def report(**changed: object) -> Report:
    laps = {OURS: lap(OURS, 40, 9), BARE: lap(BARE, 80, 2), PRIVOXY: lap(PRIVOXY, 80, 3), LOOP: lap(LOOP, 2, 13)}
    values = {"laps": laps, "first": 2000, "second": 40, "changed": 20, "found": 20, "memory": 2 * 10**8}
    return Report(**values | changed)  # type: ignore[arg-type]


def test_every_page_is_served_at_its_size_and_listed_for_the_peers() -> None:
    given = forum("one", 50)
    site = SlowForum(given, 0, 0.0)
    listed = [url.removeprefix("http://one.example") for url in addresses(given, "one.example")]
    assert len(listed) == len(set(listed)) == 50 + 3
    for path in listed:
        place, _, query = path.partition("?")
        pairs = dict(each.split("=") for each in query.split("&"))
        answer = site.respond(Request(place, pairs, base="http://one.example"))
        assert answer.status == 200
        assert PAGE_BYTES * 0.98 < len(answer.body) < PAGE_BYTES * 1.5


def test_the_share_that_changes_is_the_share_that_is_asked_for() -> None:
    given = forum("one", 200)
    fresh, many = answered(given, 0.01)
    assert many == 2
    assert sum(len(thread.posts) == 2 for thread in fresh.threads) == 2
    assert fresh.entries(2)[0].last.text.startswith("Still available")


def test_a_program_is_charged_for_what_it_does_after_its_first_request(tmp_path: Path) -> None:
    flag = tmp_path / "begun"
    program = BUSY.format(1) + f"open({str(flag)!r}, 'w').close()\nheld = bytearray(80_000_000)\n" + BUSY.format(1)
    seen = watch([sys.executable, "-c", program + "print('done')"], tmp_path, flag.exists)
    assert (seen.code, seen.output) == (0, "done\n")
    assert seen.cpu_start > 0.3
    assert seen.cpu > 0.2
    assert seen.cpu_start + seen.cpu < 4
    assert seen.memory > 80_000_000


def test_children_and_helpers_are_charged_too(tmp_path: Path) -> None:
    child = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {BUSY.format(1)!r}])\n" + BUSY.format(0.5)
    with subprocess.Popen([sys.executable, "-c", BUSY.format(5)]) as helper:
        seen = watch([sys.executable, "-c", child], tmp_path, lambda: True, helpers=[helper.pid])
        helper.kill()
    assert seen.cpu + seen.cpu_start > 0.6
    assert seen.cpu_helpers > 0.1


def test_who_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(TimeoutError, match="more than"):
        watch([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, lambda: True, patience=0.5)


@pytest.mark.parametrize(
    ("changed", "missed"),
    [
        ({}, ""),
        ({"second": 61}, "a second visit"),
        ({"found": 19}, "and finds all"),
        ({"memory": 3 * 10**8}, "under 300 MB"),
        ({"laps": report().laps | {OURS: lap(OURS, 39, 9)}}, "at least 20 times"),
        ({"laps": report().laps | {BARE: lap(BARE, 80, 3.1)}}, "processor time"),
    ],
)
def test_each_demand_can_be_missed(changed: dict[str, object], missed: str) -> None:
    given = report(**changed)
    assert [name.startswith(missed) for name, met in demands(given).items() if not met] == ([True] if missed else [])
    assert ("MISSED" in "\n".join(lines(given))) == bool(missed)
