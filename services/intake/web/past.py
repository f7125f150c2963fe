"""A case at any past moment: how it stood, and who knew what then (B10)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Department, Desk, Role, Verdict
from fastapi import APIRouter
from plumbing.web import Door, Moment, Out, opens_for

from ..domain import wording
from ..domain.case import NoSuchCase, State
from ..store import past as store
from .cases import seen
from .views import STAFF, TimelineLine

router = APIRouter(tags=["cases"])


class LimitThen(Out):
    """A limit as it was then."""

    name: str
    round: int
    started_at: datetime
    due_at: datetime
    state: str
    is_paused: bool
    is_overdue: bool


class CaseThen(Out):
    """A case as it stood at a moment, and what was known by then. ``learned_later`` had happened but had not reached us."""

    case_id: UUID
    case_no: str
    at: datetime
    state: State
    round: int
    department: Department | None
    desk: Desk | None
    holder: Role | None
    holder_person: str | None
    verdict: Verdict | None
    is_major: bool | None
    last_moved_at: datetime
    last_moved_by: str
    entries: int
    limits: list[LimitThen]
    known: list[TimelineLine]
    learned_later: int


@router.get("/cases/{case_id}/as-of")
async def get_case_then(case_id: UUID, door: Annotated[Door, opens_for(*STAFF)], at: Moment | None = None) -> CaseThen:
    """The case as it stood at a moment, now where none is given: state, holder, limits, and the events known by then."""
    async with door.reading() as tx:
        at = at or tx.now
        case = await seen(tx, case_id, door.caller)
        move = await store.last_move(tx, case_id, at)
        if move is None:
            raise NoSuchCase("There was no such case yet at that moment.")
        limits = await store.limits(tx, case_id, at)
        known = await store.known_events(tx, case_id, at)
        return CaseThen(
            case_id=case_id, case_no=case.case_no, at=at, state=move["state"], round=move["round"],
            department=move["department"], desk=move["desk"], holder=move["holder"], holder_person=move["holder_person"],
            verdict=move["verdict"], is_major=move["is_major"], last_moved_at=move["at"], last_moved_by=move["by"],
            entries=await store.entries(tx, case_id, at),
            limits=[
                LimitThen(**dict(row), is_overdue=row["state"] == "running" and not row["is_paused"] and row["due_at"] < at)
                for row in limits
            ],
            known=[
                TimelineLine(
                    at=row["at"], source=row["source"], type=row["type"], text=wording.line(row["type"], row["data"]),
                    message_id=row["message_id"],
                )
                for row in known
            ],
            learned_later=await store.happened_unknown(tx, case_id, at),
        )  # fmt: skip
