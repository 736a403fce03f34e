"""The folder that `init` makes is commented, private, and right as it stands."""

import re
from pathlib import Path

import pytest

from config.errors import ConfigError
from config.load import load, read_yaml
from config.schema import Settings, Site
from crawler.init import init
from spiders.engines import ENGINES
from tests.onions import invented


def test_what_init_writes_can_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "stallwatch"
    written = init(folder)
    config = load(folder)
    assert config.sites == ()
    assert [rule.id for rule in config.rules] == ["mass-breach", "our-names", "every-claim"]
    assert config.settings == Settings()
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in written)


@pytest.mark.parametrize("name", ["forum", "market", "leaksite", "feed"])
def test_the_example_sites_are_right_once_the_address_is_filled_in(tmp_path: Path, name: str) -> None:
    init(tmp_path)
    example = tmp_path / "sites" / f"{name}.yml.example"
    example.write_text(example.read_text().replace("http://<56 characters>.onion", f"http://{invented(name)}"))
    site = Site.model_validate(read_yaml(example))
    assert site.id == f"example-{name}"
    assert ENGINES[site.engine](site).site is site


def test_the_example_sources_of_rates_are_right_once_they_are_let_in(tmp_path: Path) -> None:
    init(tmp_path)
    file = tmp_path / "stallwatch.yml"
    before, _, example = file.read_text().partition("  sources: []")
    file.write_text(before + re.sub("^  # ", "  ", example.partition("\n")[2], flags=re.MULTILINE))
    assert [source.id for source in load(tmp_path).settings.rates.sources] == ["ecb", "coins"]


def test_nothing_that_exists_is_touched(tmp_path: Path) -> None:
    (tmp_path / "stallwatch.yml").write_text("# mine\n")
    written = init(tmp_path)
    assert (tmp_path / "stallwatch.yml").read_text() == "# mine\n"
    assert tmp_path / "stallwatch.yml" not in written
    assert init(tmp_path) == []


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match=r"file.*cannot be written"):
        init(tmp_path / "file" / "folder")
