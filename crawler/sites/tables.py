"""How `sites` and `replay` lay out what they found, for people."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from crawler.printed import one_line
from crawler.sites.check import Checked
from crawler.sites.overview import Health, ago, sparkline
from crawler.sites.propose import Proposal
from crawler.sites.read import Read
from crawler.sites.shown import Field, coverage, is_absent, plain
from spiders.engine import Engine
from spiders.listing import Moment

_MOST = 40  # boards of a table

_TIMES = {"second": "%Y-%m-%d %H:%M:%S", "minute": "%Y-%m-%d %H:%M", "hour": "%Y-%m-%d %Hh", "day": "%Y-%m-%d"}

WANTED = {"listing": ("author", "replies", "last_activity"), "thread": ("author", "posted", "text")}
"""What a page usually shows: told as missing where nothing has it."""
WANTED_OF_ENTRIES = {"listing": ("posted",), "thread": ("text",)}
"""The same of leaks, and of entries that their listing shows whole: few name an author, none counts replies."""


def proposal_blocks(proposal: Proposal, source: str, yaml: str | None) -> Iterator[RenderableType]:
    """Lay out what a page tells of its site."""
    found = proposal.found
    name = "unknown" if found.engine is None else f"{found.engine} {found.family or ''}".rstrip()
    yield Text(f"{one_line(source)}: {name} ({proposal.sure})", style="bold")
    for why in found.why[:8]:
        yield Text(f"  {why}")
    if proposal.state:
        yield Text(f"the page itself: {proposal.state}")
    if proposal.choices:
        yield _boards(proposal)
    for told in (proposal.advice, proposal.note):
        if told:
            yield Text(told)
    if yaml is not None:
        yield Text(f"\n{yaml}", no_wrap=True)  # copied from a terminal, a broken line is no YAML


def _boards(proposal: Proposal) -> Table:
    table = _table("board", "threads", "path", "title")
    for each in proposal.choices[:_MOST]:
        threads = "" if each.board.threads is None else f"{each.board.threads:,}"
        table.add_row(Text(each.id), threads, Text(each.board.path), Text(each.title))
    if len(proposal.choices) > _MOST:
        table.add_row(f"… {len(proposal.choices) - _MOST} more")
    return table


def checked_blocks(checked: Checked, engine: Engine) -> Iterator[RenderableType]:
    """Lay out a look at a site: what would be read, what is missing, the state and the next step."""
    yield from read_blocks(checked.listing, engine, f"board {checked.board.id}")
    if checked.thread is not None:
        yield from read_blocks(checked.thread, engine, "thread")
    yield Text(f"state: {checked.state}", style="bold")
    if checked.advice:
        yield Text(checked.advice)


def read_blocks(read: Read, engine: Engine, heading: str, *, addressed: bool = True) -> Iterator[RenderableType]:
    """Lay out which fields of a page are read, how often, and one example each.

    `addressed`: whether the page's own address is known; without it some engines know no next page.
    """
    heading = one_line(heading)
    if not read.good:
        what = f"a list of {read.boards} boards" if read.boards else read.state
        yield Text(f"{heading}: nothing is read ({what})", style="bold")
        return
    items = _items(read)
    yield Text(f"{heading}: {_counted(read)}{_further(read, addressed=addressed)}", style="bold")
    fields = list(coverage(items))
    yield _fields([*_head(read), *fields])
    wanted = (WANTED_OF_ENTRIES if _are_entries(read, engine) else WANTED)[read.kind]
    missing = [each.name for each in fields if each.name in wanted and not each.have]
    if missing:
        yield Text(f"missing: {', '.join(missing)}. {_hint(missing, engine)}")


def _are_entries(read: Read, engine: Engine) -> bool:
    return engine.kind == "leak" or bool(read.listing and any(row.opened for row in read.listing.rows))


def _items(read: Read) -> Sequence[object]:
    return read.listing.rows if read.listing else read.thread.posts if read.thread else ()


def _counted(read: Read) -> str:
    many, one = len(_items(read)), "row" if read.listing else "post"
    return f"{many} {one}{'' if many == 1 else 's'}"


def _further(read: Read, *, addressed: bool) -> str:
    page = read.listing or read.thread
    if page is not None and page.next_url:
        return ", and a next page"
    return ", no next page" + ("" if addressed else " (that needs the page's own address: --url)")


def _head(read: Read) -> Iterator[Field]:
    """Give the thread's own fields, beside those of its posts."""
    if read.thread is None:
        return
    for name, value in plain(read.thread).items():
        if name not in ("posts", "next_url", "last_url"):
            yield Field(f"thread's {name}", int(value is not None), 1, "" if value is None else str(value))


def _hint(missing: Iterable[str], engine: Engine) -> str:
    """Say how a field is mended."""
    keys = [
        key
        for name in missing
        for key in engine.selectors_known
        if key == name or key.endswith((f"_{name}", f"{name}s"))
    ]
    where = f"selectors: {', '.join(dict.fromkeys(keys))}" if keys else "selectors"
    return f"If the page shows it, correct `{where}` in the site's file and try with `stallwatch replay`"


def _fields(fields: Iterable[Field]) -> Table:
    table = _table("field", "read", "example")
    for each in fields:
        count = f"{each.have}/{each.of}" + (" yes" if each.flag else "")
        style = "" if each.have or each.flag else "dim"
        table.add_row(Text(each.name, style=style), Text(count, style=style), Text(each.example))
    return table


def item_table(read: Read) -> Table:
    """Lay out every row or post of a page, a line each."""
    rows = [plain(item) | _moments(item) for item in _items(read)]
    names = [name for name in (rows[0] if rows else {}) if not all(is_absent(row[name]) for row in rows)]
    table = _table(*names)
    table.padding = (0, 1, 0, 0)
    for row in rows:
        table.add_row(*(Text(_cell(row[name])) for name in names))
    return table


def _moments(item: Any) -> dict[str, str]:
    """Write an item's times as short as they are known: a line of a terminal has room for little."""
    times = {each.name: getattr(item, each.name) for each in dataclasses.fields(item)}
    return {name: f"{time.at:{_TIMES[time.precision]}}" for name, time in times.items() if isinstance(time, Moment)}


def _cell(value: Any) -> str:
    return "yes" if value is True else "" if is_absent(value) else str(value)


def health_table(found: Iterable[Health], now: datetime) -> Table:
    """Lay out how the sites are."""
    table = _table("site", "engine", "state", "since", "last good", "listings a visit", "claims", "next visit")
    for each in found:
        last = f" {each.read[-1]}" if each.read else ""
        share = "" if each.share is None else f"{each.share:.0%} of {each.listings:,}"
        due = "at the next run" if each.due_at is None or each.due_at <= now else ago(each.due_at, now)
        style = "" if each.state in ("ok", None) else "bold red"
        table.add_row(
            Text(each.id),
            each.engine,
            Text(each.state or "not visited", style=style),
            ago(each.since, now) if each.since else "",
            ago(each.last_good, now),
            f"{sparkline(each.read)}{last}",
            share,
            due,
        )
    return table


def _table(*names: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name in names:
        table.add_column(name, overflow="fold")
    return table
