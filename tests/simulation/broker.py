"""The broker as a port: exchanges and queues as the topology binds them, at-least-once and in no order once faults say so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aio_pika
from aio_pika.exceptions import DeliveryError
from pamqp.commands import Basic
from plumbing import topology

Deliver = Callable[[str, "Message", float], None]
"""A message is to reach a queue so many minutes from now."""


@dataclass(frozen=True)
class Message:
    """As it lies in a queue."""

    message_id: str
    type: str
    body: bytes
    publisher: str


class Exchange:
    """One exchange as one service's relay sees it; what happens to each publish is asked of ``fate``."""

    def __init__(self, name: str, publisher: str, broker: "Broker") -> None:
        self.name, self._publisher, self._broker = name, publisher, broker

    async def publish(self, message: aio_pika.Message, key: str, *, mandatory: bool, timeout: float) -> Any:  # noqa: ASYNC109 the relay's own call
        """Raises what aio-pika raises where the broker refused it, or did not say that it has it."""
        return self._broker.publish(self, self._publisher, message, key, mandatory)


class Broker:
    """Routes by the bindings, keeps what it was given, and does to each publish what the history says."""

    def __init__(self, fate: Callable[[str], list[Any]], deliver: Deliver, note: Callable[[str], None]) -> None:
        self._fate, self._deliver, self._note = fate, deliver, note
        self.history: list[Message] = []
        self.dead: dict[str, list[Message]] = {topology.dead_queue(service): [] for service in topology.HEARS}

    def exchanges(self, publisher: str) -> dict[str, Any]:
        """By the names that the relay uses."""
        names = {"events": topology.EVENTS, "private": topology.PRIVATE, "dead": topology.DEAD}
        return {kind: Exchange(name, publisher, self) for kind, name in names.items()}

    def publish(self, exchange: Exchange, publisher: str, message: aio_pika.Message, key: str, mandatory: bool) -> None:
        """Take a message, or not, and confirm it, or not."""
        kept = Message(str(message.message_id), str(message.type), message.body, publisher)
        faults = self._fate(publisher)
        what = {fault.what for fault in faults}
        if "refused" in what:
            self._note("publishes refused")
            raise DeliveryError(None, Basic.Nack())
        if "lost before confirm" in what:
            self._note("publishes lost")
            raise ConnectionResetError("the connection broke before the broker had the message")
        queues = [
            queue for name, queue, pattern in topology.bindings() if name == exchange.name and _fits(pattern, key)
        ]
        if not queues and mandatory:
            raise DeliveryError(None, Basic.Nack())
        for queue in queues:
            self._route(queue, kept, faults)
        if "confirm lost" in what:
            self._note("confirms lost")
            raise TimeoutError("the confirm was lost")

    def _route(self, queue: str, message: Message, faults: list[Any]) -> None:
        if queue == topology.HISTORY:
            self.history.append(message)
        elif queue in self.dead:
            self.dead[queue].append(message)
        else:
            service = queue.removeprefix("aftercare.")
            mine = [fault for fault in faults if fault.where in ("", service)]
            late = sum(fault.minutes for fault in mine if fault.what == "delayed")
            if late:
                self._note("messages delayed")
            self._deliver(service, message, late)
            for fault in mine:
                if fault.what == "doubled":
                    self._note("messages doubled")
                    self._deliver(service, message, fault.minutes)


def _fits(pattern: str, key: str) -> bool:
    """The patterns our topology uses: ``#``, ``source.#`` and a plain key."""
    if pattern == "#":
        return True
    return key.startswith(pattern.removesuffix("#")) if pattern.endswith(".#") else key == pattern
