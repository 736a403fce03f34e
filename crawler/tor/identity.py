"""Who we are to Tor: SOCKS credentials that differ from site to site and host to host, so that no circuit is shared.

Tor puts streams with other credentials on other circuits (IsolateSOCKSAuth, on by default; tor(1)).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import Counter


class Identities:
    """Credentials of one crawl, derived from a secret that is made for it and never leaves it."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self._generations: Counter[str] = Counter()

    def credentials(self, site: str, host: str) -> tuple[bytes, bytes]:
        """Return user and password for a host of a site: the same ones until the site's identity is renewed."""
        words = (site, str(self._generations[site]), host)
        text = "".join(f"{len(word)}:{word}" for word in words)  # lengths first, so that no two triples read alike
        mac = hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest().encode()
        return mac[:32], mac[32:]

    def renew(self, site: str) -> None:
        """Derive other credentials for this site from now on; no other site notices."""
        self._generations[site] += 1
