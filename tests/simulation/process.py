"""A service's process in a history: what it holds in memory, new after each crash, and what its handlers did."""

import random
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from plumbing.inbox import Inbox
from plumbing.metrics import Metrics
from plumbing.relay import Relay

from .ports import CURRENT
from .town import Place

RETRY_DELAYS_SECONDS = (1, 5, 30, 120, 600)
RELAY_BATCH = 20


class Process:
    """One replica: an inbox, a relay and timer handlers that note what they did in the transaction that they did it in."""

    def __init__(self, place: Place) -> None:
        self.place, self.metrics = place, Metrics()
        service = place.service
        heard = {kind: _noting_messages("handled", handler) for kind, handler in service.listens_to.items()}
        every = _noting_messages("noted", service.on_every) if service.on_every else None
        self.inbox = Inbox(place.name, heard, every, RETRY_DELAYS_SECONDS, self.metrics)
        self.relay = Relay(
            place.db, "amqp://nobody@127.0.0.1:1/", self.metrics, batch=RELAY_BATCH, poll_seconds=1, timeout_seconds=10
        )
        self.when_due = {kind: _noting_timers(place, handler) for kind, handler in service.when_due.items()}


def _noting_messages(how: str, handler: Any) -> Any:
    async def handle(tx: Any, message: Any, now: datetime) -> None:
        if operation := CURRENT.get():
            operation.effects.append((how, tx.cause.message_id))
        await handler(tx, message, now)

    return handle


def _noting_timers(place: Place, handler: Any) -> Any:
    async def handle(tx: Any, timer: Any, now: datetime) -> None:
        if operation := CURRENT.get():
            operation.effects.append(("fired", timer.kind, timer.subject, timer.due_at, place.clock.at))
        await handler(tx, timer, now)

    return handle


class SeededIds:
    """UUIDs of version 7 from virtual time and a seed; later ones sort later."""

    def __init__(self, seed: int, milliseconds: Callable[[], int]) -> None:
        self._chance, self._milliseconds, self._made = random.Random(f"ids {seed}"), milliseconds, 0

    def __call__(self) -> UUID:
        """The next."""
        self._made += 1
        high, low = self._made >> 18 & 0xFFF, self._made & 0x3FFFF
        moment = self._milliseconds() & (1 << 48) - 1
        return UUID(int=moment << 80 | 7 << 76 | high << 64 | 2 << 62 | low << 44 | self._chance.getrandbits(44))


def faults_by_operation(faults: Any) -> Mapping[tuple[str, str, int], list[Any]]:
    """What lies on which operation."""
    found: dict[tuple[str, str, int], list[Any]] = {}
    for fault in faults:
        found.setdefault((fault.service, fault.operation, fault.nth), []).append(fault)
    return found


Counts = Counter[str]
