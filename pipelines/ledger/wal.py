"""What a crash or a bad disk left in a write-ahead log: transactions that SQLite would pass over in silence.

SQLite reads its log up to the first frame that does not fit, and takes it for the end. After a crash that is right:
what follows was never committed. After damage it is not: what was committed behind the bad frame is gone without a
word, and where a part of it was copied into the ledger before, the ledger no longer fits together. The format:
https://www.sqlite.org/fileformat2.html#the_write_ahead_log
"""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LARGEST = 32_000_000
"""Bytes of a log that are looked at, at most: it is emptied every 4 MB unless somebody reads all the while."""

TWICE = 0.3
"""Seconds between two looks: a log that somebody is writing to may be seen half written once, and not twice alike."""

_HEADER, _FRAME = 32, 24
_MAGIC = {0x377F0682: "<", 0x377F0683: ">"}
_BITS = 0xFFFFFFFF

Sums = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Frame:
    salts: bytes
    sums: Sums
    """As they stand in it."""
    commits: bool
    """Whether a transaction ends with it."""
    summed: bytes
    """What its sums are made of, with those of the frame before."""


def lost_transactions(wal: Path) -> int:
    """Count the committed transactions in a log that SQLite would not see; 0 when there is no log.

    Takes no lock and opens no database: to be asked before SQLite does, which empties the log.
    """
    seen = _read(wal)
    if not (found := lost_in(seen)):
        return 0
    time.sleep(TWICE)
    return found if _read(wal) == seen else 0


def lost_in(log: bytes) -> int:
    """Count the committed transactions behind the first frame of a log that does not fit.

    A single one is not counted: it may be what was being written when the machine went down, which nobody was told of.
    """
    if len(log) < _HEADER + _FRAME:
        return 0
    order, size = _MAGIC.get(int.from_bytes(log[:4], "big")), int.from_bytes(log[8:12], "big")
    if order is None or size not in {1 << power for power in range(9, 17)}:
        order, size = "<", 4096
        is_sound = False
    else:
        is_sound = _sums(order, log[:24], (0, 0)) == struct.unpack(">II", log[24:32])
    frames = list(_frames(log, size))
    salts = log[16:24] if is_sound else frames[0].salts if frames else b""
    before: Sums = struct.unpack(">II", log[24:32])
    fits, lost = is_sound, 0
    for frame in frames:
        is_whole = frame.salts == salts and _sums(order, frame.summed, before) == frame.sums
        fits = fits and is_whole
        lost += is_whole and frame.commits and not fits
        before = frame.sums
    return lost if lost > 1 else 0


def _frames(log: bytes, size: int) -> Iterator[_Frame]:
    for at in range(_HEADER, len(log) - _FRAME - size + 1, _FRAME + size):
        head = log[at : at + _FRAME]
        page = log[at + _FRAME : at + _FRAME + size]
        commits = head[4:8] != bytes(4)
        yield _Frame(head[8:16], struct.unpack(">II", head[16:24]), commits, head[:8] + page)


def _sums(order: str, data: bytes, before: Sums) -> Sums:
    """Go on with the log's checksum from that of what stands before."""
    one, two = before
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + two) & _BITS
        two = (two + second + one) & _BITS
    return one, two


def _read(wal: Path) -> bytes:
    try:
        with wal.open("rb") as stream:
            return stream.read(LARGEST)
    except OSError:
        return b""
