"""The demo's world at a moment: what stands on its forums and its market, read from the files in `world/`.

Every time in them is an offset: day 1 counts from the first start (the epoch), day 2 from when it is first played.
"""

from __future__ import annotations

from datetime import datetime

from demo.load_forum import FORUMS, load_forum
from demo.load_market import load_market
from demo.script import play_day2
from demo.shapes import World


def load_world(epoch: datetime, day: int = 1, day2_at: datetime | None = None) -> World:
    """Read the world as it stands on a day. `day2_at`: when day 2 was first played; `None`: right at the epoch."""
    forums, market = {name: load_forum(name, epoch) for name in FORUMS}, load_market(epoch)
    if day >= 2:
        forums, market = play_day2(forums, market, epoch, day2_at or epoch)
    return World(epoch, day, forums, market)
