"""Who may see what: staff by project, a contractor only what is his, a customer only his own case."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from aftercare_contracts.errors import NotFound
from aftercare_contracts.values import Role

ALL_PROJECTS = "*"


class NoSuchWorkOrder(NotFound):
    """There is no such work order."""


class NoSuchContract(NotFound):
    """There is no such contract."""


class NoSuchUnit(NotFound):
    """There is no such unit in this project, or it is not yours to see."""


class NoSuchProject(NotFound):
    """There is no such project, or it is not yours to see."""


class NoSuchCase(NotFound):
    """There is no such case."""


class NoSuchPhoto(NotFound):
    """There is no such photo."""


class Actor(Protocol):
    """Whoever knocked at a door."""

    @property
    def person(self) -> str:
        """His name in the records."""
        ...

    @property
    def contractor(self) -> str | None:
        """The contractor he acts for."""
        ...

    @property
    def projects(self) -> frozenset[str]:
        """The projects within his scope, ``*`` for all."""
        ...

    def has(self, *roles: str) -> bool:
        """Whether he holds one of the roles."""
        ...

    def reaches(self, project: str) -> bool:
        """Whether a project is within his scope."""
        ...


@dataclass(frozen=True, slots=True)
class Scope:
    """What a list shows: one contractor's, one customer's, or these projects', or (``None``) all."""

    contractor: str | None
    projects: tuple[str, ...] | None
    customer: UUID | None = None


def scope(actor: Actor) -> Scope:
    """The scope of an actor's lists; one who acts for no contractor as such sees nothing."""
    if actor.has(Role.CONTRACTOR):
        return Scope(actor.contractor or "", None)
    if actor.has(Role.CUSTOMER):
        return Scope(None, (), _id(actor.person))
    return Scope(None, None if ALL_PROJECTS in actor.projects else tuple(sorted(actor.projects)))


def sees(actor: Actor, project: str, contractor: str | None, customer_id: UUID | None = None) -> bool:
    """Whether something of a project, addressed to a contractor, about a customer's home, exists for this actor."""
    if actor.has(Role.CONTRACTOR):
        return contractor is not None and actor.contractor == contractor
    if actor.has(Role.CUSTOMER):
        return customer_id is not None and actor.person == str(customer_id)
    return actor.reaches(project)


def _id(person: str) -> UUID | None:
    try:
        return UUID(person)
    except ValueError:
        return None
