"""Labelled texts: the development sets of `../shared/data`, and our own table of each language."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.reading.claim import Raw
from tests.pipelines.reading import rows

SHARED = Path(__file__).parents[2] / "shared"
"""Beside the clone, never in it."""

SILENT: Mapping[str, Any] = {name: [] if name in rows.SETS else None for name in rows.FIELDS} | {"is_claim": True}
"""What a row of our tables says about a field that it does not name."""


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled text."""

    id: str
    """Unique over all sets."""
    lang: str
    """ISO 639 code."""
    title: str
    body: str
    gold: Mapping[str, Any]
    """Fields as `score_claims.py` takes them; a field that is not in it is not judged."""
    personal: tuple[str, ...] = ()
    """Substrings that must be masked."""
    keep: tuple[str, ...] = ()
    """Substrings that must stay readable."""

    @property
    def raw(self) -> Raw:
        """The text as the reader takes it."""
        return Raw(title=self.title, body=self.body)

    @property
    def text(self) -> str:
        """Title and body in one, as a peer takes it."""
        return f"{self.title}\n\n{self.body}" if self.title else self.body


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Texts that are judged alike."""

    name: str
    examples: tuple[Example, ...] = field(repr=False)
    tolerance: float = 0.001
    """Relative slack on `records`."""


class NoGold(Exception):  # noqa: N818 - it says what is missing
    """The labelled texts are not there."""


def load_sets(shared: Path = SHARED) -> tuple[GoldSet, ...]:
    """Load all sets: `claims`, `posts`, `hibp`, `tables`. Raises `NoGold`."""
    return (*shared_sets(shared), GoldSet("tables", tuple(_tables())))


def shared_sets(shared: Path = SHARED) -> tuple[GoldSet, ...]:
    """Load the development sets alone. Raises `NoGold`."""
    return (
        GoldSet("claims", tuple(_lines(shared, "claims"))),
        GoldSet("posts", tuple(_lines(shared, "posts"))),
        GoldSet("hibp", tuple(_lines(shared, "hibp")), tolerance=0.06),
    )


def by_language(examples: Sequence[Example]) -> dict[str, list[Example]]:
    """Group texts by language, the largest group first."""
    groups: dict[str, list[Example]] = {}
    for each in examples:
        groups.setdefault(each.lang, []).append(each)
    return dict(sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])))


def language(written: str) -> str:
    """Return the code in a set's own way of naming languages.

    >>> language("zh-TW"), language("fr (summary) + native title")
    ('zh', 'fr')
    """
    return re.split(r"[ -]", written, maxsplit=1)[0]


def _lines(shared: Path, name: str) -> Iterator[Example]:
    file = shared / "data" / f"{name}_dev.jsonl"
    if not file.exists():
        raise NoGold(f"{file} is missing: put the shared folder beside this clone, at {shared}")
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        row = json.loads(line)
        yield Example(
            f"{name}/{number}/{row['id']}", language(row["lang"]), row.get("title", ""),
            row.get("body") or row.get("text", ""), row["gold"], tuple(row.get("personal", ())),
            tuple(row.get("keep", ())),
        )  # fmt: skip


def _tables() -> Iterator[Example]:
    for code in rows.languages():
        for row in rows.load(code):
            gold = {**SILENT, **{name: _plain(value) for name, value in row.gold.items()}}
            if row.optional:
                gold["data_types_optional"] = list(row.optional)
            yield Example(f"tables/{code}/{row.id}", code, row.title, row.body, gold)


def _plain(value: Any) -> Any:
    """TOML cannot write a free price's missing currency."""
    if isinstance(value, Mapping) and "amount" in value:
        return {"amount": value["amount"], "currency": value.get("currency")}
    return value


def changed(example: Example, **parts: Any) -> Example:
    """Return a copy with some parts replaced."""
    return dataclasses.replace(example, **parts)
