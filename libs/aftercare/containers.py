"""PostgreSQL and RabbitMQ from container images, where a Docker engine answers."""

import json
import os
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from typing import Any

from . import children
from .errors import CannotStart

POSTGRES_IMAGE = os.environ.get("AFTERCARE_POSTGRES_IMAGE", "postgres:15")
RABBITMQ_IMAGE = os.environ.get("AFTERCARE_RABBITMQ_IMAGE", "rabbitmq:3-management")
PULL_SECONDS = 120


@dataclass
class Container:
    """A server of ours in a container."""

    url: str
    container_id: str

    def stop(self) -> None:
        """End and remove it with its data."""
        _docker("rm", "--force", "--volumes", self.container_id)


def engine_answers() -> bool:
    """A Docker engine is there for us."""
    return (
        shutil.which("docker") is not None
        and _docker("version", "--format", "{{.Server.Version}}", seconds=10).returncode == 0
    )


def has_or_gets(image: str) -> bool:
    """The image is there, or could be pulled within bounds."""
    if _docker("image", "inspect", image).returncode == 0:
        return True
    return _docker("pull", "--quiet", image, seconds=PULL_SECONDS).returncode == 0


def start_postgres() -> Container:
    """Returns at once; the server needs some seconds."""
    password, port = secrets.token_hex(16), children.free_port()
    container = _run(
        "-e", "POSTGRES_USER=aftercare", "-e", f"POSTGRES_PASSWORD={password}", "-e", "POSTGRES_DB=postgres",
        "-p", f"127.0.0.1:{port}:5432", POSTGRES_IMAGE, "postgres", "-c", "max_connections=400",
        "-c", "log_error_verbosity=terse",
    )  # fmt: skip
    return Container(f"postgresql://aftercare:{password}@127.0.0.1:{port}/postgres", container)


def start_rabbitmq() -> Container:
    """Returns at once, with the URL of its own administrator; see ``import_definitions``."""
    password, port = secrets.token_hex(16), children.free_port()
    container = _run(
        "-e",
        "RABBITMQ_DEFAULT_USER=owner",
        "-e",
        f"RABBITMQ_DEFAULT_PASS={password}",
        "-p",
        f"127.0.0.1:{port}:5672",
        RABBITMQ_IMAGE,
    )
    return Container(f"amqp://owner:{password}@127.0.0.1:{port}/", container)


def import_definitions(container: Container, definitions: dict[str, Any]) -> None:
    """Load users, permissions and topology. Raises ``CannotStart``."""
    done = _docker(
        "exec",
        "-i",
        container.container_id,
        "rabbitmqctl",
        "import_definitions",
        sent=json.dumps(definitions),
        seconds=60,
    )
    if done.returncode:
        raise CannotStart(f"RabbitMQ would not take the definitions: {done.stderr or done.stdout}")


def _run(*arguments: str) -> str:
    done = _docker("run", "--detach", "--label", "aftercare", *arguments, seconds=60)
    if done.returncode:
        raise CannotStart(f"docker run failed: {done.stderr}")
    return done.stdout.strip()


def _docker(*arguments: str, seconds: float = 30, sent: str | None = None) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            ["docker", *arguments], capture_output=True, text=True, timeout=seconds, input=sent, check=False
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(["docker", *arguments], 1, "", f"no answer in {seconds:.0f} s")
