"""`make torture`: as many kills as it is told, against a real Elasticsearch, and a private Tor network for some crawls."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from demo.network import TorNetwork
from demo.ports import hold_ports
from tests.services.elastic import started
from tests.services.tor import TestNetwork
from tests.torture.torture import Torture


def main() -> int:
    """Torture, print what was hit, and return 1 when something does not agree."""
    parser = argparse.ArgumentParser(prog="make torture")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--tor", type=float, default=0.15, help="share of the crawls that go through real Tor")
    given = parser.parse_args()
    seed = random.SystemRandom().randrange(10**6) if given.seed is None else given.seed
    say(f"{given.kills} kills, SEED={seed}")
    least = min(given.kills // 10, 20)
    held = hold_ports([0, 0])
    ports = dict(zip("ab", (each.getsockname()[1] for each in held), strict=True))
    with tempfile.TemporaryDirectory(prefix="stallwatch-torture-") as name, started() as cluster:
        folder = Path(name)
        with TorNetwork(folder / "network", {each: {80: port} for each, port in ports.items()}) as network:
            tested = TestNetwork(network, ports, {})
            with Torture(folder / "operator", cluster, seed, tested, given.tor, say=say) as torture:
                torture.go(given.kills, least)
                found = torture.end()
                report(torture)
    for each in found:
        say(f"DOES NOT AGREE: {each}")
    if not found:
        say("ledger, index and alerts agree")
    return 1 if found else 0


def report(torture: Torture) -> None:
    """Print the kills by stage and point."""
    for (stage, point), count in sorted(torture.hits().items()):
        say(f"{count:4} {stage} {point}")
    for what, counts in (("stages", torture.stages()), ("through", Counter(each.through for each in torture.kills))):
        say(f"{what}: " + ", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    happened = sum((post.happened for post in torture.boards.posts), Counter())
    say("scripted: " + ", ".join(f"{count} {kind}" for kind, count in sorted(happened.items())))
    say(f"{len(torture.receiver.messages)} messages, {torture.repeated()} of them repeated")


def say(line: str) -> None:
    """Print a line with the time."""
    print(time.strftime("%H:%M:%S"), line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
