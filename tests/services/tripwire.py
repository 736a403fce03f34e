"""A trip-wire for leaks: run a Python program under it, then ask where it connected to.

run([sys.executable, ...], env=tripwire.environment(file))
assert tripwire.addresses(file) == {("127.0.0.1", socks_port)}
assert tripwire.lookups(file) == set()
"""

import json
import os
from pathlib import Path

HOOK = Path(__file__).parent / "hook"


def environment(file: Path, base: dict[str, str] | None = None) -> dict[str, str]:
    """Return an environment in which every Python process records what it contacts. `base`: instead of ours."""
    variables = dict(os.environ if base is None else base)
    paths = [str(HOOK), *filter(None, [variables.get("PYTHONPATH")])]
    return {**variables, "PYTHONPATH": os.pathsep.join(paths), "STALLWATCH_TRIPWIRE": str(file)}


def records(file: Path) -> list[dict[str, object]]:
    """Return everything recorded, in order. No file means that the wire was not laid: an error, not a clean result."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def addresses(file: Path) -> set[tuple[str, int]]:
    """Return the (host, port) pairs that sockets connected or sent to; a Unix socket is its path and port 0."""
    found = set()
    for record in records(file):
        if record["event"] in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            address = record["args"][0]
            found.add((address[0], address[1]) if isinstance(address, list) else (str(address), 0))
    return found


def lookups(file: Path) -> set[str]:
    """Return the host names that were looked up on this machine."""
    return {
        str(record["args"][0])
        for record in records(file)
        if record["event"].startswith("socket.get") and record["args"][0] is not None
    }


def programs(file: Path) -> set[str]:
    """Return the programs that were started, by base name."""
    started = ("subprocess.Popen", "os.posix_spawn", "os.exec", "os.system")
    return {Path(str(record["args"][0])).name for record in records(file) if record["event"] in started}
