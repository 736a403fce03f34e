"""Whose data it is: the organisation's shortest full name, as written; else its domain."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.reading import domain, provider, seller
from pipelines.reading.lexicons import lexicon
from pipelines.reading.names import hits
from pipelines.reading.post import Found, Part, Post
from pipelines.reading.victim.apposed import apposed, formed
from pipelines.reading.victim.beside import beside
from pipelines.reading.victim.called import called, whole
from pipelines.reading.victim.candidate import Candidate, settle
from pipelines.reading.victim.headed import headed, pieces
from pipelines.reading.victim.joined import joined
from pipelines.reading.victim.labelled import labelled
from pipelines.reading.victim.organised import organised
from pipelines.reading.victim.prose import prose
from pipelines.reading.victim.quoted import quoted
from pipelines.reading.victim.small import small
from pipelines.reading.victim.uncased import uncased

__all__ = ["find", "heading"]


def find(post: Post) -> list[Found]:
    """Return the names that may be the victim's, the likeliest first; the rest have the role `other`.

    A long list of victims, or only a description ("an American company"), gives none.
    """
    found: list[Candidate] = []
    capitals = not lexicon(post.languages[0], "claims").get("nouns_capitalised")
    nouns_first = bool(lexicon(post.languages[0], "quantities").get("head_first"))
    for part in post.parts:
        if part.source in ("title", "body", "update"):
            marks = hits(part, post.languages)
            read = [*headed(part, marks, post), *quoted(part, marks, post)]
            for reader in (labelled, joined, uncased, prose):
                read += reader(part, marks)
            official = organised(part, marks, capitals=capitals)
            names = called(part, marks, post)
            if official or names:
                names += [each for each in official if each.whole]
                read = [*(whole(each, names) for each in read), *names, *(each for each in official if not each.whole)]
            found += read
            found += formed(part, marks)
            found += apposed(part, marks, nouns_first=nouns_first)
    hosts = [each for each in domain.find(post) if each.role == "headline"]
    found += beside(post, hosts)
    ranked = settle(_of_others(found, post), post, hosts)
    if not ranked and not hosts:
        found = [each for part in post.parts for each in small(part, hits(part, post.languages), post)]
        ranked = settle(found, post, hosts)
    if not ranked:
        listed = any(each.role == "part" for each in domain.find(post)) and not hosts
        return [] if listed else [_host(each) for each in hosts]
    return [_found(each, "headline" if index == 0 else "other") for index, each in enumerate(ranked)]


def _of_others(found: list[Candidate], post: Post) -> list[Candidate]:
    """Drop the names that are the seller's or a third party's, if any other is left beside the latter."""
    sellers = seller.find(post)[:1] if found else []
    kept = [each for each in found if not _is(each, sellers)]
    third = provider.named(post) if kept else []
    return [each for each in kept if not _is(each, third)] or kept


def _is(each: Candidate, others: Sequence[Found]) -> bool:
    """Whether a candidate is one of these names, or a part of it where that stands."""
    if not others:
        return False
    name = each.name.lower()
    return any(
        (name == str(other.value).lower())
        or (each.part is other.part and other.start <= each.start and each.end <= other.end)
        for other in others
    )


def heading(part: Part, start: int, end: int, post: Post) -> Found | None:
    """Return the name that a heading or the entry of a list begins with; `None` when it begins with none."""
    ranked = settle(pieces(part, start, end), post, [])
    return _found(ranked[0], "headline") if ranked else None


def _found(each: Candidate, role: str) -> Found:
    return Found(each.name, each.part, each.start, each.end, role)


def _host(found: Found) -> Found:
    return Found(found.part.text[found.start : found.end], found.part, found.start, found.end)
