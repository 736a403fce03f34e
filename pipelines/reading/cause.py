"""How the data leaked: what the post says, the way in before the kind of attack."""

from __future__ import annotations

from pipelines.reading.clauses import in_block, sentence
from pipelines.reading.names import NOTHING, Hit, Hits, hits
from pipelines.reading.post import Found, Part, Post

ORDER = (
    "sql_injection", "phishing", "insider", "exposed_bucket", "exposed_credentials", "api_abuse", "combination",
    "stealer_malware", "third_party", "vulnerability", "exposed_database", "scraping", "ransomware", "intrusion",
)  # fmt: skip
"""The way in beats the group's kind, and the more specific technique the general."""


def find(post: Post) -> list[Found]:
    """Return what a post says of how the data leaked, the claim's cause first; doubtful ones have another role."""
    found = [
        each
        for part in post.parts
        if part.source not in ("author", "price")
        for each in _of_part(part, hits(part, post.languages))
    ]
    return sorted(found, key=lambda each: (each.role != "headline", ORDER.index(str(each.value))))


def _of_part(part: Part, found: Hits) -> list[Found]:
    return [
        Found(hit.value, part, hit.start, hit.end, _role(part, hit, found))
        for hit in found.of("cause")
        if hit.value != NOTHING and not in_block(part.text, hit.start)
    ]


def _role(part: Part, hit: Hit, found: Hits) -> str:
    start, end = sentence(part.text, hit.start)
    if found.any("context.comparison", start, end):
        return "comparison"
    near = max(start, hit.start - 20)
    return "denied" if any(cue.value == "before" for cue in found.within("negation", near, hit.start)) else "headline"
