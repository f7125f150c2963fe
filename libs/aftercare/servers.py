"""Where PostgreSQL and RabbitMQ come from: addresses given, containers, programs installed here, or installed first."""

import asyncio
import contextlib
import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, urlsplit, urlunsplit

import aio_pika
import asyncpg
from plumbing import topology

from . import children, containers, install, private, together
from .errors import CannotStart

ADMIN = "aftercare_admin"
VHOST = "aftercare"
SOURCES = ("auto", "containers", "programs")
WHAT_TO_INSTALL = (
    "{missing} cannot be had here: no address was given, no Docker engine answers with its image, and it is not installed. "
    "Install it (Debian: apt-get install {packages}), start Docker, or set {variables}."
)
VARIABLES = {"PostgreSQL": "AFTERCARE_POSTGRES_URL", "RabbitMQ": "AFTERCARE_RABBITMQ_URL"}


class Stoppable(Protocol):
    """A server of ours."""

    url: str

    def stop(self) -> None:
        """End it."""
        ...


@dataclass
class Servers:
    """Both servers, with the logins of the five services on the broker."""

    postgres_url: str
    """A login that may create databases and roles."""
    amqp_admin_url: str
    """A login that may configure the vhost."""
    amqp_urls: dict[str, str]
    """Each service's own login, with least permissions where the broker is ours."""
    folder: Path
    started: dict[str, Stoppable] = field(default_factory=dict)
    """Those that we started, by name."""

    def stop(self) -> None:
        """End what we started, and nothing else."""
        for server in self.started.values():
            server.stop()


def start_servers(
    folder: Path, *, stays: bool = False, own: bool = False, say: Callable[[str], None] = lambda text: None
) -> Servers:
    """Have both servers, ready, with the topology applied; ``own`` ones are programs of this machine, to be killed at will.

    Raises ``CannotStart`` saying what to install.
    """
    source = "programs" if own else os.environ.get("AFTERCARE_SERVERS", "auto")
    if source not in SOURCES:
        raise CannotStart(f"AFTERCARE_SERVERS is {source!r}; one of: {', '.join(SOURCES)}")
    told: Mapping[str, str] = {} if own else os.environ
    postgres_url, amqp_url = told.get("AFTERCARE_POSTGRES_URL"), told.get("AFTERCARE_RABBITMQ_URL")
    wanted = [name for name, given in (("PostgreSQL", postgres_url), ("RabbitMQ", amqp_url)) if not given]
    in_containers = _in_containers(wanted, source, stays)
    _install_missing([name for name in wanted if name not in in_containers], say)
    passwords = {name: _kept_password(folder, name) for name in (*topology.HEARS, ADMIN)}
    definitions = topology.definitions(VHOST, passwords)
    started: dict[str, Stoppable] = {}
    try:
        if "RabbitMQ" in wanted:
            started["RabbitMQ"] = (
                containers.start_rabbitmq() if "RabbitMQ" in in_containers
                else private.start_rabbitmq(folder, definitions, f"{ADMIN}:{passwords[ADMIN]}", VHOST, stays=stays)
            )  # fmt: skip
        if "PostgreSQL" in wanted:
            started["PostgreSQL"] = (
                containers.start_postgres()
                if "PostgreSQL" in in_containers
                else private.start_postgres(folder, stays=stays)
            )
        asyncio.run(_until_ready(started.values(), folder))
        if amqp_url is None:
            broker = started["RabbitMQ"]
            if isinstance(broker, containers.Container):
                containers.import_definitions(broker, definitions)
            admin_url = _with(broker.url, f"{ADMIN}:{passwords[ADMIN]}", VHOST)
            amqp_urls = {name: _with(broker.url, f"{name}:{passwords[name]}", VHOST) for name in topology.HEARS}
        else:
            asyncio.run(topology.declare(amqp_url))
            admin_url, amqp_urls = amqp_url, dict.fromkeys(topology.HEARS, amqp_url)
    except BaseException:
        for server in started.values():
            server.stop()
        raise
    return Servers(postgres_url or started["PostgreSQL"].url, admin_url, amqp_urls, folder, started)


def _in_containers(wanted: list[str], source: str, stays: bool) -> list[str]:
    """Which of them run in containers. What stays is kept in a folder of ours, so never those."""
    if source == "programs" or (stays and source != "containers") or not wanted or not containers.engine_answers():
        return []
    images = {"PostgreSQL": containers.POSTGRES_IMAGE, "RabbitMQ": containers.RABBITMQ_IMAGE}
    return [name for name in wanted if containers.has_or_gets(images[name])]


def _install_missing(wanted: list[str], say: Callable[[str], None]) -> None:
    programs = {"PostgreSQL": private.postgres_programs, "RabbitMQ": private.rabbitmq_program}
    missing = install.lacking({name: programs[name] for name in wanted}, say)
    if missing:
        raise CannotStart(
            WHAT_TO_INSTALL.format(
                missing=" and ".join(missing),
                packages=" ".join(install.PACKAGES[name] for name in missing),
                variables=" and ".join(VARIABLES[name] for name in missing),
            )
        )


def _kept_password(folder: Path, name: str) -> str:
    kept = folder / f"password-{name}"
    if not kept.exists():
        kept.touch(0o600)
        kept.write_text(secrets.token_hex(16))
    return kept.read_text()


async def _until_ready(started: Iterable[Stoppable], folder: Path) -> None:
    await together.all_of(*(_until_answers(server, folder) for server in started))


async def _until_answers(server: Stoppable, folder: Path, seconds: float = 180) -> None:
    """Until a login works, which is later than until the port is open. Raises ``CannotStart``, at once where it has ended."""
    name = "postgres" if server.url.startswith("postgresql") else "rabbitmq"
    log, child = folder / f"{name}.log", server.child if isinstance(server, private.Private) else None
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not await _logs_in(server.url):
                if child and child.poll() is not None:
                    raise CannotStart(f"{name} ended with {child.returncode}\n{children.tail(log)}")
                await asyncio.sleep(0.1)
            return
    raise CannotStart(f"{name} did not answer within {seconds:.0f} s\n{children.tail(log)}")


async def _logs_in(url: str) -> bool:
    if not private.answers(url):
        return False
    try:
        async with asyncio.timeout(20):
            connection = await (asyncpg.connect(url) if url.startswith("postgresql") else aio_pika.connect(url))
            await connection.close()
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, aio_pika.exceptions.AMQPError):
        return False
    return True


def _with(url: str, login: str, vhost: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rsplit("@", 1)[-1]
    return urlunsplit((parts.scheme, f"{login}@{host}", f"/{quote(vhost, safe='')}", "", ""))
