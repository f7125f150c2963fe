"""Legal counsel and the chief engineer, asked into a case and answering (I11)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Forbidden, NotFound
from aftercare_contracts.values import Role

from .case import CannotMove, Case, State


class NoSuchCounsel(NotFound):
    """Nobody was asked this, or it is not yours to see."""


class AskedOther(Forbidden):
    """Somebody else was asked."""


class AnsweredAlready(AlreadyDone):
    """The question was answered before."""


@dataclass(frozen=True, slots=True)
class Counsel:
    """A question to one of them."""

    counsel_id: UUID
    case_id: UUID
    role: Role
    question: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CounselAnswer:
    """What he said."""

    counsel_id: UUID
    case_id: UUID
    answer: str
    by: str
    at: datetime


def must_be_open(case: Case) -> None:
    """Raises ``CannotMove``."""
    if case.state is State.CLOSED:
        raise CannotMove("The case is closed.")


def must_be_asked(counsel: Counsel, roles: Collection[str]) -> None:
    """Raises ``AskedOther``."""
    if counsel.role not in roles:
        raise AskedOther(f"{counsel.role} was asked.")
