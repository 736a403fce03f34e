"""Read a post: raw text in, redacted text and a claim out. Pure, and never raising."""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_left
from collections.abc import Sequence

from pipelines.reading import (
    cause,
    contacts,
    countries,
    data_types,
    domain,
    language,
    masking,
    parts,
    price,
    provider,
    records,
    seller,
    size,
    verdict,
    victim,
)
from pipelines.reading.choose import choose, claim_of
from pipelines.reading.claim import FIELDS, Raw, Reading, Redaction, Source, Text
from pipelines.reading.leet import unleet
from pipelines.reading.masking.span import Cover
from pipelines.reading.own_words import own_words
from pipelines.reading.post import Found, Part, Post
from pipelines.reading.quantities import Quantity, Scanned, scan_post
from pipelines.reading.shadow import Shadow, make

MOST = 65_536
"""Code points of a source that are read and kept. Forum engines allow less by default: MyBB 65,535 bytes, phpBB 60,000
characters, Discourse 32,000. What is longer was made to be slow, or is the dump itself, which we do not want."""
WORD = 500
"""Code points before that end in which a word ends, or there is none."""
_BLANK = re.compile(r"\s")
LONG = 9
"""Digits that a phone number or an ID has at least."""
SAMPLED = 7
"""The same in sample rows, where little else has so many."""

_ORDER: tuple[Source, ...] = ("title", "prefix", "price", "body", "update", "author")
_FIELDS_OF = {"claim": FIELDS, "offer": ("price", "seller")}
"""What may be stated, by the author's intent; other posts have no values."""


def read(raw: Raw) -> Reading:
    """Read a post. Whatever the text holds, this returns."""
    raw, unread = _bounded(raw)
    whole = _parts(raw)
    own = tuple(part.with_shadow(own_words(part.shadow)) for part in whole)
    words = [part.folded for part in own if part.source != "author"]
    languages = spoken(words)
    own = tuple(part.with_shadow(unleet(part.shadow, languages)) for part in own)
    post = Post(own, languages)
    scanned = scan_post(post)
    quantities = [quantity for each in scanned for quantity in each.quantities]
    redactions = _redactions(whole, scanned, post.languages[:1])
    text = _text(raw, redactions) if redactions else _joined(raw)
    found = _found(post, scanned, redactions)
    intent = verdict.intent(post, quantities, found)
    fields = _FIELDS_OF.get(intent, ())
    chosen = choose(found, text, redactions, fields)
    names = (raw.author, str(chosen.values.get("seller") or ""))
    reached, further = contacts.find(whole, redactions, names, post.languages[:1])
    if further:
        redactions = sorted([*redactions, *further], key=lambda each: (_ORDER.index(each.source), each.start))
        text = _text(raw, redactions)
        chosen = choose(found, text, redactions, fields)
    claim = claim_of(chosen, is_claim=intent == "claim", language=language.detect(*words))
    if claim.is_claim:
        others = parts.find(post, found, text, redactions, claim)
        claim = dataclasses.replace(claim, parts=others) if others else claim
    return Reading(text, tuple(redactions), claim, unread, reached)


def spoken(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the languages whose lexicons apply, likeliest first: English, where texts are too short to tell.

    >>> spoken(["half a billion accounts"])[0]
    'en'
    """
    relevant = language.relevant(*texts)
    if language.detect(*texts) is not None:
        return relevant
    return ("en", *(each for each in relevant if each != "en"))


def _bounded(raw: Raw) -> tuple[Raw, int]:
    """Cut what is longer than any post, and count what was cut; of many updates the latest are kept."""
    if _length(raw) <= MOST:
        return raw, 0
    updates: list[str] = []
    room = MOST
    for update in reversed(raw.updates):
        updates.append(_cut_off(update, room))
        room -= len(updates[-1])
    short = dataclasses.replace(
        raw,
        **{name: _cut_off(getattr(raw, name), MOST) for name in ("title", "body", "prefix", "price", "author")},
        updates=tuple(reversed(updates)),
    )
    return short, _length(raw) - _length(short)


def _cut_off(text: str, most: int) -> str:
    """Cut a text between two words: half of a number would not be known as one."""
    if len(text) <= most:
        return text
    ends = [found.start() for found in _BLANK.finditer(text, max(0, most - WORD), most)]
    return text[: ends[-1] if ends else most]


def _length(raw: Raw) -> int:
    return sum(map(len, (raw.title, raw.body, raw.prefix, raw.price, raw.author, *raw.updates)))


def _parts(raw: Raw) -> tuple[Part, ...]:
    """Lay out the sources that hold anything."""
    joined = _joined(raw)
    return tuple(Part(source, make(written)) for source in _ORDER if (written := joined.of(source)))


def _joined(raw: Raw) -> Text:
    return Text(raw.title, raw.body, raw.prefix, raw.price, raw.author, raw.updates)


def _found(post: Post, scanned: Sequence[Scanned], redactions: Sequence[Redaction]) -> dict[str, list[Found]]:
    where = countries.find(post)
    if not any(each.role == "headline" for each in where):
        where = [*where, *_shown_by(redactions, post.parts)]
    codes = [str(each.value) for each in where if each.role == "headline"]
    scanned = [_unmasked(each, redactions) for each in scanned] if redactions else scanned
    return {
        "records": records.find(scanned),
        "size_bytes": size.find(scanned),
        "price": price.find(scanned, codes),
        "countries": where,
        "victim": victim.find(post),
        "domain": domain.find(post),
        "data_types": data_types.find(post),
        "cause": cause.find(post),
        "provider": provider.find(post),
        "seller": seller.find(post),
    }


def _unmasked(scanned: Scanned, redactions: Sequence[Redaction]) -> Scanned:
    """Leave out what is somebody's number: it could outweigh the claim's, and is dropped in the end."""
    part = scanned.part
    masked = Cover((each.start, each.end) for each in redactions if each.source == part.source)
    kept = tuple(each for each in scanned.quantities if not masked.touches(*part.shadow.span(each.start, each.end)))
    return scanned if len(kept) == len(scanned.quantities) else dataclasses.replace(scanned, quantities=kept)


def _shown_by(redactions: Sequence[Redaction], parts: Sequence[Part]) -> list[Found]:
    """Return the countries that masked IDs show, each at the first ID that shows it."""
    found = []
    for code in countries.from_redactions(redactions):
        first = next(each for each in redactions if code in countries.from_redactions([each]))
        part = next(part for part in parts if part.source == first.source)
        start, end = (_in_shadow(part.shadow, at) for at in (first.start, first.end))
        found.append(Found(code, part, start, end, confidence="implied"))
    return found


def _in_shadow(shadow: Shadow, at: int) -> int:
    """Turn an offset of the original into one of the shadow."""
    return at if shadow.origin is None else bisect_left(shadow.origin, at)


def _redactions(parts: Sequence[Part], scanned: Sequence[Scanned], languages: tuple[str, ...]) -> list[Redaction]:
    """Find what is personal, in the whole text: quotes and signatures are stored too."""
    found: list[Redaction] = []
    measured = [
        quantity
        for each in scanned
        for quantity in each.quantities
        if _measures(quantity, SAMPLED if each.in_block(quantity) else LONG)
    ]
    for part in parts:
        spans = [(each.start, each.end) for each in measured if each.part.source == part.source]
        found += masking.find(part, spans, languages)
    return found


def _measures(quantity: Quantity, long: int) -> bool:
    """Whether a quantity is surely none of somebody's numbers: it has a unit, a currency or a counting noun.

    A long run of ungrouped digits stays open to be an ID or a phone number, whatever word follows it, but for bytes.
    """
    if quantity.kind == "size":
        return True
    start, end = quantity.number
    written = quantity.part.text[start:end]
    if written.isdecimal() and len(written) >= long and not written.endswith("000"):
        return False
    return quantity.kind in ("count", "money", "percent")


def _text(raw: Raw, redactions: Sequence[Redaction]) -> Text:
    def masked(source: Source, written: str) -> str:
        return masking.apply(written, [each for each in redactions if each.source == source])

    updates = masked("update", "\n".join(raw.updates))
    return Text(
        title=masked("title", raw.title),
        body=masked("body", raw.body),
        prefix=masked("prefix", raw.prefix),
        price=masked("price", raw.price),
        author=masked("author", raw.author),
        updates=_cut(updates, raw.updates),
    )


def _cut(joined: str, updates: Sequence[str]) -> tuple[str, ...]:
    """Cut the joined updates where they were joined; masking keeps every length."""
    pieces: list[str] = []
    at = 0
    for update in updates:
        pieces.append(joined[at : at + len(update)])
        at += len(update) + 1
    return tuple(pieces)
