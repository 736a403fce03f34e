"""The installation's key, with which sellers' contacts are hashed: from the environment, else a file of the folder."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from config.environment import Environment, read_secret
from config.errors import ConfigError

VARIABLE = "STALLWATCH_CONTACT_KEY"
FILE = "contact.key"
"""In the operator's folder, 0600. Whoever has it can try out addresses; whoever loses it has hashes that fit no new
ones."""
SHORTEST = 32
"""Characters: a shorter key can be found by trying."""


def contact_key(environment: Environment, folder: Path) -> bytes:
    """Return the key, made at first use. Raises `ConfigError` for one that is short, or that others can read."""
    given = environment.secret(VARIABLE)
    if given is None:
        path = folder / FILE
        if not path.exists():
            make_key(path)
        given = read_secret(path, FILE).strip()
    if len(given) < SHORTEST:
        raise ConfigError(
            f"{VARIABLE} or {FILE}: expected at least {SHORTEST} characters, such as `openssl rand -hex 32` prints"
        )
    return given.encode()


def make_key(path: Path) -> None:
    """Write a new key, readable by its owner alone; one that is there stays, also when two runs begin at once.

    Raises `ConfigError` where it cannot be written.
    """
    fresh = path.with_name(f"{FILE}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
        _keep_names(path.parent)
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be written: {error.strerror}; let {VARIABLE}_FILE name a file with a key instead"
        ) from None
    finally:
        fresh.unlink(missing_ok=True)


def _keep_names(folder: Path) -> None:
    """Have a folder's names outlive a power failure: hashes without their key would fit nothing any more."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
