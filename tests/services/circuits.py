"""What a tor says of its streams while something goes on: for which host, as which SOCKS user, on which circuit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from stem.control import EventType

from crawler.tor.launch import Tor

_DIRECTORY = re.compile(r"[0-9a-fA-F.:\[\]]+\.\$[0-9A-F]{40}\.exit")
"""Where tor itself goes, to its directories; a client's "name.exit" is the client's."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A connection that a client asked for, attached to a circuit."""

    circuit: str
    host: str
    user: str
    """"": the client gave none."""


@dataclass
class Streams:
    """Heard on the control port so far."""

    seen: set[Stream] = field(default_factory=set)

    def heard(self, event: Any) -> None:
        own = _DIRECTORY.fullmatch(str(event.target_address))
        if event.circ_id and event.status in ("SENTCONNECT", "SUCCEEDED") and not own:
            user = str(event.keyword_args.get("SOCKS_USERNAME", "")).strip('"')
            self.seen.add(Stream(event.circ_id, event.target_address, user))

    def users(self, host: str) -> set[str]:
        return {each.user for each in self.seen if each.host == host}

    def hosts(self) -> set[str]:
        return {each.host for each in self.seen}

    def shared(self) -> set[str]:
        """Circuits that carried streams of two users or to two hosts, and users who went to two hosts."""
        of_circuit: dict[str, set[tuple[str, str]]] = defaultdict(set)
        of_user: dict[str, set[str]] = defaultdict(set)
        for each in self.seen:
            of_circuit[each.circuit].add((each.user, each.host))
            of_user[each.user].add(each.host)
        return {name for found in (of_circuit, of_user) for name, several in found.items() if len(several) > 1}


@contextmanager
def watched(tor: Tor) -> Iterator[Streams]:
    """Listen for as long as the block lasts."""
    found = Streams()
    controller: Any = tor.controller
    controller.add_event_listener(found.heard, EventType.STREAM)
    try:
        yield found
    finally:
        controller.remove_event_listener(found.heard)
