"""Onion addresses: are they v3, and does their checksum hold? (rend-spec-v3, section 6)."""

from __future__ import annotations

import base64
import binascii
import hashlib


def check_onion(host: str) -> None:
    """Raise `ValueError` with the reason when a host name is not a valid v3 onion address; subdomains are allowed.

    >>> check_onion("short.onion")
    Traceback (most recent call last):
    ...
    ValueError: not a v3 onion address: expected 56 characters before .onion
    """
    label = host.lower().removesuffix(".onion").rpartition(".")[2]
    if len(label) != 56:
        raise ValueError("not a v3 onion address: expected 56 characters before .onion")
    try:
        raw = base64.b32decode(label.upper())
    except (binascii.Error, ValueError):
        raise ValueError("not a v3 onion address: characters other than a-z and 2-7") from None
    key, checksum, version = raw[:32], raw[32:34], raw[34:]
    if version != b"\3" or hashlib.sha3_256(b".onion checksum" + key + version).digest()[:2] != checksum:
        raise ValueError("the onion address's checksum is wrong: was it copied whole?")


def is_onion(host: str) -> bool:
    """Tell whether a host name is a valid v3 onion address."""
    try:
        check_onion(host)
    except ValueError:
        return False
    return host.lower().endswith(".onion")
