"""Secrets are where the design says and nowhere else, while a run goes well and while everything refuses it.

One run over real Tor with every secret there is, in an env file as from cron, against targets that quote what they were
sent; looked at from outside while it lasts, and searched for afterwards in all that it wrote.
"""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.crawler.tor.keys import client_key
from tests.demo.theatre import Theatre, theatre
from tests.services.family import Seen, family, is_loopback, watched
from tests.services.loopback import Handler, served
from tests.services.tor import TestNetwork

USER, PASSWORD, HOOK, COOKIE, RATES = (f"c4n4ry-{name}" for name in ("user", "password", "hook", "cookie", "rates"))
ONION_KEY = client_key("harbour")[1]
TARGETS = {"elasticsearch": PASSWORD, "slack": HOOK}
ACCESS = {"cookie": COOKIE, "onion": ONION_KEY.rpartition(":")[2], "rates": RATES}
ALL = TARGETS | ACCESS


class Quoting(Handler):
    """Refuses everything, and says all that it was sent: address, headers, body."""

    def reply(self) -> None:
        said = json.dumps([self.path, dict(self.headers), self.sent().decode("utf-8", "replace")]).encode()
        self.answer(400, said, x_elastic_product="Elasticsearch")


@dataclass
class Ran:
    """What was to be seen of the run."""

    folder: Path
    output: str
    seen: Seen


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, tor_network: TestNetwork) -> Iterator[Ran]:
    place = tmp_path_factory.mktemp("secrets")
    with theatre(place / "operator", tor_network) as stage, served(Quoting) as target:
        env_file = _prepare(stage, place, target)
        stage.variables.clear()
        started = stage.start("--verbose", "--env-file", str(env_file), "run", "--site", "forum")
        with started, watched(started.pid) as seen:
            try:
                out, err = started.communicate(timeout=240)
            finally:
                started.kill()  # its halves end with it
        assert started.returncode == 5, err  # the cluster answers as none does: its documents wait
        yield Ran(stage.folder, out + err, seen)


def _prepare(stage: Theatre, place: Path, target: str) -> Path:
    """Give the site's file a session and a client key, the settings a source of rates, and all secrets to an env file."""
    site = stage.folder / "sites" / "forum.yml"
    site.write_text(site.read_text() + "cookies: forum\nonion_auth: forum\n")
    settings = stage.folder / "stallwatch.yml"
    source = {"id": "ecb", "kind": "ecb", "url": "https://rates.example/daily.xml?key={key}"}
    settings.write_text(settings.read_text() + f"rates: {json.dumps({'sources': [source]})}\n")
    host = json.dumps([{"name": "member", "value": COOKIE, "domain": _onion(site), "path": "/"}])
    (place / "onion.key").write_text(ONION_KEY)
    (place / "onion.key").chmod(0o600)
    lines = {
        "STALLWATCH_ELASTICSEARCH_URL": target,
        "STALLWATCH_ELASTICSEARCH_USER": USER,
        "STALLWATCH_ELASTICSEARCH_PASSWORD": PASSWORD,
        "STALLWATCH_SLACK_SOC_WEBHOOK": f"{target}/services/T0/B0/{HOOK}",
        "STALLWATCH_SLACK_FRAUD_WEBHOOK": f"{target}/services/T0/B0/{HOOK}",
        "STALLWATCH_COOKIES_FORUM": host,
        "STALLWATCH_ONION_AUTH_FORUM_FILE": str(place / "onion.key"),
        "STALLWATCH_RATES_ECB_KEY": RATES,
    }
    env_file = place / "env"
    env_file.write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
    env_file.chmod(0o600)
    return env_file


def _onion(site: Path) -> str:
    (line,) = [line for line in site.read_text().splitlines() if ".onion" in line]
    return line.partition("//")[2].strip().strip("\"'/")


def encodings(secret: str) -> set[bytes]:
    """How it may stand in a file or a log."""
    pair = base64.b64encode(f"{USER}:{secret}".encode())
    return {secret.encode(), quote(secret, safe="").encode(), base64.b64encode(secret.encode()).rstrip(b"="), pair,
            secret.encode("utf-16-le"), json.dumps(secret)[1:-1].encode()}  # fmt: skip


def found_in(content: bytes, secrets: dict[str, str]) -> list[str]:
    return [name for name, secret in secrets.items() if any(each in content for each in encodings(secret))]


def process(seen: Seen, command: str) -> int:
    """The pid of one of the two halves: the command stands behind the options that all have."""
    (pid,) = [
        pid for pid, line in seen.arguments.items() if re.search(rf"crawler\.cli --.* --verbose {command}( |$)", line)
    ]
    return pid


def test_the_run_went_as_far_as_it_could(ran: Ran) -> None:
    """Else nothing below says anything."""
    assert "refused for good" in ran.output
    assert "rates" in ran.output
    assert len(ran.seen.arguments) >= 4  # run, crawl, deliver, tor


def test_no_output_and_no_file_holds_one(ran: Ran) -> None:
    assert found_in(ran.output.encode(), ALL) == []
    files = [path for path in ran.folder.rglob("*") if path.is_file()]
    assert {"ledger.sqlite3", "heartbeat.json", "tor.log"} <= {path.name for path in files}
    assert {path.name: found for path in files if (found := found_in(path.read_bytes(), ALL))} == {}


def test_no_process_shows_one_in_its_arguments(ran: Ran) -> None:
    assert {line: found for line in ran.seen.arguments.values() if (found := found_in(line.encode(), ALL))} == {}


def test_each_half_knows_its_share_only(ran: Ran) -> None:
    crawl, deliver = (ran.seen.environments[process(ran.seen, name)] for name in ("crawl", "deliver"))
    assert found_in(crawl, TARGETS) == []
    assert found_in(deliver, ACCESS) == []
    assert set(found_in(deliver, TARGETS)) == set(TARGETS)
    assert {"cookie", "rates"} <= set(found_in(crawl, ACCESS))
    assert "--env-file" not in ran.seen.arguments[process(ran.seen, "crawl")]


def test_all_that_listens_does_so_on_loopback(ran: Ran) -> None:
    assert ran.seen.listening, "tor's SOCKS port"
    assert {address for address in ran.seen.listening if not is_loopback(address[0])} == set()


def test_what_is_watched_is_seen() -> None:
    """The watch itself: an argument, a variable and a listener of a child of a child."""
    code = "import socket, sys; s = socket.create_server(('0.0.0.0', 0)); print(1, flush=True); sys.stdin.read()"
    shell = f'exec 3<&0; {sys.executable} -c "{code}" c4n4ry-argument <&3'
    with (
        subprocess.Popen(
            ["sh", "-c", f"{shell}; true"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "C4N4RY": "1"},
        ) as started,
        watched(started.pid, every=0.01) as seen,
    ):
        assert started.stdout is not None
        started.stdout.readline()
        while not seen.listening:
            pass
        assert len(family(started.pid)) == 2
        started.communicate()
    assert [host for host, _ in seen.listening] == ["0.0.0.0"]
    assert any("c4n4ry-argument" in line for line in seen.arguments.values())
    assert all(b"C4N4RY=1" in each for each in seen.environments.values())
