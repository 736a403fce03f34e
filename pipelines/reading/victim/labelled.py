"""Names behind a label on their line: "Company: X", "Target: X", "平台：X"."""

from __future__ import annotations

import re

from pipelines.reading.clauses import line
from pipelines.reading.names import Hits
from pipelines.reading.phrases import clings
from pipelines.reading.post import Part
from pipelines.reading.victim.candidate import Candidate

_VALUE = re.compile(r" {0,2}[:：=] {0,3}([^\n,;|(（\[，。；]{2,80})")
_HOST = re.compile(r"[\w-]{1,60}(?:\.[\w-]{2,60}){1,4}(?=\. )")
"""A domain that ends its sentence: what follows is no part of it."""
WEIGHT = 9.0


def labelled(part: Part, marks: Hits) -> list[Candidate]:
    """Return the values of labels that start a line, or stand after a dash or bullet."""
    found = []
    for cue in marks.of("victim.label"):
        start, _ = line(part.text, cue.start)
        value = _VALUE.match(part.text, cue.end)
        if value and not any(map(str.isalnum, part.text[start : cue.start])):
            if marks.any("victim.lead", *value.span(1)):
                continue
            host = _HOST.match(value[1])
            name = (host[0] if host else value[1]).rstrip(" .")
            first = name[0]
            if (
                first.isupper()
                or first.isdigit()
                or not clings(first)
                or (part.source == "body" and len(name.split()) <= 4)
            ):
                found.append(Candidate(part, value.start(1), value.start(1) + len(name), WEIGHT))
    return found
