"""Many sites on loopback behind a relay that speaks SOCKS, each of which shows what a test wants, and a folder for them."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pipelines.ledger import Ledger
from tests.crawler.tor.fake_socks import Relay, serving
from tests.spiders.sites import PAGES, STALLS

ROOT = Path(__file__).parents[2]
EMPTY = (
    "<html><head><title>Leaks</title></head><body><div><p>There are no topics in this forum.</p></div></body></html>"
)


@dataclass(frozen=True)
class Kind:
    """A software, by its golden pages."""

    engine: str
    board: str
    """Path of the board."""
    pages: str
    """Beginning of its golden pages' names."""
    thread: str = "thread"
    selectors: dict[str, str] = field(default_factory=dict)


KINDS = {
    "mybb": Kind("mybb", "/forumdisplay.php?fid=2", "mybb"),
    "phpbb": Kind("phpbb", "/viewforum.php?f=7", "phpbb"),
    "xenforo": Kind("xenforo", "/forums/leaks.2/", "xenforo2"),
    "smf": Kind("smf", "/index.php?board=2.0", "smf"),
    "fluxbb": Kind("fluxbb", "/viewforum.php?id=7", "fluxbb"),
    "market": Kind("market", "/stalls", "market", "item", STALLS),
}


@dataclass
class Shown:
    """What a site shows to everybody, whatever is asked for; by default its golden pages."""

    kind: Kind
    all: tuple[str, int] | None = None
    """A page and its status, everywhere."""
    board: tuple[str, int] | None = None
    """Instead of the board."""
    threads: tuple[str, int] | None = None
    """Instead of threads."""
    headers: list[dict[str, str]] = field(default_factory=list)
    """Of every request."""
    says: dict[str, str] = field(default_factory=dict)
    """Headers of every answer that is not 200."""

    def answer(self, path: str) -> tuple[str, int]:
        if self.all is not None:
            return self.all
        if path == self.kind.board:
            return self.board or (self._golden("list"), 200)
        if path.partition("?")[0] == self.kind.board.partition("?")[0] and "topic=" not in path:
            return EMPTY, 200
        return self.threads or (self._golden(self.kind.thread), 200)

    def _golden(self, which: str) -> str:
        return (PAGES / f"{self.kind.pages}_{which}.html").read_text("utf-8")


@dataclass
class Stage:
    folder: Path
    sites: dict[str, Shown]
    variables: dict[str, str]

    def crawl(self, *more: str, code: int | None = None, **variables: str) -> dict[str, Any]:
        """Run `crawl --json`; what it said of itself stands under "" with both outputs."""
        base = {name: value for name, value in os.environ.items() if not name.startswith("STALLWATCH_")}
        env = base | {"STALLWATCH_TARGETS": "slack:ops"} | self.variables | variables
        command = [sys.executable, "-m", "crawler.cli", "--config", str(self.folder), "crawl", "--json", *more]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=240, check=False)
        assert code is None or done.returncode == code, (done.returncode, done.stderr[-3000:])
        found: dict[str, Any] = json.loads(done.stdout) if done.stdout.strip() else {}
        return {**found, "": done.stdout + done.stderr}

    def rows(self, sql: str) -> list[Any]:
        with Ledger.open("ledger.sqlite3", self.folder) as ledger:
            return ledger.read(lambda conn: [tuple(row) for row in conn.exec_driver_sql(sql)])

    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(row[0]) for row in self.rows("SELECT payload FROM outbox WHERE channel='ops' ORDER BY id")]


def write_site(folder: Path, name: str, kind: Kind, **more: Any) -> None:
    site = {
        "id": name, "engine": kind.engine, "network": "clearnet-over-tor", "addresses": [f"http://{name}.example"],
        "boards": [{"id": "all", "path": kind.board}], "delay": 0, "concurrency": 4, "selectors": kind.selectors, **more,
    }  # fmt: skip
    (folder / "sites" / f"{name}.yml").write_text(json.dumps(site), encoding="utf-8")


@contextmanager
def stage(folder: Path, sites: dict[str, str]) -> Iterator[Stage]:
    """Serve sites, by name the software that each one is (a key of KINDS)."""
    shown = {name: Shown(KINDS[kind]) for name, kind in sites.items()}
    (folder / "sites").mkdir(parents=True)
    for name, each in shown.items():
        write_site(folder, name, each.kind)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site = shown[self.headers["Host"].removesuffix(".example")]
            site.headers.append(dict(self.headers))
            html, status = site.answer(self.path)
            body = html.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            for name, value in site.says.items() if status != 200 else ():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    relay = Relay({f"{name}.example": server.server_address[1] for name in shown})

    def talk(client: socket.socket) -> None:
        with contextlib.suppress(IndexError):  # who only asks whether a proxy is here
            relay(client)

    try:
        with serving(talk) as port:
            settings = {
                "operator_channel": "ops",
                "tor": {"launch": False, "socks": f"127.0.0.1:{port}", "control": None},
            }
            (folder / "stallwatch.yml").write_text(json.dumps(settings), encoding="utf-8")
            yield Stage(folder, shown, {})
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
