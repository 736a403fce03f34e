"""What a visit came to, in a line for people and as plain data."""

from __future__ import annotations

from crawler.health import Visit
from pipelines.ledger.site_events import STATE


def line_of(visit: Visit) -> str:
    """Return a visit as the line that the operator reads."""
    found = summarise(visit)
    events = ", ".join(f"{count} {kind}" for kind, count in visit.events.items()) or "nothing new"
    states = [event for event in visit.changes if event.subject == STATE and event.before]
    was = f" (was {states[0].before})" if states else ""
    line = f"{visit.site.id}: {found['state'] or 'not seen'}{was}, {visit.rows} rows, {visit.listings} read, "
    line += f"{visit.claims} claims, {events}"
    line += f", {visit.alerts} alerts" if visit.alerts else ""
    for name, counter in (("lost", visit.lost), ("unread", visit.unread)):
        if counter:
            line += f"; {name}: " + ", ".join(f"{count} {reason}" for reason, count in counter.items())
    line += f"; {visit.quarantined} in quarantine" if visit.quarantined else ""
    line += "; stopped from outside" if visit.stopped else ""
    line += f"; {_where_it_ended(visit)}" if visit.ended or (visit.goes_on and visit.good) else ""
    line += (
        f"; wants to be left alone until {max(visit.asked_until.values()):%Y-%m-%d %H:%M} UTC"
        if visit.asked_until
        else ""
    )
    told = found["advice"]
    return f"{line}. {told}" if told else line


def _where_it_ended(visit: Visit) -> str:
    """Say which budget ended a visit, and where the next one goes on."""
    size = (
        "" if visit.ended is None else f"budget of {getattr(visit.site.budgets, visit.ended)} {visit.ended} used up, "
    )
    pages = ", ".join(f"{board} at {path}" for board, path in visit.goes_on.items())
    return size + (f"next time it goes on with {pages}" if pages else "all boards were read")


def summarise(visit: Visit) -> dict[str, object]:
    """Return a visit as plain data, for the ledger and `--json`."""
    return {
        "state": visit.state.value if visit.judged else None,
        "advice": (visit.advice if visit.judged else "") or visit.malice,
        "changes": [{"what": each.subject, "before": each.before, "after": each.after} for each in visit.changes],
        "rows": visit.rows,
        "rows_with": dict(visit.rows_with),
        "listings": visit.listings,
        "claims": visit.claims,
        "events": dict(visit.events),
        "alerts": visit.alerts,
        "lost": dict(visit.lost),
        "unread": dict(visit.unread),
        "quarantined": visit.quarantined,
        "ended": visit.ended,
        "stopped": visit.stopped,
        "goes_on": dict(visit.goes_on),
    }
