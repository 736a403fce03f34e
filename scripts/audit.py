"""Ask for known holes in the locked dependencies, and whether a release was withdrawn. What nobody answers for is said.

pip-audit ends with 0 and "no known vulnerabilities" also when its database knew none of the packages (a mirror without
PyPI's JSON API gives no answer): here that is exit status 2, not 0.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LOCK = "requirements.lock"


def main(arguments: Sequence[str]) -> int:
    """Print what was found; return 1 for a hole or a withdrawn release, 2 when some were not answered for, else 0.

    The one argument is the Python that has pip-audit.
    """
    (python,) = arguments
    audited = _json([python, "-m", "pip_audit", "--disable-pip", "--require-hashes", "-r", LOCK, "--format", "json",
                     "--progress-spinner", "off"])  # fmt: skip
    resolved = _json([python, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--no-deps",
                      "--require-hashes", "-r", LOCK, "--report", "-"])  # fmt: skip
    lines, code = judge(audited["dependencies"], resolved["install"])
    print("\n".join(lines))  # noqa: T201
    return code


def judge(dependencies: Sequence[dict[str, Any]], installs: Sequence[dict[str, Any]]) -> tuple[list[str], int]:
    """Return lines to print and the exit status, of pip-audit's `dependencies` and of pip's report's `install`."""
    holes = [
        f"{each['name']} {each['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'no release'}"
        for each in dependencies
        for hole in each.get("vulns", ())
    ]
    withdrawn = [f"{_name(each)}: this release was withdrawn" for each in installs if each.get("is_yanked")]
    unknown = [each["name"] for each in dependencies if "skip_reason" in each]
    known = f"{len(dependencies) - len(unknown)} of {len(dependencies)} packages were looked up for known holes"
    lines = [*holes, *withdrawn, known + (f"; nobody answered for: {', '.join(unknown)}" if unknown else "")]
    lines.append(f"{len(installs)} releases are the ones whose hashes are locked; {len(withdrawn)} were withdrawn")
    return lines, 1 if holes or withdrawn else 2 if unknown or not dependencies else 0


def _name(install: dict[str, Any]) -> str:
    return f"{install['metadata']['name']} {install['metadata']['version']}"


def _json(command: Sequence[str]) -> dict[str, Any]:
    """Run a program that prints JSON; it ends with 1 when it has found something, which is no failure of its own."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        sys.exit(f"audit: {Path(command[2]).name} printed no report: {done.stderr[-500:]}")
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
