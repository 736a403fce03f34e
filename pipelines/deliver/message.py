"""An alert as a Slack message (Block Kit), made when the rule matched: later changes of the listing do not change it.

Everything stands in `plain_text` objects, which Slack neither formats nor turns into links or mentions, and is escaped
and defanged all the same (https://docs.slack.dev/reference/block-kit/composition-objects/text-object).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, ContextBlock, HeaderBlock, PlainTextObject, SectionBlock

from config.schema import Rule
from pipelines.deliver import words
from pipelines.deliver.escape import defang, escape, fit, harmless, one_line
from pipelines.finding import Event, Finding, Match

SUMMARY = "summary"
"""Key of what a digest needs of a message. Slack does not know it: taken off before sending."""

HEADER, TEXT, FIELD, FIELDS = 150, 3000, 2000, 10
"""Slack's limits: header, section text, field, fields of a section."""

QUOTED = 300
"""Code points of the body that are quoted."""

Payload = dict[str, object]


def message(finding: Finding, rule: Rule, match: Match, event: Event, now: datetime) -> Payload:
    """Word an alert. The result is JSON for a webhook, and `summary` for a digest; see `wire`."""
    listing_id = finding.listing.listing_id
    happened = words.EVENTS.get(event.kind, "changed")
    blocks = [
        header(f"{rule.severity.upper()}: {rule.title} ({happened})"),
        section(_place(finding)),
        *_fields(_values(finding, event, now)),
        section(_quote(finding)),
        section("Why: " + "; ".join(words.said(reason) for reason in match.reasons[:20])),
        context(f"rule {rule.id} · listing {listing_id} · stallwatch show {listing_id}"),
    ]
    line = _line(finding)
    return {
        **payload(f"{rule.severity.upper()}: {rule.title} ({happened}): {line}", blocks),
        SUMMARY: {
            "severity": rule.severity,
            "listing": listing_id,
            "records": finding.reading.claim.records or 0,
            "line": f"{rule.title} ({happened}): {line} · stallwatch show {listing_id}",
        },
    }


def payload(text: str, blocks: Iterable[Block]) -> Payload:
    """Put blocks into a message that unfolds no links; `text` is what notifications show."""
    return {
        "text": fit(escape(text), TEXT),
        "blocks": [block.to_dict() for block in blocks],
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _place(finding: Finding) -> str:
    """Say where it stands: site, board and path, never a host, since a live link is one click from harm."""
    listing = finding.listing
    return f"{listing.site} / {listing.board}\n{words.said(listing.path)}"


def _values(finding: Finding, event: Event, now: datetime) -> list[tuple[str, str | None]]:
    listing, claim = finding.listing, finding.reading.claim
    victim = ", ".join(dict.fromkeys(words.said(each) for each in (claim.victim, claim.domain) if each))
    return [
        *_changed(event),
        ("Records", words.records(claim)),
        ("Size", words.size(claim)),
        ("Price", words.price(claim, finding.price_usd, finding.usd_rate_at, now)),
        ("Countries", words.countries(claim.countries) or "not stated"),
        ("Victim", victim or None),
        ("Data", words.listed(claim.data_types)),
        ("Cause", words.listed([claim.cause] if claim.cause else [])),
        ("Provider", words.said(claim.provider.replace("_", " ")) if claim.provider else None),
        ("Seller", words.said(claim.seller or listing.author or "") or None),
        ("Also offered", words.parts(claim)),
        ("Posted", words.moment(listing.posted) or "the site does not say"),
        ("First seen", words.instant(finding.first_seen or now)),
    ]


def _changed(event: Event) -> list[tuple[str, str | None]]:
    names = {"price_changed": "Price before → now", "count_changed": "Records before → now"}
    if event.kind not in names:
        return []
    return [(names[event.kind], words.change(event.detail.get("before"), event.detail.get("after")))]


def _quote(finding: Finding) -> str:
    text = finding.reading.text
    body = one_line(text.body)
    cut = body if len(body) <= QUOTED else body[: QUOTED - 1] + "…"
    return "\n".join(f"“{part}”" for part in (words.said(text.title), defang(cut)) if part) or "“”"


def _line(finding: Finding) -> str:
    """Say the claim on one line."""
    claim = finding.reading.claim
    stated = (
        f"{claim.records:,} records" if claim.records is not None else None,
        ", ".join(claim.countries) or None,
        words.amount(claim.price.amount, claim.price.currency) if claim.price else None,
        words.said(claim.victim, 80) if claim.victim else None,
        words.said(finding.reading.text.title, 120) or None,
    )
    return " · ".join((finding.listing.site, *(each for each in stated if each)))


def header(text: str) -> HeaderBlock:
    """Make a head of one line."""
    return HeaderBlock(text=_plain(" ".join(text.split()), HEADER))


def section(text: str) -> SectionBlock:
    """Make a paragraph."""
    return SectionBlock(text=_plain(text, TEXT))


def context(text: str) -> ContextBlock:
    """Make a line of small print."""
    return ContextBlock(elements=[_plain(text, FIELD)])


def _fields(values: Sequence[tuple[str, str | None]]) -> list[SectionBlock]:
    shown = [_plain(f"{name}\n{value}", FIELD) for name, value in values if value]
    return [SectionBlock(fields=list(shown[at : at + FIELDS])) for at in range(0, len(shown), FIELDS)]


def _plain(text: str, limit: int) -> PlainTextObject:
    """Make a text object that shows no emoji codes; Slack refuses empty ones."""
    return PlainTextObject(text=harmless(text, limit) or "-", emoji=False)
