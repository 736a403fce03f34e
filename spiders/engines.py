"""The engines by the name that a site's file gives."""

from spiders.discourse import Discourse
from spiders.engine import Engine
from spiders.feed import Feed
from spiders.fluxbb import FluxBB
from spiders.invision import Invision
from spiders.leaksite import LeakSite
from spiders.market import Market
from spiders.mybb import MyBB
from spiders.phpbb import PhpBB
from spiders.smf import Smf
from spiders.vanilla import Vanilla
from spiders.vbulletin import VBulletin
from spiders.xenforo import XenForo

_ALL: tuple[type[Engine], ...] = (
    Discourse,
    Feed,
    FluxBB,
    Invision,
    LeakSite,
    Market,
    MyBB,
    PhpBB,
    Smf,
    Vanilla,
    VBulletin,
    XenForo,
)

ENGINES: dict[str, type[Engine]] = {engine.name: engine for engine in _ALL}
