"""The demo's sites behind the session's Tor network, an operator's folder, and stallwatch as a program that is called."""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from demo.folder import write_folder
from demo.forum import ForumSite
from demo.market import MarketSite
from demo.receiver import Receiver
from tests.services.confined import Confined
from tests.services.program import Program
from tests.services.tor import TestNetwork


@dataclass
class Theatre(Program):
    """What runs, and how to call stallwatch on it."""

    forum: ForumSite
    market: MarketSite
    russian: ForumSite
    receiver: Receiver

    def requests(self) -> int:
        return sum(len(site.visits) for site in (self.forum, self.market, self.russian))

    def slow_down(self, site: str, delay: float) -> None:
        """Let the site's file ask for a pace, so that a crawl lasts long enough to be disturbed."""
        file = self.folder / "sites" / f"{site}.yml"
        text = file.read_text(encoding="utf-8").replace("concurrency: 8", "concurrency: 1")
        file.write_text(
            "\n".join(f"delay: {delay}" if line.startswith("delay:") else line for line in text.splitlines())
        )

    def confine(self, room: Confined, **settings: object) -> None:
        """Let stallwatch run inside a namespace, by the tor that stands behind its ports."""
        self.prefix = room.prefix
        tor = {"launch": False, "socks": room.socks, "control": room.control}
        (self.folder / "stallwatch.yml").write_text(json.dumps({"tor": tor, **settings}), encoding="utf-8")

    def wait_until_visited(self, patience: float = 120.0) -> None:
        """Wait until a running crawl has asked for a few pages."""
        until = time.monotonic() + patience
        while self.requests() <= 3:
            assert time.monotonic() < until, f"the crawl did not get going: {self.requests()} requests"
            time.sleep(0.1)

    def kill_tor(self) -> None:
        """Kill the tor that a running crawl has launched."""
        self.wait_until_visited()
        os.kill(int((self.folder / "tor" / "pid").read_text()), signal.SIGKILL)


@contextmanager
def theatre(folder: Path, network: TestNetwork) -> Iterator[Theatre]:
    """Run the three sites behind onions "a", "b" and "c", and a webhook receiver."""
    epoch = datetime.now(UTC).replace(microsecond=0)
    with (
        ForumSite(epoch, network.ports["a"]) as forum,
        MarketSite(epoch, network.ports["b"]) as market,
        ForumSite(epoch, network.ports["c"], name="forum-ru") as russian,
        Receiver() as receiver,
    ):
        torrc = [*network.network.client_torrc(), "TestSocks 1", f"PidFile {folder / 'tor' / 'pid'}"]
        onions = {"forum": network.onion("a"), "market": network.onion("b"), "forum-ru": network.onion("c")}
        write_folder(folder, onions, torrc)
        folder.chmod(0o700)
        hooks = {f"STALLWATCH_SLACK_{name.upper()}_WEBHOOK": receiver.webhook(name) for name in ("soc", "fraud")}
        yield Theatre(folder, forum, market, russian, receiver, variables=hooks)


def summary(stdout: str) -> dict[str, dict[str, object]]:
    """Parse what `crawl --json` prints."""
    found: dict[str, dict[str, object]] = json.loads(stdout)
    return found
