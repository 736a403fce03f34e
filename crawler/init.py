"""`stallwatch init`: a commented folder to start from."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from config.errors import ConfigError

RENAMED = {"env.example": ".env.example"}
"""Files that packaging tools would overlook under their real names."""


def init(folder: Path) -> list[Path]:
    """Write the commented examples into a folder, 0700; return what was written. Nothing that exists is touched.

    Raises `ConfigError` when the folder cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return list(_copy(resources.files("config") / "examples", folder))
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be written: {error.strerror}") from None


def _copy(source: Traversable, target: Path) -> list[Path]:
    target.mkdir(mode=0o700, exist_ok=True)
    written: list[Path] = []
    for entry in sorted(source.iterdir(), key=lambda each: each.name):
        to = target / RENAMED.get(entry.name, entry.name)
        if entry.is_dir():
            written += _copy(entry, to)
        elif not to.exists():
            to.write_text(entry.read_text(encoding="utf-8"), encoding="utf-8")
            to.chmod(0o600)
            written.append(to)
    return written
