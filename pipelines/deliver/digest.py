"""Many alerts at once as one message, and what of a stored message goes over the wire."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from slack_sdk.models.blocks import Block, DividerBlock

from config.schema import Rule
from pipelines.deliver.message import SUMMARY, Payload, context, header, payload, section

SHOWN = 10
"""How many alerts a digest names."""

_SEVERITIES: tuple[str, ...] = get_args(Rule.model_fields["severity"].annotation)


def wire(stored: Mapping[str, Any]) -> Payload:
    """Return what Slack gets of a stored message."""
    return {key: value for key, value in stored.items() if key != SUMMARY}


def digest(stored: Sequence[Mapping[str, Any]]) -> Payload:
    """Make one message of many: how many, and the weightiest of them by severity, then records."""
    ranked = sorted((_summary(each) for each in stored), key=_weight, reverse=True)
    counts = Counter(str(each["severity"]) for each in ranked)
    told = ", ".join(f"{counts[severity]} {severity}" for severity in reversed(_SEVERITIES) if counts[severity])
    head = f"{len(ranked)} alerts at once ({told})"
    blocks: list[Block] = [header(head)]
    blocks += [section(f"{str(each['severity']).upper()}: {each['line']}") for each in ranked[:SHOWN]]
    rest = len(ranked) - SHOWN
    more = f"and {rest} more. " if rest > 0 else ""
    blocks += [DividerBlock(), context(f"{more}All of them: stallwatch listings")]
    return payload(head, blocks)


def _summary(stored: Mapping[str, Any]) -> Mapping[str, Any]:
    kept = stored.get(SUMMARY) or {}
    return {
        "severity": kept.get("severity", "medium"),
        "records": kept.get("records", 0),
        "line": kept.get("line", "an alert"),
    }


def _weight(summary: Mapping[str, Any]) -> tuple[int, int]:
    severity = str(summary["severity"])
    return (_SEVERITIES.index(severity) if severity in _SEVERITIES else 0, int(summary["records"]))
