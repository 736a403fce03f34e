"""How a site was found at a visit, written down for the next one and told to the operator."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from config.schema import Site
from crawler import backoff, expectations, operator
from crawler.context import Run
from crawler.lines import Progress
from crawler.operator import Found
from crawler.summary import line_of
from pipelines.ledger import leases, listings, sites
from pipelines.ledger.leases import Standing
from pipelines.ledger.site_events import STATE, SiteEvent
from spiders.listing import SiteState

NEWEST = 200
"""Threads of a board by which its usual silence is known."""


def write_down(run: Run, site: Site, *, strict: bool) -> bool:
    """Write down how a site was found and say so; tell whether the operator must act.

    Of a visit that ended before it saw anything nothing is written down: the site stays as it was, and is due.
    `strict`: a bad state counts even when it was bad before.
    """
    visit, now = run.visits[site.id], run.now()
    if not visit.judged:
        run.say(Progress(line_of(visit)))
        return False
    known = run.ledger.run(sites.states).get(site.id)
    before = known.state if known else None

    def note(conn: Any) -> list[SiteEvent]:
        standing = _standing(run, site, leases.standing(conn, site.id))
        asked = visit.asked_until.get(urlsplit(run.mirrors[site.id].current).netloc)
        next_due = backoff.next_due(site, standing.down_visits, now, asked)
        leases.visited(conn, site.id, visit.state.value, now, visit.good, next_due, standing)
        sites.set_state(conn, site.id, visit.state.value, visit.advice, now)
        # A first visit may read an archive: what is usual there is known from the second on.
        boards = site.boards if known and known.last_good else ()
        posted = {board.id: listings.began(conn, site.id, site.generation, board.id, NEWEST) for board in boards}
        found = [Found(STATE, visit.state.value, visit.advice), *expectations.judge(visit, posted, now)]
        return operator.note(conn, site.id, found, now, run.run_id)

    visit.changes = run.ledger.run(note)
    changed = any(event.subject == STATE for event in visit.changes)
    run.say(line_of(visit) if not visit.good and (strict or changed) else Progress(line_of(visit)))
    for event in visit.changes:
        if event.subject != STATE:
            again = Progress(f"{site.id}: {event.subject} as expected again")
            run.say(f"{site.id}: {event.advice}" if event.advice else again)
    return not visit.good and (strict or (changed and before in (None, SiteState.OK)))


def _standing(run: Run, site: Site, before: Standing) -> Standing:
    """Say what a visit leaves for the next: nothing of a dead time once the site was seen as it is."""
    visit = run.visits[site.id]
    if visit.good:
        address, preferred_at = run.mirrors[site.id].kept(run.now())
        return Standing(0, address, preferred_at)
    dead = visit.state == SiteState.DOWN
    return replace(before, down_visits=before.down_visits + 1 if dead else 0)
