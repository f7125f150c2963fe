"""Who acts, as the door knows him."""

from collections.abc import Iterable
from dataclasses import dataclass

from aftercare_contracts.values import Role

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

    def may_see(self, contractor: str, project: str) -> bool:
        """Whether something of a contractor's exists for him: his own for a contractor, his projects' for staff."""
        return self.contractor == contractor if Role.CONTRACTOR in self.roles else self.reaches(project)


SYSTEM = Person("system")
"""What follows by rule from an event or from another's act."""
