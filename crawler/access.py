"""What a site's file names of the environment: the cookies of a session, the key of a private onion."""

from __future__ import annotations

from collections.abc import Iterable

from config.environment import Environment
from config.errors import ConfigError
from config.schema import Site
from crawler.tor.scope import Scope

Session = dict[str, str] | None
"""Cookies of an account that the operator may use; `None`: a guest."""


def session_of(environment: Environment, site: Site) -> Session:
    """Return the cookies that a site's file names. Raises `ConfigError` when their file is not set."""
    if site.cookies is None:
        return None
    session = environment.cookies(site.cookies)
    if session is None:
        raise ConfigError(f"site {site.id}: cookies: {_variable('COOKIES', site.cookies)} is not set")
    return session


def onion_keys(environment: Environment, sites: Iterable[Site]) -> dict[str, str]:
    """Return the client keys that sites' files name, by onion host. Raises `ConfigError` when one is not set."""
    keys: dict[str, str] = {}
    for site in sites:
        if site.onion_auth is None:
            continue
        key = environment.onion_key(site.onion_auth)
        if key is None:
            raise ConfigError(f"site {site.id}: onion_auth: {_variable('ONION_AUTH', site.onion_auth)} is not set")
        keys |= {host: key for host in Scope.of(site).hosts if host.endswith(".onion")}
    return keys


def _variable(kind: str, name: str) -> str:
    return f"STALLWATCH_{kind}_{name.upper().replace('-', '_')}_FILE"
