"""The engines by the name that a site's file gives."""

from spiders.engine import Engine
from spiders.market import Market
from spiders.mybb import MyBB

ENGINES: dict[str, type[Engine]] = {engine.name: engine for engine in (MyBB, Market)}
