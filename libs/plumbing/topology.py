"""Exchanges, queues, bindings and permissions: decided here, once, and applied by whoever sets a broker up.

Services declare nothing: their logins may not. Each hears every event of the publishers it listens to, because the
numbers of a publisher's events about one subject have no gaps only when all of them arrive.
"""

import base64
import hashlib
import os
from typing import Any

import aio_pika
from aftercare_contracts.registry import EVENTS as EVENT_TYPES

EVENTS = "aftercare.events"
PRIVATE = "aftercare.private"
"""For our own services: what must be forgotten one day, and so is not kept as history."""
DEAD = "aftercare.dead"
HISTORY = "aftercare.history"
DELIVERIES_MAX = 50
"""Deliveries without an answer before the broker itself buries a message: a process that dies of it each time."""

HEARS: dict[str, tuple[str, ...]] = {
    "intake": ("dispatch", "finance", "survey", "notify"),
    "dispatch": ("intake", "finance"),
    "finance": ("intake", "dispatch"),
    "survey": ("intake", "dispatch"),
    "notify": ("intake", "dispatch", "finance", "survey"),
}
"""Which publishers each service listens to."""
HEARS_IN_PRIVATE: dict[str, tuple[str, ...]] = {"intake": ("survey", "notify"), "notify": ("intake", "survey")}
"""Whose private messages reach a service: no more than need them."""
READS_HISTORY = ("notify",)
"""Who may read the stream: to build anew what it made of it."""


def reaches(event_type: str, service: str) -> bool:
    """A service gets the messages of this type; one that only a later release knows is taken for public."""
    known = EVENT_TYPES.get(event_type)
    hears = HEARS_IN_PRIVATE if known and known.is_private else HEARS
    return event_type.split(".", 1)[0] in hears.get(service, ())


def queue(service: str) -> str:
    """The one queue a service consumes."""
    return f"aftercare.{service}"


def dead_queue(service: str) -> str:
    """The way by which what could not be applied comes to the service's record of dead letters."""
    return f"aftercare.{service}.dead"


def queue_arguments(service: str) -> dict[str, Any]:
    """Quorum, an explicit delivery limit, and a dead-letter queue of its own that cannot lose on the way."""
    return {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERIES_MAX,
        "x-dead-letter-exchange": DEAD,
        "x-dead-letter-routing-key": service,
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }


DEAD_ARGUMENTS = {"x-queue-type": "quorum", "x-delivery-limit": 1_000_000}
"""A letter that cannot be put on record for a long time is delivered again and again, and must never be lost by it."""
HISTORY_ARGUMENTS = {"x-queue-type": "stream"}


def bindings() -> list[tuple[str, str, str]]:
    """Exchange, queue, routing key."""
    heard = [
        (exchange, queue(service), f"{source}.#")
        for exchange, hears in ((EVENTS, HEARS), (PRIVATE, HEARS_IN_PRIVATE))
        for service, sources in hears.items()
        for source in sources
    ]
    return [*heard, *((DEAD, dead_queue(service), service) for service in HEARS), (EVENTS, HISTORY, "#")]


def queues() -> dict[str, dict[str, Any]]:
    """Every queue with its arguments."""
    own = {queue(service): queue_arguments(service) for service in HEARS}
    dead = {dead_queue(service): DEAD_ARGUMENTS for service in HEARS}
    return {**own, **dead, HISTORY: HISTORY_ARGUMENTS}


def definitions(vhost: str, passwords: dict[str, str]) -> dict[str, Any]:
    """A RabbitMQ definitions file. ``passwords`` by login: the five services get least permissions, any other all."""
    return {
        "vhosts": [{"name": vhost}],
        "users": [_user(name, password) for name, password in passwords.items()],
        "permissions": [_permission(vhost, name) for name in passwords],
        "topic_permissions": [
            right for name in passwords if name in HEARS for right in _topic_permissions(vhost, name)
        ],
        "exchanges": [
            {
                "name": name,
                "vhost": vhost,
                "type": "topic",
                "durable": True,
                "auto_delete": False,
                "internal": False,
                "arguments": {},
            }
            for name in (EVENTS, PRIVATE, DEAD)
        ],
        "queues": [
            {"name": name, "vhost": vhost, "durable": True, "auto_delete": False, "arguments": arguments}
            for name, arguments in queues().items()
        ],
        "bindings": [
            {
                "source": exchange,
                "vhost": vhost,
                "destination": name,
                "destination_type": "queue",
                "routing_key": key,
                "arguments": {},
            }
            for exchange, name, key in bindings()
        ],
    }


def _user(name: str, password: str) -> dict[str, Any]:
    salt = os.urandom(4)
    digest = hashlib.sha256(salt + password.encode()).digest()
    return {
        "name": name,
        "password_hash": base64.b64encode(salt + digest).decode(),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": [] if name in HEARS else ["administrator"],
        "limits": {},
    }


def _permission(vhost: str, name: str) -> dict[str, str]:
    if name not in HEARS:
        return {"user": name, "vhost": vhost, "configure": ".*", "write": ".*", "read": ".*"}
    readable = rf"({name}(\.dead)?|history)" if name in READS_HISTORY else rf"{name}(\.dead)?"
    return {
        "user": name,
        "vhost": vhost,
        "configure": "^$",
        "write": r"^aftercare\.(events|private|dead)$",
        "read": rf"^aftercare\.{readable}$",
    }


def _topic_permissions(vhost: str, name: str) -> list[dict[str, str]]:
    return [
        {"user": name, "vhost": vhost, "exchange": EVENTS, "write": rf"^{name}\.", "read": "^$"},
        {"user": name, "vhost": vhost, "exchange": PRIVATE, "write": rf"^{name}\.", "read": "^$"},
        {"user": name, "vhost": vhost, "exchange": DEAD, "write": rf"^{name}$", "read": "^$"},
    ]


async def declare(amqp_url: str) -> None:
    """Apply the topology over AMQP, for a broker of which only an address with configure rights is known."""
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel()
        for exchange in (EVENTS, PRIVATE, DEAD):
            await channel.declare_exchange(exchange, "topic", durable=True)
        declared = {
            name: await channel.declare_queue(name, durable=True, arguments=arguments)
            for name, arguments in queues().items()
        }
        for exchange, name, key in bindings():
            await declared[name].bind(exchange, key)
