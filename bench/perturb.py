"""The same labelled texts as nobody has seen them: other ids, other names, other numbers."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bench.gold import Example, GoldSet, changed
from bench.predict import Read
from bench.rename import FIELDS as NAMED
from bench.rename import common_words, rename
from bench.rescale import KIND, rescale

SEED = 20260405
_EXACT = Decimal("0.001")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Perturbed:
    """Changed sets, and how much of them could be changed."""

    sets: tuple[GoldSet, ...] = field(repr=False)
    done: Mapping[str, int]
    """Texts in which a field was changed."""
    stated: Mapping[str, int]
    """Texts that state the field."""
    origin: Mapping[str, str] = field(repr=False)
    """The id that each text had before."""


def perturb(sets: Sequence[GoldSet], readings: Mapping[str, Read], seed: int = SEED) -> Perturbed:
    """Change every text. `readings` say which words are places: those stay, for they are labelled as countries."""
    common = common_words(each.text for gold in sets for each in gold.examples)
    done: Counter[str] = Counter()
    stated: Counter[str] = Counter()
    after = []
    origin: dict[str, str] = {}
    for gold in sets:
        slack = max(_EXACT, Decimal(str(gold.tolerance)))
        examples = []
        for each in gold.examples:
            rng = random.Random(f"{seed} {each.id}")  # noqa: S311 - to be repeated, not to be secret
            new, fields = rescale(each, rng, slack)
            new, names = rename(new, rng, common, places(readings.get(each.id)))
            done.update([*fields, *(name for name in NAMED if new.gold.get(name) != each.gold.get(name) and names)])
            stated.update(name for name in (*KIND, *NAMED) if _states(each, name))
            examples.append(new)
        dealt = _dealt(examples, seed)
        origin |= {key: each.id for key, each in dealt}
        after.append(GoldSet(gold.name, tuple(changed(each, id=key) for key, each in dealt), gold.tolerance))
    return Perturbed(tuple(after), done, stated, origin)


def places(reading: Read | None) -> frozenset[str]:
    """Return the words that were considered as countries, in lower case; of hosts only the suffix is, and it stays."""
    if reading is None:
        return frozenset()
    spans = reading.claim["candidates"].get("countries", ())
    texts = (reading.text.of(each["source"])[each["start"] : each["end"]] for each in spans)
    return frozenset(word.lower() for text in texts if "." not in text for word in _WORD.findall(text))


def _dealt(examples: Sequence[Example], seed: int) -> list[tuple[str, Example]]:
    """Deal the ids out anew, and the order."""
    rng = random.Random(seed)  # noqa: S311 - to be repeated
    ids = rng.sample([each.id for each in examples], len(examples))
    return rng.sample(list(zip(ids, examples, strict=True)), len(examples))


def _states(example: Example, name: str) -> bool:
    value = example.gold.get(name)
    return any(bool(each) for each in (value if isinstance(value, list) else [value]))
