"""What Slack accepts of a message and how it shows it: the part of Block Kit that alerts use, with its limits.

Sources: https://docs.slack.dev/reference/block-kit/blocks and …/composition-objects/text-object.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import Any

KEYS = {"text", "blocks", "attachments", "unfurl_links", "unfurl_media", "thread_ts", "mrkdwn"}
"""Of a message; stricter than Slack, which ignores others."""

MOST_BLOCKS, MOST_TEXT, MOST_FIELDS, MOST_FIELD, MOST_HEADER, MOST_ELEMENTS = 50, 3000, 10, 2000, 150, 10

Json = Mapping[str, Any]


def fault(message: object) -> str | None:
    """Return the word with which Slack refuses a message; `None`: it takes it.

    >>> fault({"text": "hello"}), fault({"blocks": []}), fault([])
    (None, 'no_text', 'invalid_payload')
    """
    if not isinstance(message, dict) or set(message) - KEYS:
        return "invalid_payload"
    blocks = message.get("blocks", [])
    if not blocks and not message.get("text"):
        return "no_text"
    if not isinstance(blocks, list) or len(blocks) > MOST_BLOCKS or not all(map(_is_block, blocks)):
        return "invalid_blocks"
    return None


def as_text(message: Json) -> str:
    """Return a message as lines of plain text, the way Slack would show it."""
    lines = [line for block in message.get("blocks", ()) for line in _shown(block)]
    return "\n".join(lines or [_read(str(message.get("text", "")))])


def _is_block(block: object) -> bool:
    if not isinstance(block, dict):
        return False
    if block.get("type") == "header":
        return _is_text(block.get("text"), MOST_HEADER, ("plain_text",))
    if block.get("type") == "section":
        return _is_section(block)
    if block.get("type") == "context":
        elements = block.get("elements")
        return _is_list(elements, MOST_ELEMENTS) and all(_is_text(each, MOST_FIELD) for each in elements or [])
    return block.get("type") == "divider"


def _is_section(block: Json) -> bool:
    text, fields = block.get("text"), block.get("fields")
    if text is None and fields is None:
        return False
    fits = fields is None or (_is_list(fields, MOST_FIELDS) and all(_is_text(each, MOST_FIELD) for each in fields))
    return fits and (text is None or _is_text(text, MOST_TEXT))


def _is_list(value: object, most: int) -> bool:
    return isinstance(value, list) and 0 < len(value) <= most


def _is_text(value: object, most: int, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> bool:
    if not isinstance(value, dict) or value.get("type") not in kinds:
        return False
    return isinstance(value.get("text"), str) and 0 < len(value["text"]) <= most


def _shown(block: Json) -> Iterator[str]:
    kind = block.get("type")
    if kind == "header":
        head = _read(block["text"]["text"])
        yield from (head, "=" * min(len(head), 78))
    elif kind == "divider":
        yield "-" * 40
    elif kind == "context":
        yield from (f"  {_read(each['text'])}" for each in block["elements"])
    elif kind == "section":
        yield from _section(block)


def _section(block: Json) -> Iterator[str]:
    if block.get("text"):
        yield from _read(block["text"]["text"]).split("\n")
    for each in block.get("fields", ()):
        name, _, value = _read(each["text"]).partition("\n")
        yield f"  {name:<22} {value}".rstrip()


def _read(text: str) -> str:
    """Decode the three entities that Slack decodes, and show no character that would steer a terminal."""
    return "".join(each for each in html.unescape(text) if each == "\n" or each.isprintable())
