"""What may be asked of a site: its own hosts, on the network that its file names, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from config.schema import Site


@dataclass(frozen=True, slots=True)
class Scope:
    """The hosts of one site."""

    hosts: frozenset[str]
    """Host names in lower case; "name:port" besides, for each port other than 80 and 443 that an address names."""
    network: Literal["onion", "clearnet-over-tor"] = "onion"
    """As in the site's file."""

    @classmethod
    def of(cls, site: Site) -> Scope:
        """Return the scope that a site's addresses make."""
        parts = [urlsplit(address) for address in site.addresses]
        names = {part.hostname or "" for part in parts}
        ports = {f"{part.hostname}:{part.port}" for part in parts if part.port is not None}
        return cls(frozenset(names | ports), site.network)

    def allows_port(self, host: str, port: int) -> bool:
        """Tell whether a port may be asked for: 80, 443, or one that an address of this host names."""
        return port in (80, 443) or f"{host}:{port}" in self.hosts


def owner(host: str, scopes: dict[str, Scope]) -> str | None:
    """Return the id of the one site whose scope holds a host; `None` when no site's or several sites' do."""
    found = [site for site, scope in scopes.items() if host in scope.hosts]
    return found[0] if len(found) == 1 else None
