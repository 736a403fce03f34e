"""The demo operator's own folder: copied from the templates in `operator/`, with the addresses filled in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

TEMPLATES = Path(__file__).parent / "operator"
"""Where they lie; `$forum_onion`, `$forum_ru_onion`, `$market_onion` and `$torrc` stand in them."""


def write_folder(folder: Path, onions: Mapping[str, str], torrc: Sequence[str]) -> None:
    """Write `stallwatch.yml`, `sites/` and `rules/`, over what is there; other files in the folder stay.

    `onions`: by the site's id, host names ("….onion"). `torrc`: lines for the tor that stallwatch launches.
    Raises `OSError` when the folder cannot be written.
    """
    values = {
        **{f"{site.replace('-', '_')}_onion": onion for site, onion in onions.items()},
        "torrc": json.dumps(list(torrc)),  # JSON is YAML
    }
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # of parents that it makes by the way, `mkdir` sets no mode
    for template in sorted(TEMPLATES.rglob("*.yml")):
        target = folder / template.relative_to(TEMPLATES)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.write_text(Template(template.read_text(encoding="utf-8")).substitute(values), encoding="utf-8")
