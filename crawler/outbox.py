"""`stallwatch outbox`: what waits to be delivered, and what was refused for good."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from crawler.printed import json_line, one_line
from pipelines.ledger import Ledger, outbox
from pipelines.links import unlinked


def outbox_lines(ledger: Ledger, *, as_json: bool) -> Iterator[str]:
    """Say what waits and what was refused for good, a line each."""
    waiting = ledger.read(_waiting)
    letters = ledger.read(outbox.dead)
    if as_json:
        dead = [{"target": each.job.target, "listing": each.job.listing_id, "reason": each.reason} for each in letters]
        yield unlinked(json_line({"waiting": waiting, "dead": dead}))
        return
    yield ", ".join(f"{target}: {count} waiting" for target, count in waiting.items())
    for each in letters:
        place = each.job.target + (f" {each.job.channel}" if each.job.channel else "")
        what = f"listing {each.job.listing_id[:8]}" if each.job.listing_id else "a message to the operator"
        yield f"refused for good by {place}: {what}: {one_line(each.reason)}"
    if letters:
        yield "mend the cause, then: stallwatch outbox retry"


def _waiting(conn: Connection) -> dict[str, int]:
    return {target: outbox.pending(conn, target) for target in (outbox.ELASTICSEARCH, outbox.SLACK)}
