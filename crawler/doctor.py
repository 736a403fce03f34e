"""`stallwatch doctor`: would a run work, and is anything open that should not be? Asks no site.

Changes nothing but the ledger's tables, which every command brings up to date, and sets a damaged ledger aside.
"""

from __future__ import annotations

import json
import socket
import stat
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path

from config import contact_key
from config.environment import Environment, variable
from config.errors import StallwatchError
from config.load import Config
from crawler.access import with_access, with_keys
from crawler.doors import UnreachableError, readable_by_strangers
from crawler.printed import counted
from crawler.run import HEARTBEAT
from crawler.tor.process import program
from pipelines.deliver.cluster import check_target
from pipelines.ledger import Ledger, damage, outbox, rates, sites
from pipelines.ledger.engines import Place
from pipelines.ledger.rates import SourceReport
from pipelines.rates import shipped_days


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    says: str
    """What was found and, when it is not ok, what to do."""


Look = Callable[[Config, Environment], Iterator[Check]]

ELASTICSEARCH_URL = "STALLWATCH_ELASTICSEARCH_URL"
NEARLY = 0.9
"""How alike two names are, by difflib's measure, of which one is a slip of the other."""
PATIENCE = 10.0
"""Seconds for a program to say its version."""


def examine(config: Config, environment: Environment) -> list[Check]:
    """Look at everything that can be looked at without asking a site. What cannot be looked at is a check, too."""
    return [check for name, look in _CHECKS.items() for check in _looked(name, look, config, environment)]


def _looked(name: str, look: Look, config: Config, environment: Environment) -> Iterator[Check]:
    try:
        yield from look(config, environment)
    except StallwatchError as error:
        yield Check(name, ok=False, says=str(error))
    except OSError as error:
        yield Check(name, ok=False, says=f"cannot be looked at: {error.strerror or type(error).__name__}")


def _folder(config: Config, _: Environment) -> Iterator[Check]:
    mode = stat.S_IMODE(config.folder.stat().st_mode)
    open_to_others = bool(mode & 0o077)
    says = (
        f"others may enter {config.folder}: run `chmod 700 {config.folder}`" if open_to_others else f"{config.folder}"
    )
    yield Check("folder", not open_to_others, says)
    yield from (
        Check(path.name, ok=False, says=f"others may read or change {path}: run `chmod 600 {path}`")
        for path in _private_files(config)
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    )


def _private_files(config: Config) -> list[Path]:
    """Return the files of the folder that hold texts or secrets."""
    ledger = Place.of(config.settings.ledger, config.folder).path
    files = [config.folder / ".env", config.folder / contact_key.FILE]
    if ledger is not None and damage.is_ours(ledger):
        files += (ledger.with_name(ledger.name + end) for end in ("", *damage.HELPERS))
    return files


def _sites(config: Config, environment: Environment) -> Iterator[Check]:
    names = ", ".join(site.id for site in config.sites)
    yield Check(
        "sites",
        bool(config.sites),
        names or "none: write one with `sites add`, or copy sites/forum.yml.example to sites/<name>.yml",
    )
    for each in with_access(config, environment, datetime.now(UTC)).broken:
        yield Check("site left out", ok=False, says=each.says)
    yield Check(
        "rules",
        bool(config.rules),
        f"{len(config.rules)} rules" if config.rules else "none: nothing is kept searchable",
    )


def _tor(config: Config, _: Environment) -> Iterator[Check]:
    if not config.settings.tor.launch:
        yield from (
            _listens(address) for address in (config.settings.tor.socks, config.settings.tor.control) if address
        )
        return
    binary = program(config.settings.tor.binary)  # as a run finds it
    try:
        asked = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=PATIENCE, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        yield Check("tor", ok=False, says=f"{binary} does not answer `--version` within {PATIENCE:g} s")
        return
    except (OSError, UnicodeDecodeError) as error:
        yield Check("tor", ok=False, says=f"{binary} cannot be run ({type(error).__name__}): is it tor?")
        return
    version = asked.stdout.splitlines()
    yield Check("tor", ok=bool(version), says=version[0] if version else f"{binary} says no version: is it tor?")


def _listens(address: str) -> Check:
    """Look whether the running tor listens where the settings say."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=5).close()
    except (OSError, OverflowError):  # the latter for a port beyond 65535
        return Check(
            "tor", ok=False, says=f"nothing listens at {address}: start tor, or correct tor.socks and tor.control"
        )
    return Check("tor", ok=True, says=f"a running one listens at {address}")


def _ledger(config: Config, _: Environment) -> Iterator[Check]:
    try:
        with Ledger.open(config.settings.ledger, config.folder) as ledger:
            waiting, dead = ledger.read(outbox.pending), len(ledger.read(outbox.dead))
            bad = [each for each in ledger.read(sites.states).values() if each.state not in (None, "ok")]
    except StallwatchError as error:
        yield Check("ledger", ok=False, says=str(error))
        return
    yield _sound(config)
    yield from _readable(config)
    yield Check(
        "outbox", not waiting and not dead, f"{waiting} waiting, {dead} refused for good (see `stallwatch outbox`)"
    )
    for each in bad:
        yield Check(f"site {each.id}", ok=False, says=f"{each.state}: {each.advice}")


def _sound(config: Config) -> Check:
    """Look at all pages of the ledger; a damaged one that was set aside is told until somebody takes it away."""
    path = Place.of(config.settings.ledger, config.folder).path
    if path is not None and (fault := damage.fault(path, steps=None)):
        return Check("ledger", ok=False, says=str(damage.put_aside(path, fault)))
    aside = ", ".join(each.name for each in damage.set_aside(path)) if path is not None else ""
    says = f"{config.settings.ledger}; once damaged and kept beside it: {aside}: move it away when done with it"
    return Check("ledger", not aside, says if aside else config.settings.ledger)


def _readable(config: Config) -> Iterator[Check]:
    """Look whether every row can be read; said only when one cannot."""
    path = Place.of(config.settings.ledger, config.folder).path
    ids = damage.unreadable(path) if path is not None and path.exists() else []
    if ids:
        named = ", ".join(each[:8] for each in ids[:5]) + (" …" if len(ids) > 5 else "")
        says = f"cannot be read ({named}): look at the disk, then put a backup in the ledger's place"
        yield Check("ledger rows", ok=False, says=f"{counted(len(ids), 'listing')} {says}")


def _rates(config: Config, environment: Environment) -> Iterator[Check]:
    """Say of which days the shipped tables are, and how each source last answered; none is asked now."""
    now = datetime.now(UTC)
    bank, own = shipped_days(now.date())
    try:
        with_keys(environment, config.settings.rates)
    except StallwatchError as error:
        yield Check("rates", ok=False, says=str(error))
    yield Check(
        "rates",
        ok=True,
        says=f"shipped: the European Central Bank's of {bank}, coins and the rest of {own}"
        + ("" if config.settings.rates.sources else "; no source is asked (rates.sources in stallwatch.yml)"),
    )
    try:
        with Ledger.open(config.settings.ledger, config.folder) as ledger:
            known = ledger.read(rates.sources)
    except StallwatchError:
        return  # the ledger's own check has said so
    for source in config.settings.rates.sources:
        yield _rates_of(source.id, known.get(source.id), now)


def _rates_of(name: str, report: SourceReport | None, now: datetime) -> Check:
    if report is None:
        return Check(f"rates {name}", ok=True, says="not asked yet")
    said = f"asked {_hours(now - report.asked_at)} ago"
    if report.trouble:
        good = f"last good {_hours(now - report.good_at)} ago" if report.good_at else "never good so far"
        return Check(f"rates {name}", ok=False, says=f"{said}: {report.trouble}" + ("" if report.good else f"; {good}"))
    return Check(f"rates {name}", ok=True, says=said)


def _hours(age: timedelta) -> str:
    return f"{age.total_seconds() / 3600:.1f} hours"


def _elasticsearch(config: Config, environment: Environment) -> Iterator[Check]:
    target = environment.elasticsearch()
    if target is None:
        like = _misspelt(ELASTICSEARCH_URL, config, environment)
        yield Check("elasticsearch", ok=not like, says=f"off ({ELASTICSEARCH_URL} is not set{like})")
        return
    try:
        check_target(target)
    except StallwatchError as error:
        yield Check("elasticsearch", ok=False, says=str(error))
        return
    yield _open_door(target.url, config)


def _open_door(url: str, config: Config) -> Check:
    try:
        told = readable_by_strangers(url, config.settings.elasticsearch)
    except UnreachableError as error:
        return Check("elasticsearch", ok=False, says=f"cannot be reached: {error}")
    if told:
        says = (
            f"answers without a login and shows {', '.join(told)}: whoever reaches it can read it. Switch its security "
            "on (xpack.security.enabled), and take roles away from the anonymous user"
        )
        return Check("elasticsearch", ok=False, says=says)
    return Check("elasticsearch", ok=True, says="reached, and it asks for a login")


def _slack(config: Config, environment: Environment) -> Iterator[Check]:
    for channel in sorted(config.channels):
        try:
            found = environment.slack(channel) is not None
        except StallwatchError as error:
            yield Check(f"channel {channel}", ok=False, says=str(error))
            continue
        name = variable("SLACK", channel, "WEBHOOK")
        says = "set" if found else f"off: {name} is not set{_misspelt(name, config, environment)}"
        yield Check(f"channel {channel}", found, says)


def _misspelt(name: str, config: Config, environment: Environment) -> str:
    """Say which variable that is set, and that nobody reads, is nearly this one; nothing: none is."""
    cluster = (variable("ELASTICSEARCH", each) for each in ("URL", "API_KEY", "USER", "PASSWORD"))
    read = {*cluster, *(variable("SLACK", channel, "WEBHOOK") for channel in config.channels)}
    others = {each.removesuffix("_FILE"): each for each in environment.variables if each.startswith("STALLWATCH_")}
    found = get_close_matches(name, others.keys() - read, n=1, cutoff=NEARLY)
    return f", but {others[found[0]]} is, which nothing reads" if found else ""


def _heartbeat(config: Config, _: Environment) -> Iterator[Check]:
    file: Path = config.folder / HEARTBEAT
    try:
        beat = json.loads(file.read_text(encoding="utf-8"))
        last = datetime.fromisoformat(beat["last_success"]) if beat.get("last_success") else None
        hours = (datetime.now(UTC) - last).total_seconds() / 3600 if last else 0.0
    except (OSError, ValueError, TypeError, AttributeError):
        yield Check("last run", ok=True, says="none yet")
        return
    if last is None:
        yield Check("last run", ok=False, says=f"no run has succeeded yet; the last ended with {beat.get('exit')}")
        return
    yield Check("last run", ok=hours < 24, says=f"succeeded {hours:.1f} hours ago")


_CHECKS: dict[str, Look] = {
    "folder": _folder,
    "sites": _sites,
    "tor": _tor,
    "ledger": _ledger,
    "rates": _rates,
    "elasticsearch": _elasticsearch,
    "slack": _slack,
    "last run": _heartbeat,
}
"""In the order in which they are told, by what a check is called that could not be made."""
