"""Rows as CSV for a spreadsheet in which nothing that a seller wrote is a formula or a link to an onion.

What begins a formula, and how it is disarmed, is OWASP's
(https://owasp.org/www-community/attacks/CSV_Injection): the sign in front of the cell makes it a text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from crawler.printed import one_line

BEGIN_FORMULAS = tuple("=+-@＝＋－＠")
"""Their wide forms do so in the spreadsheets of countries that write them."""
_BEGINS = re.compile(rf"((?:^|[;|\t])\s*)(?=[{re.escape(''.join(BEGIN_FORMULAS))}])")
"""Where a cell begins: of this file, or of what a spreadsheet makes of it whose columns are parted by ";"."""


def csv_lines(names: Iterable[str], rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Write a head and rows (RFC 4180, without line ends). Values by name: texts, numbers, `None` (empty)."""
    columns = tuple(names)
    yield _line(columns)
    for row in rows:
        yield _line([_cell(row.get(name)) for name in columns])


def _cell(value: object) -> str:
    return _disarmed(one_line(value)) if isinstance(value, str) else "" if value is None else str(value)


def _disarmed(text: str) -> str:
    """Put a quote before what a spreadsheet would work out.

    >>> _disarmed("=cmd|' /C calc'!A0"), _disarmed("1.2M rows"), _disarmed("a; =1+1;b")
    ("'=cmd|' /C calc'!A0", '1.2M rows', "a; '=1+1;b")
    """
    return _BEGINS.sub(r"\1'", text)


def _line(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(cells)
    return written.getvalue()
