"""A disk of its own for a test, small enough to be full or mounted read-only: a tmpfs, which needs root."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.shared import missing


@dataclass(frozen=True, slots=True)
class Disk:
    """A mounted one."""

    path: Path

    def fill(self, leaving: int = 0) -> None:
        """Leave so many bytes free, and none that are not whole blocks."""
        block = 4096
        with self._filler.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(64 * block))
            except OSError:
                size = file.tell()
        with self._filler.open("r+b") as file:
            file.truncate(max(size - leaving - leaving % block, 0))

    def make_room(self) -> None:
        self._filler.unlink()

    def remount(self, how: str) -> None:
        """`ro` or `rw`."""
        subprocess.run(["mount", "-o", f"remount,{how}", self.path], check=True, capture_output=True)

    @property
    def _filler(self) -> Path:
        return self.path / "filler"


@contextmanager
def disk(path: Path, megabytes: int) -> Iterator[Disk]:
    """Mount an empty one there; gone afterwards."""
    path.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", path]
    mounted = subprocess.run(command, check=False, capture_output=True, text=True)
    if mounted.returncode:
        missing(f"a small disk cannot be mounted: {mounted.stderr.strip()}")
    try:
        yield Disk(path)
    finally:
        subprocess.run(["umount", "--lazy", path], check=True)
