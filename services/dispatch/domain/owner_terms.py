"""What the company promised the owners of a project beyond the law, as one version (L2)."""

from dataclasses import dataclass
from datetime import date, datetime

from .terms import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerTerms:
    """All promises of a project that hold from a day on, until another version does."""

    project: str
    version: int
    holds_from: date
    promises: tuple[Promise, ...]
    reason: str
    recorded_by: str
    recorded_at: datetime

    def says_the_same(self, other: "OwnerTerms") -> bool:
        """Whether another version would change nothing."""
        mine, others = (sorted(each.promises, key=lambda one: one.part) for each in (self, other))
        return self.holds_from == other.holds_from and mine == others
