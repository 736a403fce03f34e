"""A tor process of our own: started from a file of ours, watched, and ended by its pid.

Not by `stem.process`: its time limit is a SIGALRM, which is global to the process and works in the main thread only.
"""

from __future__ import annotations

import fcntl
import logging
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

from stem import ControllerError
from stem.connection import AuthenticationFailure
from stem.control import Controller

from config.errors import TorBusy, TorUnavailable

# stem's trace messages hold what is sent to the control port: onion keys and the login.
logging.getLogger("stem").setLevel(logging.WARNING)

END = 5.0
"""Seconds that a tor gets to end before it is killed."""
POLL = 0.05
"""Seconds between two looks at a starting tor."""
OURS = "run.lock"
"""File of the folder that is locked by the run whose tor is started in it; the lock ends with its process."""
LEFT_BEHIND = 30.0
"""Seconds to wait for a tor that uses the folder: a killed run's looks every 15 whether its owner is still there."""


def program(binary: str) -> str:
    """Return the path of the tor program. Raises `TorUnavailable` with how to install it."""
    found = shutil.which(binary)
    if found is None:
        raise TorUnavailable(
            f"the program '{binary}' was not found: install tor (Debian, Ubuntu: apt install tor; Fedora: dnf install "
            "tor; macOS: brew install tor), or name it in tor.binary of stallwatch.yml"
        )
    return found


def authenticated(host: str, port: int) -> Controller:
    """Return a connection to a control port, by its cookie. Raises `TorUnavailable`."""
    controller: Controller | None = None
    try:
        controller = Controller.from_port(host, port)
        controller.authenticate()
    except (ControllerError, AuthenticationFailure) as error:
        if controller is not None:
            controller.close()
        raise TorUnavailable(
            f"tor's control port {host}:{port} refused us ({type(error).__name__}): set ControlPort and "
            "CookieAuthentication 1 in its torrc and let this user read the cookie (group debian-tor on Debian), or "
            "say 'control: null' under tor in stallwatch.yml"
        ) from None
    return controller


def _is_locked(file: Path) -> bool:
    """Tell whether a tor holds the lock file of its data directory; it does from its start to its end."""
    try:
        with file.open("rb+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _has_owner(torrc: Path) -> bool:
    """Tell whether the process that started the folder's last tor is there."""
    try:
        owner = re.search(r"^__OwningControllerProcess (\d+)$", torrc.read_text(encoding="utf-8"), re.MULTILINE)
        os.kill(int(owner[1]) if owner else 0, 0)
    except (FileNotFoundError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return owner is not None


class TorProcess:
    """One running tor. `folder` is its data directory and holds its torrc and its log."""

    def __init__(self, binary: str, folder: Path, lines: Iterable[str]) -> None:
        self.folder = folder
        self.log = folder / "tor.log"
        """What it says, from this start on; it scrubs addresses by itself (SafeLogging)."""
        self._port_file = folder / "control-port"
        self._lock: int | None = None
        """Open file whose lock says that the folder is ours, from before tor starts until it is gone; `None`: not ours.

        Tor's own lock comes some 100 ms after its start: until then a second run would see a free folder.
        """
        try:
            self._popen = self._start(program(binary), [*lines, *self._own_lines()])
        except BaseException:
            self._let_go()
            raise

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._popen.pid

    def running(self) -> bool:
        """Tell whether it has not ended."""
        return self._popen.poll() is None

    def control(self, deadline: float) -> Controller:
        """Return an authenticated connection to it, as soon as it listens. Keep it: stem takes ownership with it.

        Once that is taken, tor ends as soon as this connection closes (TAKEOWNERSHIP; stem's `authenticate`).
        `deadline`: on the monotonic clock. Raises `TorUnavailable` when it ends or does not listen by then.
        """
        while not self._port_file.exists():
            self.check()
            if time.monotonic() > deadline:
                raise TorUnavailable(f"tor was started but opened no control port; its words: {self.log}")
            time.sleep(POLL)
        port = int(self._port_file.read_text(encoding="ascii").strip().rpartition(":")[2])
        try:
            return authenticated("127.0.0.1", port)
        except TorUnavailable:
            self.check()
            raise

    def check(self) -> None:
        """Raise `TorUnavailable` when it has ended."""
        if not self.running():
            raise TorUnavailable(
                f"tor ended by itself with exit code {self._popen.returncode}: read the last lines of {self.log} "
                "(a wrong line in tor.torrc? another tor in the same folder? no space left?)"
            )

    def stop(self) -> None:
        """End it; returns when it is gone."""
        self._popen.terminate()
        try:
            self._popen.wait(END)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
        self._let_go()

    def _own_lines(self) -> list[str]:
        return [
            f"DataDirectory {self.folder}",
            "Log notice stdout",
            "ControlPort auto",
            f"ControlPortWriteToFile {self._port_file}",
            "CookieAuthentication 1",
            f"CookieAuthFile {self.folder / 'control-cookie'}",
            f"__OwningControllerProcess {os.getpid()}",  # ends with us, however we end
            "ShutdownWaitLength 0",
        ]

    def _take_the_folder(self) -> None:
        """Let nobody else start a tor in it. Raises `TorBusy` when another run has it."""
        self._lock = os.open(self.folder / OURS, os.O_RDWR | os.O_CREAT, 0o600)  # not handed on to tor
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TorBusy(self._busy) from None

    def _let_go(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    @property
    def _busy(self) -> str:
        return (
            f"another run's tor uses {self.folder}: wait until that run ends, or let all share one tor that "
            "runs by itself ('launch: false' under tor in stallwatch.yml)"
        )

    def _wait_for_the_folder(self) -> None:
        """Wait until no tor uses the folder. Raises `TorBusy` when one goes on using it: another run's."""
        give_up = time.monotonic() + LEFT_BEHIND
        while _is_locked(self.folder / "lock"):
            if _has_owner(self.folder / "torrc") or time.monotonic() > give_up:
                raise TorBusy(self._busy)
            time.sleep(POLL)

    def _start(self, path: str, lines: Iterable[str]) -> subprocess.Popen[bytes]:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)  # tor refuses a folder that others can read
            self._take_the_folder()
            self._wait_for_the_folder()  # else we would take the other tor's control port for ours
            self._port_file.unlink(missing_ok=True)
            torrc, none = self.folder / "torrc", self.folder / "torrc-defaults"
            torrc.write_text("\n".join(lines) + "\n", encoding="utf-8")
            torrc.chmod(0o600)  # bridges are nobody else's business
            none.write_text("", encoding="utf-8")  # in place of /etc/tor/torrc-defaults
            command = [path, "--defaults-torrc", str(none), "-f", str(torrc)]
            with self.log.open("wb") as log:
                return subprocess.Popen(  # noqa: S603 - the operator's own program and our own arguments
                    command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
                )
        except OSError as error:
            raise TorUnavailable(f"tor could not be started in {self.folder}: {error.strerror}") from None
