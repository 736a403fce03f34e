"""Who offers or claims the data: a handle behind a contact word, a name in a report, a group's sign-off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.reading.clauses import in_block, sentence
from pipelines.reading.lexicons import lexicon
from pipelines.reading.names import Hits, hits
from pipelines.reading.post import Found, Part, Post, once_a_post
from pipelines.reading.seller.labelled import handles, labelled, reached
from pipelines.reading.seller.reported import reported
from pipelines.reading.seller.signed import shop, signed

APART = 12
"""Characters behind "according to" from which on a group is not what tells: "according to police the group X"."""
_ROW = re.compile(r"\n([^\s]{3,30})\n(?:USD|BTC|EUR|XMR|GBP) ?\d")


@once_a_post
def find(post: Post) -> list[Found]:
    """Return who offers it, without "@", the surest first; whether anything is offered is the verdict's to say."""
    found: list[tuple[int, Found]] = []
    for part in post.parts:
        if part.source not in ("author", "price"):
            found += [(rank, Found(name, part, start, end)) for rank, name, start, end in _of_part(part, post)]
    return [each for _, each in sorted(found, key=lambda pair: pair[0])]


def _of_part(part: Part, post: Post) -> Iterator[tuple[int, str, int, int]]:
    """Yield rank (low is sure), name and span of each handle or name."""
    found = hits(part, post.languages)
    last = bool(lexicon(post.languages[0], "claims").get("head_last"))
    places = [
        *labelled(part, found),
        *handles(part),
        *reported(part, found, last=last),
        *reached(part.text, found),
        *shop(part, found),
        *signed(part, found),
    ]
    if part.source == "body" and (row := _ROW.search(part.text)):
        places.append((1, row.start(1), row.end(1)))
    for rank, start, end in places:
        never = any((hit.start, hit.end) == (start, end) for hit in found.within("seller.never", start, end))
        if not never and not _another(part.text, found, start) and not in_block(part.text, start):
            yield rank, part.text[start:end].strip(), start, end


def _another(text: str, found: Hits, start: int) -> bool:
    """Whether a name is a guarantor's or a reporter's; in "attributed to the group X", X is neither."""
    begin = sentence(text, start)[0]
    near = max(begin, start - 24)
    named = max((hit.start for hit in found.within("seller.label", near, start)), default=near)
    if found.any("seller.guarantor", named, start):
        return True
    told = max((hit.end for hit in found.within("victim.reporter", max(begin, start - 40), start)), default=None)
    apart = [hit for hit in found.within("seller.group", told or start, start) if hit.start - (told or start) > APART]
    own = ("seller.gang", "seller.post", "seller.handle", "seller.alias")  # "according to the post of X"
    return told is not None and not apart and not any(found.any(table, told, start) for table in own)
