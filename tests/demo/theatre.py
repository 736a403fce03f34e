"""The demo's sites behind the session's Tor network, an operator's folder, and stallwatch as a program that is called."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from demo.folder import write_folder
from demo.forum import ForumSite
from demo.market import MarketSite
from demo.receiver import Receiver
from pipelines.ledger import Ledger
from tests.services import tripwire
from tests.services.tor import TestNetwork

ROOT = Path(__file__).parents[2]
SECRETS = (
    "STALLWATCH_",
    "TLDEXTRACT",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
)


@dataclass
class Theatre:
    """What runs, and how to call stallwatch on it."""

    folder: Path
    """The operator's."""
    forum: ForumSite
    market: MarketSite
    russian: ForumSite
    receiver: Receiver
    variables: dict[str, str] = field(default_factory=dict)
    """Put into stallwatch's environment."""
    program: tuple[str, ...] = ("-m", "crawler.cli")
    """How Python is told to run it."""

    def start(self, *arguments: str, wire: Path | None = None, **variables: str) -> subprocess.Popen[str]:
        base = {name: value for name, value in os.environ.items() if not name.startswith(SECRETS)}
        # A home of its own for each call: what a library has cached of the web would hide that it asks for it.
        base["HOME"] = base["XDG_CACHE_HOME"] = tempfile.mkdtemp(dir=self.folder.parent)
        base |= self.variables | variables
        env = tripwire.environment(wire, base) if wire else base
        command = [sys.executable, *self.program, "--config", str(self.folder), *arguments]
        return subprocess.Popen(
            command,
            env=env,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
        )

    def call(self, *arguments: str, wire: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
        with self.start(*arguments, wire=wire, **variables) as process:
            try:
                out, err = process.communicate(timeout=240)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def requests(self) -> int:
        return sum(len(site.visits) for site in (self.forum, self.market, self.russian))

    def ledger(self) -> Ledger:
        return Ledger.open("ledger.sqlite3", self.folder)

    def tor_log(self) -> str:
        return (self.folder / "tor" / "tor.log").read_text(encoding="utf-8")

    def slow_down(self, site: str, delay: float) -> None:
        """Let the site's file ask for a pace, so that a crawl lasts long enough to be disturbed."""
        file = self.folder / "sites" / f"{site}.yml"
        text = file.read_text(encoding="utf-8").replace("concurrency: 8", "concurrency: 1")
        file.write_text(
            "\n".join(f"delay: {delay}" if line.startswith("delay:") else line for line in text.splitlines())
        )

    def kill_tor(self, patience: float = 60.0) -> None:
        """Kill the tor that a running crawl has launched."""
        until = time.monotonic() + patience
        pid_file = self.folder / "tor" / "pid"
        while time.monotonic() < until:
            if pid_file.exists() and self.requests() > 3:
                os.kill(int(pid_file.read_text()), signal.SIGKILL)
                return
            time.sleep(0.1)
        raise AssertionError(f"the crawl did not get going: {self.requests()} requests")


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
        yield Theatre(folder, forum, market, russian, receiver, hooks)


def summary(stdout: str) -> dict[str, dict[str, object]]:
    """Parse what `crawl --json` prints."""
    found: dict[str, dict[str, object]] = json.loads(stdout)
    return found
