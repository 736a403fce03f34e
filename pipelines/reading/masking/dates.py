"""What a date looks like, for dates of birth. A date by itself is nobody's: it needs a cue or a sample row."""

from __future__ import annotations

import re

_YEAR = r"(?:1[0-9]|20|2[45])\d{2}"  # also of the Hijri, Solar Hijri and Buddhist calendars
_TIME = r"(?:[ T]{1,2}\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
DATE = re.compile(
    rf"(?<!\d)(?:\d{{1,2}} ?[./\-\u2010-\u2015] ?\d{{1,2}} ?[./\-\u2010-\u2015] ?(?:{_YEAR}|\d{{2}})(?!\d)"
    rf"|{_YEAR} ?[./\-\u2010-\u2015] ?\d{{1,2}} ?[./\-\u2010-\u2015] ?\d{{1,2}}(?!\d)"
    rf"|{_YEAR} ?[年년] ?\d{{1,2}} ?[月월] ?\d{{1,2}} ?[日일]?"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er|º)?[. ]{{1,2}}(?:de |of )?[^\W\d_]{{3,12}}\.?,? (?:de |del )?{_YEAR}(?!\d)"
    rf"|\d{{1,2}}-[A-Za-z]{{3}}-\d{{2,4}}(?!\d)"
    rf"|[^\W\d_]{{3,12}}\.? \d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR}(?!\d)"
    rf"|(?<![\w-])(?:19|20)\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\w-])){_TIME}",
    re.IGNORECASE,
)
