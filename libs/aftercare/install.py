"""Installing what is missing, where that is ours to do: Debian or Ubuntu, as root."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .errors import CannotStart

POLICY = Path("/usr/sbin/policy-rc.d")
LOCK = Path("/run/aftercare-install.lock")
PACKAGES = {
    "PostgreSQL": "postgresql", "RabbitMQ": "rabbitmq-server", "Chromium": "chromium", "Chinese fonts": "fonts-noto-cjk",
}  # fmt: skip


def can_install() -> bool:
    """We are root on a system with apt."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def lacking(wanted: Mapping[str, Callable[[], object]], say: Callable[[str], None] = lambda text: None) -> list[str]:
    """Which of these programs cannot be had, each with how to see whether it is there; what we may install is installed first.

    Several processes may ask at once: one installs, and the others look when it is done, never at what is half there.
    Raises ``CannotStart``.
    """
    if not (wanted and can_install()):
        return [name for name, is_there in wanted.items() if not is_there()]
    with _alone():
        if missing := [name for name, is_there in wanted.items() if not is_there()]:
            say(f"installing {' and '.join(missing)} with apt…")
            _install(missing)
        return [name for name in missing if not wanted[name]()]


def install(*names: str) -> None:
    """Install these programs without starting the system's own. Raises ``CannotStart``."""
    with _alone():
        _install(names)


def _install(names: Iterable[str]) -> None:
    packages = [PACKAGES[name] for name in names]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with _nothing_is_started():
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "-o", "DPkg::Lock::Timeout=300", "--no-install-recommends", *packages],
        ):
            done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        if done.returncode:
            raise CannotStart(f"apt-get could not install {' and '.join(packages)}:\n{done.stderr[-2000:]}")


@contextmanager
def _alone() -> Iterator[None]:
    """One process of this machine at a time; the system lets go of it where one dies."""
    with LOCK.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@contextmanager
def _nothing_is_started() -> Iterator[None]:
    """Packages start their servers unless this file says no; one that is there already is somebody's and stays."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()
