"""Column types that mean the same on SQLite and PostgreSQL, and take whatever a hostile page holds."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, Float, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from config.errors import StallwatchError

LARGEST = 2**63 - 1
"""The largest number that a BIGINT holds."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def millis(moment: datetime) -> int:
    """Count a UTC time's milliseconds since 1970, exactly.

    >>> millis(datetime(1970, 1, 1, 0, 0, 1, 999, tzinfo=UTC))
    1000
    """
    return (moment - EPOCH) // timedelta(milliseconds=1)


def clean(text: str) -> str:
    r"""Replace what a database cannot store, one for one, so that offsets hold: NUL and lone surrogates.

    >>> clean("a\x00b\ud800c")
    'a�b�c'
    """
    if text.isascii():
        return text.replace("\x00", "\ufffd")
    return text.replace("\x00", "\ufffd").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class Instant(TypeDecorator[datetime]):
    """A UTC time as whole milliseconds since 1970; finer parts are cut off."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Turn a time into milliseconds."""
        return None if value is None else millis(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Turn milliseconds into a time."""
        return None if value is None else EPOCH + timedelta(milliseconds=value)


class Words(TypeDecorator[str]):
    """Text of a page."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Replace what cannot be stored."""
        return None if value is None else clean(value)


class UnreadableError(StallwatchError, ValueError):
    """A row holds bytes that we do not write: of its listing nothing can be shown, and all others can."""


class Document(TypeDecorator[Any]):
    """A JSON value, kept as ASCII text: the database never looks into it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write JSON; `None` is NULL."""
        return None if value is None else json.dumps(value, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Read JSON. Raises `UnreadableError` for what is none."""
        try:
            return None if value is None else json.loads(value)
        except (ValueError, RecursionError):
            raise UnreadableError(
                "a row of the ledger cannot be read, `stallwatch doctor` names its listing: look at the disk, then put "
                "a backup in the ledger's place"
            ) from None


class Count(TypeDecorator[int]):
    """A number that cannot be negative, cut to what a BIGINT holds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        """Cut to the range."""
        return None if value is None else max(0, min(value, LARGEST))


class Dollars(TypeDecorator[float]):
    """An amount; what is no finite number is not stored."""

    impl = Float
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: Dialect) -> float | None:
        """Drop infinities and NaN."""
        return value if value is not None and math.isfinite(value) else None


def serial() -> TypeEngine[int]:
    """Return the type of a primary key that counts itself up; SQLite does so for INTEGER only."""
    return BigInteger().with_variant(Integer, "sqlite")
