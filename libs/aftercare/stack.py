"""The whole stack: both servers, five databases, an issuer of tokens, five services."""

import contextlib
import json
import os
import secrets
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import children, private, provision, tokens
from .errors import CannotStart
from .processes import SERVICES, Processes
from .servers import Servers, start_servers

__all__ = ["CannotStart", "Stack", "already_up", "down", "from_environment", "running_stack", "up"]

STATE = Path(".aftercare")
Settings = Mapping[str, Mapping[str, str]]
"""By service, what one of them is told beyond what all are: names as in README, with ``AFTERCARE_`` in front."""
NOTHING_MORE: Settings = {}


@dataclass
class Stack:
    """A running stack, ours or one we were pointed to."""

    urls: dict[str, str]
    private_key: Path
    amqp_url: str
    """A login that may read every queue."""
    database_urls: dict[str, str] = field(default_factory=dict)
    papers_url: str = ""
    """Where dispatch's photos and papers lie, where that is known."""
    processes: Processes | None = None
    servers: Servers | None = None

    def token(self, role: str, *, project: str = "*", person: str = "", contractor: str | None = None) -> str:
        """A bearer token for somebody with that role on that project, ``*`` for all."""
        return tokens.issue(self.private_key, [role], projects=[project], person=person, contractor=contractor)

    def kill(self, service: str) -> None:
        """``kill -9`` one service."""
        self._own().kill(service)

    def restart(self, *services: str) -> None:
        """Start killed services again and wait until they are ready."""
        for service in services:
            self._own().start(service)
        for service in services:
            self._own().until_ready(service)

    def _own(self) -> Processes:
        if self.processes is None:
            raise CannotStart("this stack was started elsewhere; its services cannot be killed from here")
        return self.processes


def _start(folder: Path, settings: Settings, *, stays: bool, say: Callable[[str], None]) -> Stack:
    private_key, jwks_file = tokens.make_keys(folder)
    servers = start_servers(folder, stays=stays, say=say)
    try:
        suffix = _suffix(folder)
        database_urls = provision.create(servers.postgres_url, SERVICES, suffix)
        papers_url = papers_in(folder)
        common = {
            "AFTERCARE_JWKS_FILE": str(jwks_file),
            "AFTERCARE_ISSUER": tokens.ISSUER,
            "AFTERCARE_AUDIENCE": tokens.AUDIENCE,
            "AFTERCARE_REVOKED_FILE": str(tokens.make_revoked(folder)),
            "AFTERCARE_PAPERS_URL": papers_url,
        }
        ports = {service: children.free_port() for service in SERVICES}
        own = {"notify": {"AFTERCARE_PUBLIC_URL": public_url(ports["survey"])}}
        environments = {
            service: {
                **common,
                "AFTERCARE_DATABASE_URL": database_urls[service],
                "AFTERCARE_AMQP_URL": servers.amqp_urls[service],
                **own.get(service, {}),
                **settings.get(service, {}),
            }
            for service in SERVICES
        }
        processes = Processes(folder, environments, ports, stays)
        try:
            processes.start_all()
        except BaseException:
            processes.stop_all()
            raise
    except BaseException:
        servers.stop()
        raise
    return Stack(processes.urls, private_key, servers.amqp_admin_url, database_urls, papers_url, processes, servers)


def papers_in(folder: Path) -> str:
    """Where dispatch's photos and papers lie in a stack's folder."""
    return (folder / "papers").absolute().as_uri()


def public_url(survey_port: int) -> str:
    """What customers' links begin with: as set, or survey here."""
    return os.environ.get("AFTERCARE_PUBLIC_URL") or f"http://127.0.0.1:{survey_port}"


def _suffix(folder: Path) -> str:
    kept = folder / "suffix"
    if not kept.exists():
        kept.write_text(secrets.token_hex(4))
    return kept.read_text()


@contextmanager
def running_stack(say: Callable[[str], None] = lambda text: None, settings: Settings = NOTHING_MORE) -> Iterator[Stack]:
    """A stack that ends with the block and leaves nothing. Raises ``CannotStart``."""
    folder = children.new_folder()
    stack: Stack | None = None
    try:
        with _interrupts():
            stack = _start(folder, settings, stays=False, say=say)
            yield stack
    finally:
        if stack is not None and stack.processes and stack.servers:
            stack.processes.stop_all()
            if "PostgreSQL" not in stack.servers.started:
                provision.drop(stack.servers.postgres_url, SERVICES, _suffix(folder))
            stack.servers.stop()
        children.remove(folder)


@contextmanager
def _interrupts() -> Iterator[None]:
    """A polite request to end cleans up as an interrupt does."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def from_environment() -> Stack | None:
    """The stack that ``AFTERCARE_<SERVICE>_URL`` and ``AFTERCARE_ISSUER_KEY_FILE`` point to, or none. Raises ``CannotStart``
    where only some of them are set."""
    names = {service: f"AFTERCARE_{service.upper()}_URL" for service in SERVICES}
    wanted = [*names.values(), "AFTERCARE_ISSUER_KEY_FILE"]
    if not any(name in os.environ for name in wanted):
        return None
    if missing := [name for name in wanted if name not in os.environ]:
        raise CannotStart(f"to use a stack that runs elsewhere, set {', '.join(missing)} too")
    urls = {service: os.environ[name].rstrip("/") for service, name in names.items()}
    databases = {service: f"AFTERCARE_{service.upper()}_DATABASE_URL" for service in SERVICES}
    return Stack(
        urls,
        Path(os.environ["AFTERCARE_ISSUER_KEY_FILE"]),
        os.environ.get("AFTERCARE_RABBITMQ_URL", ""),
        {service: os.environ[name] for service, name in databases.items() if name in os.environ},
        os.environ.get("AFTERCARE_PAPERS_URL", ""),
    )


def already_up() -> Stack | None:
    """The stack that ``make up`` left running here, or none."""
    state = _state()
    if state is None:
        return None
    folder, urls = Path(state["folder"]), state["urls"]
    return Stack(urls, Path(state["private_key"]), state["amqp_url"], state["database_urls"], papers_in(folder))


def _state() -> dict[str, Any] | None:
    with contextlib.suppress(FileNotFoundError):
        state: dict[str, Any] = json.loads((STATE / "up.json").read_text())
        return state
    return None


def up(say: Callable[[str], None]) -> Stack:
    """Start a stack that stays, its data kept for the next time. Raises ``CannotStart`` where one is up already."""
    if _state() is not None:
        raise CannotStart("a stack is up here already: `make down` first")
    STATE.mkdir(mode=0o700, exist_ok=True)
    folder = _kept_folder()
    stack = _start(folder, NOTHING_MORE, stays=True, say=say)
    assert stack.processes
    assert stack.servers
    pids = {service: child.pid for service, child in stack.processes.running.items()}
    servers = {
        name: {"pid": server.pid, "gently": server.gently, "epmd_port": server.epmd_port}
        for name, server in stack.servers.started.items()
        if isinstance(server, private.Private)
    }
    kept = STATE / "up.json"
    kept.touch(0o600)
    kept.write_text(json.dumps({
        "urls": stack.urls, "private_key": str(stack.private_key), "amqp_url": stack.amqp_url, "database_urls": stack.database_urls,
        "pids": pids, "servers": servers, "folder": str(folder),
    }, indent=2))  # fmt: skip
    return stack


def _kept_folder() -> Path:
    """Where the data of ``up`` lives between one time and the next."""
    kept = STATE / "folder"
    if kept.exists() and Path(kept.read_text()).exists():
        return Path(kept.read_text())
    folder = children.new_folder(Path("/var/tmp"))
    kept.write_text(str(folder))
    return folder


@contextmanager
def data_of_a_stopped_stack(say: Callable[[str], None]) -> Iterator[Stack]:
    """Both servers with the data that ``up`` keeps here, and no service. Raises ``CannotStart`` where the stack is up."""
    if _state() is not None:
        raise CannotStart(
            "the stack is up here, and its services must stand still: `make down`, then the same command again"
        )
    STATE.mkdir(mode=0o700, exist_ok=True)
    folder = _kept_folder()
    servers = start_servers(folder, stays=True, say=say)
    try:
        with _interrupts():
            database_urls = provision.create(servers.postgres_url, SERVICES, _suffix(folder))
            yield Stack(
                {}, folder / "issuer.pem", servers.amqp_admin_url, database_urls, papers_in(folder), None, servers
            )
    finally:
        servers.stop()


def down(*, wipe: bool) -> bool:
    """Stop what ``up`` started; with ``wipe`` forget its data too. False where nothing was up."""
    state = _state()
    if state is not None:
        for pid in dict(state["pids"]).values():
            children.stop(pid)
        for server in dict(state["servers"]).values():
            private.Private("", server["pid"], server["gently"], server["epmd_port"]).stop()
        (STATE / "up.json").unlink()
    if wipe and (STATE / "folder").exists():
        children.remove(Path((STATE / "folder").read_text()))
        (STATE / "folder").unlink()
    return state is not None
