"""PostgreSQL and RabbitMQ from programs installed here, started privately: own folder, own ports, own names."""

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from . import children
from .errors import CannotStart

POSTGRES_FOLDERS = "/usr/lib/postgresql"
RABBITMQ_SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


@dataclass
class Private:
    """A server of ours: where it is, and how to end it."""

    url: str
    pid: int
    gently: int
    epmd_port: int | None = None
    child: subprocess.Popen[bytes] | None = None
    again: Callable[[], subprocess.Popen[bytes]] | None = None
    """Starts it as it was started, on the same data and port."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """What its own tools must be told to find it."""

    def kill(self) -> None:
        """``kill -9`` all of it, as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        if self.child:
            self.child.wait()

    def start_again(self) -> None:
        """After it was killed or stopped. Returns at once."""
        assert self.again
        self.child = self.again()
        self.pid = self.child.pid

    def stop(self) -> None:
        """End it, and the Erlang port mapper that came with it."""
        children.stop(self.pid, gently=self.gently)
        if self.child:
            self.child.wait()
        if self.epmd_port:
            environment = {**os.environ, "ERL_EPMD_PORT": str(self.epmd_port)}
            subprocess.run(["epmd", "-kill"], env=environment, capture_output=True, check=False)


def postgres_programs() -> Path | None:
    """The folder with the newest ``initdb`` from 15 on, or none."""
    folders = sorted(
        Path(POSTGRES_FOLDERS).glob("[0-9]*/bin"), key=lambda folder: int(folder.parent.name), reverse=True
    )
    beside = shutil.which("initdb")
    candidates = [folder for folder in folders if int(folder.parent.name) >= 15] + (
        [Path(beside).resolve().parent] if beside else []
    )
    return next(
        (folder for folder in candidates if (folder / "initdb").exists() and (folder / "postgres").exists()), None
    )


def rabbitmq_program() -> Path | None:
    """The server's own start script, past Debian's wrapper that insists on its user, or none."""
    if RABBITMQ_SERVER.exists():
        return RABBITMQ_SERVER
    found = shutil.which("rabbitmq-server")
    return Path(found) if found else None


def start_postgres(folder: Path, *, stays: bool) -> Private:
    """A cluster below ``folder``, kept where it stays. Returns at once; see ``until_postgres``."""
    programs = postgres_programs()
    if programs is None:
        raise CannotStart("PostgreSQL 15 or newer is not installed")
    home, password_file = folder / "postgres", folder / "postgres-password"
    if not (home / "data" / "PG_VERSION").exists():
        home.mkdir(exist_ok=True)
        password_file.touch(0o600)
        password_file.write_text(secrets.token_hex(16))
        children.give(home, "postgres")
        _init(programs, home, password_file)
    port = children.free_port()
    options = {
        "listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": str(home), "max_connections": "400",
        "log_error_verbosity": "terse",  # or its log has the rows it refuses, and people's names in them
        **({} if stays else {"fsync": "off", "full_page_writes": "off", "track_commit_timestamp": "on"}),
    }  # fmt: skip
    command = [
        str(programs / "postgres"),
        "-D",
        str(home / "data"),
        *(f"--{name}={value}" for name, value in options.items()),
    ]
    start = partial(children.start, command, log=folder / "postgres.log", user="postgres", stays=stays, ends_by="INT")
    child = start()
    return Private(
        f"postgresql://aftercare:{password_file.read_text()}@127.0.0.1:{port}/postgres",
        child.pid,
        signal.SIGINT,
        child=child,
        again=start,
    )


def _init(programs: Path, home: Path, password_file: Path) -> None:
    readable = home / "password"
    shutil.copy(password_file, readable)
    children.give(home, "postgres")
    command = [
        str(programs / "initdb"), "-D", str(home / "data"), "-U", "aftercare", "--auth=scram-sha-256", f"--pwfile={readable}",
        "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
    ]  # fmt: skip
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*as_user, *command], capture_output=True, text=True, cwd="/", check=False)
    readable.unlink()
    if done.returncode:
        raise CannotStart(f"initdb failed:\n{done.stderr}")


def start_rabbitmq(folder: Path, definitions: dict[str, Any], login: str, vhost: str, *, stays: bool) -> Private:
    """A node of its own with ``definitions`` loaded. ``login`` is ``user:password``. Returns at once."""
    program = rabbitmq_program()
    if program is None:
        raise CannotStart("RabbitMQ is not installed")
    home, port, epmd_port = folder / "rabbitmq", children.free_port(), children.free_port()
    home.mkdir(exist_ok=True)
    (home / "definitions.json").write_text(json.dumps(definitions))
    (home / "plugins").write_text("[].")
    (home / "rabbitmq.conf").write_text(
        f"listeners.tcp.1 = 127.0.0.1:{port}\nload_definitions = {home}/definitions.json\nloopback_users = none\n"
        "disk_free_limit.absolute = 200MB\nvm_memory_high_watermark.absolute = 2GB\nlog.console = true\nlog.console.level = warning\n"
    )
    children.give(home, "rabbitmq")
    environment = {
        "PATH": os.environ.get("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), "HOME": str(home), "LANG": "C.UTF-8",
        "RABBITMQ_NODENAME": _node_name(home), "RABBITMQ_NODE_PORT": str(port), "RABBITMQ_DIST_PORT": str(children.free_port()),
        "RABBITMQ_MNESIA_BASE": str(home / "mnesia"), "RABBITMQ_LOG_BASE": str(home / "log"),
        "RABBITMQ_CONFIG_FILE": str(home / "rabbitmq.conf"), "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "plugins"),
        "RABBITMQ_PID_FILE": str(home / "pid"), "RABBITMQ_GENERATED_CONFIG_DIR": str(home / "generated"),
        "ERL_EPMD_PORT": str(epmd_port), "ERL_EPMD_ADDRESS": "127.0.0.1",
    }  # fmt: skip
    start = partial(
        children.start,
        [str(program)],
        log=folder / "rabbitmq.log",
        environment=environment,
        user="rabbitmq",
        stays=stays,
    )
    child = start()
    url = f"amqp://{login}@127.0.0.1:{port}/{vhost}"
    return Private(url, child.pid, signal.SIGTERM, epmd_port, child, start, environment)


def _node_name(home: Path) -> str:
    """The same for the same folder, because a node's data carries its name."""
    kept = home / "node-name"
    if not kept.exists():
        kept.write_text(f"aftercare-{secrets.token_hex(4)}@localhost")
    return kept.read_text()


def answers(url: str) -> bool:
    """Something listens there."""
    host, port = url.rsplit("@", 1)[-1].split("/", 1)[0].split(":")
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, int(port))) == 0
