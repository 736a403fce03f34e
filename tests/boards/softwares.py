"""All softwares that are crawled; one name a line, so that several can be added side by side."""

from tests.boards.discourse import Discourse, DiscoursePages
from tests.boards.fluxbb import FluxBB
from tests.boards.invision import Invision
from tests.boards.invision5 import Invision5
from tests.boards.ipboard3 import IPBoard3
from tests.boards.market import Annularis
from tests.boards.mybb import MyBB
from tests.boards.mybb_seo import MyBBSeo
from tests.boards.mybb_theme import MyBBTheme
from tests.boards.phpbb import PhpBB
from tests.boards.phpbb30 import PhpBB30
from tests.boards.punbb import PunBB
from tests.boards.serving import Software
from tests.boards.smf import Smf
from tests.boards.smf20 import Smf20
from tests.boards.vanilla import Vanilla
from tests.boards.vanilla_table import VanillaTable
from tests.boards.vbulletin3 import VBulletin3
from tests.boards.vbulletin3_ru import VBulletin3Russian
from tests.boards.vbulletin4 import VBulletin4
from tests.boards.vbulletin5 import VBulletin5
from tests.boards.xenforo import XenForo
from tests.boards.xenforo1 import XenForo1

SOFTWARES: tuple[type[Software], ...] = (
    Annularis,
    Discourse,
    DiscoursePages,
    FluxBB,
    Invision,
    Invision5,
    IPBoard3,
    MyBB,
    MyBBSeo,
    MyBBTheme,
    PhpBB,
    PhpBB30,
    PunBB,
    Smf,
    Smf20,
    Vanilla,
    VanillaTable,
    VBulletin3,
    VBulletin3Russian,
    VBulletin4,
    VBulletin5,
    XenForo,
    XenForo1,
)
