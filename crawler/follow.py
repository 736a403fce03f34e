"""Standard input as a sign of life: `run` holds its other end, and its closing tells that `run` is done, or dead."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable


def when_stdin_closes(act: Callable[[], object]) -> None:
    """Do something, in a thread, once standard input is closed, by whomever and however."""

    def wait() -> None:
        # Not sys.stdin.read: a thread that holds its buffer's lock when Python ends is a fatal error.
        with contextlib.suppress(OSError):
            while os.read(sys.stdin.fileno(), 4096):
                pass
        act()

    threading.Thread(target=wait, daemon=True).start()


def end_when_stdin_closes() -> None:
    """Let this process be told to end, as by SIGTERM, once standard input is closed."""
    when_stdin_closes(lambda: os.kill(os.getpid(), signal.SIGTERM))
