"""Messages to the operator (Block Kit): how a site changed, since when, and what to do next. Never a page's text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk.models.blocks import Block, DividerBlock

from pipelines.deliver.message import SUMMARY, Payload, context, header, payload, section
from pipelines.deliver.words import instant

SINGLY = 3
"""More changes at once than this are told in one message."""

SHOWN = 20
"""How many changes such a message names."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be told."""

    site: str
    """Its id, or what stands in its place: "tor"."""
    what: str
    """Of a state the state; of an expectation what it is about."""
    good: bool
    """Whether all is as it should be again."""
    before: str
    """What was told before."""
    advice: str
    """The next step; empty when there is none."""
    since: datetime
    """UTC; when the new state was first seen; of a good one, when the bad time began that has ended."""
    last_good: datetime | None = None
    """UTC; when a visit last saw the site as it is. `None`: never, or not known."""
    often: bool = False
    """Whether it has changed to and fro."""


def operator_messages(changes: Sequence[Change], now: datetime) -> list[Payload]:
    """Word changes: a message each, or one for all where there are many."""
    if len(changes) <= SINGLY:
        return [_one(change, now) for change in changes]
    return [_many(changes, now)]


def lasted(span: timedelta) -> str:
    """Say how long something lasted.

    >>> lasted(timedelta(minutes=40)), lasted(timedelta(hours=5, minutes=50)), lasted(timedelta(days=3))
    ('40 minutes', '5 hours', '3 days')
    """
    minutes = max(int(span.total_seconds() // 60), 1)
    for size, name in ((2 * 1440, "day"), (60, "hour")):
        if minutes >= size:
            count = minutes // (1440 if name == "day" else 60)
            return f"{count} {name}{'s' if count > 1 else ''}"
    return f"{minutes} minute{'s' if minutes > 1 else ''}"


def _line(change: Change, now: datetime) -> str:
    if change.good:
        return f"{change.site}: ok again after {lasted(now - change.since)} ({change.before})"
    return f"{change.site}: {change.what} (was {change.before})"


def _one(change: Change, now: datetime) -> Payload:
    line = _line(change, now)
    seen = f"last seen as it is: {instant(change.last_good)}" if change.last_good else "never seen as it is"
    facts = [f"since {instant(change.since)}", *([] if change.good else [seen])]
    if change.often:
        facts.append("it changes to and fro, and is told again when it stays")
    blocks: list[Block] = [header(line)]
    if change.advice:
        blocks.append(section(f"Next step: {change.advice}"))
    blocks.append(context(" · ".join([*facts, "stallwatch sites list"])))
    return {**payload(line, blocks), SUMMARY: _summary(change, line)}


def _many(changes: Sequence[Change], now: datetime) -> Payload:
    bad = [change for change in changes if not change.good]
    head = f"{len(changes)} changes at once: {len(bad)} worse, {len(changes) - len(bad)} ok again"
    ranked = [*bad, *(change for change in changes if change.good)]
    blocks: list[Block] = [header(head)]
    for change in ranked[:SHOWN]:
        step = f"\nNext step: {change.advice}" if change.advice and not change.good else ""
        blocks.append(section(_line(change, now) + step))
    rest = len(ranked) - SHOWN
    more = f"and {rest} more. " if rest > 0 else ""
    common = "Many at once: look at tor and the network first. " if len(bad) > SINGLY else ""
    blocks += [DividerBlock(), context(f"{more}{common}All of them: stallwatch sites list")]
    return {**payload(head, blocks), SUMMARY: {"severity": "high" if bad else "low", "records": 0, "line": head}}


def _summary(change: Change, line: str) -> dict[str, object]:
    return {"severity": "low" if change.good else "high", "records": 0, "line": line}
