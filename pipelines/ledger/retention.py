"""Forget what is no longer needed: the texts of posts that turned out to be no claims."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, exists, select, update

from pipelines.ledger import codec
from pipelines.ledger.tables import listings, matches
from pipelines.reading.claim import Claim

_AT_ONCE = 500


def forget_non_claims(conn: Connection, older_than: datetime) -> int:
    """Delete the texts of non-claims that have not changed since `older_than`; return how many these were.

    What a rule holds or once held for is kept. The rows stay, so that a post that is seen again is not news.
    """
    matched = exists().where(matches.c.listing_id == listings.c.id)
    old = ~listings.c.is_claim, listings.c.changed_at < older_than, listings.c.folded != "", ~matched
    doomed = list(conn.execute(select(listings.c.id).where(*old)).scalars())
    for start in range(0, len(doomed), _AT_ONCE):
        some = listings.c.id.in_(doomed[start : start + _AT_ONCE])
        conn.execute(update(listings).where(some).values(_nothing()))
    return len(doomed)


def _nothing() -> dict[str, object]:
    empty = dict.fromkeys(("title", "body", "folded"), "")
    unknown = dict.fromkeys(("prefix", "price_text", "author", "standing"))
    return {**empty, **unknown, "updates": [], "redactions": [], "claim": codec.encode_claim(Claim())}
