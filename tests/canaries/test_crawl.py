"""Canaries in everything that sites serve, through Tor, ledger, Elasticsearch and Slack: nothing of them comes out."""

from __future__ import annotations

import html
import json
import logging
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from elasticsearch import Elasticsearch as Client
from sqlalchemy import text
from typer.testing import CliRunner

from config.schema import Elasticsearch
from crawler.cli import app
from crawler.command import Globals
from crawler.exits import Exit
from crawler.tor.launch import Tor
from demo.receiver import Receiver
from demo.serving import LoopbackSite
from pipelines.deliver.cluster import connect
from pipelines.ledger import Ledger
from pipelines.ledger.outbox import dead
from pipelines.ledger.tables import metadata
from tests.canaries.crashing import BUGS
from tests.canaries.kinds import Canary, Sower, pairs
from tests.canaries.recorder import Recorder
from tests.canaries.seek import Seeker
from tests.canaries.sites import NAMES, files, sites
from tests.services.elastic import Cluster
from tests.services.program import Program
from tests.services.tor import BOARDS, TestNetwork

pytestmark = pytest.mark.timeout(600)  # the first test waits for all runs

Document = dict[str, Any]
ALIAS, KEPT = "canaries", "kept"
ASKED = (
    "outbox", "outbox --json", "quarantine list", "quarantine list --json", "sites list",
    "sites list --json", "rules check", "purge --dry-run", "purge --dry-run --site market",
    "hold set --site leaks --reason asked", "hold list", "hold list --json", "hold release --site leaks",
    "quarantine release --all", "outbox retry",
)  # fmt: skip
"""What is asked of the folder after a crawl, in this order."""
SAVED = (
    ("discourse", "/t/1.json", Exit.OK),
    ("mybb-theme", "/Forum-databases", Exit.OK),
    ("walled", "/", Exit.WORSE),
)
"""Pages to be replayed: of which site, by what path, and how that ends."""
RULE = {
    "id": "many", "title": "Many people", "when": {"is_claim": None}, "then": "alert", "channel": "soc",
    "on": ["new", "edited", "price_changed"],
}  # fmt: skip
SEED = 20260503


@dataclass
class Stage:
    """What was planted, and everything that came out."""

    sower: Sower
    served: dict[str, LoopbackSite]
    program: Program
    came: dict[str, bytes] = field(default_factory=dict)
    """By where it came out."""
    kept: list[Document] = field(default_factory=list)
    """Documents of an operator who has contacts' addresses kept: nothing is sought in these."""
    dead: int = 0
    """Documents that Elasticsearch refused for good, with a canary in its reason."""

    def call(self, name: str, *arguments: str, ends: Exit = Exit.OK, program: Program | None = None) -> str:
        """Call stallwatch, keep what it says, and return what it printed. `ends`: its exit code."""
        done = (program or self.program).call(*arguments)
        assert done.returncode == ends, f"{name} ended with {done.returncode}: {done.stderr[-1000:]}"
        self.came[name] = f"{done.stdout}\n{done.stderr}".encode()
        return done.stdout

    def ask(self, name: str, *arguments: str, ends: Exit = Exit.OK, folder: Path | None = None) -> str:
        """Do the same within this process, which is faster, for what needs neither Tor nor secrets."""
        root = logging.getLogger()
        handlers, level = root.handlers[:], root.level
        told = ["--config", str(folder or self.program.folder), "--verbose", *arguments]
        done = CliRunner().invoke(app, told, obj=Globals())
        root.handlers, root.level = handlers, level
        assert done.exception is None or isinstance(done.exception, SystemExit), name
        assert done.exit_code == ends, f"{name} ended with {done.exit_code}: {done.output[-1000:]}"
        self.came[name] = done.output.encode() + done.stderr.encode()
        return done.stdout


@pytest.fixture(scope="module")
def stage(
    tmp_path_factory: pytest.TempPathFactory, tor_network: TestNetwork, tor_client: Tor, elasticsearch_secure: Cluster
) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("canaries") / "operator"
    sower = Sower(SEED)
    onions = dict(zip(NAMES, reversed(BOARDS), strict=False))
    cluster = elasticsearch_secure
    admin = connect(cluster.admin, Elasticsearch(ca_certs=cluster.settings.ca_certs))
    with ExitStack() as stack:
        stack.callback(admin.close)
        stack.callback(admin.indices.delete, index=f"{ALIAS}-000001", ignore_unavailable=True)
        receiver = stack.enter_context(Receiver())
        recorder = stack.enter_context(Recorder(cluster.admin.url, cluster.settings.ca_certs))
        served = sites(sower, datetime.now(UTC), {name: tor_network.ports[onion] for name, onion in onions.items()})
        for site in served.values():
            stack.enter_context(site)
        write_folder(folder, files(served, {name: tor_network.onion(onion) for name, onion in onions.items()}))
        settings = {"torrc": [*tor_network.network.client_torrc(), "TestSocks 1"]}
        (folder / "stallwatch.yml").write_text(json.dumps({"tor": settings, "elasticsearch": {"index": ALIAS}}))
        variables = {
            "STALLWATCH_ELASTICSEARCH_URL": recorder.address,
            "STALLWATCH_ELASTICSEARCH_USER": cluster.admin.user or "",
            "STALLWATCH_ELASTICSEARCH_PASSWORD": cluster.admin.password or "",
            "STALLWATCH_SLACK_SOC_WEBHOOK": receiver.webhook("soc"),
        }
        stage = Stage(sower, served, Program(folder, variables=variables))
        crawl_and_deliver(stage, recorder, receiver, admin)
        shared = {"launch": False, "socks": tor_client.socks, "control": None}
        (folder / "stallwatch.yml").write_text(json.dumps({"tor": shared, "elasticsearch": {"index": ALIAS}}))
        look(stage)
        crash(stage)
        stack.callback(admin.indices.delete, index=f"{KEPT}-000001", ignore_unavailable=True)
        stage.kept = keep(stage, admin)
        yield stage


def write_folder(folder: Path, of_sites: dict[str, dict[str, object]]) -> None:
    (folder / "sites").mkdir(parents=True)
    (folder / "rules").mkdir()
    folder.chmod(0o700)
    (folder / "rules" / "rules.yml").write_text(json.dumps([RULE]))
    for name, file in of_sites.items():
        (folder / "sites" / f"{name}.yml").write_text(json.dumps(file))


def crawl_and_deliver(stage: Stage, recorder: Recorder, receiver: Receiver, admin: Client) -> None:
    """Run once as cron does; the ledger stays open, so that its write-ahead log is there to be read."""
    stage.call("setup", "elasticsearch", "setup")
    with stage.program.ledger() as ledger:
        stage.call("run", "--verbose", "run", ends=Exit.WORSE)
        stage.came["documents"] = json.dumps(documents(admin, ALIAS), ensure_ascii=False).encode()
        stage.came["bulk bodies"] = b"\n".join(recorder.bodies)
        stage.came["messages"] = json.dumps([each.message for each in receiver.messages], ensure_ascii=False).encode()
        recorder.refusing = [*{(each.kind, each.script): each.secrets[0] for each in stage.sower.made}.values()]
        ledger.run(lambda conn: conn.execute(text("UPDATE listings SET revision = revision + 1")))
        ledger.run(
            lambda conn: conn.execute(
                text(
                    "INSERT INTO outbox (target, listing_id, queued_at, due_at) "
                    "SELECT 'elasticsearch', id, 0, 0 FROM listings"
                )
            )
        )
        stage.call("refused", "--verbose", "deliver")
        recorder.refusing = []
        stage.dead = ledger.read(lambda conn: len(dead(conn)))
        ledger.run(lambda conn: conn.execute(text("UPDATE threads SET quarantined = 1 WHERE site != 'market'")))
        stage.came["ledger"] = dumped(ledger)
        for file in sorted(each for each in stage.program.folder.rglob("*") if each.is_file()):
            stage.came[f"file {file.relative_to(stage.program.folder)}"] = file.name.encode() + file.read_bytes()


def documents(admin: Client, index: str) -> list[Document]:
    admin.indices.refresh(index=index)
    return [hit["_source"] for hit in admin.search(index=index, size=1000)["hits"]["hits"]]


def dumped(ledger: Ledger) -> bytes:
    """All rows of all tables: in the file itself a page's end may part a value."""
    rows = ledger.read(
        lambda conn: [tuple(row) for table in metadata.sorted_tables for row in conn.execute(table.select())]
    )
    return "\n".join(str(value) for row in rows for value in row).encode()


def look(stage: Stage) -> None:
    """Call everything that shows what was found, and what reads texts that somebody has."""
    every = ("listings", "--all", "--limit", "10000")
    stage.ask("listings", *every)
    stage.ask("listings as CSV", *every, "--csv")
    for line in stage.ask("listings as JSON", *every, "--json").splitlines():
        listing = json.loads(line)["listing_id"]
        stage.ask(f"show {listing}", "show", listing)
        stage.ask(f"show {listing} as JSON", "show", listing, "--json")
    for words in ASKED:
        stage.ask(words, *words.split())
    stage.call("sites check as JSON", "sites", "check", "discourse", "--json")
    stage.call("sites check", "sites", "check", "market")
    stage.call("doctor", "doctor", ends=Exit.WORSE)
    stage.call("reindex", "reindex")
    mend(stage)
    folder = stage.program.folder.parent
    texts = folder / "texts.jsonl"
    chosen = {(each.kind, each.script): each.text for each in stage.sower.made}.values()
    posts = [{"id": number, "title": "For sale", "text": each} for number, each in enumerate(chosen)]
    bad = [canary.text.replace("\n", " ") for canary in stage.sower.made[:20]]
    texts.write_text("\n".join([*(json.dumps(post) for post in posts), *bad]))
    stage.ask("extract", "extract", str(texts), ends=Exit.USAGE)
    for name, path, ends in SAVED:
        page = folder / f"{name}.html"
        page.write_bytes(asked(stage.served[name].address + path))
        url = ("--url", f"http://site.example{path}")
        stage.ask(f"replay {name}", "replay", str(page), "--site", name, *url, ends=ends)
        stage.ask(f"replay {name} as JSON", "replay", str(page), "--site", name, "--json", "--full", ends=ends)
    page = folder / "index.html"
    page.write_bytes(asked(stage.served["mybb-theme"].address + "/"))
    found = (
        str(page),
        "--url",
        json.loads((stage.program.folder / "sites" / "mybb-theme.yml").read_text())["addresses"][0],
    )
    stage.ask("sites detect", "sites", "detect", *found)
    stage.ask("sites detect as JSON", "sites", "detect", *found, "--json")
    stage.ask("sites add", "sites", "add", "another", *found)
    stage.came["file another.yml"] = (stage.program.folder / "sites" / "another.yml").read_bytes()


def mend(stage: Stage) -> None:
    """Call what puts a ledger in order."""
    salvaged = stage.program.folder.with_name("salvaged")
    write_folder(salvaged, {})
    (salvaged / "stallwatch.yml").write_text("{}")
    stage.ask("salvage", "salvage", str(stage.program.folder / "ledger.sqlite3"), folder=salvaged)
    stage.came["salvaged"] = (salvaged / "ledger.sqlite3").read_bytes()


def asked(address: str) -> bytes:
    with requests.Session() as session:
        session.trust_env = False
        return session.get(address, timeout=30).content


def crash(stage: Stage) -> None:
    """Crawl the same sites once more, into another ledger, by a program in which everything breaks."""
    folder, of = stage.program.folder.with_name("crashing"), stage.program.folder
    write_folder(folder, {name: json.loads((of / "sites" / f"{name}.yml").read_text()) for name in NAMES})
    (folder / "stallwatch.yml").write_text((of / "stallwatch.yml").read_text())
    crashing = Program(folder, variables=stage.program.variables, program=("-m", "tests.canaries.crashing"))
    stage.call("crashes", "--verbose", "crawl", ends=Exit.BUG, program=crashing)
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        stage.came[f"crashed {file.relative_to(folder)}"] = file.read_bytes()


def keep(stage: Stage, admin: Client) -> list[Document]:
    """Crawl the leak site for an operator who has contacts' addresses kept, and return what is in his index."""
    folder, of = stage.program.folder.with_name("keeping"), stage.program.folder
    write_folder(folder, {"leaks": json.loads((of / "sites" / "leaks.yml").read_text())})
    settings = json.loads((of / "stallwatch.yml").read_text()) | {
        "keep_contacts": True,
        "elasticsearch": {"index": KEPT},
    }
    (folder / "stallwatch.yml").write_text(json.dumps(settings))
    program = Program(folder, variables=stage.program.variables)
    for arguments in (("elasticsearch", "setup"), ("run",)):
        done = program.call(*arguments)
        assert done.returncode == Exit.OK, done.stderr[-1000:]
    return documents(admin, KEPT)


@pytest.fixture(scope="module")
def seeker(stage: Stage) -> Seeker:
    return Seeker(stage.sower.made)


def test_everything_that_was_planted_was_served(stage: Stage, seeker: Seeker) -> None:
    served = b"\n".join(body for site in stage.served.values() for _, body in site.sent)  # type: ignore[attr-defined]
    found = {name for name, _ in seeker.found(served + html.unescape(served.decode()).encode())}
    assert {each.name for each in stage.sower.made} - found == set()
    assert len(stage.sower.made) > 1000


def test_canaries_of_every_kind_were_served_as_json(stage: Stage, seeker: Seeker) -> None:
    bodies = [body for site in stage.served.values() for kind, body in site.sent if "json" in kind]  # type: ignore[attr-defined]
    found = {name for name, _ in seeker.found(b"\n".join(bodies))}
    assert {(each.kind, each.script) for each in stage.sower.made if each.name in found} >= {*pairs()}


def test_what_was_found_went_all_the_way(stage: Stage) -> None:
    """Else there would be nothing in which to look."""
    least = {
        "documents": 200_000, "bulk bodies": 200_000, "messages": 10_000, "ledger": 200_000, "extract": 30_000,
        "listings": 5_000, "listings as JSON": 20_000, "listings as CSV": 5_000, "outbox": 3_000,
        "outbox --json": 5_000, "quarantine list": 1_000, "quarantine list --json": 2_000, "sites list": 500,
        "file ledger.sqlite3-wal": 33,  # longer than its header: there are pages in it
    }  # fmt: skip
    shown = [name for name in stage.came if name.startswith("show ")]
    least |= dict.fromkeys(shown, 200)
    assert {name: len(stage.came[name]) for name in least if len(stage.came[name]) < least[name]} == {}
    assert {"file ledger.sqlite3-wal", "file ledger.sqlite3-shm", "file tor/tor.log", "file heartbeat.json"} <= {
        *stage.came
    }
    listed = stage.came["listings as JSON"].count(b'"listing_id"')
    assert len(shown) == 2 * listed > 100
    assert stage.dead == listed, "each document was to be refused in words that hold a canary"


def test_every_bug_was_met(stage: Stage) -> None:
    said = stage.came["crashes"].decode()
    assert [bug for bug in BUGS if f"{bug}: here comes a bug" not in said] == []
    told = (
        "a page could not be worked on: RuntimeError",
        "could not store <Finding",
        "KeyError",
        "this is a bug of ours",
    )
    assert [words for words in told if words not in said] == []


def test_nothing_comes_out(stage: Stage, seeker: Seeker) -> None:
    found = {(where, *each) for where, data in stage.came.items() for each in seeker.found(data)}
    assert not found, "\n".join(map(str, sorted(found)))


def test_a_contact_is_a_kind_and_a_keyed_hash_unless_the_operator_keeps_addresses(stage: Stage) -> None:
    # Of a Tox address its key is kept, which is the first 64 of its digits.
    addresses = {secret[:64].lower() for each in planted(stage, "contact", "entry") for secret in each.secrets}
    hashed = contacts(json.loads(stage.came["documents"]), "leaks")
    assert {each["kind"] for each in hashed} >= {"tox", "session"}
    assert all(re.fullmatch("[0-9a-f]{32}", each["hash"]) and each.get("address") is None for each in hashed)
    kept = contacts(stage.kept, "leaks")
    in_clear = " ".join(each["address"].lower() for each in kept)
    assert {address for address in addresses if address not in in_clear} == set()
    # The same contacts, and each folder has a key of its own.
    assert len(kept) == len(hashed)
    assert {each["hash"] for each in kept} & {each["hash"] for each in hashed} == set()


def planted(stage: Stage, kind: str, place: str) -> list[Canary]:
    return [each for each in stage.sower.made if (each.kind, each.place) == (kind, place)]


def contacts(found: list[Document], site: str) -> list[Document]:
    of_site = [each["listing"] for each in found if each["listing"]["site"] == site]
    return [contact for each in of_site for contact in each.get("contacts", ())]
