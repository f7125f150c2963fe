"""Each desk's figures, signed by the head of its own department and by the centre director (D11)."""

from dataclasses import asdict, dataclass
from enum import StrEnum

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Problem
from aftercare_contracts.values import Desk, Role

HEADS: dict[Desk, Role] = {
    Desk.SALES_DESK: Role.SALES,
    Desk.ENGINEERING_DESK: Role.ENGINEERING,
    Desk.PROPERTY_DESK: Role.PROPERTY_COMPANY,
}
"""The department a desk comes from; its head holds ``department_manager`` besides the department's own role."""


class SignedAs(StrEnum):
    """The two who verify."""

    DEPARTMENT_HEAD = "department_head"
    CENTRE_DIRECTOR = "centre_director"


class NoHead(Conflict):
    """Only the desks of sales, engineering and the property company are verified by two (D11)."""


class NotYourDesk(Forbidden):
    """The head of the desk's own department and the centre director sign, nobody else."""


class SignedByHim(Forbidden):
    """The two signatures are of two persons."""


class DeskSigned(AlreadyDone):
    """This is signed for the month."""


class FiguresChanged(Conflict):
    """The figures are not those you saw."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a desk did with the cases registered in a month that it holds, or kept too long before another got them.

    ``late``: cases of which a limit the desk owed has passed; ``satisfied``: closed with the customer content. Of the work
    orders issued for them, how many were completed, and how many of those at the first repair.
    """

    cases: int
    late: int
    reopened: int
    closed: int
    satisfied: int
    orders: int
    orders_completed: int
    orders_right_first: int

    @property
    def in_time(self) -> int:
        """Cases none of whose limits passed at the desk."""
        return self.cases - self.late


def signs_as(desk: Desk, roles: frozenset[str]) -> SignedAs:
    """In what capacity somebody signs. Raises ``NoHead``, ``NotYourDesk``."""
    if desk not in HEADS:
        raise NoHead
    if Role.CENTRE_DIRECTOR in roles:
        return SignedAs.CENTRE_DIRECTOR
    if {Role.DEPARTMENT_MANAGER, HEADS[desk]} <= roles:
        return SignedAs.DEPARTMENT_HEAD
    raise NotYourDesk


def must_have_seen(seen: Figures, now: Figures) -> None:
    """Raises ``FiguresChanged`` naming each that differs."""
    then, current = asdict(seen), asdict(now)
    changed = [
        Problem(f"/figures/{name}", str(then[name]), str(current[name])) for name in then if then[name] != current[name]
    ]
    if changed:
        raise FiguresChanged("", *changed)
