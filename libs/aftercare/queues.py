"""The services' queues as the broker tells of them over AMQP: how long, and whether anybody consumes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aio_pika.abc import AbstractConnection
from aio_pika.exceptions import ChannelNotFoundEntity, ChannelPreconditionFailed
from plumbing import topology

from .errors import CannotStart

SECONDS = 10


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue: messages ready to be delivered, and consumers."""

    name: str
    ready: int
    consumers: int


async def lengths(connection: AbstractConnection, names: Iterable[str]) -> dict[str, Queue | None]:
    """What the broker says of each; none where there is no such queue."""
    found: dict[str, Queue | None] = {}
    for name in names:
        channel = await connection.channel()
        try:
            declared: Any = await channel.declare_queue(name, passive=True, timeout=SECONDS)
            state = declared.declaration_result
            found[name] = Queue(name, state.message_count, state.consumer_count)
            await channel.close()
        except ChannelNotFoundEntity:
            found[name] = None
    return found


async def apply_topology(amqp_url: str) -> None:
    """Every exchange, queue and binding as ``topology`` says. Raises ``CannotStart`` where one is there that is made otherwise."""
    try:
        await topology.declare(amqp_url)
    except ChannelPreconditionFailed as error:
        raise CannotStart(
            f"the broker has an exchange or a queue of that name which is made otherwise: {error}. Once its messages are"
            " gone or saved, delete it (rabbitmqctl delete_queue <name>) and run the same command again."
        ) from error
