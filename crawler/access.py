"""What an operator's files name of the environment: cookies of a session, keys of onions and of sources of rates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from urllib.parse import quote, urlsplit

from config.cookies import Session, session_for
from config.environment import Environment, variable
from config.errors import ConfigError
from config.load import Config
from config.schema import Rates, Site
from crawler.tor.onion_keys import blob
from crawler.tor.refuse import is_ip_literal
from crawler.tor.scope import Scope


def cookies_for(
    environment: Environment, site: Site, now: datetime, say: Callable[[str], None]
) -> list[dict[str, str]]:
    """Return the cookies to send of the session that a site's file names; none: a guest. Tell when it has ended.

    Raises `ConfigError` when it is not set, and where its cookies are of other sites.
    """
    session = _session_of(environment, site, now)
    if line := _ended(site, session):
        say(line)
    return _sent(site, session)


def with_access(config: Config, environment: Environment, now: datetime) -> Config:
    """Set aside the sites that cannot be visited as their files say.

    Those whose session or key the environment does not hold (none of them is visited as a guest), and those without a
    host's name, which our guard and Tor's SafeSocks refuse; saved pages of theirs can be read.
    """
    for site in config.sites:
        try:
            _check_names(site)
            _session_of(environment, site, now)
            onion_keys(environment, [site])
        except ConfigError as error:
            config = config.aside(site, str(error))
    return config


def _check_names(site: Site) -> None:
    if any(is_ip_literal(urlsplit(address)) for address in site.addresses):
        raise ConfigError(
            f"site {site.id}: addresses: expected a host's name: what is asked for by an IP address is refused"
        )


def _session_of(environment: Environment, site: Site, now: datetime) -> Session | None:
    if site.cookies is None:
        return None
    name = variable("COOKIES", site.cookies, "FILE")
    cookies = environment.cookies(site.cookies)
    if cookies is None:
        raise ConfigError(f"site {site.id}: cookies: {name} is not set")
    return session_for(cookies, Scope.of(site).hosts, now, f"site {site.id}: cookies: {name}")


def _ended(site: Site, session: Session | None) -> str | None:
    """Say that a session has ended; `None`: it has not, or there is none."""
    if session is None or session.ended is None or site.cookies is None:
        return None
    name = variable("COOKIES", site.cookies, "FILE")
    return f"{site.id}: session ended on {session.ended:%Y-%m-%d}: log in again and renew what {name} names"


def _sent(site: Site, session: Session | None) -> list[dict[str, str]]:
    """Return a session's cookies for requests. Scrapy sends them to the host of the request only."""
    kept = session.cookies if session else ()
    private = all(map(_is_private, site.addresses))  # which mirror will be in use, nobody knows yet
    return [
        {"name": each.name, "value": each.value, "path": each.path, "of": each.domain}
        for each in kept
        if private or not each.secure
    ]


def _is_private(address: str) -> bool:
    """Tell whether nobody on the way, such as an exit, can read what is sent there."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.hostname or "").endswith(".onion")


def onion_keys(environment: Environment, sites: Iterable[Site]) -> dict[str, str]:
    """Return the client keys that sites' files name, by onion host. Raises `ConfigError` for one not set, or no key."""
    keys: dict[str, str] = {}
    for site in sites:
        if site.onion_auth is None:
            continue
        named = variable("ONION_AUTH", site.onion_auth, "FILE")
        key = environment.onion_key(site.onion_auth)
        if key is None:
            raise ConfigError(f"site {site.id}: onion_auth: {named} is not set")
        try:
            blob(key)
        except ConfigError as error:
            raise ConfigError(f"site {site.id}: {error} ({named})") from None
        keys |= {host: key for host in Scope.of(site).hosts if host.endswith(".onion")}
    return keys


def with_keys(environment: Environment, rates: Rates) -> Rates:
    """Fill in the keys of the sources' addresses. Raises `ConfigError` when one is not set."""
    filled = []
    for source in rates.sources:
        key = environment.rates_key(source.id) if "{key}" in source.url else ""
        if key is None:
            named = variable("RATES", source.id, "KEY")
            raise ConfigError(f"stallwatch.yml: rates.sources: {source.id}: {named}, or {named}_FILE, is not set")
        filled.append(source.model_copy(update={"url": source.url.replace("{key}", quote(key, safe=""))}))
    return rates.model_copy(update={"sources": tuple(filled)})
