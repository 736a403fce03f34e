"""Starting tor and attaching to it, and what is said when that fails. No network is needed: these tors stay off it."""

import base64
import fcntl
import os
import shutil
import socket
import stat
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from config.errors import ConfigError, TorBusy, TorUnavailable
from config.schema import Tor as TorSettings
from crawler.tor.launch import open_tor
from crawler.tor.onion_keys import add_onion_keys
from crawler.tor.process import TorProcess
from tests.crawler.tor.fake_socks import read, serving
from tests.crawler.tor.keys import usable
from tests.onions import invented
from tests.shared import missing

OFF = ("UseDefaultFallbackDirs 0", "DirAuthority nobody orport=1 127.0.0.1:1 " + "f" * 40)
KEY = "descriptor:x25519:" + base64.b32encode(bytes(range(32))).decode().rstrip("=")


@pytest.fixture
def tor() -> str:
    found = shutil.which("tor")
    if found is None:
        missing("tor is not installed (apt install tor)")
    return str(found)


def gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


def settings(**values: object) -> TorSettings:
    return TorSettings(**{"bootstrap": timedelta(seconds=30), **values})


def test_a_missing_program_is_named_with_how_to_install_it(tmp_path: Path) -> None:
    with pytest.raises(
        TorUnavailable, match=r"'no-such-tor' was not found: install tor .*apt install tor.*tor\.binary"
    ):
        open_tor(settings(binary="no-such-tor"), tmp_path / "tor")


def test_a_wrong_line_is_a_death_with_the_log_named(tmp_path: Path, tor: str) -> None:
    with pytest.raises(TorUnavailable, match=r"tor ended by itself with exit code 1.*tor\.log"):
        open_tor(settings(torrc=("NoSuchOption 1",)), tmp_path / "tor")
    assert "NoSuchOption" in (tmp_path / "tor" / "tor.log").read_text()


def test_a_program_that_is_no_tor_does_not_hang(tmp_path: Path) -> None:
    fake = tmp_path / "fake"
    fake.write_text("#!/bin/sh\nexec sleep 600\n")
    fake.chmod(0o700)
    with pytest.raises(TorUnavailable, match="opened no control port"):
        open_tor(settings(binary=str(fake), bootstrap=timedelta(seconds=1)), tmp_path / "tor")


def test_a_folder_that_can_not_be_made_is_named(tmp_path: Path, tor: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TorUnavailable, match=r"could not be started in .*Not a directory"):
        open_tor(settings(), tmp_path / "file" / "tor")


def test_no_circuit_in_time_says_where_it_stands_and_leaves_no_process(tmp_path: Path, tor: str) -> None:
    told: list[tuple[int, str]] = []
    with pytest.raises(TorUnavailable, match=r"no circuit after 1 s: it stands at 0 % \(Starting\).*bridges"):
        open_tor(
            settings(bootstrap=timedelta(seconds=1), torrc=OFF),
            tmp_path / "tor",
            progress=lambda percent, words: told.append((percent, words)),
        )
    assert told == [(0, "Starting")]
    with TorLock(tmp_path / "tor") as free:
        assert free


def test_the_tor_that_we_start_takes_names_only_and_parts_who_logs_in_differently(tmp_path: Path, tor: str) -> None:
    with pytest.raises(TorUnavailable):
        open_tor(settings(bootstrap=timedelta(seconds=0), torrc=(*OFF, "SafeSocks 0")), tmp_path / "tor")
    lines = (tmp_path / "tor" / "torrc").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("SafeSocks")][-1] == "SafeSocks 1"  # tor takes the last
    assert [line for line in lines if line.startswith("SocksPort")] == [
        "SocksPort auto IsolateSOCKSAuth ExtendedErrors"
    ]


class TorLock:
    """Whether no tor holds a data directory any more: tor keeps a lock on a file in it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "lock"

    def __enter__(self) -> bool:
        self.handle = self.file.open("rb+")
        try:
            fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def __exit__(self, *_: object) -> None:
        self.handle.close()


def test_reads_no_file_but_ours_and_keeps_it_to_ourselves(tmp_path: Path, tor: str) -> None:
    process = TorProcess("tor", tmp_path / "tor", ["SocksPort auto", *OFF])
    try:
        with process.control(time.monotonic() + 30) as controller:
            assert controller.get_info("config-file") == str(tmp_path / "tor" / "torrc")
            assert controller.get_info("config-defaults-file") == str(tmp_path / "tor" / "torrc-defaults")
            command = Path(f"/proc/{process.pid}/cmdline").read_bytes()
            assert b"/etc/tor" not in command
            for name in ("torrc", "control-cookie"):
                assert stat.S_IMODE((tmp_path / "tor" / name).stat().st_mode) & 0o077 == 0
    finally:
        process.stop()
    assert gone(process.pid)


def test_ends_when_its_owner_is_killed(tmp_path: Path, tor: str) -> None:
    code = (
        "import sys, time; from pathlib import Path; from crawler.tor.process import TorProcess\n"
        f"p = TorProcess('tor', Path({str(tmp_path / 'tor')!r}), ['SocksPort auto', *{OFF!r}])\n"
        "c = p.control(time.monotonic() + 30); print(p.pid, flush=True); time.sleep(600)"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3]
    )
    assert owner.stdout
    with owner.stdout:
        pid = int(owner.stdout.readline())
        assert not gone(pid)
        owner.kill()
        owner.wait()
    ends = time.monotonic() + 60
    while not gone(pid) and time.monotonic() < ends:
        time.sleep(0.05)
    assert gone(pid)


def locked(folder: Path, owner: int) -> subprocess.Popen[bytes]:
    """Hold a folder as a tor does whose owner is that process; it lets go when its standard input is closed."""
    folder.mkdir(mode=0o700)
    (folder / "torrc").write_text(f"SocksPort auto\n__OwningControllerProcess {owner}\n")
    code = (
        "import fcntl, sys; lock = open(sys.argv[1], 'wb'); fcntl.flock(lock, fcntl.LOCK_EX); print(flush=True); "
        "sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(folder / "lock")]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout
    with holder.stdout:
        holder.stdout.readline()
    return holder


def dead() -> int:
    """Return the id of a process that is gone."""
    with subprocess.Popen(["true"]) as process:
        process.wait()
    return process.pid


def test_waits_for_the_tor_of_a_run_that_was_killed(tmp_path: Path, tor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    naps: list[float] = []
    with locked(tmp_path / "tor", dead()) as holder:

        def nap(seconds: float) -> None:
            naps.append(seconds)
            if holder.stdin and len(naps) == 3:
                holder.stdin.close()
                holder.wait()

        monkeypatch.setattr("crawler.tor.process.time", SimpleNamespace(monotonic=time.monotonic, sleep=nap))
        started = TorProcess("tor", tmp_path / "tor", ["SocksPort auto", *OFF])
    monkeypatch.undo()
    assert len(naps) == 3
    with started.control(time.monotonic() + 30) as controller:
        assert controller.get_pid() == started.pid
    started.stop()


def test_of_two_runs_that_start_at_once_one_gets_the_folder_and_the_other_is_told(tmp_path: Path, tor: str) -> None:
    together, came = threading.Barrier(2), []

    def start() -> None:
        together.wait()
        try:
            came.append(TorProcess("tor", tmp_path / "tor", ["SocksPort auto", *OFF]))
        except TorBusy as error:
            came.append(error)

    threads = [threading.Thread(target=start) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    started = [each for each in came if isinstance(each, TorProcess)]
    try:
        (first,) = started
        assert "another run's tor uses" in str(*(each for each in came if isinstance(each, TorBusy)))
        with first.control(time.monotonic() + 60) as controller:
            assert controller.get_pid() == first.pid
    finally:
        for each in started:
            each.stop()
    again = TorProcess("tor", tmp_path / "tor", ["SocksPort auto", *OFF])
    again.stop()


def test_the_tor_of_a_run_under_way_is_said_at_once(tmp_path: Path, tor: str) -> None:
    with locked(tmp_path / "tor", os.getpid()) as holder:
        with pytest.raises(TorUnavailable, match=r"another run's tor uses .*launch: false"):
            open_tor(settings(), tmp_path / "tor")
        holder.kill()


def test_a_tor_that_stays_although_its_run_is_gone_is_said(
    tmp_path: Path, tor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.tor.process.LEFT_BEHIND", 0.1)
    with locked(tmp_path / "tor", dead()) as holder:
        with pytest.raises(TorUnavailable, match="another run's tor uses"):
            open_tor(settings(), tmp_path / "tor")
        holder.kill()


def running(folder: Path) -> tuple[TorProcess, int, int]:
    """Start a tor by hand, as an operator's service would be; return it with its SOCKS and control port."""
    process = TorProcess("tor", folder, ["SocksPort auto", *OFF])
    with process.control(time.monotonic() + 30) as controller:
        socks = controller.get_listeners("SOCKS")[0][1]
        control = controller.get_listeners("CONTROL")[0][1]
        controller.msg("DROPOWNERSHIP")
    return process, socks, control


def test_attaches_to_what_answers_and_lets_go_of_it(tmp_path: Path, tor: str) -> None:
    process, socks, _ = running(tmp_path / "tor")
    try:
        with open_tor(settings(launch=False, socks=f"127.0.0.1:{socks}", control=None), tmp_path / "none") as attached:
            assert attached.socks == f"127.0.0.1:{socks}"
            assert attached.alive()
            process.stop()
            assert not attached.alive()
    finally:
        process.stop()
    assert not (tmp_path / "none").exists()


def test_attached_by_control_port_it_waits_for_bootstrap_and_does_not_end_the_tor(tmp_path: Path, tor: str) -> None:
    process, socks, control = running(tmp_path / "tor")
    own = settings(
        launch=False, socks=f"127.0.0.1:{socks}", control=f"127.0.0.1:{control}", bootstrap=timedelta(seconds=1)
    )
    try:
        with pytest.raises(TorUnavailable, match="no circuit after 1 s"):
            open_tor(own, tmp_path / "none")
        assert process.running()
    finally:
        process.stop()


def test_nothing_at_the_socks_port_says_what_to_change(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(TorUnavailable, match=rf"no tor answers at 127\.0\.0\.1:{port} \(tor\.socks"):
        open_tor(settings(launch=False, socks=f"127.0.0.1:{port}"), tmp_path)


def test_what_answers_but_is_no_socks5_is_no_tor(tmp_path: Path) -> None:
    talk = lambda connection: connection.sendall(b"SSH-2.0-x\r\n")  # noqa: E731
    with serving(talk) as port, pytest.raises(TorUnavailable, match="no tor answers"):
        open_tor(settings(launch=False, socks=f"127.0.0.1:{port}", control=None), tmp_path)


def greets(connection: socket.socket) -> None:
    read(connection, 3)
    connection.sendall(b"\5\2")


@pytest.mark.parametrize("listening", [True, False])
def test_a_control_port_that_refuses_says_what_to_do(tmp_path: Path, listening: bool) -> None:
    with serving(greets) as socks, serving(lambda connection: connection.sendall(b"515 no\r\n")) as control:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            nobody = taken.getsockname()[1]
        own = settings(
            launch=False, socks=f"127.0.0.1:{socks}", control=f"127.0.0.1:{control if listening else nobody}"
        )
        with pytest.raises(TorUnavailable, match=r"refused us .*CookieAuthentication 1.*'control: null'"):
            open_tor(own, tmp_path)


@pytest.mark.parametrize(
    ("host", "line"),
    [
        (invented("a"), ""),
        (invented("a"), "descriptor:x25519:short"),
        (invented("a"), "descriptor:x25519:" + "A" * 52 + "\nmore"),
        (invented("a"), KEY.replace("x25519", "ed25519")),
        ("forum.example", KEY),
    ],
)
def test_what_is_no_key_is_the_operators_to_mend_and_not_repeated(host: str, line: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="onion_auth") as caught:
        add_onion_keys(object(), {host: line})
    assert not line or line not in str(caught.value)


def test_keys_need_a_control_port(tmp_path: Path) -> None:
    with pytest.raises(TorUnavailable, match=r"onion_auth needs tor's control port"):
        add_onion_keys(None, {invented("a"): KEY})


def test_keys_are_given_to_tor_and_not_written_down(tmp_path: Path, tor: str) -> None:
    process = TorProcess("tor", tmp_path / "tor", ["SocksPort auto", *OFF])
    try:
        with process.control(time.monotonic() + 30) as controller:
            hosts = usable("a"), usable("b")
            add_onion_keys(controller, {f"www.{hosts[0]}": KEY, hosts[1]: f"{hosts[1][:56]}:{KEY}\n"})
            with pytest.raises(TorUnavailable, match="did not take the onion key") as caught:
                add_onion_keys(controller, {invented("no point on the curve"): KEY})
            held = str(controller.msg("ONION_CLIENT_AUTH_VIEW"))
    finally:
        process.stop()
    assert KEY not in str(caught.value)
    assert held.count(base64.b64encode(bytes(range(32))).decode()) == 2
    secret = KEY.rpartition(":")[2].encode()
    assert not [file for file in (tmp_path / "tor").rglob("*") if file.is_file() and secret in file.read_bytes()]


def test_bridges_in_our_torrc_are_not_for_others(tmp_path: Path, tor: str) -> None:
    umask = os.umask(0)
    try:
        process = TorProcess("tor", tmp_path / "tor", ["SocksPort auto", *OFF])
        process.stop()
    finally:
        os.umask(umask)
    assert stat.S_IMODE((tmp_path / "tor").stat().st_mode) == 0o700
