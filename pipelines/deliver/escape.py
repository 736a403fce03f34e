r"""Hostile text made harmless for Slack: what it says stays readable, nothing in it works.

The order matters: `tidy` (characters nobody sees), `defang` (addresses), `escape` (Slack's own three characters), and
only then `fit`, which never cuts an entity in two.
"""

from __future__ import annotations

import re
import unicodedata

from pipelines.links import unlinked
from pipelines.reading.shadow import DROPPED

MOST_READ = 4000
"""Code points of a text that are looked at, so that a message costs the same however long the post is."""

_SCHEME = re.compile(r"\b(h)tt(ps?)(?=:|%3a)|\b(f)t(ps?)(?=://)", re.IGNORECASE)
_DOT = re.compile(r"(?<=[^\W_])\.(?=[^\W\d_]{2})|\.(?=onion\b)", re.IGNORECASE)
_ENTITY = re.compile(r"&[a-z]{0,3}\Z")


def harmless(text: str, limit: int) -> str:
    r"""Make a text harmless and at most `limit` code points long.

    >>> harmless("<!channel> see http://abc.onion/x\u202e & co.", 60)
    '&lt;!channel&gt; see hxxp://abc[.]onion/x &amp; co.'
    """
    return fit(escape(defang(tidy(text[:MOST_READ]))), limit)


def tidy(text: str) -> str:
    r"""Make every white space a blank or newline and drop what nobody sees: controls, bidi, zero-width, unassigned.

    >>> tidy("a\x00\u202eb\tc\r\n\r\n\r\nd")
    'ab c\n\nd'
    """
    seen = (_seen(each) for each in text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (" ".join(line.split(" ")).strip() for line in "".join(seen).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" {2,}", " ", "\n".join(lines))).strip()


def one_line(text: str) -> str:
    r"""Put a text on one line, cut to what is looked at.

    >>> one_line("a\n\nb")
    'a b'
    """
    return " ".join(tidy(text[:MOST_READ]).split())


def defang(text: str) -> str:
    """Break every address so that no program makes a link of it.

    >>> defang("HTTPS://shop.example, ftp://a.example, version 1.5, v.2, 9.99")
    'HXXPS://shop[.]example, fxp://a[.]example, version 1.5, v.2, 9.99'
    >>> defang("abc．onion or abc.Ⓞⓝⓘⓞⓝ")
    'abc·onion or abc·Ⓞⓝⓘⓞⓝ'
    """
    return unlinked(_DOT.sub("[.]", _SCHEME.sub(_broken, text)))


def escape(text: str) -> str:
    """Escape Slack's control characters (https://docs.slack.dev/messaging/formatting-message-text#escaping)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fit(escaped: str, limit: int) -> str:
    """Cut an escaped text to `limit` code points, an ellipsis included, without cutting an entity.

    >>> fit("a &amp; b", 5), fit("a &amp; b", 8), fit("a &amp; b", 9)
    ('a…', 'a &amp;…', 'a &amp; b')
    """
    if len(escaped) <= limit:
        return escaped
    return _ENTITY.sub("", escaped[: limit - 1]).rstrip(" ") + "…" if limit > 0 else ""


def _seen(character: str) -> str:
    if character == "\n":
        return character
    category = unicodedata.category(character)
    if category[0] == "Z" or character == "\t":
        return "\n" if category in ("Zl", "Zp") else " "
    return "" if category in DROPPED or category == "Cc" else character


def _broken(found: re.Match[str]) -> str:
    """Write hxxp for http and fxp for ftp, in the case of the original."""
    head, tail = found[1] or found[3], found[2] or found[4]
    middle = "xx" if found[1] else "x"
    return head + (middle.upper() if head.isupper() else middle) + tail
