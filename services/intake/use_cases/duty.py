"""Out of hours: the book, and the hand-over in writing when the office opens (I11)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from aftercare_contracts.errors import Problem
from aftercare_contracts.events.intake_duty import DutyHandedOver
from plumbing import outbox
from plumbing.database import Transaction

from ..domain import duty as domain
from ..domain.duty import Handover
from ..store import duty
from .units import UnknownProject


async def hand_over(
    tx: Transaction, handover_id: UUID, project: str, cases: Sequence[UUID], remarks: str, by: str, now: datetime
) -> Handover:
    """Sign over all that the book lists now. Raises ``UnknownProject``, ``HandedOverMeanwhile``."""
    if not await duty.hold_project(tx, project):
        raise UnknownProject(
            "", Problem("path:project", f"there is no project {project}", "one that was entered before")
        )
    since = await duty.last_until(tx, project)
    listed = await duty.book(tx, project, since, now)
    domain.must_be_all([row["case_id"] for row in listed], cases)
    from_at = since or (await duty.first_registered(tx, project) or now) - timedelta(microseconds=1)
    handover = Handover(handover_id, project, from_at, now, tuple(_ids(listed)), remarks, by, now)
    await duty.add(tx, handover)
    said = DutyHandedOver(
        handover_id=handover_id, project=project, from_at=from_at, until_at=now, contacts=len(listed), handed_over_by=by
    )
    await outbox.add(tx, said, about=handover_id)
    return handover


async def receive(tx: Transaction, handover_id: UUID, by: str, now: datetime) -> Handover:
    """The office has it. Raises ``NoSuchHandover``, ``Received``, ``OwnHandover``."""
    received = domain.receive(await duty.held(tx, handover_id), by, now)
    await duty.save_receipt(tx, received)
    return received


def _ids(rows: Sequence[Mapping[str, UUID]]) -> list[UUID]:
    return [row["case_id"] for row in rows]
