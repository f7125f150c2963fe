"""Installing what is missing, where that is ours to do: Debian or Ubuntu, as root."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import CannotStart

POLICY = Path("/usr/sbin/policy-rc.d")
PACKAGES = {
    "PostgreSQL": "postgresql", "RabbitMQ": "rabbitmq-server", "Chromium": "chromium", "Chinese fonts": "fonts-noto-cjk",
}  # fmt: skip


def can_install() -> bool:
    """We are root on a system with apt."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*names: str) -> None:
    """Install these programs without starting the system's own. Raises ``CannotStart``."""
    packages = [PACKAGES[name] for name in names]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with _nothing_is_started():
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
        ):
            done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        if done.returncode:
            raise CannotStart(f"apt-get could not install {' and '.join(packages)}:\n{done.stderr[-2000:]}")


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
