"""Sellers' contact addresses as they are kept: a keyed hash and a kind, by which the same contact is known again.

Without the installation's key nobody can try out addresses, and two installations' hashes of one address differ.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipelines.reading.claim import Contact

LENGTH = 32
"""Hex digits that are kept of a hash: 128 bits."""
LONGEST = 300
"""Characters that are kept of an address in the clear."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A contact as it is stored."""

    kind: str
    """As in `Contact.kind`."""
    hash: str
    """Of kind and address: HMAC-SHA256 with the installation's key, its first 32 hex digits."""
    address: str | None = field(default=None, repr=False)
    """In the clear, where the operator wants it; `None`: not kept."""


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals contacts with one key."""

    key: bytes = field(repr=False)
    keep: bool = False
    """Whether addresses are kept in the clear as well (`keep_contacts` in stallwatch.yml)."""

    def seal(self, contacts: Iterable[Contact]) -> tuple[Sealed, ...]:
        """Seal contacts, in the order of their kinds and hashes."""
        found = {self._sealed(each) for each in contacts}
        return tuple(sorted(found, key=lambda each: (each.kind, each.hash)))

    def _sealed(self, contact: Contact) -> Sealed:
        message = f"{contact.kind}\0{contact.value}".encode("utf-8", "replace")
        digest = hmac.new(self.key, message, hashlib.sha256).hexdigest()[:LENGTH]
        return Sealed(contact.kind, digest, contact.value[:LONGEST] if self.keep else None)
