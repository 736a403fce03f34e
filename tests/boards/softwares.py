"""All softwares that are crawled; one name a line, so that several can be added side by side."""

from tests.boards.fluxbb import FluxBB
from tests.boards.mybb import MyBB
from tests.boards.phpbb import PhpBB
from tests.boards.serving import Software
from tests.boards.smf import Smf
from tests.boards.xenforo import XenForo

SOFTWARES: tuple[type[Software], ...] = (
    FluxBB,
    MyBB,
    PhpBB,
    Smf,
    XenForo,
)
