"""The door for the heads' looks (N6)."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.paging import Cursor, Limit, encode_cursor, id_in, number_in
from plumbing.web import Caller, Day, Door, In, Out, Page, opens_for, text
from pydantic import Field

from ..domain.looks import SIGNERS, About, Finding, Look, Mark, NoSuchLook
from ..store import looks as store
from ..use_cases import looks as use_cases

router = APIRouter(prefix="/looks", tags=["looks"])
HEADS = tuple(sorted(SIGNERS))
READERS = (*HEADS, Role.GENERAL_MANAGER, Role.QUALITY_SUPERVISOR, Role.MANAGEMENT_REPRESENTATIVE)


class FindingIn(In):
    """What the head makes of a line; what is not well says what is wrong, who is responsible and by when he answers."""

    line_no: Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
    finding: Finding
    what: Annotated[str, text(2000)] | None = None
    owner_role: Role | None = None
    due_on: Day | None = None


class LookOut(Out):
    """A list and its signature; ``needs`` are the roles that who signs holds."""

    look_id: UUID
    look_no: str
    project: str
    about: About
    period: str
    head: Role
    needs: list[Role]
    made_at: datetime
    due_at: datetime
    lines: int
    corrects: UUID | None
    signed_by: str | None
    signed_at: datetime | None


class LineOut(Out):
    """One case, visit or missing meeting as it stood when the list was made, and what the head makes of it; ``task_id`` is
    the nonconformity report."""

    line_no: int
    kind: str
    reference: str
    case_id: UUID | None
    seen: dict[str, Any]
    finding: Finding | None
    what: str | None
    owner_role: Role | None
    due_on: date | None
    task_id: UUID | None


@router.get("")
async def get_looks(
    door: Annotated[Door, opens_for(*READERS)],
    about: About | None = None,
    signed: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[LookOut]:
    """The looks of the caller's projects, the latest first."""
    async with door.reading() as tx:
        found = await store.looks(tx, door.caller.reach, about, signed, id_in(cursor), limit + 1)
    items = [_shown(each) for each in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].look_id]) if len(found) > limit else None)


@router.get("/{look_id}")
async def get_look(look_id: UUID, door: Annotated[Door, opens_for(*READERS)]) -> LookOut:
    """One look."""
    async with door.reading() as tx:
        return _shown(await _seen(tx, look_id, door.caller))


@router.get("/{look_id}/lines")
async def get_lines(
    look_id: UUID, door: Annotated[Door, opens_for(*READERS)], cursor: Cursor = None, limit: Limit = 50
) -> Page[LineOut]:
    """Its lines as they stood when it was made: the worst first."""
    after = number_in(cursor) or 0
    async with door.reading() as tx:
        await _seen(tx, look_id, door.caller)
        found = await store.lines(tx, look_id, max(-1, min(after, 2**31 - 1)), limit + 1)
    items = [LineOut.model_validate(each) for each in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].line_no]) if len(found) > limit else None)


@router.post("/{look_id}/findings", status_code=201, response_model=LookOut)
async def post_finding(look_id: UUID, body: FindingIn, door: Annotated[Door, opens_for(*HEADS)]) -> Response:
    """Mark a line; until the look is signed the last mark counts."""
    mark = Mark(body.finding, body.what, body.owner_role, body.due_on)

    async def act(tx: Transaction) -> LookOut:
        look = await _seen(tx, look_id, door.caller)
        await use_cases.mark(tx, look_id, body.line_no, mark, door.caller, tx.now)
        return _shown(look)

    return await door.once(body, act)


@router.post("/{look_id}/signatures", status_code=201, response_model=LookOut)
async def post_signature(look_id: UUID, door: Annotated[Door, opens_for(*HEADS)]) -> Response:
    """Sign, once; what is marked as not well gets its nonconformity report."""

    async def act(tx: Transaction) -> LookOut:
        await _seen(tx, look_id, door.caller)
        return _shown(await use_cases.sign(tx, look_id, door.caller, tx.now))

    return await door.once(None, act)


@router.post("/{look_id}/corrections", status_code=201, response_model=LookOut)
async def post_correction(look_id: UUID, door: Annotated[Door, opens_for(*HEADS)]) -> Response:
    """Look again after the signature: a new list beside the old."""

    async def act(tx: Transaction) -> LookOut:
        await _seen(tx, look_id, door.caller)
        return _shown(await use_cases.correct(tx, look_id, door.caller, tx.now))

    return await door.once(None, act)


async def _seen(tx: Transaction, look_id: UUID, caller: Caller) -> Look:
    look = await store.look(tx, look_id)
    if not caller.reaches(look.project):
        raise NoSuchLook
    return look


def _shown(look: Look) -> LookOut:
    same = {name: getattr(look, name) for name in LookOut.model_fields if hasattr(look, name)}
    return LookOut(**same, about=look.duty.about, head=look.duty.head, needs=list(look.duty.needs))
