"""`stallwatch purge` and `hold`: what is forgotten, by age or on the operator's word. Says how much, never whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from config.errors import StallwatchError
from config.load import Config
from config.schema import Retention, Settings
from crawler.printed import json_line, one_line
from pipelines.ledger import Ledger, browse, holds, outbox, retention, sites

ADDRESSES = "addresses"
"""In counts: what `keep_contacts` kept in the clear before it was taken back."""

WORDS = {
    "non_claims": "no claims",
    "claims": "claims without a match",
    "matched": "matched listings",
    "letters": "dead letters",
    "runs": "entries about runs",
    "listings": "listings",
    ADDRESSES: "contacts' addresses",
    "held": "on hold",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which listings a command is about."""

    listings: Sequence[str] = ()
    """Ids, or their beginnings."""
    sites: Sequence[str] = ()
    """Ids of sites; also of some whose file is gone."""
    rules: Sequence[str] = ()
    """Ids of rules; also of some that are gone."""

    def __bool__(self) -> bool:
        return bool(self.listings or self.sites or self.rules)


def ages(settings: Retention, now: datetime) -> dict[str, datetime]:
    """Return by class the time before which a last change is too old; a class that is kept for good is left out."""
    kept = {name: getattr(settings, name) for name in retention.CLASSES}
    return {name: now - age for name, age in kept.items() if age is not None}


def purge(config: Config, chosen: Chosen, targets: frozenset[str], *, dry_run: bool) -> dict[str, int]:
    """Forget by age, or what is chosen; return how much, by class. Raises `StallwatchError` for what nobody knows."""
    with Ledger.open(config.settings.ledger, config.folder) as ledger:
        if chosen:
            _check(config, ledger, chosen)
            return _forget(ledger, chosen, targets, dry_run=dry_run)
        if dry_run:
            return ledger.read(lambda conn: _due(conn, config.settings))
        return _noted(ledger, lambda conn, now: forget_old(conn, config.settings, now, targets))


def forget_old(conn: Connection, settings: Settings, now: datetime, targets: frozenset[str]) -> dict[str, int]:
    """Forget what the settings do not allow any more; return how much, by class."""
    counted = retention.purge(conn, ages(settings.retention, now), now, targets=targets)
    return counted if settings.keep_contacts else {**counted, ADDRESSES: retention.forget_addresses(conn, now)}


def _due(conn: Connection, settings: Settings) -> dict[str, int]:
    counted = retention.due(conn, ages(settings.retention, datetime.now(UTC)))
    return counted if settings.keep_contacts else {**counted, ADDRESSES: retention.addresses(conn)}


def _forget(ledger: Ledger, chosen: Chosen, targets: frozenset[str], *, dry_run: bool) -> dict[str, int]:
    ids = _ids(ledger, chosen.listings)
    if dry_run:
        return ledger.read(lambda conn: retention.chosen(conn, ids=ids, sites=chosen.sites))

    def work(conn: Connection, now: datetime) -> dict[str, int]:
        counted = retention.chosen(conn, ids=ids, sites=chosen.sites)
        retention.forget(conn, now, ids=ids, sites=chosen.sites, targets=targets)
        return counted

    return _noted(ledger, work)


def _noted(ledger: Ledger, work: Callable[[Connection, datetime], dict[str, int]]) -> dict[str, int]:
    """Do it, and note among the runs how much it was."""
    now = datetime.now(UTC)

    def both(conn: Connection) -> dict[str, int]:
        counted = work(conn, now)
        sites.start_run(conn, f"purge-{now:%Y%m%dT%H%M%S%f}", "purge", now)
        sites.end_run(conn, f"purge-{now:%Y%m%dT%H%M%S%f}", counted, 0, now)
        return counted

    return ledger.run(both)


def deletions(config: Config) -> int:
    """Count the documents that wait to be deleted."""
    with Ledger.open(config.settings.ledger, config.folder) as ledger:
        return ledger.read(outbox.deletions)


def said(counted: Mapping[str, int], *, dry_run: bool = False) -> str:
    """Say how much it was.

    >>> said({"non_claims": 12, "claims": 0, "held": 1})
    'forgotten: 12 no claims; 1 on hold stays'
    """
    words = ", ".join(f"{count:,} {WORDS[name]}" for name, count in counted.items() if count and name != retention.HELD)
    head = "would be forgotten: " if dry_run else "forgotten: "
    held = counted.get(retention.HELD, 0)
    return head + (words or "nothing") + (f"; {held:,} on hold {'stays' if held == 1 else 'stay'}" if held else "")


def hold(config: Config, chosen: Chosen, why: str) -> int:
    """Put listings on hold; return how many. Raises `StallwatchError` where none, or no reason, is given."""
    if not why.strip():
        raise StallwatchError("--reason: say why, for whoever asks later")
    with Ledger.open(config.settings.ledger, config.folder) as ledger:
        which = _which(config, ledger, chosen)
        return ledger.run(lambda conn: holds.hold(conn, why.strip(), **which))


def release(config: Config, chosen: Chosen) -> int:
    """Let listings go; return how many were on hold. Raises `StallwatchError` where none is given."""
    with Ledger.open(config.settings.ledger, config.folder) as ledger:
        which = _which(config, ledger, chosen)
        return ledger.run(lambda conn: holds.release(conn, **which))


def held_lines(config: Config, *, as_json: bool) -> list[str]:
    """Say what is on hold, a line each."""
    with Ledger.open(config.settings.ledger, config.folder) as ledger:
        found = ledger.read(holds.held)
    if as_json:
        return [json_line([{"listing": each.listing_id, "site": each.site, "why": each.why} for each in found])]
    lines = [f"{each.listing_id[:8]}  {each.site}  {one_line(each.why)}" for each in found]
    return lines or ["nothing is on hold"]


def _which(config: Config, ledger: Ledger, chosen: Chosen) -> dict[str, Sequence[str]]:
    if not chosen:
        raise StallwatchError("which listings? --listing ID, --site SITE or --rule RULE")
    _check(config, ledger, chosen)
    return {"ids": _ids(ledger, chosen.listings), "sites": chosen.sites, "rules": chosen.rules}


def _check(config: Config, ledger: Ledger, chosen: Chosen) -> None:
    """Refuse names that neither the folder nor the ledger knows: "0" must never be the answer to a typing error."""
    of_sites, of_rules = ledger.read(holds.named)
    of_sites |= {*(site.id for site in config.sites), *(name for each in config.broken for name in each.names)}
    of_rules |= {rule.id for rule in config.rules}
    for option, names, known in (("site", chosen.sites, of_sites), ("rule", chosen.rules, of_rules)):
        unknown = next((each for each in names if each not in known), None)
        if unknown is not None:
            among = ", ".join(sorted(known)) or "none"
            raise StallwatchError(f"--{option}: no {option} {unknown[:64]!a}; known: {among}")


def _ids(ledger: Ledger, beginnings: Sequence[str]) -> list[str]:
    found = [(each, ledger.read(lambda conn, each=each: browse.show(conn, each))) for each in beginnings]  # type: ignore[misc]
    unknown = next((each for each, shown in found if shown is None), None)
    if unknown is not None:
        raise StallwatchError(f"no listing {unknown[:32]!a}: `stallwatch listings` shows their ids")
    return [shown.stored.listing.listing_id for _, shown in found if shown is not None]
