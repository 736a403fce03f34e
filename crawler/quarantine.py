"""What the command line shows of threads that could not be read time and again, and how it lets them go."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime

from config.errors import StallwatchError
from config.load import Config
from crawler.printed import json_line, one_line
from pipelines.ledger import Ledger, quarantine
from pipelines.ledger.quarantine import Quarantined
from pipelines.links import unlinked


def list_lines(config: Config, site: str | None, *, as_json: bool) -> Iterator[str]:
    """Say which threads are in quarantine, a line each. `site` is `None` for all. Raises `ConfigError`."""
    with _ledger(config, site) as ledger:
        found = ledger.read(lambda conn: quarantine.quarantined(conn, site))
    if as_json:
        yield unlinked(json_line([_plain(each) for each in found]))
        return
    for each in found:
        when = f" on {each.failed_at:%Y-%m-%d %H:%M} UTC" if each.failed_at else ""
        read = "an earlier state is stored" if each.ever_read else "never read"
        yield one_line(
            f"{each.site} {each.native_id}: {each.reason}, {each.failures} times, last{when}; {read}; "
            f"board {each.board}, {each.path}"
        )
    yield "then: stallwatch quarantine release --site SITE --thread ID" if found else "no thread is in quarantine"


def release(config: Config, site: str | None, thread: str | None, *, every: bool) -> int:
    """Let threads be tried again at their site's next visit; return how many.

    Raises `StallwatchError` when nothing was chosen, or a thread without its site, and `ConfigError`.
    """
    if site is None and (thread is not None or not every):
        raise StallwatchError("which threads? --site SITE, --site SITE --thread ID, or --all")
    with _ledger(config, site) as ledger:
        return ledger.run(lambda conn: quarantine.release(conn, datetime.now(UTC), site, thread))


def _ledger(config: Config, site: str | None) -> Ledger:
    if site is not None:
        config.site(site)
    return Ledger.open(config.settings.ledger, config.folder)


def _plain(each: Quarantined) -> dict[str, object]:
    found = dataclasses.asdict(each)
    return found | {"failed_at": each.failed_at.isoformat() if each.failed_at else None}
