"""The one place where the environment is read: secrets, as variables or as files that a `_FILE` variable names.

Nothing here is ever printed: the types' `repr` hides values, and messages name the variable, never what it holds.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from config.cookies import Cookie, read_cookies
from config.errors import ConfigError

MOUNTS = ("/run/secrets", "/var/run/secrets")
"""Where container engines put secrets, readable by all inside the container (Docker, Kubernetes, podman)."""


@dataclass(frozen=True, slots=True)
class ElasticTarget:
    """Where the cluster is and who we are to it."""

    url: str = field(repr=False)
    api_key: str | None = field(default=None, repr=False)
    """`None`: user and password, or nothing."""
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SlackTarget:
    """One incoming webhook."""

    channel: str
    """The operator's name for it, as rules use it."""
    webhook: str = field(repr=False)
    """Its address: who has it can post."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What the environment says, read once."""

    variables: Mapping[str, str] = field(repr=False)

    @classmethod
    def read(cls, env_file: Path | None = None) -> Environment:
        """Read the process's environment; `env_file` (KEY=value lines, for cron) fills in what it does not set.

        Raises `ConfigError` when the file cannot be read, is open to others, or holds a line of another form.
        """
        lines = {} if env_file is None else _env_file(env_file)
        return cls({**lines, **os.environ})

    def secret(self, name: str) -> str | None:
        """Return a secret from NAME or the file that NAME_FILE names; `None` when neither is set."""
        path = self.variables.get(f"{name}_FILE")
        if path:
            return read_secret(Path(path), f"{name}_FILE").strip() or None
        return self.variables.get(name, "").strip() or None

    def elasticsearch(self) -> ElasticTarget | None:
        """Return the cluster to send to; `None`: Elasticsearch is off."""
        url = self.secret("STALLWATCH_ELASTICSEARCH_URL")
        if url is None:
            return None
        parts = _split(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigError("STALLWATCH_ELASTICSEARCH_URL: expected http://HOST:PORT or https://HOST:PORT")
        if parts.username or parts.password:
            raise ConfigError(
                "STALLWATCH_ELASTICSEARCH_URL: no user or password in the address; "
                "set STALLWATCH_ELASTICSEARCH_USER and STALLWATCH_ELASTICSEARCH_PASSWORD, or …_API_KEY"
            )
        return ElasticTarget(
            url=url,
            api_key=self.secret("STALLWATCH_ELASTICSEARCH_API_KEY"),
            user=self.secret("STALLWATCH_ELASTICSEARCH_USER"),
            password=self.secret("STALLWATCH_ELASTICSEARCH_PASSWORD"),
        )

    def slack(self, channel: str) -> SlackTarget | None:
        """Return the webhook of a channel; `None`: not set."""
        name = variable("SLACK", channel, "WEBHOOK")
        webhook = self.secret(name)
        if webhook is None:
            return None
        parts = _split(webhook)
        loopback = parts.hostname in ("127.0.0.1", "::1", "localhost")
        if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and loopback)):
            raise ConfigError(f"{name}: expected the webhook's https:// address")
        return SlackTarget(channel, webhook)

    def slack_channels(self, channels: frozenset[str]) -> dict[str, SlackTarget]:
        """Return the webhooks of those channels that have one."""
        found = {channel: self.slack(channel) for channel in sorted(channels)}
        return {channel: target for channel, target in found.items() if target is not None}

    def cookies(self, name: str) -> tuple[Cookie, ...] | None:
        """Return the cookies of STALLWATCH_COOKIES_<NAME>, or of the file that …_FILE names; `None`: not set.

        Raises `ConfigError` where there are none in it.
        """
        named = variable("COOKIES", name)
        text = self.secret(named)
        return None if text is None else read_cookies(text, named)

    def rates_key(self, source: str) -> str | None:
        """Return what stands for `{key}` in the address of a source of rates; `None`: not set."""
        return self.secret(variable("RATES", source, "KEY"))

    def onion_key(self, name: str) -> str | None:
        """Return an onion client's private key line (`descriptor:x25519:…`); `None`: not set."""
        return self._file(variable("ONION_AUTH", name, "FILE"))

    def _file(self, name: str) -> str | None:
        path = self.variables.get(name)
        return read_secret(Path(path), name) if path else None


def read_secret(path: Path, name: str) -> str:
    """Read a secret file. Raises `ConfigError` when it is absent or others could read or change it.

    A file that group or world can write, or read outside a secrets mount, is refused.
    """
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name}: cannot read {path}: {type(error).__name__}") from None
    mounted = path.resolve().is_relative_to(MOUNTS[0]) or path.is_relative_to(MOUNTS[1])
    if mode & (stat.S_IWGRP | stat.S_IWOTH) or (mode & (stat.S_IRGRP | stat.S_IROTH) and not mounted):
        raise ConfigError(f"{name}: others can read or change {path}: run `chmod 600 {path}`")
    return text


def _split(url: str) -> SplitResult:
    """Split an address; of one that is none nothing is left."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return urlsplit("")
    return parts


def _env_file(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(read_secret(path, "env file").splitlines(), 1):
        bare = line.strip().removeprefix("export ")
        if not bare or bare.startswith("#"):
            continue
        key, equals, value = bare.partition("=")
        if not equals or not key.isidentifier():
            raise ConfigError(f"{path}, line {number}: expected NAME=value")
        if " #" in value and value.strip()[:1] not in ("'", '"'):
            raise ConfigError(
                f"{path}, line {number}: a comment belongs on a line of its own, a value with # in quotes"
            )
        found[key] = value.strip().strip("'\"")
    return found


def variable(*parts: str) -> str:
    """Return the name of a variable of ours, an operator's own name among its parts.

    >>> variable("SLACK", "soc-night", "WEBHOOK")
    'STALLWATCH_SLACK_SOC_NIGHT_WEBHOOK'
    """
    return "_".join(("STALLWATCH", *parts)).upper().replace("-", "_")
