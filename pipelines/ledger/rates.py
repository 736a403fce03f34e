"""The cache of exchange rates, and how their sources are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, func, select

from pipelines.ledger.tables import rate_sources, rates
from pipelines.ledger.upsert import insert
from pipelines.rates import Rate


@dataclass(frozen=True, slots=True)
class SourceReport:
    """A source as the ledger knows it. Times are UTC."""

    asked_at: datetime
    """When it last answered or failed to."""
    good_at: datetime | None
    """When rates were last taken from an answer; `None`: never."""
    trouble: str | None
    """With the last answer, in our words; `None`: none."""

    @property
    def good(self) -> bool:
        """Whether rates were taken from the last answer."""
        return self.good_at is not None and self.good_at >= self.asked_at


def newest(conn: Connection, today: date) -> dict[str, Rate]:
    """Return the newest rate of each currency that is not of after today."""
    days = select(rates.c.currency, func.max(rates.c.day).label("day")).where(rates.c.day <= today.isoformat())
    last = days.group_by(rates.c.currency).subquery()
    same = (rates.c.currency == last.c.currency) & (rates.c.day == last.c.day)
    found = conn.execute(select(rates.c.currency, rates.c.usd, rates.c.day).join(last, same))
    return {row.currency: Rate(Decimal(row.usd), date.fromisoformat(row.day)) for row in found}


def keep(conn: Connection, source: str, found: Mapping[str, Rate], now: datetime) -> None:
    """Keep what a source said. What was heard first of a currency's day stands: prices were converted by it."""
    rows = [
        {"currency": currency, "day": rate.at.isoformat(), "usd": str(rate.usd), "source": source, "fetched_at": now}
        for currency, rate in found.items()
    ]
    if rows:
        conn.execute(insert(conn, rates).on_conflict_do_nothing(), rows)


def asked(conn: Connection, source: str, now: datetime, *, good: bool, trouble: str | None) -> None:
    """Note how a source answered: whether rates were taken, and what was wrong."""
    values = {"asked_at": now, "trouble": trouble, **({"good_at": now} if good else {})}
    adding = insert(conn, rate_sources).values({"id": source, **values})
    conn.execute(adding.on_conflict_do_update(index_elements=["id"], set_=values))


def sources(conn: Connection) -> dict[str, SourceReport]:
    """Return how all sources are that were ever asked, by id."""
    rows = conn.execute(select(rate_sources))
    return {row.id: SourceReport(row.asked_at, row.good_at, row.trouble) for row in rows}
