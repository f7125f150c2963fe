"""The five services as processes of this machine."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen

import httpx
from plumbing import topology

from . import children

SERVICES = tuple(topology.HEARS)
READY_SECONDS = 180
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
        self.running[service] = start_service(
            service, self.ports[service], self.environments[service], self.log(service), stays=self.stays
        )

    def until_ready(self, service: str) -> None:
        """Raises ``CannotStart``."""
        until_ready(service, self.urls[service], self.running[service], self.log(service))

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


def start_service(
    service: str, port: int, environment: Mapping[str, str], log: Path, *, stays: bool = False
) -> Popen[bytes]:
    """One process of a service, whichever of its replicas that is; what it is told goes over what we were told ourselves."""
    command = [
        sys.executable, "-m", "uvicorn", "--factory", f"{service}.app:create_app", "--host", "127.0.0.1",
        "--port", str(port), "--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "10",
        *SERVER_OPTIONS,
    ]  # fmt: skip
    return children.start(command, log=log, environment={**os.environ, **environment}, stays=stays, ends_by="KILL")


def until_ready(name: str, url: str, child: Popen[bytes], log: Path) -> None:
    """Wait for one. Raises ``CannotStart`` with the end of its log."""
    children.wait_until(f"{name} is not ready", lambda: is_ready(url), child=child, log=log, seconds=READY_SECONDS)


def is_ready(url: str) -> bool:
    """It says of itself that it can work."""
    try:
        return httpx.get(f"{url}/readyz", timeout=10).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
