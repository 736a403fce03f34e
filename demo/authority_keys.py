"""A directory authority's keys, made once, and the line by which all others know it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from config.errors import TorUnavailable
from demo.torrc import Node

MONTHS = 12
"""How long a certificate lasts; it is made anew with new keys when the folder is."""


def directory_line(node: Node, binary: str) -> str:
    """Make what is missing of an authority's keys; return its `DirAuthority` line. Raises `TorUnavailable`."""
    keys = node.folder / "keys"
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    node.folder.chmod(0o700)
    certificate = keys / "authority_certificate"
    if not certificate.exists():
        _make(node, keys, certificate)
    lines = certificate.read_text(encoding="ascii").splitlines()
    identity = next(line.split()[1] for line in lines if line.startswith("fingerprint "))
    return (
        f"DirAuthority {node.name} orport={node.orport} no-v2 v3ident={identity} "
        f"127.0.0.1:{node.dirport} {_fingerprint(node, binary)}"
    )


def _make(node: Node, keys: Path, certificate: Path) -> None:
    program = shutil.which("tor-gencert")
    if program is None:
        raise TorUnavailable("the program 'tor-gencert' was not found: it is part of the tor package; install that")
    command = [program, "--create-identity-key", "--passphrase-fd", "0", "-m", str(MONTHS)]
    command += ["-a", f"127.0.0.1:{node.dirport}", "-i", str(keys / "authority_identity_key")]
    command += ["-s", str(keys / "authority_signing_key"), "-c", str(certificate)]
    subprocess.run(command, input=b"demo\n", capture_output=True, check=True, timeout=120)


def _fingerprint(node: Node, binary: str) -> str:
    """Let tor make the relay identity and tell its fingerprint; without an authority of its own it would refuse."""
    other = "other orport=1 127.0.0.1:1 " + "f" * 40
    command = [binary, "--quiet", "-f", str(node.folder / "none"), "--defaults-torrc", str(node.folder / "none")]
    command += ["--ignore-missing-torrc", "--DataDirectory", str(node.folder), "--Nickname", node.name]
    command += ["--ORPort", str(node.orport), "--DirAuthority", other, "--list-fingerprint"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    return said.strip().splitlines()[-1].split(" ", 1)[1].replace(" ", "")
