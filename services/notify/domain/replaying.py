"""A history read once more: each publisher's messages about a subject once and in order, whatever the stream doubles or shuffles."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")
Ranges = list[tuple[int, int]]
"""Numbers from the first to the last, both included."""
Subject = tuple[str, str]
"""Publisher and subject."""


@dataclass
class Voided:
    """Numbers whose messages a restore made void: what was said under them before never happened, and nothing is since."""

    ranges: dict[Subject, Ranges] = field(default_factory=lambda: defaultdict(list))

    def note(self, subject: Subject, first: int, last: int) -> None:
        """These are void."""
        if not self.knows(subject, first, last):
            self.ranges[subject].append((first, last))

    def knows(self, subject: Subject, first: int, last: int) -> bool:
        """These were noted."""
        return (first, last) in self.ranges.get(subject, ())

    def has(self, subject: Subject, sequence: int) -> bool:
        """The number is void."""
        return any(first <= sequence <= last for first, last in self.ranges.get(subject, ()))


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
