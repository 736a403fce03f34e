"""The command line's own options."""

from configparser import ConfigParser

from typer.testing import CliRunner

from crawler.cli import app
from crawler.command import Globals
from tests.services.program import ROOT


def test_the_version_is_the_packages() -> None:
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg")
    told = CliRunner().invoke(app, ["--version"], obj=Globals())
    assert (told.exit_code, told.stdout) == (0, f"stallwatch {setup['metadata']['version']}\n")
