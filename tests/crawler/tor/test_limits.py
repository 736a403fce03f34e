"""The bounds of the product's settings, each by one attack: what `tests/guards/servers.toml` takes out."""

from pathlib import Path

from tests.crawler.tor.attacks import attacked

AT_LAST = "an ordinary page, at last"


def test_a_body_without_end_is_cut(tmp_path: Path) -> None:
    found = attacked(tmp_path, "a body without end", AT_LAST).outcomes
    assert found["a body without end"][0] == "PageTooLarge"
    assert found[AT_LAST] == ("Response", "200 40")


def test_a_drip_is_given_up_at_the_deadline(tmp_path: Path) -> None:
    found = attacked(tmp_path, "a body by the byte", hurry=True).outcomes
    assert found["a body by the byte"][0] == "DownloadTimeoutError"


def test_a_loop_of_redirects_is_left(tmp_path: Path) -> None:
    assert attacked(tmp_path, "a loop").asked == ["/a-loop"] * 6


def test_a_refresh_is_not_followed(tmp_path: Path) -> None:
    assert attacked(tmp_path, "refresh").asked == ["/refresh"]
