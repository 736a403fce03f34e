"""Names behind a label on their line: "Company: X", "Target: X", "平台：X"."""

from __future__ import annotations

import re

from pipelines.reading.clauses import line
from pipelines.reading.names import Hits
from pipelines.reading.phrases import clings
from pipelines.reading.post import Part
from pipelines.reading.victim.candidate import Candidate

_VALUE = re.compile(r" {0,2}[:：=] {0,3}([^\n,;|(（\[，。；]{2,80})")
_QUOTED = re.compile(r"[\"“«'‘]([^\"“”«»'’\n]{2,60})[\"”»'’]")
_STOP = re.compile(r"(?<=[^\W\d_]{3})[.!?] | [+&/-] (?=[^\W\d_A-ZÀ-ÞА-ЯЁ])")
"""Where a value goes on with something else: another sentence, a list of plain words."""
_HOST = re.compile(r"[\w-]{1,60}(?:\.[\w-]{1,60}){1,4}")
WEIGHT = 9.0
SITE = 6.5
"""Where 网站 or サイト labels a host, beside a name that another label gives."""


def labelled(part: Part, marks: Hits) -> list[Candidate]:
    """Return the values of labels that start a line, or stand after a dash or bullet."""
    found = []
    for cue in marks.of("victim.label"):
        start, _ = line(part.text, cue.start)
        value = _VALUE.match(part.text, cue.end)
        if value and not any(map(str.isalnum, part.text[start : cue.start])):
            written = _QUOTED.match(value[1])
            name = written[1] if written else _STOP.split(value[1], 1)[0].rstrip(" .")
            if not name or any(marks.any(table, *value.span(1)) for table in ("victim.lead", "cause")):
                continue
            first = name[0]
            if (
                first.isupper()
                or first.isdigit()
                or not clings(first)
                or (part.source == "body" and len(name.split()) <= 4 and not _describes(name, value.start(1), marks))
            ):
                start = value.start(1) + bool(written)
                site = part.text[cue.start] >= "\u2e80" and bool(_HOST.fullmatch(name))
                found.append(Candidate(part, start, start + len(name), SITE if site else WEIGHT))
    return found


def _describes(name: str, start: int, marks: Hits) -> bool:
    """Whether a value in small letters begins with what somebody does, "dental clinic network", and names nobody."""
    return name.islower() and any(hit.start == start for hit in marks.within("victim.sector", start, start + len(name)))
