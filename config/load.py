"""The only YAML reader: an operator's folder in, frozen types out, before the first request.

YAML is read as YAML 1.2 (`NO` is a text, `1e12` a number). Messages name file, key and what is allowed. A file of one
site that is wrong is set aside, so that a typing error in it does not blind the monitor for all others; a wrong
`stallwatch.yml` or rule is refused, since a rule that silently vanished would be worse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from config.errors import ConfigError
from config.explain import explain
from config.schema import Rule, Settings, Site

MAX_FILE = 1_000_000
"""Bytes; a larger configuration file is a mistake."""

Model = TypeVar("Model", bound=BaseModel)

_ID = re.compile(r"^id:[ \t]*[\"']?([a-z0-9][a-z0-9_-]*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Broken:
    """A site that cannot be worked on, since its file or what the file needs is wrong."""

    names: frozenset[str]
    """What its id may be: as its file says, as far as it can be read, and the file's own name."""
    says: str
    """Which file, which key, and what is allowed."""


@dataclass(frozen=True, slots=True)
class Config:
    """An operator's folder, read."""

    folder: Path
    """Where it lies; relative paths in it count from here."""
    settings: Settings
    sites: tuple[Site, ...]
    """By file name."""
    rules: tuple[Rule, ...]
    """By file name and place."""
    broken: tuple[Broken, ...] = ()
    """Sites of the folder that are not among `sites`, though nobody took them out."""

    @property
    def channels(self) -> frozenset[str]:
        """The Slack channels that rules name, and the operator's own."""
        named = {*(rule.channel for rule in self.rules), self.settings.operator_channel}
        return frozenset(channel for channel in named if channel)

    def site(self, site_id: str) -> Site:
        """Return a site. Raises `ConfigError`: what is wrong with its file, or naming the known ones."""
        for site in self.sites:
            if site.id == site_id:
                return site
        for each in self.broken:
            if site_id in each.names:
                raise ConfigError(each.says)
        raise ConfigError(f"no site {site_id!r}; known: {', '.join(site.id for site in self.sites) or 'none'}")

    def aside(self, site: Site, says: str) -> Config:
        """Give the folder without a site that cannot be worked on after all, which is then among the broken ones."""
        kept = tuple(each for each in self.sites if each is not site)
        return replace(self, sites=kept, broken=(*self.broken, Broken(frozenset({site.id}), says)))


def load(folder: Path) -> Config:
    """Read `stallwatch.yml`, `sites/*.yml` and `rules/*.yml`.

    Raises `ConfigError` for the settings and the rules; a site's file that is wrong is among `broken`.
    """
    if not folder.is_dir():
        raise ConfigError(f"no folder {folder}: make one with `stallwatch --config {folder} init`")
    settings_file = folder / "stallwatch.yml"
    settings = _settings(settings_file) if settings_file.exists() else Settings()
    sites, broken = _sites(_files(folder / "sites"))
    rules = tuple(_rules(_files(folder / "rules")))
    _unique_rules([rule.id for rule in rules], folder / "rules")
    _known_sites(rules, {site.id for site in sites}, {name for each in broken for name in each.names})
    return Config(folder, settings, sites, rules, broken)


def _settings(file: Path) -> Settings:
    """Read the settings. The path of certificates counts from their folder: cron begins elsewhere than a shell."""
    settings = _model(Settings, read_yaml(file) or {}, file)
    if settings.elasticsearch.ca_certs is None:
        return settings
    certificates = str(file.parent / settings.elasticsearch.ca_certs)
    return settings.model_copy(
        update={"elasticsearch": settings.elasticsearch.model_copy(update={"ca_certs": certificates})}
    )


def read_site(text: str, where: str) -> Site:
    """Read the text of a site's file. `where`: what messages call it. Raises `ConfigError`."""
    return _model(Site, _parsed(text, where), where)


def read_yaml(path: Path) -> Any:
    """Read one YAML 1.2 file into plain Python objects; `None` when it is empty. Raises `ConfigError`."""
    try:
        if path.stat().st_size > MAX_FILE:
            raise ConfigError(f"{path}: larger than {MAX_FILE:,} bytes")
        return _parsed(path.read_text(encoding="utf-8"), path)
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not YAML, or not UTF-8") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None


def _parsed(text: str, where: Path | str) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        line = f", line {mark.line + 1}" if mark else ""
        # Never the parser's own words: they quote values, and one may be a secret that was pasted there.
        says = "a key stands twice" if isinstance(error, DuplicateKeyError) else "cannot be parsed"
        raise ConfigError(f"{where}{line}: not YAML: {says}") from None
    except (YAMLError, ValueError):
        raise ConfigError(f"{where}: not YAML, or not UTF-8") from None


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.y*ml") if path.suffix in (".yml", ".yaml")) if folder.is_dir() else []


def _sites(files: Iterable[Path]) -> tuple[tuple[Site, ...], tuple[Broken, ...]]:
    """Read sites' files; of an id that two have, nobody knows which is meant, so neither is taken."""
    read: list[tuple[Path, Site]] = []
    broken: list[Broken] = []
    for file in files:
        try:
            read.append((file, _model(Site, read_yaml(file), file)))
        except ConfigError as error:
            broken.append(Broken(_names(file), str(error)))
    ids = [site.id for _, site in read]
    for twice in sorted({each for each in ids if ids.count(each) > 1}):
        files_of = ", ".join(str(file) for file, site in read if site.id == twice)
        broken.append(Broken(frozenset({twice}), f"{files_of}: id: site id used twice: {twice}"))
    return tuple(site for _, site in read if ids.count(site.id) == 1), tuple(broken)


def _names(file: Path) -> frozenset[str]:
    """Give what the id of a file's site may be, even if the file is no YAML."""
    try:
        found = _ID.search(file.read_bytes()[:MAX_FILE].decode("utf-8", "replace"))
    except OSError:
        found = None
    return frozenset({file.stem, *([found[1]] if found else [])})


def _rules(files: Iterable[Path]) -> Iterator[Rule]:
    for file in files:
        entries = read_yaml(file)
        if not isinstance(entries, list):
            raise ConfigError(f"{file}: expected a list of rules, each beginning with '- id: …'")
        for number, entry in enumerate(entries, 1):
            name = entry.get("id", number) if isinstance(entry, dict) else number
            yield _model(Rule, entry, file, f"rule {name}: ")


def _model(model: type[Model], data: object, file: Path | str, prefix: str = "") -> Model:
    if not isinstance(data, dict):
        raise ConfigError(f"{file}: {prefix}expected keys with values")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ConfigError("\n".join(f"{file}: {prefix}{line}" for line in explain(model, error))) from None


def _unique_rules(ids: list[str], folder: Path) -> None:
    twice = sorted({each for each in ids if ids.count(each) > 1})
    if twice:
        raise ConfigError(f"{folder}: rule id used twice: {', '.join(twice)}")


def _known_sites(rules: Iterable[Rule], sites: set[str], broken: set[str]) -> None:
    for rule in rules:
        for block in (rule.when, *rule.any_of):
            unknown = sorted(set(block.site) - sites - broken)
            if unknown:
                known = ", ".join(sorted(sites)) or "none"
                raise ConfigError(f"rule {rule.id}: when.site: no such site: {', '.join(unknown)}; known: {known}")
