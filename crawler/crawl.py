"""One crawl: lease the due sites, start Tor, visit, and write down how each was found."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from scrapy.crawler import AsyncCrawlerProcess, Crawler

from config.contact_key import contact_key
from config.environment import Environment
from config.errors import TorBusy, TorUnavailable
from config.load import Config
from config.schema import Settings, Site
from crawler import operator, verdict
from crawler.access import cookies_for, onion_keys, with_keys
from crawler.clock import settle_clock
from crawler.context import Run, SiteRun, attach, utc_now
from crawler.exits import Exit
from crawler.health import Visit
from crawler.lines import Progress
from crawler.mirrors import Mirrors
from crawler.operator import Found
from crawler.rates import asking
from crawler.retention import forget_old, said
from crawler.settings import own_settings, process_settings, site_settings
from crawler.summary import summarise
from crawler.targets import orphans, targets
from crawler.tor.launch import Tor, open_tor, told_to
from crawler.tor.scope import Scope
from pipelines.contacts import Sealer
from pipelines.ledger import Ledger, LedgerError, leases, presence, retention, sites
from pipelines.ledger.leases import LEASE
from pipelines.ledger.site_events import RUN
from spiders.walk import Cookies, SiteSpider

TICK = 5.0
"""Seconds between looks at tor."""

WORD_EVERY = 12
"""Ticks between two words of progress: a first visit takes as long as its threads and its delay."""


@dataclass(slots=True)
class CrawlOutcome:
    """What a crawl came to."""

    exit: Exit
    visits: dict[str, Visit] = field(default_factory=dict)
    """By site id."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to crawl."""

    config: Config
    environment: Environment
    only: Sequence[str] = ()
    """Ids of sites; empty: all that are due."""
    max_minutes: int | None = None
    """`None`: each site's own budget."""
    strict: bool = False
    """Whether a bad state is told even when it was bad before."""
    now: Callable[[], datetime] = utc_now
    """Tells the time, UTC."""


def crawl(order: Order, say: Callable[[str], None]) -> CrawlOutcome:
    """Visit the due sites. Raises `ConfigError` and `LedgerError`; everything else is in the exit code."""
    wanted = [order.config.site(name) for name in dict.fromkeys(order.only)] or list(order.config.sites)
    names = targets(order.config, order.environment)
    with (
        Ledger.open(order.config.settings.ledger, order.config.folder) as ledger,
        presence.at_work(ledger, presence.CRAWL, leases.release_all),
    ):
        sealer = Sealer(contact_key(order.environment, order.config.folder), order.config.settings.keep_contacts)
        run = Run(_run_id(), ledger, order.config.rules, names, say, sealer, now=order.now)
        settle_clock(ledger, run.now(), say)
        claimed = ledger.run(
            lambda conn: leases.acquire(
                conn, [site.id for site in wanted], run.run_id, run.now(), LEASE, named=bool(order.only)
            )
        )
        if not claimed:
            none = "no site can be visited" if order.config.broken else "no sites: add one to sites/"
            say(Progress("no site is due, or another run is visiting them all") if wanted else none)
            return CrawlOutcome(Exit.NOTHING_CLAIMED)
        for line in orphans(order.config, names):
            say(line)
        try:
            return _visit(order, run, [site for site in wanted if site.id in claimed])
        finally:
            ledger.run(lambda conn: [leases.release(conn, site, run.run_id) for site in claimed])


def _visit(order: Order, run: Run, due: list[Site]) -> CrawlOutcome:
    run.ledger.run(lambda conn: sites.start_run(conn, run.run_id, "crawl", run.now()))
    try:
        sessions = {site.id: cookies_for(order.environment, site, run.now(), run.say) for site in due}
        settings = order.config.settings
        rates = with_keys(order.environment, settings.rates)
        with _tor(order, due, run.say) as tor, asking(run, rates, tor, settings.user_agent):
            _crawl_sites(order, run, tor, [(site, sessions[site.id]) for site in due])
    except TorBusy as error:
        run.say(Progress(error))
        return _end(run, Exit.NOTHING_CLAIMED)
    except TorUnavailable as error:
        run.say(f"tor_unavailable: {error}")
        _note_tor(order, run, "unavailable", str(error))
        return _end(run, Exit.TOR)
    if run.failure is not None:
        raise run.failure
    if run.tor_lost:
        _note_tor(order, run, "unavailable", "look at the tor that stallwatch starts, or at the running one")
        run.say("tor_unavailable: tor went away during the run; nothing was asked for any other way. Start it again")
        return _end(run, Exit.TOR)
    _note_tor(order, run, operator.OK)
    worse = [verdict.write_down(run, site, strict=order.strict) for site in due]
    operator.tell(run, order.config, [site.id for site in due])
    _forget_old(run, settings)
    return _end(run, Exit.WORSE if any(worse) else Exit.OK)


def _forget_old(run: Run, settings: Settings) -> None:
    now = run.now()
    counted = run.ledger.run(lambda conn: forget_old(conn, settings, now, run.targets))
    if any(count for name, count in counted.items() if name != retention.HELD):
        run.say(Progress(said(counted)))


def _end(run: Run, code: Exit) -> CrawlOutcome:
    summary = {name: summarise(visit) for name, visit in run.visits.items()}
    run.ledger.run(lambda conn: sites.end_run(conn, run.run_id, summary, int(code), run.now()))
    return CrawlOutcome(code, run.visits)


def _tor(order: Order, due: Sequence[Site], say: Callable[[str], None]) -> Tor:
    """Get a tor with circuits. Raises `TorUnavailable` and `ConfigError`."""
    return open_tor(
        order.config.settings.tor,
        order.config.folder / "tor",
        progress=told_to(say),
        onion_keys=onion_keys(order.environment, due),
    )


def _crawl_sites(order: Order, run: Run, tor: Tor, due: Sequence[tuple[Site, Cookies]]) -> None:
    process = AsyncCrawlerProcess(process_settings(tor.socks, order.config.settings.user_agent))
    for site, session in due:
        site = _within(site, order.max_minutes)  # noqa: PLW2901
        visit = run.visits[site.id] = Visit(site, stopped=True)  # until it has come to an end of its own
        own = own_settings(process.settings, site.id, Scope.of(site), site_settings(site))
        crawler = Crawler(SiteSpider, own, init_reactor=False)
        standing = run.ledger.run(lambda conn, name=site.id: leases.standing(conn, name))  # type: ignore[misc]
        mirrors = run.mirrors[site.id] = Mirrors.of(site, standing, run.now())
        attach(crawler, SiteRun(run, visit, mirrors, outage=_outage(run, site), down_visits=standing.down_visits))
        process.crawl(crawler, site=site, session=session, now=run.now)
    watch = asyncio.get_event_loop().create_task(_watch(run, tor, process, [site.id for site, _ in due]))
    process.start(stop_after_crawl=True)
    watch.cancel()


async def _watch(run: Run, tor: Tor, process: AsyncCrawlerProcess, claimed: list[str]) -> None:
    """Keep the leases, and stop as soon as tor or the ledger fails: what is queued would only fail one by one."""
    for tick in itertools.count(1):
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(run.failed.wait(), TICK)
        if run.failed.is_set():
            await process.stop()
            return
        if tick % WORD_EVERY == 0:
            read = (f"{name}: {visit.rows} rows, {visit.listings} read so far" for name, visit in run.visits.items())
            run.say(Progress(", ".join(read)))
        try:
            kept = await run.write(
                lambda conn: [leases.renew(conn, site, run.run_id, run.now(), LEASE) for site in claimed]
            )
        except LedgerError:
            continue
        if not all(kept):
            run.say("another run took over a site of this one, which had not been heard of for too long: ending")
            await process.stop()
            return
        if run.tor_lost or not await asyncio.to_thread(tor.alive):
            run.tor_lost = True
            await process.stop()
            return


def _within(site: Site, max_minutes: int | None) -> Site:
    if max_minutes is None or max_minutes >= site.budgets.minutes:
        return site
    return site.model_copy(update={"budgets": site.budgets.model_copy(update={"minutes": max_minutes})})


def _outage(run: Run, site: Site) -> timedelta:
    last: datetime | None = run.ledger.run(lambda conn: leases.last_good(conn, site.id))
    return run.now() - last if last else timedelta(0)


def _note_tor(order: Order, run: Run, state: str, advice: str = "") -> None:
    """Note how our own tor is, and tell at once when it is away: a state of the run, not of the sites."""
    now = run.now()
    found = [Found(operator.TOR, state, advice)]
    run.ledger.run(lambda conn: operator.note(conn, RUN, found, now, run.run_id))
    operator.tell(run, order.config, [RUN])


def _run_id() -> str:
    return secrets.token_hex(8)
