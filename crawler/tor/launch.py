"""A usable tor for a run: started for it, or one that runs already."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from stem import ControllerError
from stem.control import Controller, Listener

from config.errors import TorUnavailable
from config.schema import Tor as TorSettings
from crawler import lines
from crawler.tor.onion_keys import add_onion_keys
from crawler.tor.process import POLL, TorProcess, authenticated
from crawler.tor.socks import proxy_address

OWN = ("SocksPort auto IsolateSOCKSAuth ExtendedErrors", "SafeSocks 1", "ClientOnly 1", "AvoidDiskWrites 1")
"""What a tor that we start is told: SafeSocks lets it refuse whoever gives it an IP instead of a name.

Of an option that is given twice tor takes the last."""

Progress = Callable[[int, str], None]
"""Told how far bootstrap is (percent) and what tor is at, in its own words; each change once."""


def told_to(say: Callable[[str], None]) -> Progress:
    """Return what tells the operator of it in lines."""
    return lambda percent, words: say(lines.Progress(f"tor: {percent} %, {words}"))


class Tor:
    """A tor that has circuits. Close it, or use it as a context manager; a tor that we started ends with it."""

    def __init__(self, socks: str, controller: Controller | None, process: TorProcess | None) -> None:
        self.socks = socks
        """Its SOCKS port, "127.0.0.1:PORT"."""
        self.controller = controller
        """`None`: it runs by itself and has no control port for us."""
        self.process = process
        """`None`: we did not start it."""

    def alive(self) -> bool:
        """Tell whether it is still there."""
        if self.process is not None and not self.process.running():
            return False
        if self.controller is not None:
            return bool(self.controller.is_alive())
        return _speaks_socks(self.socks)

    def close(self) -> None:
        """Let go of it; end it when we started it. May be called twice."""
        if self.controller is not None:
            self.controller.close()
        if self.process is not None:
            self.process.stop()

    def __enter__(self) -> Tor:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_tor(
    settings: TorSettings,
    folder: Path,
    *,
    progress: Progress = lambda _percent, _words: None,
    onion_keys: Mapping[str, str] | None = None,
    torrc: Iterable[str] = (),
) -> Tor:
    """Start tor with its data in `folder`, or attach to the running one that the settings name; wait for circuits.

    `onion_keys`: by onion host, the client key line of `config.environment.Environment.onion_key`. They are given to
    tor over the control port and not written anywhere. `torrc`: lines besides the settings' own (a private network).
    Raises `TorUnavailable` with what to do, and `ConfigError` for a key that is none.
    """
    opened = _launch(settings, folder, (*settings.torrc, *torrc)) if settings.launch else _attach(settings)
    try:
        if opened.controller is not None:
            _bootstrap(opened, settings, progress)
        add_onion_keys(opened.controller, onion_keys or {})
    except BaseException:
        opened.close()
        raise
    return opened


def _launch(settings: TorSettings, folder: Path, torrc: Iterable[str]) -> Tor:
    process = TorProcess(settings.binary, folder, (*torrc, *OWN))
    try:
        controller = process.control(time.monotonic() + settings.bootstrap.total_seconds())
        _, port = controller.get_listeners(Listener.SOCKS)[0]
    except (ControllerError, IndexError) as error:
        process.stop()
        raise TorUnavailable(f"tor opened no SOCKS port ({type(error).__name__}); see {process.log}") from None
    except BaseException:
        process.stop()
        raise
    return Tor(f"127.0.0.1:{port}", controller, process)


def _attach(settings: TorSettings) -> Tor:
    if not _speaks_socks(settings.socks):
        raise TorUnavailable(
            f"no tor answers at {settings.socks} (tor.socks in stallwatch.yml): start tor, correct the port, or let "
            "stallwatch start its own with 'launch: true'"
        )
    if settings.control is None:
        return Tor(settings.socks, None, None)
    return Tor(settings.socks, authenticated(*proxy_address(settings.control)), None)


def _bootstrap(tor: Tor, settings: TorSettings, progress: Progress) -> None:
    deadline = time.monotonic() + settings.bootstrap.total_seconds()
    told = percent, words = -1, "nothing yet"
    while percent < 100:
        percent, words = _phase(tor)
        if (percent, words) != told:
            progress(percent, words)
            told = percent, words
        if percent < 100 and time.monotonic() > deadline:
            raise TorUnavailable(
                f"tor has no circuit after {settings.bootstrap.total_seconds():g} s: it stands at {percent} % "
                f"({words}). Is there a network, is the clock right, is Tor blocked here (then give bridges in "
                "tor.torrc)? Allow more with tor.bootstrap"
            )
        time.sleep(0 if percent >= 100 else POLL)


def _phase(tor: Tor) -> tuple[int, str]:
    try:
        line = str(tor.controller.get_info("status/bootstrap-phase"))  # type: ignore[union-attr]
    except ControllerError:
        if tor.process is not None:
            with suppress(ControllerError):
                tor.controller.close()  # type: ignore[union-attr]
            tor.process.check()
        raise TorUnavailable("tor went away while it was starting: start it again and look into its log") from None
    percent = re.search(r"PROGRESS=(\d{1,3})", line)
    words = re.search(r'SUMMARY="([^"]{0,200})"', line)
    return int(percent[1]) if percent else 0, words[1] if words else ""


def _speaks_socks(address: str) -> bool:
    """Tell whether a SOCKS5 proxy that takes user and password answers there."""
    try:
        with socket.create_connection(proxy_address(address), timeout=5) as connection:
            connection.sendall(b"\5\1\2")
            return connection.recv(2) == b"\5\2"
    except OSError:
        return False
