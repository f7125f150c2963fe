"""What a service is, and the parts of one that runs."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aftercare_contracts.envelope import Event
from fastapi import APIRouter

from .consumer import Consumer
from .database import Database
from .inbox import EveryHandler, Handler
from .metrics import Metrics
from .policy_changes import PolicyKind
from .relay import Relay
from .settings import Settings
from .timers import Firing, TimerHandler

Work = Callable[["Running"], Awaitable[None]]
"""What a service does by itself, for ever; it says ``running.looked`` each time round."""
DEAD_LETTERS = "dead_letters"
"""The work of taking in what came to the dead-letter queue."""


@dataclass(frozen=True)
class Service:
    """What makes one service differ from another: its doors, as tables."""

    name: str
    title: str
    migrations: Path
    routers: tuple[APIRouter, ...]
    listens_to: Mapping[type[Event], Handler] = field(default_factory=dict)
    when_due: Mapping[str, TimerHandler] = field(default_factory=dict)
    on_every: EveryHandler | None = None
    policies: Mapping[str, PolicyKind] = field(default_factory=dict)
    work: Mapping[str, Work] = field(default_factory=dict)


@dataclass
class Running:
    """The parts of a running service, on ``app.state.running``."""

    service: Service
    settings: Settings
    metrics: Metrics
    db: Database
    relay: Relay
    consumer: Consumer
    firing: Firing
    looked_at: dict[str, float] = field(default_factory=dict)

    def looked(self, work: str) -> None:
        """That work goes on."""
        self.looked_at[work] = time.monotonic()

    def silent_seconds(self, work: str) -> float:
        """Since that work last said that it goes on."""
        now = time.monotonic()
        return now - self.looked_at.get(work, now)
