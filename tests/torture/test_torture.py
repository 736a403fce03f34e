"""Fifteen kills: what `make torture` does in hundreds, there with a part of its crawls through real Tor."""

from __future__ import annotations

from pathlib import Path

from tests.services.elastic import Cluster
from tests.torture.gate import STAGES
from tests.torture.torture import Torture

KILLS, SEED = 15, 6


def test_nothing_is_lost_and_nothing_doubled(tmp_path: Path, elasticsearch_secure: Cluster) -> None:
    lines: list[str] = []
    with Torture(tmp_path / "operator", elasticsearch_secure, SEED, run_share=0.1, say=lines.append) as torture:
        torture.go(KILLS, least=2)
        found = torture.end()
        assert found == [], "\n".join(lines)
        assert all(torture.stages()[stage] >= 2 for stage in STAGES)
        assert len(torture.kills) >= KILLS
