"""A browser's session: cookies as Netscape's cookies.txt or as JSON, the two forms that browsers' exports come in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from config.errors import ConfigError

_EXPIRY = ("expirationDate", "expires", "expiry", "expiration")
_MILLISECONDS = 10**11  # seconds reach that far in the year 5138


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie of a browser's export."""

    name: str = field(repr=False)
    value: str = field(repr=False)
    domain: str = ""
    """Whose it was, without a leading dot; "": the export does not say."""
    path: str = "/"
    """Below which it is sent."""
    secure: bool = False
    """Whether it is for connections that nobody can listen to: https, or an onion."""
    expires: datetime | None = None
    """UTC; `None`: with the browser's session."""


@dataclass(frozen=True, slots=True)
class Session:
    """What a site's file names by `cookies`, as far as it is for that site and lasts."""

    cookies: tuple[Cookie, ...] = field(repr=False)
    """Those that are to be sent."""
    ended: datetime | None = None
    """UTC; when the last of those with a date ran out. `None`: one of them lasts, or none has a date."""


def read_cookies(text: str, name: str) -> tuple[Cookie, ...]:
    """Read an export. Raises `ConfigError`, which names the variable and never shows a value.

    >>> read_cookies('[{"name": "sid", "value": "1", "domain": ".f.example"}]', "X")[0].domain
    'f.example'
    """
    found = _json(text) if text.lstrip().startswith(("[", "{")) else _netscape(text)
    if not found:
        raise ConfigError(
            f"{name}: no cookies in the file: expected cookies.txt (Netscape) or a JSON export of a browser"
        )
    return tuple(found)


def session_for(cookies: Sequence[Cookie], hosts: Iterable[str], now: datetime, name: str) -> Session:
    """Choose of an export what a site may get: its own cookies, else all of an export that is of one site only.

    `hosts`: the site's, with its mirrors. Raises `ConfigError` for an export of several sites, none of which is this.
    """
    hosts = tuple(hosts)
    own = [each for each in cookies if not each.domain or any(covers(each.domain, host) for host in hosts)]
    if not any(each.domain for each in own) and not _of_one_site(cookies):
        raise ConfigError(f"{name}: holds cookies of several sites, none of which is this one's: export its own only")
    chosen = own if any(each.domain for each in own) else list(cookies)
    lasting = tuple(each for each in chosen if each.expires is None or each.expires > now)
    dates = [each.expires for each in chosen if each.expires is not None]
    return Session(lasting, max(dates) if dates and max(dates) <= now else None)


def covers(domain: str, host: str) -> bool:
    """Tell whether a cookie of a domain is a host's; one of no domain is nobody's."""
    return host == domain or ("." in domain and host.endswith(f".{domain}"))


def _of_one_site(cookies: Sequence[Cookie]) -> bool:
    """Tell whether all are of one domain and what is below it: of the site under another of its names, then."""
    domains = sorted({each.domain.removeprefix("www.") for each in cookies if each.domain}, key=len)
    return all(each == domains[0] or covers(domains[0], each) for each in domains)


def _json(text: str) -> list[Cookie]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return []
    entries = data.get("cookies") if isinstance(data, dict) else data
    if not isinstance(entries, list):
        return []
    return [_entry(each) for each in entries if isinstance(each, dict) and "name" in each and "value" in each]


def _entry(entry: Mapping[str, Any]) -> Cookie:
    expires = next((entry[key] for key in _EXPIRY if entry.get(key) is not None), None)
    return Cookie(
        name=str(entry["name"]),
        value=str(entry["value"]),
        domain=str(entry.get("domain") or "").lstrip(".").lower(),
        path=str(entry.get("path") or "/"),
        secure=entry.get("secure") is True,
        expires=_moment(expires),
    )


def _netscape(text: str) -> list[Cookie]:
    """Seven fields by tabs: domain, subdomains, path, secure, expiry, name, value; "#HttpOnly_" is no comment."""
    lines = (line.removeprefix("#HttpOnly_").split("\t") for line in text.splitlines())
    return [
        Cookie(
            name=fields[5],
            value=fields[6],
            domain=fields[0].lstrip(".").lower(),
            path=fields[2] or "/",
            secure=fields[3].upper() == "TRUE",
            expires=_moment(fields[4]),
        )
        for fields in lines
        if len(fields) == 7 and not fields[0].startswith("#")
    ]


def _moment(value: object) -> datetime | None:
    """Read an expiry: seconds or milliseconds since 1970, or ISO 8601; `None`: none, or not to be understood."""
    try:
        seconds = float(str(value))
        if seconds <= 0:
            return None
        return datetime.fromtimestamp(seconds / (1000 if seconds > _MILLISECONDS else 1), UTC)
    except (ValueError, OverflowError, OSError):
        pass
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
