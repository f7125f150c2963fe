"""Who acts, as the door knows him."""

from collections.abc import Iterable
from dataclasses import dataclass

EVERY_PROJECT = "*"


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff or a contractor: his id, the roles he holds, the projects he acts for."""

    id: str
    roles: frozenset[str] = frozenset()
    projects: frozenset[str] = frozenset({EVERY_PROJECT})
    contractor: str | None = None

    def has(self, roles: Iterable[str]) -> bool:
        """Whether he holds one of ``roles``."""
        return not self.roles.isdisjoint(roles)

    def reaches(self, project: str) -> bool:
        """Whether he acts for ``project``."""
        return EVERY_PROJECT in self.projects or project in self.projects


SYSTEM = Person("system")
"""What follows by rule from an event or from another's act."""
