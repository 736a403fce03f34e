"""Names in scripts without capitals, before a word for their data: "的数据库", "회원 DB"."""

from __future__ import annotations

import re

from pipelines.reading.clauses import sentence
from pipelines.reading.names import Hits
from pipelines.reading.post import Part
from pipelines.reading.victim.candidate import Candidate

_BEFORE = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0900-\u097fA-Za-z0-9·&ー]{2,24})[的のに 　]?$")
_VAGUE = ("某", "这", "這", "该", "該", "一", "全", "几", "数", "各", "的", "은", "를")


def unspaced(part: Part, marks: Hits) -> list[Candidate]:
    """Return the run before a word for its data."""
    found = []
    for cue in marks.of("victim.tail"):
        before = _BEFORE.search(part.text, max(sentence(part.text, cue.start)[0], cue.start - 26), cue.start)
        if (
            before
            and not before[1].startswith(_VAGUE)
            and not before[1].isascii()
            and not marks.any("victim.generic", *before.span(1))
        ):
            start = max((hit.end for hit in marks.within("verdict.sells", *before.span(1))), default=before.start(1))
            if before.end(1) - start >= 2:
                found.append(Candidate(part, start, before.end(1), 5.0 - start / 5_000))
    return found
