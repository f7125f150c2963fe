"""What a client knows: which acts were acknowledged, which refused, and of which it cannot tell."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What became of an act, as far as who acted can tell."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass
class Act:
    """One thing done with one Idempotency-Key, however often it had to be sent."""

    kind: str
    person: str
    service: str
    path: str
    body: dict[str, Any]
    key: str
    mark: str = ""
    """A text of its own within what it creates."""
    offered_at: float = field(default_factory=time.time)
    """Seconds since the epoch."""
    ended_at: float | None = None
    outcome: Outcome = Outcome.OPEN
    status: int = 0
    answer: dict[str, Any] = field(default_factory=dict)
    sent: int = 0
    replayed: bool = False


@dataclass
class History:
    """Every act of a load, in the order in which they were offered, and what broke a story."""

    acts: list[Act] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    """Stories that could not go on though nobody refused them rightly."""
    ended: Counter[str] = field(default_factory=Counter)
    """Stories by how they ended."""

    def of(self, kind: str, *outcomes: Outcome) -> Iterator[Act]:
        """Acts of one kind; only those that ended so, where any is named."""
        return (act for act in self.acts if act.kind == kind and (not outcomes or act.outcome in outcomes))

    def count(self) -> Counter[Outcome]:
        """How many ended how."""
        return Counter(act.outcome for act in self.acts)
