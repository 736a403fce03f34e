"""What masking did to the substrings that are marked as personal, or as to be kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.gold import Example
from bench.predict import Read


@dataclass(frozen=True, slots=True)
class Masking:
    """Marked substrings, and those that were treated wrongly."""

    personal: int
    keep: int
    leaked: tuple[tuple[str, str], ...] = field(repr=False)
    """Personal and still readable: the text's id, the substring."""
    lost: tuple[tuple[str, str], ...] = field(repr=False)
    """To be kept and masked."""

    @property
    def masked_share(self) -> float:
        """Share of what is personal that is masked."""
        return 1 - len(self.leaked) / self.personal if self.personal else 1.0

    @property
    def kept_share(self) -> float:
        """Share of what must stay that stayed."""
        return 1 - len(self.lost) / self.keep if self.keep else 1.0


def judge(examples: Sequence[Example], readings: Mapping[str, Read]) -> Masking:
    """Look for every marked substring in the redacted text; a mark that is not in the text counts for nothing."""
    personal, keep, leaked, lost = 0, 0, [], []
    for each in examples:
        redacted = f"{readings[each.id].text.title}\n\n{readings[each.id].text.body}"
        hidden = [mark for mark in each.personal if mark in each.text]
        open_to_all = [mark for mark in each.keep if mark in each.text]
        personal += len(hidden)
        keep += len(open_to_all)
        leaked += [(each.id, mark) for mark in hidden if mark in redacted]
        lost += [(each.id, mark) for mark in open_to_all if mark not in redacted]
    return Masking(personal, keep, tuple(leaked), tuple(lost))
