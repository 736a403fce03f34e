"""Do script, ledger, index and alerts say the same? Compared whole, in both directions."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from elasticsearch import Elasticsearch as Client
from sqlalchemy import Connection, select

from demo.check import all_listings
from demo.receiver import Received
from pipelines.deliver.document import render
from pipelines.deliver.words import EVENTS
from pipelines.ledger import Ledger, outbox
from pipelines.ledger.browse import Shown
from pipelines.ledger.tables import alerts
from tests.torture.boards import Boards

ALERTED = ("new", "price_changed", "sold", "removed")
"""Events that the rules ask to be told of."""

_KINDS = {words: kind for kind, words in EVENTS.items()}


def disagreements(boards: Boards, ledger: Ledger, index: Client, alias: str, messages: Sequence[Received]) -> list[str]:
    """Return what does not agree, a sentence each; empty: nothing. Repeated messages are `repeats`' matter."""
    known = {shown.stored.listing.listing_id: shown for shown in ledger.read(all_listings)}
    return [
        *_listings(boards, known),
        *_events(boards, known),
        *_alerts(boards, ledger),
        *_documents(known, index, alias),
        *_messages(boards, messages),
    ]


def repeats(messages: Sequence[Received]) -> int:
    """Count the messages that came before, word for word."""
    return len(messages) - len({_words(each) for each in messages})


def _listings(boards: Boards, known: dict[str, Shown]) -> Iterator[str]:
    posts = {post.listing_id: post for post in boards.posts}
    yield from (f"listing missing: {posts[each].title}" for each in posts.keys() - known.keys())
    yield from (f"listing that was never served: {each}" for each in known.keys() - posts.keys())
    for each in posts.keys() & known.keys():
        post, stored = posts[each], known[each].stored
        if (stored.listing.title, stored.listing.body) != (post.title, post.body):
            yield f"listing not as served: {post.title}"
        if (stored.removed_at is not None) != post.gone:
            yield f"listing removed, or not: {post.title}"


def _events(boards: Boards, known: dict[str, Shown]) -> Iterator[str]:
    for post in boards.posts:
        stored = known[post.listing_id].stored.events if post.listing_id in known else ()
        yield from _differ(f"events of {post.title}", post.happened, Counter(each.kind for each in stored))


def _alerts(boards: Boards, ledger: Ledger) -> Iterator[str]:
    def read(conn: Connection) -> tuple[Counter[tuple[str, str]], int, int]:
        rows = conn.execute(select(alerts)).all()
        raised = Counter((row.listing_id, row.trigger.partition(":")[0]) for row in rows)
        return raised, sum(row.sent_at is None for row in rows), outbox.pending(conn) + len(outbox.dead(conn))

    raised, unsent, left = ledger.read(read)
    yield from _differ("alerts raised", _demanded(boards), raised)
    if unsent or left:
        yield f"{unsent} alerts not sent, {left} rows left in the outbox"


def _documents(known: dict[str, Shown], index: Client, alias: str) -> Iterator[str]:
    index.indices.refresh(index=alias)
    hits = index.search(index=alias, size=10_000, version=True)["hits"]["hits"]
    for each, count in Counter(hit["_id"] for hit in hits).items():
        if count > 1:
            yield f"document doubled: {each}"
    sent = {hit["_id"]: hit for hit in hits}
    matched = {each for each, shown in known.items() if shown.stored.matches}
    yield from (f"document missing: {each}" for each in matched - sent.keys())
    yield from (f"document of no match: {each}" for each in sent.keys() - matched)
    for each in matched & sent.keys():
        stored, hit = known[each].stored, sent[each]
        if _timeless(hit["_source"]) != _timeless(json.loads(json.dumps(render(stored)))):
            yield f"document not as the ledger renders it: {each}"
        if hit["_version"] != stored.revision:
            yield f"document of version {hit['_version']}, the ledger's is {stored.revision}: {each}"


def _messages(boards: Boards, messages: Sequence[Received]) -> Iterator[str]:
    told = [_of(words) for words in {_words(each) for each in messages}]
    yield from ("a message about no listing" for each in told if each is None)
    yield from _differ("messages", _demanded(boards), Counter(each for each in told if each is not None))


def _demanded(boards: Boards) -> Counter[tuple[str, str]]:
    return Counter(
        {
            (post.listing_id, kind): post.happened[kind]
            for post in boards.posts
            for kind in ALERTED
            if post.happened[kind]
        }
    )


def _differ(what: str, wanted: Counter[Any], found: Counter[Any]) -> Iterator[str]:
    if wanted != found:
        yield f"{what}: missing {dict(wanted - found)}, too many {dict(found - wanted)}"


def _timeless(document: dict[str, Any]) -> dict[str, Any]:
    """A document without when it was sent, which only the sender knows."""
    return {**document, "event": {key: value for key, value in document["event"].items() if key != "ingested"}}


def _words(received: Received) -> str:
    return json.dumps([received.channel, received.message], sort_keys=True, ensure_ascii=False)


def _of(words: str) -> tuple[str, str] | None:
    """Find the listing and the event that a message is about."""
    listing, happened = re.search(r"listing (\w{20,})", words), re.search(r"\((" + "|".join(_KINDS) + r")\)", words)
    return (listing[1], _KINDS[happened[1]]) if listing and happened else None
