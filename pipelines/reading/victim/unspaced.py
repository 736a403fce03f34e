"""Names in scripts without capitals: before "的数据库" or "회원 DB", behind "شركة"."""

from __future__ import annotations

import re

from pipelines.reading.clauses import sentence
from pipelines.reading.names import Hits
from pipelines.reading.post import Part
from pipelines.reading.victim.candidate import Candidate

_BEFORE = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0900-\u097fA-Za-z0-9·&ー]{2,24})[的のに 　]?$")
_HEAD = re.compile(r"\s([^\s\d،,.:;()\[\]|–—-]{2,20}(?: [^\s\d،,.:;()\[\]|–—-]{2,20}){0,3})")
_VAGUE = ("某", "这", "這", "该", "該", "一", "全", "几", "数", "各", "的", "은", "를")


def unspaced(part: Part, marks: Hits) -> list[Candidate]:
    """Return the run before a word for its data, and the words behind a word for an organisation."""
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
    for cue in marks.of("victim.head"):
        behind = _HEAD.match(part.text, cue.end)
        if behind:
            stop = min((hit.start for hit in marks.within("country", *behind.span(1))), default=behind.end(1))
            kind = part.text[cue.start : cue.end].removeprefix("ل")
            keeps = marks.any("victim.org", cue.start, cue.end) and not kind.startswith("شرك")
            start = cue.start if keeps else behind.start(1)
            if stop - start > 3:
                found.append(Candidate(part, start, len(part.text[:stop].rstrip()), 5.0 - start / 5_000))
    return found
