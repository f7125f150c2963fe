"""A whole estate to be hurt: both servers of its own, five services of two replicas each, each replica behind links of its own.

    with estate(say=print) as town:
        town.replica("finance", 1).kill()
        town.replica("intake", 2).broker.half_open(TO_SERVER)

Replicas are started from the thread that calls; they end with it.
"""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from urllib.parse import urlsplit, urlunsplit

from aftercare import children, processes, provision, tokens
from aftercare.errors import CannotStart
from aftercare.private import Private
from aftercare.processes import SERVICES
from aftercare.servers import Servers, start_servers
from receivers import Post, post_office

from .broker import Broker
from .mischief import Amqp, Mischief, Postgres
from .proxy import Link, Proxies

REPLICAS = (1, 2)
SUFFIX = "faults"
PORT_TAKEN = "address already in use"
NEVER_QUIET = """insert into policy (name, version, holds_from, source, data)
 select name, version + 1, holds_from + 1, 'a trial at any hour', '{"from": "00:00", "until": "00:00"}' from policy
 where name = 'quiet_hours' order by version desc limit 1"""


@dataclass
class Replica:
    """One process of a service, and its own links to the servers."""

    service: str
    number: int
    environment: dict[str, str]
    folder: Path
    postgres: Link
    broker: Link
    on_postgres: Mischief
    on_broker: Mischief
    port: int = field(default_factory=children.free_port)
    child: Popen[bytes] | None = None
    crash_log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.crash_log = self.folder / f"{self.name}.crashes"

    @property
    def name(self) -> str:
        """``finance-1``."""
        return f"{self.service}-{self.number}"

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return self.folder / f"{self.name}.log"

    @property
    def lives(self) -> bool:
        """Its process is there, running or stopped."""
        return self.child is not None and self.child.poll() is None

    def start(self, **more: str) -> None:
        """Start it, told ``more`` than always; see ``until_ready``."""
        if self.child:
            self.child.poll()  # or nobody ever notes how it ended
        told = {**self.environment, "AFTERCARE_CRASH_LOG": str(self.crash_log), **more}
        self.child = processes.start_service(self.service, self.port, told, self.log)

    def until_ready(self) -> None:
        """Raises ``CannotStart``."""
        assert self.child
        processes.until_ready(self.name, self.url, self.child, self.log)

    def signal(self, number: int) -> None:
        """To its process."""
        if self.child and self.child.poll() is None:
            self.child.send_signal(number)

    def kill(self) -> None:
        """``kill -9``."""
        self.signal(signal.SIGKILL)
        self.wait()

    def pause(self) -> None:
        """It stands still, its connections open."""
        self.signal(signal.SIGSTOP)

    def resume(self) -> None:
        """It goes on as if nothing had been."""
        self.signal(signal.SIGCONT)

    def wait(self, seconds: float = 30) -> int | None:
        """Until its process has ended; its status."""
        return self.child.wait(seconds) if self.child else None

    def end(self) -> None:
        """Ask it to end, then insist."""
        if self.child and self.child.poll() is None:
            self.resume()
            children.stop(self.child.pid)
            self.child.wait()

    def restart(self, **more: str) -> None:
        """End it if it lives, start it anew, wait until it is ready."""
        self.end()
        self.start(**more)
        self.until_ready()

    def crashes(self) -> list[str]:
        """The crash points it reached, each once per process, and ``fired <name>`` for a shot."""
        return self.crash_log.read_text().splitlines() if self.crash_log.exists() else []


@dataclass
class Estate:
    """Servers, replicas and links."""

    folder: Path
    servers: Servers
    private_key: Path
    proxies: Proxies
    broker: Broker
    database_urls: dict[str, str]
    """Past all links."""
    post: Post
    """Where mail goes."""
    replicas: dict[tuple[str, int], Replica] = field(default_factory=dict)

    @property
    def postgres(self) -> Private:
        """The server's process."""
        server = self.servers.started["PostgreSQL"]
        assert isinstance(server, Private)
        return server

    @property
    def urls(self) -> dict[str, list[str]]:
        """Where each service answers: one address for each replica."""
        return {service: [replica.url for replica in self.of(service)] for service in SERVICES}

    def replica(self, service: str, number: int = 1) -> Replica:
        """One of them."""
        return self.replicas[service, number]

    def of(self, service: str) -> list[Replica]:
        """Those of one service."""
        return [replica for (name, _), replica in self.replicas.items() if name == service]

    def all(self) -> list[Replica]:
        """Every one."""
        return list(self.replicas.values())

    def token(self, role: str, *, project: str = "*", person: str = "", contractor: str | None = None) -> str:
        """A bearer token, good by any clock that is a few days off."""
        return tokens.issue(
            self.private_key,
            [role],
            projects=[project],
            person=person,
            contractor=contractor,
            hours=240,
            since_hours=240,
        )

    def heal(self) -> None:
        """No link is hurt, no process stopped; who died is started again and ready."""
        for replica in self.all():
            replica.on_broker.stop()
            replica.on_postgres.stop()
            replica.broker.heal()
            replica.postgres.heal()
            replica.resume()
        died = [replica for replica in self.all() if not replica.lives]
        for replica in died:
            replica.start()
        for replica in died:
            replica.until_ready()

    def until_ready(self, seconds: float = 60) -> None:
        """Every replica says that it can work, its relay and its consumer among what it looks at. Raises ``CannotStart``."""
        ends_at = time.monotonic() + seconds
        for replica in self.all():
            children.wait_until(
                f"{replica.name} is not ready again",
                lambda url=replica.url: processes.is_ready(url),  # type: ignore[misc]
                child=replica.child,
                log=replica.log,
                seconds=max(0.0, ends_at - time.monotonic()),
            )

    def add(self, service: str, number: int, common: Mapping[str, str], told: Mapping[str, str]) -> Replica:
        """One more replica, with links of its own, not started."""
        postgres, on_postgres = self._link(f"{service}-{number} to PostgreSQL", self.database_urls[service])
        broker, on_broker = self._link(f"{service}-{number} to RabbitMQ", self.servers.amqp_urls[service])
        postgres.carry(lambda _: Postgres(on_postgres))
        broker.carry(lambda connection: Amqp(on_broker, connection))
        environment = {
            **common,
            "AFTERCARE_DATABASE_URL": _through(self.database_urls[service], postgres),
            "AFTERCARE_AMQP_URL": _through(self.servers.amqp_urls[service], broker),
            **told,
        }
        replica = Replica(service, number, environment, self.folder, postgres, broker, on_postgres, on_broker)
        self.replicas[service, number] = replica
        return replica

    def _link(self, name: str, url: str) -> tuple[Link, Mischief]:
        parts = urlsplit(url)
        assert parts.hostname
        assert parts.port
        link = self.proxies.link(name, (parts.hostname, parts.port))
        return link, Mischief(link)


def _through(url: str, link: Link) -> str:
    parts = urlsplit(url)
    login, _, _ = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{login}@127.0.0.1:{link.port}"))


@contextmanager
def estate(
    *,
    say: Callable[[str], None] = lambda text: None,
    seed: int = 0,
    numbers: Iterable[int] = REPLICAS,
    told: Mapping[str, Mapping[str, str]] | None = None,
) -> Iterator[Estate]:
    """One that ends with the block and leaves nothing. ``told``: by service, settings beyond the common ones.

    Raises ``CannotStart``.
    """
    folder = children.new_folder()
    with contextlib.ExitStack() as ends:
        ends.callback(children.remove, folder)
        servers = start_servers(folder, own=True, say=say)
        ends.callback(servers.stop)
        proxies = Proxies(seed)
        ends.callback(proxies.close)
        private_key, jwks_file = tokens.make_keys(folder)
        urls = provision.create(servers.postgres_url, SERVICES, SUFFIX)
        post = proxies.keep(post_office())
        town = Estate(folder, servers, private_key, proxies, Broker(servers), urls, post)
        common = {
            "AFTERCARE_JWKS_FILE": str(jwks_file), "AFTERCARE_ISSUER": tokens.ISSUER, "AFTERCARE_AUDIENCE": tokens.AUDIENCE,
            "AFTERCARE_PAPERS_URL": (folder / "papers").absolute().as_uri(),
            "AFTERCARE_REVOKED_FILE": str(tokens.make_revoked(folder)), "AFTERCARE_TOKEN_HOURS_MAX": "1000",
        }  # fmt: skip
        mail = {
            "AFTERCARE_SMTP_HOST": "127.0.0.1", "AFTERCARE_SMTP_PORT": str(post.port), "AFTERCARE_SMTP_TLS": "none",
            "AFTERCARE_SMTP_SECONDS": "5", "AFTERCARE_SENDING_LEASE_SECONDS": "20",
        }  # fmt: skip
        for service in SERVICES:
            for number in numbers:
                own = mail if service == "notify" else {}
                town.add(service, number, common, {**own, **(told or {}).get(service, {})})
        ends.callback(lambda: [replica.end() for replica in town.all()])
        _start(town)
        asyncio.run(_let_nobody_sleep(urls["notify"]))
        yield town


def _start(town: Estate) -> None:
    """All of them, no more at once than there are cores."""
    waiting, at_once = town.all(), max(2, os.cpu_count() or 2)
    for begin in range(0, len(waiting), at_once):
        batch = waiting[begin : begin + at_once]
        for replica in batch:
            if replica.service == "notify":
                replica.environment["AFTERCARE_PUBLIC_URL"] = town.replica("survey").url
            replica.start()
        for replica in batch:
            _until_ready(replica)


def _until_ready(replica: Replica) -> None:
    """On another port where somebody took the chosen one meanwhile. Raises ``CannotStart``."""
    for tries_left in (2, 1, 0):
        try:
            replica.until_ready()
            return
        except CannotStart as error:
            if PORT_TAKEN not in str(error) or not tries_left:
                raise
            replica.port = children.free_port()
            replica.start()


async def _let_nobody_sleep(database_url: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(database_url)
    await connection.execute(NEVER_QUIET)
    await connection.close()
