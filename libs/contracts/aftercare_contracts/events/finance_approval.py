"""What finance says of the approval of costs beside the signatures: claims taken back, whose subject is the case, and
substitutes, whose subject is the substitution."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from ..envelope import Event
from ..values import Role
from .finance import ClaimEvent


class ClaimWithdrawn(ClaimEvent):
    """Who raised a claim took it back; the order may get another (F1). Said by finance, heard by notify.

    ``waited_for`` was to sign next, if anybody was.
    """

    type: ClassVar[str] = "finance.claim.withdrawn.v1"
    withdrawn_by: str
    reason: str
    waited_for: Role | None


class SubstitutionEvent(Event):
    """Who stands in for whom, in which role; no project is every project. ``tell`` are the role and its superior."""

    substitution_id: UUID
    project: str | None
    role: Role
    away: str
    substitute: str
    tell: tuple[Role, ...]


class SubstituteNamed(SubstitutionEvent):
    """A signer who is away has a substitute for a time (B4). Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.substitute.named.v1"
    starts_at: datetime
    ends_at: datetime
    named_by: str


class SubstitutionEnded(SubstitutionEvent):
    """A substitution ended before its time (B4). Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.substitute.ended.v1"
    ended_at: datetime
    ended_by: str
