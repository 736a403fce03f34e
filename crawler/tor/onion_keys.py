"""Client authorization of onion services: their keys, given to tor over its control port (rend-spec-v3, appendix G)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping

from stem import ControllerError
from stem.control import Controller

from config.errors import ConfigError, TorUnavailable
from config.onion import is_onion


def add_onion_keys(controller: Controller | None, keys: Mapping[str, str]) -> None:
    """Let tor open restricted onion services. `keys`: by onion host, "descriptor:x25519:BASE32".

    Raises `ConfigError` for what is no key or no onion host, `TorUnavailable` when there is no control port or it
    says no. No message holds a key.
    """
    if keys and controller is None:
        raise TorUnavailable("onion_auth needs tor's control port: set tor.control in stallwatch.yml")
    for host, line in keys.items():
        address = host.lower().removesuffix(".onion").rpartition(".")[2]
        if not is_onion(f"{address}.onion"):
            raise ConfigError("onion_auth: the site's address is not a v3 onion address")
        _add(controller, address, blob(line))


def _add(controller: Controller, address: str, blob: str) -> None:
    try:
        reply = controller.msg(f"ONION_CLIENT_AUTH_ADD {address} x25519:{blob}")
    except ControllerError as error:
        raise TorUnavailable(f"tor went away when it was given an onion key ({type(error).__name__})") from None
    if not str(reply.content()[0][0]).startswith("25"):  # 250 added, 251 replaced, 252 added and descriptor decrypted
        raise TorUnavailable(
            "tor did not take the onion key (onion_auth): is the site's address right, and tor 0.4.3 or newer?"
        )


def blob(line: str) -> str:
    """Turn a key as onion operators give it (base32) into the control port's form (base64).

    Raises `ConfigError` for what is no key.
    """
    found = re.search(r"(?:^|:)descriptor:x25519:([A-Za-z2-7]{52})$", line.strip())
    try:
        raw = base64.b32decode(found[1].upper() + "====") if found else b""
    except binascii.Error:
        raw = b""
    if len(raw) != 32:
        raise ConfigError("onion_auth: the key file must hold one line, descriptor:x25519:<52 characters>")
    return base64.b64encode(raw).decode("ascii")
