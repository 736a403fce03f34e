"""stallwatch as a program that is called on an operator's folder, with nothing of ours in its environment."""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.ledger import Ledger
from tests.services import tripwire

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
class Program:
    """How to call stallwatch."""

    folder: Path
    """The operator's."""
    variables: dict[str, str] = field(default_factory=dict, kw_only=True)
    """Put into stallwatch's environment."""
    program: tuple[str, ...] = field(default=("-m", "crawler.cli"), kw_only=True)
    """How Python is told to run it."""
    prefix: tuple[str, ...] = field(default=(), kw_only=True)
    """What the command begins with (`tests.services.confined`)."""

    def start(self, *arguments: str, wire: Path | None = None, **variables: str) -> subprocess.Popen[str]:
        base = {name: value for name, value in os.environ.items() if not name.startswith(SECRETS)}
        # A home of its own for each call: what a library has cached of the web would hide that it asks for it.
        base["HOME"] = base["XDG_CACHE_HOME"] = tempfile.mkdtemp(dir=self.folder.parent)
        base |= self.variables | variables
        env = tripwire.environment(wire, base) if wire else base
        command = [*self.prefix, sys.executable, *self.program, "--config", str(self.folder), *arguments]
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

    def ledger(self) -> Ledger:
        return Ledger.open("ledger.sqlite3", self.folder)

    def tor_log(self) -> str:
        return (self.folder / "tor" / "tor.log").read_text(encoding="utf-8")
