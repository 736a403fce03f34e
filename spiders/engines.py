"""The engines by the name that a site's file gives; each is imported when it is asked for."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from spiders.engine import Engine

_CLASSES = {
    "discourse": "Discourse",
    "feed": "Feed",
    "fluxbb": "FluxBB",
    "invision": "Invision",
    "leaksite": "LeakSite",
    "market": "Market",
    "mybb": "MyBB",
    "phpbb": "PhpBB",
    "smf": "Smf",
    "vanilla": "Vanilla",
    "vbulletin": "VBulletin",
    "xenforo": "XenForo",
}
"""By name, which is also the name of the module."""


class _Engines(Mapping[str, type[Engine]]):
    """Imports no engine that no site needs: their patterns take longer to make than most commands run."""

    def __getitem__(self, name: str) -> type[Engine]:
        wanted = _CLASSES[name]  # KeyError before anything is imported
        engine: type[Engine] = getattr(import_module(f"spiders.{name}"), wanted)
        return engine

    def __iter__(self) -> Iterator[str]:
        return iter(_CLASSES)

    def __len__(self) -> int:
        return len(_CLASSES)


ENGINES: Mapping[str, type[Engine]] = _Engines()
