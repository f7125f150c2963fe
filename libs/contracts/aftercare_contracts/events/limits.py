"""What every service that keeps time limits says about them, in the same words (N2)."""

from datetime import datetime
from uuid import UUID

from ..envelope import Event
from ..values import Role


class LimitEvent(Event):
    """A time limit, named, with the one who answers for it."""

    limit: str
    case_id: UUID | None
    case_no: str | None
    project: str
    owner_role: Role
    due_at: datetime
    round: int = 1


class LimitApproaching(LimitEvent):
    """A limit will end soon."""


class LimitPassed(LimitEvent):
    """A limit has passed; ``tell`` is the superior who is to know now, ``step`` 1 the site lead, 2 the centre director."""

    tell: Role
    step: int = 1
