"""The only YAML reader: an operator's folder in, frozen types out, before the first request.

YAML is read as YAML 1.2 (`NO` is a text, `1e12` a number). Messages name file, key and what is allowed.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from config.errors import ConfigError
from config.schema import Rule, Settings, Site

MAX_FILE = 1_000_000
"""Bytes; a larger configuration file is a mistake."""

Model = TypeVar("Model", bound=BaseModel)


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

    @property
    def channels(self) -> frozenset[str]:
        """The Slack channels that rules name, and the operator's own."""
        named = {*(rule.channel for rule in self.rules), self.settings.operator_channel}
        return frozenset(channel for channel in named if channel)

    def site(self, site_id: str) -> Site:
        """Return a site. Raises `ConfigError` naming the known ones."""
        for site in self.sites:
            if site.id == site_id:
                return site
        raise ConfigError(f"no site {site_id!r}; known: {', '.join(site.id for site in self.sites) or 'none'}")


def load(folder: Path) -> Config:
    """Read `stallwatch.yml`, `sites/*.yml` and `rules/*.yml`. Raises `ConfigError`."""
    if not folder.is_dir():
        raise ConfigError(f"no folder {folder}: make one with `stallwatch --config {folder} init`")
    settings_file = folder / "stallwatch.yml"
    settings = _model(Settings, read_yaml(settings_file) or {}, settings_file) if settings_file.exists() else Settings()
    sites = tuple(_model(Site, read_yaml(file), file) for file in _files(folder / "sites"))
    rules = tuple(_rules(_files(folder / "rules")))
    _unique("site", [site.id for site in sites], folder / "sites")
    _unique("rule", [rule.id for rule in rules], folder / "rules")
    _known_sites(rules, {site.id for site in sites})
    return Config(folder, settings, sites, rules)


def read_yaml(path: Path) -> Any:
    """Read one YAML 1.2 file into plain Python objects; `None` when it is empty. Raises `ConfigError`."""
    try:
        if path.stat().st_size > MAX_FILE:
            raise ConfigError(f"{path}: larger than {MAX_FILE:,} bytes")
        return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        mark = error.problem_mark
        where = f", line {mark.line + 1}" if mark else ""
        raise ConfigError(f"{path}{where}: not YAML: {error.problem or 'cannot be parsed'}") from None
    except (YAMLError, UnicodeDecodeError, ValueError):
        raise ConfigError(f"{path}: not YAML, or not UTF-8") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.y*ml") if path.suffix in (".yml", ".yaml")) if folder.is_dir() else []


def _rules(files: Iterable[Path]) -> Iterator[Rule]:
    for file in files:
        entries = read_yaml(file)
        if not isinstance(entries, list):
            raise ConfigError(f"{file}: expected a list of rules, each beginning with '- id: …'")
        for number, entry in enumerate(entries, 1):
            name = entry.get("id", number) if isinstance(entry, dict) else number
            yield _model(Rule, entry, file, f"rule {name}: ")


def _model(model: type[Model], data: object, file: Path, prefix: str = "") -> Model:
    if not isinstance(data, dict):
        raise ConfigError(f"{file}: {prefix}expected keys with values")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ConfigError("\n".join(f"{file}: {prefix}{line}" for line in _explain(model, error))) from None


def _explain(model: type[BaseModel], error: ValidationError) -> Iterator[str]:
    """One line a mistake: the key's path and what is allowed there; never the value."""
    for one in error.errors(include_url=False, include_input=False, include_context=False):
        path = ".".join(str(step) for step in one["loc"])
        if one["type"] == "extra_forbidden":
            yield f"{path}: unknown key; {_allowed(model, one['loc'])}"
        else:
            yield f"{path}: {one['msg'].removeprefix('Value error, ')}".removeprefix(": ")


def _allowed(model: type[BaseModel], location: tuple[int | str, ...]) -> str:
    keys = _keys_at(model, location[:-1])
    near = difflib.get_close_matches(str(location[-1]), keys, n=1)
    return f"did you mean {near[0]!r}?" if near else f"allowed: {', '.join(sorted(keys))}"


def _keys_at(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """List the keys of the model that a location leads to, following field annotations."""
    for step in location:
        if isinstance(step, int):
            continue
        field = next((f for name, f in model.model_fields.items() if step in (name, f.alias)), None)
        inner = next(_models_in(field.annotation), None) if field else None
        if inner is None:
            break
        model = inner
    return [field.alias or name for name, field in model.model_fields.items()]


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _models_in(argument)


def _unique(what: str, ids: list[str], folder: Path) -> None:
    twice = sorted({each for each in ids if ids.count(each) > 1})
    if twice:
        raise ConfigError(f"{folder}: {what} id used twice: {', '.join(twice)}")


def _known_sites(rules: Iterable[Rule], sites: set[str]) -> None:
    for rule in rules:
        for block in (rule.when, *rule.any_of):
            unknown = sorted(set(block.site) - sites)
            if unknown:
                known = ", ".join(sorted(sites)) or "none"
                raise ConfigError(f"rule {rule.id}: when.site: no such site: {', '.join(unknown)}; known: {known}")
