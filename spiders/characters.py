"""What is no character of a text: a terminal would obey it, a log would break at it, a database refuses it."""

from __future__ import annotations

import re

_NONE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")


def written(text: str) -> str:
    r"""Drop control characters but tabs and line ends, and halves of surrogate pairs.

    >>> written("\x1b[31mred\x00\x9b\ud800\t1\r\n")
    '[31mred\t1\r\n'
    """
    return _NONE.sub("", text)
