"""Child processes that end with whoever started them, unless they are meant to stay."""

import contextlib
import fcntl
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from .errors import CannotStart

PORTS = range(20_000, 32_000)
"""Below the range from which the system hands out ports by itself."""
RESERVED: list[int] = []
"""Open files whose locks keep what this process has chosen, until it ends."""


def free_port() -> int:
    """A port on 127.0.0.1 that nobody listens on, and that no other process of this user is about to listen on.

    It stays this process's own, and is given once. Raises ``CannotStart``.
    """
    folder = Path(tempfile.gettempdir()) / f"aftercare-ports-{os.getuid()}"
    folder.mkdir(0o700, exist_ok=True)
    for _ in range(1_000):
        port = secrets.choice(PORTS)
        if _reserve(folder / str(port)) and _nobody_listens(port):
            return port
    raise CannotStart(f"no free port between {PORTS.start} and {PORTS.stop}")


def _reserve(file: Path) -> bool:
    """A port is free until its server listens; as long only a lock says that it is taken."""
    opened = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(opened)
        return False
    RESERVED.append(opened)
    return True


def _nobody_listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return True
    return False


def new_folder(parent: Path | None = None) -> Path:
    """A folder that servers running as other users can reach; where none is given, below the system's temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="aftercare-", dir=parent))
    folder.chmod(0o711)
    return folder


def start(
    command: Sequence[str],
    *,
    log: Path,
    environment: dict[str, str] | None = None,
    user: str | None = None,
    stays: bool = False,
    ends_by: str = "TERM",
) -> subprocess.Popen[bytes]:
    """Start ``command`` in a process group of its own, its output in ``log``.

    As ``user`` where we are root. Unless it ``stays``, it gets the signal ``ends_by`` when the thread that
    starts it ends, and so at the latest when this process dies: start it from a thread that lives as long as it should.
    """
    prefix = [] if stays else ["--pdeathsig", ends_by]
    if user and os.geteuid() == 0:
        prefix = [f"--reuid={user}", f"--regid={user}", "--init-groups", *prefix]
    whole = ["setpriv", *prefix, "--", *command] if prefix else list(command)
    with log.open("ab") as output:
        return subprocess.Popen(
            whole,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=environment,
            start_new_session=True,
            cwd="/",
        )


def stop(pid: int, *, gently: int = signal.SIGTERM, seconds: float = 10) -> None:
    """End a process group: ask, wait, then insist. One that is gone already is fine."""
    for wanted, patience in ((gently, seconds), (signal.SIGKILL, 5.0)):
        try:
            os.killpg(pid, wanted)
        except (ProcessLookupError, PermissionError):
            return
        ends_at = time.monotonic() + patience
        while time.monotonic() < ends_at:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            if not _group_lives(pid):
                return
            time.sleep(0.02)


def _group_lives(pid: int) -> bool:
    try:
        os.killpg(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(
    described: str,
    probe: Callable[[], bool],
    *,
    child: subprocess.Popen[bytes] | None = None,
    log: Path | None = None,
    seconds: float = 60,
) -> None:
    """Poll until the probe says so. Raises ``CannotStart`` with the end of the log when the child dies or time runs out."""
    ends_at = time.monotonic() + seconds
    while True:
        died = child is not None and child.poll() is not None  # or a stranger on its port would answer for it
        if not died and probe():
            return
        if died or time.monotonic() > ends_at:
            why = f"it ended with {child.returncode}" if died and child else f"waited {seconds:.0f} s"
            raise CannotStart(f"{described}: {why}\n{tail(log)}")
        time.sleep(0.05)


def tail(log: Path | None, lines: int = 20) -> str:
    """The end of a log."""
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-lines:]) if log and log.exists() else ""


def give(folder: Path, user: str) -> None:
    """Let ``user`` own the folder, where we are root."""
    if os.geteuid() == 0:
        known = pwd.getpwnam(user)
        for path in (folder, *folder.rglob("*")):
            os.chown(path, known.pw_uid, known.pw_gid)


def remove(folder: Path) -> None:
    """Delete a folder of ours."""
    shutil.rmtree(folder, ignore_errors=True)
