"""The tables of docs/security.md, made of tests/guards/*.toml: `make guards` writes them, tests/test_docs.py compares."""

import re
from pathlib import Path

from tests.guards.guard import ROOT, Guard, guards

DOCUMENT = ROOT / "docs" / "security.md"
PROMISES = ("tor", "servers", "personal", "lost", "outwards", "doors")
"""In the issue's order; each has a file here and a table there."""
HEAD = "| guard, by what it keeps out | without it | what then fails |\n|---|---|---|\n"
_TABLE = re.compile(r"(<!-- guards: (\w+) -->\n).*?(<!-- end -->\n)", re.DOTALL)


def written(text: str) -> str:
    """Return the document with tables as the guards are now."""
    return _TABLE.sub(lambda found: found[1] + HEAD + "".join(map(row, guards(found[2]))) + found[3], text)


def row(guard: Guard) -> str:
    """One guard as a line: its name and where it stands, what happens without it, and the tests that then fail."""
    tests = "<br>".join(f"`{test}`" for test in guard.tests)
    cells = f"{guard.name}: `{guard.row['at']}`", str(guard.row.get("without") or _stand_in(guard)), tests
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def undefined(node: str) -> str | None:
    """Say why a pytest node id names no test; `None`: its file defines such a function."""
    file, _, rest = node.partition("::")
    name = re.sub(r"\[.*", "", rest, flags=re.DOTALL).rpartition("::")[2]
    path = ROOT / file
    if not path.is_file():
        return f"{node}: no file {file}"
    found = re.search(rf"^ *(?:async )?def {re.escape(name)}\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    return None if name and found else f"{node}: {file} defines no such test"


def _stand_in(guard: Guard) -> str:
    """Name what takes a guard's place, where nobody wrote what comes of it."""
    kind = next(key for key in ("is", "becomes", "by") if key in guard.row)
    return f"{kind} `{guard.row[kind]}`"


def main(document: Path = DOCUMENT) -> None:
    document.write_text(written(document.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
