"""Imports point one way: config <- spiders <- pipelines <- crawler <- demo."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ORDER = ("config", "spiders", "pipelines", "crawler", "demo")


def crossings(package: str, source: str) -> list[str]:
    """The packages that a module imports although they stand above its own."""
    above = ORDER[ORDER.index(package) + 1 :]
    found = []
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        found += [name for name in names if name.split(".")[0] in above]
    return found


@pytest.mark.parametrize("package", ORDER)
def test_no_file_imports_what_stands_above_it(package: str) -> None:
    files = sorted((ROOT / package).rglob("*.py"))
    assert files
    crossed = {str(file.relative_to(ROOT)): names for file in files if (names := crossings(package, file.read_text()))}
    assert crossed == {}


@pytest.mark.parametrize(
    ("package", "source", "expected"),
    [
        ("spiders", "from pipelines.track import track", ["pipelines.track"]),
        ("config", "def f():\n    import crawler.cli", ["crawler.cli"]),
        ("crawler", "import config.load, spiders.walk", []),
    ],
)
def test_a_crossing_is_seen(package: str, source: str, expected: list[str]) -> None:
    assert crossings(package, source) == expected


def test_only_one_file_reads_yaml_and_one_the_environment() -> None:
    sources = {
        file.relative_to(ROOT).as_posix(): file.read_text() for name in ORDER for file in (ROOT / name).rglob("*.py")
    }
    assert [name for name, text in sources.items() if "ruamel" in text] == ["config/load.py"]
    readers = {name for name, text in sources.items() if "os.environ" in text or "getenv" in text}
    # cli: the folder's default.
    assert readers <= {"config/environment.py", "crawler/cli.py", "demo/play.py"}
