"""What is no character of a text: a terminal would obey it, a log would break at it, a database refuses it."""

from __future__ import annotations

import re

_NONE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

_REFERENCES = re.compile(
    r"&#(?:0{0,9}(?:[0-8]|1[1245-9]|2\d|3[01]|127)|x0{0,9}(?:[0-8bcef]|1[0-9a-f]|7f))(?:;|(?![0-9a-f]))", re.IGNORECASE
)


def written_markup(markup: str) -> str:
    r"""Drop the same from HTML, also where it is written as a reference: lxml refuses to move what holds it.

    >>> written_markup("a&#27;b&#x1;c\x00 &#39;&#13;&#x1F600;")
    'abc &#39;&#13;&#x1F600;'
    """
    return _REFERENCES.sub("", written(markup))


def written(text: str) -> str:
    r"""Drop control characters but tabs and line ends, and halves of surrogate pairs; a "next line" is a line end.

    >>> written("\x1b[31mred\x00\x9b\ud800\t1\r\n2\x853")
    '[31mred\t1\r\n2\n3'
    """
    return _NONE.sub("", text.replace("\x85", "\n"))
