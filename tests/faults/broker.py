"""The private RabbitMQ node from outside: its own tools, its death and its return, and what its queues hold."""

import asyncio
import os
import subprocess
from dataclasses import dataclass

import aio_pika
from aftercare import children, private
from aftercare.private import Private
from aftercare.servers import VHOST, Servers
from plumbing import topology

RABBITMQCTL = "/usr/lib/rabbitmq/bin/rabbitmqctl"
STARTS_SECONDS = 90


@dataclass(frozen=True)
class Queue:
    """What one queue holds."""

    ready: int
    unacked: int
    consumers: int


class Broker:
    """The node, to be asked and hurt."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers

    @property
    def server(self) -> Private:
        """Its process."""
        server = self._servers.started["RabbitMQ"]
        assert isinstance(server, Private)
        return server

    def ctl(self, *arguments: str, seconds: float = 180) -> str:
        """``rabbitmqctl`` on this node. Raises ``RuntimeError`` with what it said where it failed."""
        as_user = (
            ["setpriv", "--reuid=rabbitmq", "--regid=rabbitmq", "--init-groups", "--"] if os.geteuid() == 0 else []
        )
        node = self.server.environment["RABBITMQ_NODENAME"]
        done = subprocess.run(
            [*as_user, RABBITMQCTL, "--node", node, *arguments], env=dict(self.server.environment), capture_output=True,
            text=True, timeout=seconds, check=False, cwd="/",
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"rabbitmqctl {' '.join(arguments)}: {done.stdout}\n{done.stderr}")
        return done.stdout

    def queues(self) -> dict[str, Queue]:
        """All queues by name, the stream of the history left out."""
        said = self.ctl(
            "list_queues", "--vhost", VHOST, "--quiet", "--no-table-headers", "name", "messages_ready",
            "messages_unacknowledged", "consumers",
        )  # fmt: skip
        rows = [line.split("\t") for line in said.splitlines() if line.strip()]
        return {
            name: Queue(int(ready), int(unacked), int(consumers))
            for name, ready, unacked, consumers in rows
            if name != topology.HISTORY
        }

    async def depths(self) -> dict[str, tuple[int, int]]:
        """Ready messages and consumers of every queue but the history, asked over AMQP, which costs little."""
        connection = await aio_pika.connect(self._servers.amqp_admin_url, timeout=10)
        async with connection:
            channel = await connection.channel()
            found = {}
            for name in topology.queues():
                if name != topology.HISTORY:
                    declared = await channel.declare_queue(name, passive=True, timeout=10)
                    state = declared.declaration_result
                    found[name] = (state.message_count or 0, state.consumer_count or 0)
            return found

    def stop_app(self) -> None:
        """RabbitMQ ends, its node stays: connections are closed properly."""
        self.ctl("stop_app")

    def start_app(self) -> None:
        """RabbitMQ begins again on its node."""
        self.ctl("start_app", seconds=STARTS_SECONDS)

    def kill(self) -> None:
        """``kill -9`` the node."""
        self.server.kill()

    def start_again(self) -> None:
        """The killed node again, on its data; returns when it answers. Raises ``CannotStart``."""
        self.server.start_again()
        children.wait_until("RabbitMQ is back", lambda: private.answers(self.server.url), seconds=STARTS_SECONDS)
        children.wait_until("RabbitMQ takes logins again", self._takes_logins, seconds=STARTS_SECONDS)

    def _takes_logins(self) -> bool:
        try:
            asyncio.run(self.depths())
        except (OSError, TimeoutError, aio_pika.exceptions.AMQPError):
            return False
        return True
