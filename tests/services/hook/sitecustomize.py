"""What tests do to every Python process that they start; put this folder first in PYTHONPATH.

STALLWATCH_TRIPWIRE names a file: every connection that the process makes, and every program that it starts, is recorded
there; see `tests.services.tripwire`. An audit hook can not be removed and sees `socket` whoever uses it (PEP 578); what
a C library does by itself it does not see.

GUARD_TAKEN_OUT describes a guard: it is replaced once the module that holds it has been imported; see `tests.guards`.

STALLWATCH_TORTURE asks the process to tell what it is at, and to linger there; see `tests.torture`.
"""

import json
import os
import sys

_WATCHED = {
    "socket.connect": 1,  # (socket, address)
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,  # (host, port, ...)
    "socket.gethostbyname": 0,
    "socket.gethostbyaddr": 0,
    "socket.getnameinfo": 0,
    "subprocess.Popen": 0,  # (executable, ...)
    "os.posix_spawn": 0,
    "os.exec": 0,
    "os.system": 0,
}


def _plain(value):
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    return value if isinstance(value, (str, int)) or value is None else str(value)


def _install(path):
    out = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def hook(event, args):
        first = _WATCHED.get(event)
        if first is not None:
            line = json.dumps({"pid": os.getpid(), "event": event, "args": _plain(args[first : first + 2])})
            os.write(out, line.encode() + b"\n")

    sys.addaudithook(hook)


if os.environ.get("STALLWATCH_TRIPWIRE"):
    _install(os.environ["STALLWATCH_TRIPWIRE"])

if os.environ.get("GUARD_TAKEN_OUT"):
    from tests.guards.taken_out import take_out

    take_out(os.environ["GUARD_TAKEN_OUT"])

if os.environ.get("STALLWATCH_TORTURE"):
    from tests.torture.hook import install

    install(os.environ["STALLWATCH_TORTURE"])
