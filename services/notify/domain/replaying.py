"""A history read once more: each publisher's messages about a subject once and in order, whatever the stream doubles or shuffles."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")
Subject = tuple[str, str]
"""Publisher and subject."""


@dataclass
class Replaying(Generic[T]):
    """How far each subject has come, and what came too early. All of it is kept in memory: a few hundred bytes a subject."""

    positions: dict[Subject, int] = field(default_factory=dict)
    early: dict[Subject, dict[int, T]] = field(default_factory=lambda: defaultdict(dict))
    doubled: int = 0

    def ready(self, subject: Subject, sequence: int, message: T) -> list[T]:
        """What can be applied now, in order: nothing for a double or an early one, several where it fills a gap."""
        last = self.positions.get(subject, 0)
        if sequence <= last or sequence in self.early.get(subject, ()):
            self.doubled += 1
            return []
        if sequence > last + 1:
            self.early[subject][sequence] = message
            return []
        found = [message]
        waiting = self.early.get(subject, {})
        while (sequence := sequence + 1) in waiting:
            found.append(waiting.pop(sequence))
        if not waiting:
            self.early.pop(subject, None)
        self.positions[subject] = sequence - 1
        return found

    @property
    def waiting(self) -> int:
        """Messages behind a gap."""
        return sum(map(len, self.early.values()))
