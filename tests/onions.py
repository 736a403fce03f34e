"""Onion addresses that are valid and nobody's: made from a word, without a private key."""

import base64
import hashlib


def invented(word: str) -> str:
    """A v3 onion host name whose checksum holds (rend-spec-v3, section 6)."""
    key = hashlib.sha256(word.encode()).digest()
    checksum = hashlib.sha3_256(b".onion checksum" + key + b"\3").digest()[:2]
    return base64.b32encode(key + checksum + b"\3").decode().lower() + ".onion"
