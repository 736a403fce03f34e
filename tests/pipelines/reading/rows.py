"""The labelled rows of each language: `languages/<code>.toml`, posts invented for these tests.

    [[row]]
    id = "it-07"
    kind = "trap"                  # claim | trap | null
    why = "the turnover is no price"
    title = "…"                    # title, body: the post
    body = "…"
    optional = ["address"]         # data types that may be read or not
    misses = ["victim"]            # fields that are known to be read wrong: strict, so a mended one must leave the list
    [row.gold]                     # what docs/claim.md asks for; a field that is not named must stay empty
    is_claim = true                # the default
    records = 12500000
    price = { amount = 900, currency = "EUR" }
    victim = ["Acme", "Acme S.p.A."]   # a list: any of these; for countries and data_types: all of these

A `null` row has nothing to read: its gold is empty, and it may still be a claim.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.reading.as_json import extract_line

FOLDER = Path(__file__).with_name("languages")
SETS = ("countries", "data_types")
FIELDS = (
    "is_claim", "records", "size_bytes", "price", *SETS, "victim", "domain", "cause", "provider", "seller",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    id: str
    language: str
    kind: str
    why: str
    title: str
    body: str
    gold: Mapping[str, Any]
    optional: tuple[str, ...]
    misses: tuple[str, ...]

    @property
    def read(self) -> dict[str, Any]:
        return extract_line({"id": self.id, "title": self.title, "body": self.body})

    def wrong(self) -> dict[str, tuple[Any, Any]]:
        """Return the fields that are read otherwise than labelled: what was wanted, and what came."""
        read = self.read
        pairs = {name: (self.gold.get(name, _EMPTY.get(name)), read[name]) for name in FIELDS}
        return {name: pair for name, pair in pairs.items() if not self._right(name, *pair)}

    def _right(self, name: str, gold: Any, got: Any) -> bool:
        if name in SETS:
            allowed = {*gold, *(self.optional if name == "data_types" else ())}
            return set(gold) <= set(got) <= allowed
        if name == "price" and isinstance(gold, Mapping):
            gold = {"amount": gold["amount"], "currency": gold.get("currency")}
        return got in gold if isinstance(gold, list) else got == gold


_EMPTY: Mapping[str, Any] = {"is_claim": True, "countries": [], "data_types": []}


def load(language: str) -> list[Row]:
    """Read one language's rows."""
    file = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return [_row(language, each) for each in file["row"]]


def languages() -> list[str]:
    """Return the languages that have rows, sorted."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def _row(language: str, row: Mapping[str, Any]) -> Row:
    known = {"id", "kind", "why", "title", "body", "gold", "optional", "misses"}
    gold = row.get("gold", {})
    strange = (set(row) - known) | (set(gold) - set(FIELDS))
    if strange or row["kind"] not in ("claim", "trap", "null"):
        raise ValueError(f"{language}.toml, {row.get('id')}: unknown {sorted(strange) or row['kind']}")
    return Row(
        row["id"], language, row["kind"], row.get("why", ""), row.get("title", ""), row.get("body", ""), gold,
        tuple(row.get("optional", ())), tuple(row.get("misses", ())),
    )  # fmt: skip
