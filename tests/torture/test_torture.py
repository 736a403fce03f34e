"""Fifteen kills: what `make torture` does in hundreds."""

from __future__ import annotations

from pathlib import Path

from tests.services.elastic import Cluster
from tests.services.tor import TestNetwork
from tests.torture.gate import STAGES
from tests.torture.torture import Torture

KILLS, SEED = 15, 6


def test_nothing_is_lost_and_nothing_doubled(
    tmp_path: Path, elasticsearch_secure: Cluster, tor_network: TestNetwork
) -> None:
    lines: list[str] = []
    with Torture(tmp_path / "operator", elasticsearch_secure, SEED, tor_network, 0.2, lines.append) as torture:
        torture.go(KILLS, least=2)
        found = torture.end()
        assert found == [], "\n".join(lines)
        assert all(torture.stages()[stage] >= 2 for stage in STAGES)
        assert len(torture.kills) >= KILLS
