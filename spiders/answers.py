"""The text of an answer, whatever encoding its server names."""

from __future__ import annotations

from scrapy.http import Response, TextResponse


def text_of(response: Response) -> str:
    """Give an answer's text; "" of one that is none. Never raises.

    Python knows codecs that are no text ("hex"), or that give up at the first wrong byte ("idna"): then it is UTF-8.
    """
    if not isinstance(response, TextResponse):
        return ""
    try:
        return response.text
    except (UnicodeError, LookupError):
        return response.body.decode("utf-8", "replace")
