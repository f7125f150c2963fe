"""The five services as processes of this machine."""

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen

import httpx
from plumbing import topology

from . import children

SERVICES = tuple(topology.HEARS)
READY_SECONDS = 60
SERVER_OPTIONS = ("--http", "plumbing.hardening:Protocol", "--no-server-header")
"""The same in the image's Dockerfile."""


@dataclass
class Processes:
    """One process for each service, its output in a file of the folder."""

    folder: Path
    environments: dict[str, dict[str, str]]
    ports: dict[str, int]
    stays: bool = False
    running: dict[str, Popen[bytes]] = field(default_factory=dict)

    @property
    def urls(self) -> dict[str, str]:
        """Where each answers."""
        return {service: f"http://127.0.0.1:{port}" for service, port in self.ports.items()}

    def start_all(self) -> None:
        """Start all, then wait for each. Raises ``CannotStart`` with the end of the log of one that does not become ready."""
        for service in self.ports:
            self.start(service)
        for service in self.ports:
            self.until_ready(service)

    def start(self, service: str) -> None:
        """Start one; see ``until_ready``."""
        command = [
            sys.executable, "-m", "uvicorn", "--factory", f"{service}.app:create_app", "--host", "127.0.0.1",
            "--port", str(self.ports[service]), "--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "10",
            *SERVER_OPTIONS,
        ]  # fmt: skip
        environment = {**os.environ, **self.environments[service]}
        self.running[service] = children.start(
            command, log=self.log(service), environment=environment, stays=self.stays, ends_by="KILL"
        )

    def until_ready(self, service: str) -> None:
        """Raises ``CannotStart``."""
        url = f"{self.urls[service]}/readyz"
        children.wait_until(
            f"{service} is not ready",
            lambda: _is_ready(url),
            child=self.running[service],
            log=self.log(service),
            seconds=READY_SECONDS,
        )

    def kill(self, service: str) -> None:
        """``kill -9``, as a power cut would."""
        child = self.running[service]
        child.kill()
        child.wait()

    def stop_all(self) -> None:
        """Ask all to end, then insist."""
        for child in self.running.values():
            child.terminate()
        for child in self.running.values():
            children.stop(child.pid)
            child.wait()

    def log(self, service: str) -> Path:
        """Where its output goes."""
        return self.folder / f"{service}.log"


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
