"""Many alerts at once as one message, and what of a stored message goes over the wire."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from slack_sdk.models.blocks import Block, DividerBlock

from config.schema import Rule
from pipelines.deliver.message import SUMMARY, Payload, context, header, payload, section

SHOWN = 10
"""How many alerts a digest tells in words; of the others it gives the listings' ids."""

SHORT = 8
"""Of an id, for `stallwatch show`."""

IDS_AT_ONCE = 300
"""Ids in one section, which holds 3,000 characters; a message holds 50 blocks."""

_SEVERITIES: tuple[str, ...] = get_args(Rule.model_fields["severity"].annotation)


def wire(stored: Mapping[str, Any]) -> Payload:
    """Return what Slack gets of a stored message."""
    return {key: value for key, value in stored.items() if key != SUMMARY}


def digest(stored: Sequence[Mapping[str, Any]]) -> Payload:
    """Make one message of many, up to some 10,000: the weightiest by severity, then records, and all others' ids."""
    ranked = sorted((_summary(each) for each in stored), key=_weight, reverse=True)
    counts = Counter(str(each["severity"]) for each in ranked)
    told = ", ".join(f"{counts[severity]} {severity}" for severity in reversed(_SEVERITIES) if counts[severity])
    head = f"{len(ranked)} alerts at once ({told})"
    blocks: list[Block] = [header(head)]
    blocks += [section(f"{str(each['severity']).upper()}: {each['line']}") for each in ranked[:SHOWN]]
    others = [str(each["listing"])[:SHORT] for each in ranked[SHOWN:]]
    if others:
        blocks += [DividerBlock(), section(f"The other {len(others)}, each with: stallwatch show ID"), *_ids(others)]
    blocks += [DividerBlock(), context(f"The newest listings: stallwatch listings --limit {len(ranked)}")]
    return payload(head, blocks)


def _ids(others: Sequence[str]) -> Iterator[Block]:
    for at in range(0, len(others), IDS_AT_ONCE):
        yield section(" ".join(others[at : at + IDS_AT_ONCE]))


def _summary(stored: Mapping[str, Any]) -> Mapping[str, Any]:
    kept = stored.get(SUMMARY) or {}
    return {
        "severity": kept.get("severity", "medium"),
        "records": kept.get("records", 0),
        "line": kept.get("line", "an alert"),
        "listing": kept.get("listing", "-"),
    }


def _weight(summary: Mapping[str, Any]) -> tuple[int, int]:
    severity = str(summary["severity"])
    return (_SEVERITIES.index(severity) if severity in _SEVERITIES else 0, int(summary["records"]))
