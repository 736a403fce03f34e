"""Kills stallwatch again and again while its sites change, lets it run once in peace, and looks whether all is there."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from demo.receiver import Receiver
from pipelines.deliver.cluster import connect, setup
from tests.crawler.tor.fake_socks import Relay, serving
from tests.onions import invented
from tests.services.elastic import Cluster
from tests.services.program import ROOT, Program
from tests.services.tor import TestNetwork
from tests.services.tripwire import HOOK
from tests.torture.agreement import disagreements, repeats
from tests.torture.boards import SITES, Boards, Served
from tests.torture.doors import BulkDoor, Hooks
from tests.torture.gate import STAGES, Gate, Plan
from tests.torture.ledger import Snapshot
from tests.torture.plans import DELIVER, LINGER, RUN, next_plan
from tests.torture.watch import Process, Watch

CHANNELS = {"harbour": "soc", "quay": "fraud"}
MOST_WAITING = 10
"""Messages of a channel; more, and delivery gets a round in peace: a digest could not be told apart."""
PATIENCE = 180.0
"""Seconds that a command, and whatever it leaves behind, may take."""


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill, as it was found to have fallen."""

    victim: str
    stage: str
    """One of `STAGES`; `run`: the parent of the two; `other`: starting, idle or ending."""
    point: str
    """Of a delivery its moment; else what was under way besides."""
    through: str
    """`tor`, or `stand-in`."""


@dataclass
class Torture:
    """All that runs; a context manager. `say` gets a line for each kill."""

    folder: Path
    """The operator's; made."""
    cluster: Cluster
    seed: int
    network: TestNetwork | None = None
    """`None`: pages come through a stand-in for Tor alone."""
    tor_share: float = 0.0
    """Of the crawls, how many go through real Tor."""
    run_share: float = 0.3
    """Of the kills that need one half only, how many come while both run."""
    say: Callable[[str], None] = lambda _: None
    kills: list[Kill] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """What went wrong besides; each a failure of the whole."""

    def __enter__(self) -> Self:
        self._stack = ExitStack()
        with ExitStack() as stack:
            self._chance = random.Random(self.seed)
            self.boards = Boards(self.seed)
            self.gate = Gate()
            self._places = self._serve(stack)
            self.receiver: Receiver = stack.enter_context(Hooks(self.gate))
            door = stack.enter_context(
                BulkDoor(self.cluster.writer.url, self.cluster.settings.ca_certs or "", self.gate)
            )
            self.folder.mkdir(mode=0o700, parents=True)
            self.watch = Watch(self.folder / "watch", self.gate.heard)
            stack.callback(self.watch.close)
            self.index = connect(self.cluster.admin, self.cluster.settings)
            stack.callback(self.index.close)
            self._forget_index()
            stack.callback(self._forget_index)
            setup(self.index, self.cluster.settings)
            self.program = Program(self.folder, variables=self._variables(door.url))
            self._write_folder()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def go(self, count: int, least: int = 0) -> None:
        """Kill so many times, and on until each stage was hit as often as that. Ends at the first fault."""
        seen = Snapshot()
        while not self.faults and (len(self.kills) < count or min(self.stages()[each] for each in STAGES) < least):
            backlog = max((number for name, number in seen.waiting.items() if name != "elasticsearch"), default=0)
            if backlog > MOST_WAITING:
                self._round(None, DELIVER)
            else:
                self.boards.change(seen.events, self._chance.randint(1, 3))
                plan = next_plan(self._chance, self.hits(), seen.waiting, self.run_share)
                self._round(plan, plan.command)
            seen = Snapshot.of(self.folder / "ledger.sqlite3")
            self.faults += [f"after kill {len(self.kills)}: {fault}" for fault in seen.faults]

    def end(self) -> list[str]:
        """Change the sites once more, run once in peace, and return what does not agree."""
        seen = Snapshot.of(self.folder / "ledger.sqlite3")
        self.boards.change(seen.events, 4)
        code = self._round(None, RUN)
        found = [] if code == 0 else [f"the last run ended with {code}"]
        with self.program.ledger() as ledger:
            told = self.receiver.messages
            found += disagreements(self.boards, ledger, self.index, self.cluster.settings.index, told)
        most = sum(kill.stage == "post" for kill in self.kills)
        if self.repeated() > most:
            found.append(f"{self.repeated()} messages repeated, but only {most} kills fell inside a post")
        return self.faults + found

    def hits(self) -> Counter[tuple[str, str]]:
        """Count the kills by stage and point."""
        return Counter((kill.stage, kill.point) for kill in self.kills)

    def repeated(self) -> int:
        """Count the messages that came more than once."""
        return repeats(self.receiver.messages)

    def stages(self) -> Counter[str]:
        """Count the kills by stage."""
        return Counter(kill.stage for kill in self.kills)

    def _round(self, plan: Plan | None, command: Sequence[str]) -> int:
        """Start a command, wait until it is gone with all that it started, and note a kill; return its exit code."""
        through = "tor" if command != DELIVER and self._chance.random() < self.tor_share else "stand-in"
        self._write_settings(through)
        self.watch.forget()
        self.gate.arm(plan)
        process = self.program.start(*command, STALLWATCH_TORTURE=self._orders(plan), PYTHONPATH=f"{HOOK}:{ROOT}")
        try:
            _, said = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self._end(process)
            _, said = process.communicate()
            self.faults.append(f"{' '.join(command)} and its children did not end after {plan}: {said[-2000:]}")
        except BaseException:
            self._end(process)
            raise
        was_killed = self.gate.killed.is_set()
        if plan is not None and self.gate.pids.get(plan.victim) == process.pid:
            was_killed &= process.returncode == -signal.SIGKILL
        self.gate.disarm()
        if was_killed and plan is not None:
            self._note(plan, through)
        elif process.returncode not in (0, 5):
            self.faults.append(f"{' '.join(command)} ended with {process.returncode}: {said[-2000:]}")
        return process.returncode

    def _note(self, plan: Plan, through: str) -> None:
        process = self.watch.process(plan.victim)
        assert process is not None
        kill = Kill(plan.victim, *self._where(plan, process), through)
        self.kills.append(kill)
        self.say(f"{len(self.kills)}: {kill.victim} at {kill.stage} {kill.point} ({' '.join(plan.command)}, {through})")

    def _where(self, plan: Plan, process: Process) -> tuple[str, str]:
        """Tell where a process was killed, by its last words and by what had arrived from it."""
        if process.role == "run":
            return "run", plan.stage
        if process.delivering:
            stage = process.delivering
            if process.answered:
                return stage, "answered"
            if self.gate.at_kill[stage] < process.begun[stage]:
                return stage, "before"
            return stage, plan.point if (plan.stage, plan.point) == (stage, "taken") else "arrived"
        if process.committing:
            return "commit", process.role
        return ("crawl" if process.role == "crawl" and self.gate.at_kill["page"] else "other"), process.role

    def _orders(self, plan: Plan | None) -> str:
        linger = LINGER if plan is None else {plan.stage: LINGER.get(plan.stage, 0)}
        commit = plan.nth if plan is not None and plan.stage == "commit" else 0
        told = {"pipe": str(self.watch.pipe), "seed": self._chance.random(), "linger": linger, "commit": commit}
        return json.dumps(told)

    def _end(self, process: subprocess.Popen[str]) -> None:
        for pid in {process.pid, *self.gate.pids.values()}:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _serve(self, stack: ExitStack) -> dict[str, str]:
        """Serve the sites; return their hosts."""
        network, ports, hosts = self.network, dict.fromkeys(SITES, 0), {name: invented(name) for name in SITES}
        if network is not None:
            services = dict(zip(SITES, "ab", strict=True))
            ports = {name: network.ports[each] for name, each in services.items()}
            hosts = {name: network.onion(each) for name, each in services.items()}
        served = {name: stack.enter_context(Served(self.boards, name, self.gate, ports[name])) for name in SITES}
        self._socks = stack.enter_context(serving(Relay({hosts[name]: site.port for name, site in served.items()})))
        return hosts

    def _variables(self, elasticsearch: str) -> dict[str, str]:
        hooks = {f"STALLWATCH_SLACK_{each.upper()}_WEBHOOK": self.receiver.webhook(each) for each in CHANNELS.values()}
        return {
            **hooks,
            "STALLWATCH_ELASTICSEARCH_URL": elasticsearch,
            "STALLWATCH_ELASTICSEARCH_USER": self.cluster.writer.user or "",
            "STALLWATCH_ELASTICSEARCH_PASSWORD": self.cluster.writer.password or "",
        }

    def _write_folder(self) -> None:
        """Write sites and rules. JSON is YAML."""
        for name in ("sites", "rules"):
            (self.folder / name).mkdir()
        for name, (engine, path, _) in SITES.items():
            site = {
                "id": name, "engine": engine, "addresses": [f"http://{self._places[name]}"], "delay": 0,
                "concurrency": 4, "boards": [{"id": "b2", "path": path}],
            }  # fmt: skip
            (self.folder / "sites" / f"{name}.yml").write_text(json.dumps(site))
        rules = [
            {
                "id": f"large-{name}", "title": "Many people", "severity": "high", "then": "alert", "channel": channel,
                "on": ["new", "price_changed", "sold", "removed"],
                "when": {"records": {"at_least": 1000}, "site": [name], "max_age": "9999d"},
            }
            for name, channel in CHANNELS.items()
        ]  # fmt: skip
        (self.folder / "rules" / "rules.yml").write_text(json.dumps(rules))

    def _write_settings(self, through: str) -> None:
        tor: dict[str, object] = {"launch": False, "socks": f"127.0.0.1:{self._socks}", "control": None}
        if through == "tor" and self.network is not None:
            tor = {"launch": True, "torrc": [*self.network.network.client_torrc(), "TestSocks 1"]}
        settings = {"tor": tor, "elasticsearch": {"index": self.cluster.settings.index}}
        (self.folder / "stallwatch.yml").write_text(json.dumps(settings))

    def _forget_index(self) -> None:
        self.index.indices.delete(index=f"{self.cluster.settings.index}-000001", ignore_unavailable=True)
