"""Which addresses are never asked for: one pure function, with the reason as a word to count by."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

from config.onion import is_onion
from crawler.tor.scope import Scope

LOCAL_ZONES = (".local", ".localhost", ".localdomain", ".internal", ".intranet", ".lan", ".home", ".arpa", ".exit")
"""Names that mean a machine nearby (RFC 6761, 6762, 8375) or, with `.exit`, a relay of the asker's choice."""

REASONS = ("malformed", "scheme", "userinfo", "ip_literal", "local_name", "port", "onion", "clearnet", "scope")
"""All words that `refuse` returns."""

_CLEAN = re.compile(r"[!-~]{1,8192}")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62})){0,30}")
_NUMBER = re.compile(r"[0-9]{1,40}|0x[0-9a-f]{0,40}")


def refuse(url: str, scope: Scope) -> str | None:
    """Return why an address must not be asked for, one of `REASONS`; `None` when it may.

    >>> site = Scope(frozenset({"forum.example"}), "clearnet-over-tor")
    >>> refuse("https://forum.example/thread-1.html", site) is None
    True
    >>> refuse("http://0x7f.1/", site)
    'ip_literal'
    """
    parts = split(url)
    if parts is None:
        return "malformed"
    return next((reason for reason, holds in _CHECKS if holds(parts, scope)), None)


def split(url: str) -> SplitResult | None:
    """Take an address apart; `None` when two programs could read it as two different ones."""
    if not _CLEAN.fullmatch(url) or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        # An empty port ("http://name:/") and a second colon are read differently by different parsers.
        sound = bool(parts.hostname) and not parts.netloc.endswith(":") and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    return parts if sound else None


def port_of(parts: SplitResult) -> int:
    """Return the port that an address means."""
    return parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)


def _host(parts: SplitResult) -> str:
    return parts.hostname or ""


def _scheme(parts: SplitResult, _: Scope) -> bool:
    return parts.scheme not in ("http", "https")


def _userinfo(parts: SplitResult, _: Scope) -> bool:
    return "@" in parts.netloc


def is_ip_literal(parts: SplitResult) -> bool:
    """Tell whether any program may read an address's host as an IP address.

    Whatever inet_aton or a browser may read as an IPv4 address ends in a number (WHATWG URL, "ends in a number").
    """
    host = _host(parts).rstrip(".")
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return "[" in parts.netloc or bool(_NUMBER.fullmatch(host.rpartition(".")[2]))
    return True


def _ip_literal(parts: SplitResult, _: Scope) -> bool:
    return is_ip_literal(parts)


def _local_name(parts: SplitResult, _: Scope) -> bool:
    host = "." + _host(parts).rstrip(".")
    return host.count(".") == 1 or host.endswith(LOCAL_ZONES)


def _malformed_host(parts: SplitResult, _: Scope) -> bool:
    host = _host(parts)
    return len(host) > 253 or not _HOST.fullmatch(host)


def _port(parts: SplitResult, scope: Scope) -> bool:
    return not scope.allows_port(_host(parts), port_of(parts))


def _onion(parts: SplitResult, _: Scope) -> bool:
    return _host(parts).endswith(".onion") and not is_onion(_host(parts))


def _clearnet(parts: SplitResult, scope: Scope) -> bool:
    return not _host(parts).endswith(".onion") and scope.network != "clearnet-over-tor"


def _out_of_scope(parts: SplitResult, scope: Scope) -> bool:
    return _host(parts) not in scope.hosts


_CHECKS: tuple[tuple[str, Callable[[SplitResult, Scope], bool]], ...] = (
    ("scheme", _scheme),
    ("userinfo", _userinfo),
    ("ip_literal", _ip_literal),
    ("local_name", _local_name),
    ("malformed", _malformed_host),
    ("port", _port),
    ("onion", _onion),
    ("clearnet", _clearnet),
    ("scope", _out_of_scope),
)
