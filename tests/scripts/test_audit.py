"""The audit of dependencies: what it says, above all where nobody answered; and that all of them are locked by hash."""

import importlib.util
import re
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
spec = importlib.util.spec_from_file_location("audit", ROOT / "scripts" / "audit.py")
assert spec is not None
assert spec.loader is not None
audit: Any = importlib.util.module_from_spec(spec)
spec.loader.exec_module(audit)

CLEAN = {"name": "wren", "version": "1.0", "vulns": []}
HOLE = {"name": "gull", "version": "2.0", "vulns": [{"id": "GHSA-1", "fix_versions": ["2.1"]}]}
OPEN = {"name": "tern", "version": "2.0", "vulns": [{"id": "GHSA-2", "fix_versions": []}]}
SKIPPED = {"name": "plover", "skip_reason": "not found"}
KEPT = {"metadata": {"name": "wren", "version": "1.0"}}
YANKED = {"metadata": {"name": "gull", "version": "2.0"}, "is_yanked": True}


@pytest.mark.parametrize(
    ("dependencies", "installs", "says", "code"),
    [
        ([CLEAN], [KEPT], "1 of 1 packages", 0),
        ([CLEAN, HOLE], [KEPT], "gull 2.0: GHSA-1, mended in 2.1", 1),
        ([OPEN], [KEPT], "tern 2.0: GHSA-2, mended in no release", 1),
        ([CLEAN], [KEPT, YANKED], "gull 2.0: this release was withdrawn", 1),
        ([CLEAN, SKIPPED], [KEPT], "1 of 2 packages were looked up for known holes; nobody answered for: plover", 2),
        ([HOLE, SKIPPED], [KEPT], "nobody answered for: plover", 1),
        ([], [], "0 of 0 packages", 2),
    ],
)
def test_what_nobody_answered_for_is_never_clean(
    dependencies: list[dict[str, Any]], installs: list[dict[str, Any]], says: str, code: int
) -> None:
    lines, status = audit.judge(dependencies, installs)
    assert says in "\n".join(lines)
    assert status == code


def locked() -> dict[str, list[str]]:
    """By package, the hashes that its one release may have."""
    text = (ROOT / "requirements.lock").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and line[0] not in "# "]
    pinned = {line: re.match(r"([a-z0-9._-]+)==\S+ ", line) for line in lines}
    assert [line for line, found in pinned.items() if found is None] == []
    return {found[1]: re.findall(r"--hash=sha256:[0-9a-f]{64}", line) for line, found in pinned.items() if found}


def test_every_dependency_is_locked_to_a_release_by_its_hashes() -> None:
    lock = locked()
    assert len(lock) > 50
    assert [name for name, hashes in lock.items() if not hashes] == []
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg")
    wanted = (setup["options"]["install_requires"] + setup["options.extras_require"]["dev"]).split("\n")
    names = {re.sub("[._]", "-", re.split(r"[\[ ><~=]", line, maxsplit=1)[0].lower()) for line in wanted if line}
    assert names - set(lock) == set()


def test_what_is_installed_has_one_of_these_hashes() -> None:
    assert "--require-hashes -r requirements.lock" in (ROOT / "scripts" / "install.sh").read_text()
