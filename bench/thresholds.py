"""What issue 4 asks of a measurement, and whether it was reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

AT_LEAST_POSTS: Mapping[str, float] = {
    "is_claim": 0.97, "records": 0.97, "size_bytes": 0.97, "price": 0.97, "countries": 0.97, "victim": 0.85,
    "data_types": 0.95,
}  # fmt: skip
"""F1 over claims and posts together."""
AT_LEAST_HIBP: Mapping[str, float] = {"records": 0.95}
MOST_MASKING = 0.01
"""By how much masking may lower a field's F1."""
MOST_ROBUSTNESS = 0.03
"""By how much other names and numbers may lower a field's F1."""
PERSONAL = 1.0
KEEP = 0.995


@dataclass(frozen=True, slots=True)
class Verdict:
    """One demand, and what was measured."""

    name: str
    """E.g. "F1 records, claims+posts"."""
    measured: float
    demand: float = field(repr=False)
    sense: Literal["at least", "at most"] = "at least"

    @property
    def held(self) -> bool:
        """Whether it was reached."""
        return self.measured >= self.demand if self.sense == "at least" else self.measured <= self.demand

    def __str__(self) -> str:
        """Tell it in a line."""
        said = "ok    " if self.held else "MISSED"
        return f"{said} {self.name}: {self.measured:.4f} ({self.sense} {self.demand})"


def floors(group: str, f1: Mapping[str, float], demands: Mapping[str, float]) -> list[Verdict]:
    """Compare F1 with the least that is asked; a field that was not measured has missed."""
    return [Verdict(f"F1 {name}, {group}", f1.get(name, 0.0), least) for name, least in demands.items()]


def falls(what: str, group: str, differences: Mapping[str, float], most: float) -> list[Verdict]:
    """Compare each field's fall of F1 with the most that is allowed; a rise is no fall."""
    return [
        Verdict(f"fall by {what}, {name}, {group}", round(max(0.0, -grown), 4), most, "at most")
        for name, grown in differences.items()
    ]
