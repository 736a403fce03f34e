"""A real Elasticsearch with TLS and logins, for tests: found or fetched, started, ended by its pid.

`python tests/services/elastic_server.py` starts one, prints its address, waits for Enter and ends it.
Maven's integ-test-zip is the whole server with fewer modules: no `GET /`, ILM, data streams, ingest, scripts, analyzers
beyond the standard one, nor the security index, so that logins stand in files and there are no API keys.
"""

from __future__ import annotations

import base64
import contextlib
import datetime
import hashlib
import ipaddress
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

VERSION = "9.5.0"
ARTEFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
CACHE = Path(__file__).parents[2] / ".cache" / "elasticsearch"
NEEDS_JAVA = 21
NOBODY = 65534
"""Whom a server started by root runs as: Elasticsearch refuses root."""
PATIENCE = 180.0
"""Seconds until it must answer; 13 are usual, more on a busy machine."""


class Absent(Exception):  # noqa: N818 - what it says
    """Something that a server needs is not on this machine; says what."""


@dataclass(frozen=True, slots=True)
class User:
    """A login of the file realm."""

    name: str
    role: str
    password: str = field(default_factory=lambda: secrets.token_urlsafe(16), repr=False)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers."""

    url: str
    """https, on loopback."""
    ca_certs: Path
    """PEM file of its own authority."""
    admin: User
    users: dict[str, User]
    """By name, without the admin."""


def java_home() -> Path:
    """Find a JDK or JRE that is new enough. Raises `Absent`."""
    on_path = shutil.which("java")
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    homes += sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)
    homes += [Path(on_path).resolve().parents[1]] if on_path else []
    for home in homes:
        if (home / "bin" / "java").is_file() and _java_version(home) >= NEEDS_JAVA:
            return home.resolve()
    raise Absent(f"Elasticsearch needs Java {NEEDS_JAVA} or newer: set JAVA_HOME or install a JDK")


def distribution() -> Path:
    """Return the unpacked program, fetched by Maven at its first use. Raises `Absent`."""
    home = CACHE / f"elasticsearch-{VERSION}"
    if not (home / "bin" / "elasticsearch").exists():
        with tempfile.TemporaryDirectory(dir=_made(CACHE)) as folder:
            with zipfile.ZipFile(_archive()) as archive:
                archive.extractall(folder)
            for script in (Path(folder) / home.name / "bin").iterdir():
                script.chmod(0o755)
            with contextlib.suppress(FileExistsError, OSError):
                (Path(folder) / home.name).rename(home)
    return home


@contextlib.contextmanager
def running(roles: dict[str, object], users: tuple[User, ...] = (), anonymous: str | None = None) -> Iterator[Server]:
    """Start a server with these roles and users, wait until it answers, and end it after. Raises `Absent`.

    `anonymous`: the role of whoever comes without a login; `None`: nobody is let in.
    """
    java, home = java_home(), distribution()
    admin = User("admin", "superuser")
    with tempfile.TemporaryDirectory(prefix="stallwatch-elasticsearch-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        home = _readable(home, folder)
        port = _free_port()
        _configure(folder, home, port, roles, (admin, *users), anonymous)
        _hand_over(folder)
        process = _start(folder, home, java)
        server = Server(f"https://localhost:{port}", folder / "config" / "ca.pem", admin, {u.name: u for u in users})
        try:
            _wait(server, process, folder / "out.log")
            yield server
        finally:
            _end(process)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _java_version(home: Path) -> int:
    try:
        asked = subprocess.run(
            [home / "bin" / "java", "-version"], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r'version "(\d+)', asked.stderr)
    return int(found[1]) if found else 0


def _archive() -> Path:
    repository = Path.home() / ".m2" / "repository"
    group, name, version, kind = ARTEFACT.split(":")
    archive = repository / group.replace(".", "/") / name / version / f"{name}-{version}.{kind}"
    if archive.exists():
        return archive
    maven = shutil.which("mvn")
    if maven is None:
        raise Absent(f"Elasticsearch {VERSION} is fetched by Maven: install mvn")
    command = [maven, "-q", "-B", "dependency:get", f"-Dartifact={ARTEFACT}", "-Dtransitive=false"]
    fetched = subprocess.run(command, capture_output=True, timeout=900, check=False)
    if fetched.returncode or not archive.exists():
        raise Absent(f"Maven could not fetch Elasticsearch {VERSION}: try `mvn dependency:get -Dartifact={ARTEFACT}`")
    return archive


def _readable(home: Path, folder: Path) -> Path:
    """Return the program where the server's user may read it: a copy when the clone lies in somebody's home."""
    if os.getuid() != 0 or not subprocess.run([*_as_nobody(), "test", "-r", home / "lib"], check=False).returncode:
        return home
    return Path(shutil.copytree(home, folder / "home"))


def _as_nobody() -> list[str]:
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if os.getuid() == 0 else []


def _hand_over(folder: Path) -> None:
    if os.getuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)


def _configure(
    folder: Path, home: Path, port: int, roles: dict[str, object], users: tuple[User, ...], anonymous: str | None
) -> None:
    config = _made(folder / "config")
    _made(folder / "tmp")  # of its own: the server refuses a configuration inside its temporary folder
    shutil.copytree(home / "config", config, dirs_exist_ok=True)
    settings = {
        "cluster.name": "stallwatch-test",
        "discovery.type": "single-node",
        "network.host": "127.0.0.1",
        "http.port": port,
        "transport.port": _free_port(),
        "path.data": str(folder / "data"),
        "path.logs": str(folder / "logs"),
        "cluster.routing.allocation.disk.threshold_enabled": False,
        "xpack.security.enabled": True,
        "xpack.security.http.ssl": {"enabled": True, "key": "node.key", "certificate": "node.pem"},
    }
    if anonymous:
        settings["xpack.security.authc.anonymous"] = {"username": "anybody", "roles": [anonymous]}
    # JSON is YAML, too.
    (config / "elasticsearch.yml").write_text(json.dumps(settings))
    (config / "roles.yml").write_text(json.dumps(roles))
    (config / "users").write_text("".join(f"{user.name}:{_hashed(user.password)}\n" for user in users))
    (config / "users_roles").write_text("".join(f"{user.role}:{user.name}\n" for user in users))
    _write_certificates(config)


def _hashed(password: str) -> str:
    """Hash a password as the file realm does, without starting a JVM for `elasticsearch-users`."""
    salt, rounds = secrets.token_bytes(32), 1000
    hashed = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds, 32)
    return f"{{PBKDF2}}{rounds}${base64.b64encode(salt).decode()}${base64.b64encode(hashed).decode()}"


def _write_certificates(config: Path) -> None:
    """Write `ca.pem`, `node.pem` and `node.key`: an authority of our own and what it signed for loopback."""
    ca_key, node_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stallwatch test authority")])
    node_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    ca_id = x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key())
    ca = (
        _certificate(ca_name, ca_name, ca_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(ca_id, critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    node = (
        _certificate(node_name, ca_name, node_key.public_key())
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(ca_id), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (config / "ca.pem").write_bytes(ca.public_bytes(pem))
    (config / "node.pem").write_bytes(node.public_bytes(pem))
    (config / "node.key").write_bytes(
        node_key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def _certificate(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    return builder.serial_number(x509.random_serial_number()).not_valid_before(now - day).not_valid_after(now + 7 * day)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _start(folder: Path, home: Path, java: Path) -> subprocess.Popen[bytes]:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "ES_JAVA_HOME": str(java),
        "ES_PATH_CONF": str(folder / "config"),
        "ES_TMPDIR": str(folder / "tmp"),
        "ES_JAVA_OPTS": "-Xms512m -Xmx512m -Xlog:disable -Xlog:all=error:stderr",
    }
    command = [*_as_nobody(), str(home / "bin" / "elasticsearch")]
    with (folder / "out.log").open("wb") as out:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )


def _wait(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + PATIENCE
    session = requests.Session()
    session.trust_env, session.verify, session.auth = (
        False,
        str(server.ca_certs),
        (server.admin.name, server.admin.password),
    )
    while time.monotonic() < give_up and process.poll() is None:
        with contextlib.suppress(requests.RequestException):
            if session.get(f"{server.url}/_cluster/health", timeout=5).ok:
                return
        time.sleep(0.3)
    _end(process)
    raise RuntimeError(f"Elasticsearch did not start; the end of its log:\n{log.read_text(errors='replace')[-3000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the server: the launcher and the JVM beneath it are one session of their own, ours alone."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


if __name__ == "__main__":
    with running({}) as started:
        print(f"{started.url}  {started.admin.name}:{started.admin.password}  CA {started.ca_certs}")  # noqa: T201
        input("Enter ends it. ")
