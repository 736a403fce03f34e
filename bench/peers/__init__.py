"""What somebody would take instead of our reader: good public parts and an afternoon of glue."""

from __future__ import annotations

from typing import Any, Protocol

from bench.peers.glue import Glue
from bench.peers.quantulum import Quantulum


class Peer(Protocol):
    """A reader to measure beside ours."""

    name: str
    """As it stands in the table."""

    def claim(self, text: str) -> dict[str, Any]:
        """Read a text: the fields that it can, as docs/claim.md names them."""


def load() -> tuple[Peer, ...]:
    """Load all peers. Raises `ImportError` outside of the bench's own virtual environment."""
    return Glue(), Quantulum()


__all__ = ["Peer", "load"]
