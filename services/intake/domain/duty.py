"""What came in while the centre was closed, handed over in writing when it opens (I11)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from aftercare_contracts.errors import Conflict, Forbidden, NotFound, Problem


class NoSuchHandover(NotFound):
    """There is no such hand-over, or it is not yours to see."""


class HandedOverMeanwhile(Conflict):
    """Somebody else handed over meanwhile; look at the list again."""


class Received(Conflict):
    """This hand-over was received before."""


class OwnHandover(Forbidden):
    """Who hands over does not receive it himself."""


@dataclass(frozen=True, slots=True)
class Handover:
    """The written hand-over of one span of duty in a project."""

    handover_id: UUID
    project: str
    from_at: datetime
    until_at: datetime
    cases: tuple[UUID, ...]
    remarks: str
    handed_over_by: str
    handed_over_at: datetime
    received_by: str | None = None
    received_at: datetime | None = None


def receive(handover: Handover, by: str, now: datetime) -> Handover:
    """The office has it. Raises ``Received``, ``OwnHandover``."""
    if handover.received_by:
        raise Received(f"{handover.received_by} received it.")
    if handover.handed_over_by == by:
        raise OwnHandover("", Problem("", by, "somebody of the office"))
    return replace(handover, received_by=by, received_at=now)


def must_be_all(listed: Sequence[UUID], said: Sequence[UUID]) -> None:
    """What is signed is what stands in the book now. Raises ``HandedOverMeanwhile``."""
    if set(listed) != set(said):
        missing = len(set(listed) - set(said))
        what = f"{missing} contacts came in since" if missing else "some were handed over before"
        raise HandedOverMeanwhile("", Problem("/cases", what, "all that the book lists now"))
