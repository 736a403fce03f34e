"""What a leak site's file says: which selectors there are, in which of two languages, and what must not be missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import jmespath
from jmespath.exceptions import JMESPathError

from config.errors import ConfigError
from config.schema import Site
from spiders.fields_json import Path
from spiders.selectors import check_css

ADDRESSES = ("listing_urls", "item_urls", "next_urls", "id_of")
"""Keys of `selectors` that are none."""

_SHOWN = ("title", "body", "omit", "author", "price", "posted", "updated", "size", "country", "status", "deadline")
ROW = ("listing", "row", "id", "url", "prefix", "views", "next", *_SHOWN)
ITEM = ("item", "item_missing", *(f"item_{key}" for key in _SHOWN))
"""Keys of a listing page and of an entry's own."""

NAMING = ("title", "author", "price", "posted", "size", "country", "url")
"""What `id_of` may name."""

FACT = "facts."
"""Before a fact's label, where it stands among other keys."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a leak site is read."""

    css: Mapping[str, str]
    paths: Mapping[str, Path]
    """By key; a fact's is "facts.LABEL"."""
    facts: Mapping[str, str]
    """Key by label, in the operator's order."""
    json_rows: bool
    """Whether listing pages are JSON."""
    json_items: bool
    """Whether entries' own pages are."""
    has_items: bool
    """Whether entries may have pages of their own."""
    id_of: tuple[str, ...]
    """Keys that an id is made of; empty: it is shown."""

    def gives(self, key: str) -> bool:
        """Say whether the operator gave a selector of a listing page."""
        return key in self.paths if self.json_rows else bool(self.css.get(key))


def plan(site: Site, css: Mapping[str, str]) -> Plan:
    """Check a site's file and compile it. Raises `ConfigError`."""
    unknown = sorted(set(site.json_paths) - {*ROW, *ITEM} | set(site.json_paths) & {"omit", "item_omit"})
    if unknown:
        raise ConfigError(f"site {site.id}: json: {unknown[0]} is unknown; allowed: {', '.join(sorted({*ROW, *ITEM}))}")
    if twice := sorted(key for key in site.json_paths if css.get(key)):
        raise ConfigError(f"site {site.id}: {twice[0]} stands in selectors and in json: a page has one form")
    json_rows, json_items = "row" in site.json_paths, "item_body" in site.json_paths
    given = {*site.json_paths, *(key for key, value in css.items() if value)}
    has_items = "item_body" in given
    made = Plan(
        css={**css, **_facts_css(site, json_items if has_items else json_rows)},
        paths={key: jmespath.compile(path) for key, path in {**site.json_paths, **_facts_json(site)}.items()},
        facts={label: FACT + label for label in site.facts},
        json_rows=json_rows,
        json_items=json_items,
        has_items=has_items,
        id_of=tuple(css["id_of"].split()),
    )
    _complete(site, made, given)
    return made


def _complete(site: Site, made: Plan, given: set[str]) -> None:
    where = f"site {site.id}: {'json' if made.json_rows else 'selectors'}: a leak site"
    if missing := [key for key in ("row", "title") if not made.gives(key)]:
        raise ConfigError(f"{where} needs {' and '.join(missing)}")
    if not (made.id_of or made.gives("id") or made.gives("url")):
        raise ConfigError(
            f"{where} needs 'id' or 'url'; where it shows neither, name in selectors what an id is made of: 'id_of'"
        )
    if wrong := [key for key in made.id_of if key not in NAMING]:
        raise ConfigError(f"site {site.id}: selectors: id_of: {wrong[0]} is unknown; allowed: {', '.join(NAMING)}")
    if made.id_of and not any(made.gives(key) for key in made.id_of):
        raise ConfigError(f"site {site.id}: selectors: id_of: none of these has a selector")
    has_item_keys = bool(given & set(ITEM))
    if has_item_keys and not (made.has_items and "item_title" in given and made.gives("url")):
        raise ConfigError(f"{where} whose entries have pages needs url, item_title and item_body")


def _facts_css(site: Site, in_json: bool) -> dict[str, str]:
    if in_json:
        return {}
    for label, css in site.facts.items():
        check_css(css, f"site {site.id}: facts: {label}")
    return {FACT + label: css for label, css in site.facts.items()}


def _facts_json(site: Site) -> dict[str, str]:
    in_json = "item_body" in site.json_paths or ("row" in site.json_paths and not site.selectors.get("item_body"))
    if not in_json:
        return {}
    for label, path in site.facts.items():
        try:
            jmespath.compile(path)
        except JMESPathError:
            raise ConfigError(f"site {site.id}: facts: {label} is no JMESPath expression") from None
    return {FACT + label: path for label, path in site.facts.items()}
