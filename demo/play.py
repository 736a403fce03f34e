"""`stallwatch demo`: everything, on real Tor, on this machine alone, compared with what was written down by hand."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from config.errors import StallwatchError
from crawler.listings import print_table
from crawler.printed import one_line
from crawler.run import OURSELVES
from demo.check import differences
from demo.content import load_world
from demo.folder import write_folder
from demo.forum import ForumSite
from demo.load_forum import FORUMS
from demo.market import MarketSite
from demo.network import TorNetwork
from demo.ports import kept_ports
from demo.receiver import Received, Receiver
from demo.shapes import World
from pipelines.ledger import Ledger, browse

CHANNELS = ("soc", "fraud")
"""The Slack channels that the demo's rules name."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the demo keeps its state, and when it began."""

    folder: Path
    epoch: datetime
    """UTC; the first start."""
    day: int
    day2_at: datetime | None
    """UTC; when day 2 was first played; `None`: not yet."""

    @property
    def operator(self) -> Path:
        """The demo operator's folder."""
        return self.folder / "operator"

    @property
    def world(self) -> World:
        """What stands on the sites."""
        return load_world(self.epoch, self.day, self.day2_at)


def play(*, day: int = 1, reset: bool = False, folder: Path = Path(".demo"), quiet: bool = False) -> int:
    """Play a day and print it; return 0 when all is as expected, 1 when not.

    Raises `StallwatchError` when the demo cannot run here.
    """
    if reset:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stage = _stage(folder, day)
    console = Console(highlight=False, quiet=quiet)
    console.print(
        f"[bold]stallwatch demo, day {stage.day}[/bold]: three onion sites on a Tor network of this machine's own"
    )
    with running(
        stage, lambda percent, words: console.print(f"  network {percent:3d} %  {words}", markup=False)
    ) as receiver:
        code = _run(stage, receiver)
        messages = list(receiver.messages)
    if code not in (0, 3):
        raise StallwatchError(f"`stallwatch run` ended with {code}: what it says stands above")
    return _tell(console, stage, messages)


@contextmanager
def running(stage: Stage, progress: Any) -> Iterator[Receiver]:
    """Run the sites, the webhook receiver and the Tor network; all are gone after the block."""
    with ExitStack() as stack:
        ports = dict(zip((*FORUMS, "market"), kept_ports(stage.folder / "ports.json", len(FORUMS) + 1), strict=True))
        logs = stage.folder / "logs"
        logs.mkdir(exist_ok=True)
        common = {"day": stage.day, "day2_at": stage.day2_at}
        for name in FORUMS:
            kept = {"log": logs / f"{name}.jsonl", "additions": stage.folder / f"added-{name}.jsonl"}
            stack.enter_context(ForumSite(stage.epoch, ports[name], name=name, **kept, **common))  # type: ignore[arg-type]
        stack.enter_context(MarketSite(stage.epoch, ports["market"], log=logs / "market.jsonl", **common))  # type: ignore[arg-type]
        receiver = stack.enter_context(Receiver())
        network = stack.enter_context(TorNetwork(stage.folder / "network", ports, progress=progress))
        write_folder(stage.operator, {name: network.onion(name) for name in ports}, network.client_torrc())
        yield receiver


def _run(stage: Stage, receiver: Receiver) -> int:
    """Run what cron would run, with the demo's webhooks in its environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STALLWATCH_")}
    hooks = {f"STALLWATCH_SLACK_{channel.upper()}_WEBHOOK": receiver.webhook(channel) for channel in CHANNELS}
    command = [*OURSELVES, "--config", str(stage.operator), "run"]
    return subprocess.run(command, env={**kept, **hooks}, check=False).returncode


def _stage(folder: Path, day: int) -> Stage:
    """Read the demo's state, or begin it; dates count from the first start."""
    file = folder / "state.json"
    state = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    now = datetime.now(UTC).replace(microsecond=0).isoformat()
    state.setdefault("epoch", now)
    if day > 1 and not (folder / "operator" / "ledger.sqlite3").exists():
        raise StallwatchError("day 2 changes what day 1 found: play day 1 first (`make demo`)")
    if day > 1:
        state.setdefault("day2_at", now)
    day = 2 if "day2_at" in state else day
    file.write_text(json.dumps(state), encoding="utf-8")
    day2_at = datetime.fromisoformat(state["day2_at"]) if "day2_at" in state else None
    return Stage(folder, datetime.fromisoformat(state["epoch"]), day, day2_at)


def _tell(console: Console, stage: Stage, messages: Sequence[Received]) -> int:
    console.print(f"\n[bold]{len(messages)} alerts, as Slack got them[/bold]")
    for message in messages:
        console.print(message.as_text(), markup=False, soft_wrap=True)
        console.print()
    with Ledger.open("ledger.sqlite3", stage.operator) as ledger:
        hits = ledger.read(lambda conn: browse.search(conn, limit=1000))
        wrong = differences(ledger, stage.day, stage.world.key_of)
    console.print(f"[bold]{len(hits)} claims[/bold], the newest first")
    print_table(console, hits)
    console.print(_verdict(wrong), markup=False, soft_wrap=True)
    case = next((hit.listing_id[:8] for hit in hits if "Shanghai" in hit.title), "ID")
    _next_steps(console, stage, case)
    return 1 if wrong else 0


def _verdict(wrong: Sequence[str]) -> str:
    if not wrong:
        return "\nAll claims, alerts and events are those of demo/expected.yml."
    return "\n".join(
        ["", f"{len(wrong)} differences from demo/expected.yml:", *(f"  {one_line(each)}" for each in wrong)]
    )


def _next_steps(console: Console, stage: Stage, case: str) -> None:
    call = f".venv/bin/stallwatch --config {stage.operator}"
    console.print("\n[bold]Try next[/bold]")
    steps = (
        (f"{call} show {case}", "one claim, each value with the words it was read from"),
        (f"{call} listings --country CN --records 100000000", "what the model case was found by"),
        (f"{call} listings --site forum-ru", "the Russian forum's claims"),
        ("make demo", "again: nothing new, no alert, few requests"),
        ("make demo DAY=2", "a price falls, a sale, a removal, a silent edit, a login wall"),
        (".venv/bin/stallwatch demo --reset", "forget everything and start anew"),
    )
    longest = max(len(command) for command, _ in steps)
    for command, why in steps:
        console.print(f"  {command:<{longest}}  {why}", markup=False, soft_wrap=True)
