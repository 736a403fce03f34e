"""Inputs that broke something once, as files: `.fuzz/` holds what a run has found, `tests/fuzz/found/` what was mended."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.reading import Raw
from tests.fuzz import responses
from tests.fuzz.properties import check_page, check_reading
from tests.fuzz.seeds import Seed
from tests.fuzz.texts import Post
from tests.spiders.sites import page

FOUND = Path(__file__).parent / "found"


@dataclass(frozen=True, slots=True)
class Found:
    """An input of the past."""

    name: str
    check: Callable[[], object]


def write(folder: Path, target: str, given: Any, why: str) -> Path:
    """Write an input to a file, with what it broke."""
    entry = {"target": target, "why": why, **_entry(given)}
    text = json.dumps(entry, indent=1, sort_keys=True) + "\n"
    folder.mkdir(exist_ok=True)
    path = folder / f"{target}-{hashlib.sha256(text.encode()).hexdigest()[:8]}.json"
    path.write_text(text, "utf-8")
    return path


def load(folder: Path = FOUND) -> list[Found]:
    """Read those of a folder."""
    return [Found(path.stem, _check(json.loads(path.read_text("utf-8")))) for path in sorted(folder.glob("*.json"))]


def _entry(given: Any) -> dict[str, Any]:
    if isinstance(given, Post):
        raw = given.raw
        texts = {name: getattr(raw, name) for name in ("title", "body", "prefix", "price", "author")}
        return {
            "raw": {key: text for key, text in texts.items() if text} | {"updates": raw.updates},
            "planted": given.planted,
        }
    seed, content, *answer = given
    asked = {"engine": seed.engine, "kind": seed.kind, "path": seed.path, "json": seed.text.startswith("{")}
    if answer:
        return {"asked": asked, "hex": content.hex(), "type": answer[0], "status": answer[1]}
    return {"asked": asked, "text": content}


def _check(entry: dict[str, Any]) -> Callable[[], object]:
    if "raw" in entry:
        raw = Raw(**{**entry["raw"], "updates": tuple(entry["raw"]["updates"])})
        return lambda: check_reading(raw, tuple(entry["planted"]))
    asked = entry["asked"]
    seed = Seed(asked["engine"], asked["kind"], asked["path"], "{" if asked["json"] else "")
    shown = (
        responses.page_of(seed, bytes.fromhex(entry["hex"]), entry["type"], entry["status"])
        if "hex" in entry
        else page(entry["text"], seed.path)
    )
    return lambda: check_page(seed.reader, seed.kind, shown)
