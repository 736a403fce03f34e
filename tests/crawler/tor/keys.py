"""Keys of onion services and their clients, made from a word."""

import base64
import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey


def usable(word: str) -> str:
    """An onion host name of a real key; tor looks closer than the checksum."""
    private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(word.encode()).digest())
    key = private.public_key().public_bytes_raw()
    checksum = hashlib.sha3_256(b".onion checksum" + key + b"\3").digest()[:2]
    return base64.b32encode(key + checksum + b"\3").decode().lower() + ".onion"


def client_key(word: str) -> tuple[str, str]:
    """The public and the private line of an onion client's authorization."""
    private = X25519PrivateKey.from_private_bytes(hashlib.sha256(word.encode()).digest())
    raw = private.public_key().public_bytes_raw(), private.private_bytes_raw()
    public, secret = (base64.b32encode(each).decode().rstrip("=") for each in raw)
    return f"descriptor:x25519:{public}", f"descriptor:x25519:{secret}"
