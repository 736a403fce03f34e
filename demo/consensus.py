"""When authorities vote, and what they agreed on."""

from __future__ import annotations

import http.client
import time

from demo.torrc import FIRST_VOTES, Node


def until_after_vote(now: float) -> float:
    """Return how many seconds to wait so that the first vote comes as late after a start as it can.

    Votes are cast 4 s before each interval's end; what relays have not published by then misses the consensus.

    >>> until_after_vote(100.0), until_after_vote(101.5)
    (1.5, 0.0)
    """
    return (FIRST_VOTES - 4 + 0.5 - now) % FIRST_VOTES


def sleep_until_after_vote() -> None:
    """Wait for that moment."""
    time.sleep(until_after_vote(time.time()))


def lists(authority: Node, relays: int) -> bool:
    """Tell whether an authority serves a consensus with that many relays (dir-spec, section 4.3 and appendix B)."""
    connection = http.client.HTTPConnection("127.0.0.1", authority.dirport, timeout=5)
    try:
        connection.request("GET", "/tor/status-vote/current/consensus-microdesc")
        text = connection.getresponse().read(1_000_000)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return text.count(b"\nr ") >= relays
