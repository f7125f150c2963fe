"""Slips between the centre and the departments."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Cursor, Limit, encode_cursor, id_in
from plumbing.web import Caller, Door, In, Out, Page, opens_for, text

from ..domain.slips import NoSuchSlip, Slip, SlipKind, SlipState
from ..store import cases
from ..store import slips as store
from ..use_cases import slips as use_cases
from ..use_cases import slips_entered
from ..use_cases.registering import Contact
from ..use_cases.slips_entered import Sent
from .cases import Code, seen
from .views import CaseIn

router = APIRouter(prefix="/slips", tags=["slips"])
PARTIES = (Role.PROPERTY_COMPANY, Role.SALES)
ANSWERERS = (
    Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.CASE_OFFICER, Role.SERVICE_OFFICER, Role.SERVICE_SUPERVISOR,
)  # fmt: skip
READERS = (*ANSWERERS, *PARTIES, Role.PROPERTY_DESK, Role.SALES_DESK, Role.ENGINEERING_DESK, Role.RECORDS_CLERK)


class SlipIn(In):
    """A slip of a department, on a case there is or with the contact that becomes one."""

    kind: Literal[SlipKind.CONTACT, SlipKind.VACANT_UNIT, SlipKind.WISH]
    text: Annotated[str, text(4000)]
    case_id: UUID | None = None
    contact: CaseIn | None = None


class AnswerIn(In):
    """What the centre answers."""

    text: Annotated[str, text(4000)]


class SlipOut(Out):
    """A slip, without its words."""

    slip_id: UUID
    slip_no: str
    kind: SlipKind
    party: Role
    case_id: UUID
    project: str
    state: SlipState
    sent_by: str
    sent_at: datetime
    received_by: str | None
    received_at: datetime | None
    answered_by: str | None
    answered_at: datetime | None


class WholeSlip(SlipOut):
    """A slip with what it says and what was answered; of ours, what the customer said."""

    text: str
    answer: str | None


@router.post("", status_code=201, response_model=SlipOut)
async def post_slip(body: SlipIn, door: Annotated[Door, opens_for(*PARTIES)]) -> Response:
    """A department writes to the centre, which has three days to answer (I7, N1)."""
    ids, caller = (new_id(), new_id()), door.caller
    if body.contact:
        caller.must_reach(body.contact.project, "/contact/project")
    contact = Contact(**dict(body.contact)) if body.contact else None
    sent = Sent(body.kind, body.text, body.case_id, contact)

    async def act(tx: Transaction) -> SlipOut:
        if body.case_id:
            await seen(tx, body.case_id, caller)
        return shown(await slips_entered.enter(tx, ids, sent, caller.person, caller.roles, tx.now))

    return await door.once(body, act)


@router.get("")
async def get_slips(
    door: Annotated[Door, opens_for(*READERS)],
    project: Code = None,
    kind: SlipKind | None = None,
    state: SlipState | None = None,
    case_id: Annotated[UUID | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[SlipOut]:
    """The slips within the caller's reach, the latest first; a department sees its own."""
    caller = door.caller
    projects = caller.reach
    wanted = store.Wanted(projects, parties(caller), project, kind, state, case_id)
    async with door.reading() as tx:
        found = await store.slips(tx, wanted, id_in(cursor), limit + 1)
    items = [shown(slip) for slip in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].slip_id]) if len(found) > limit else None)


@router.get("/{slip_id}")
async def get_slip(slip_id: UUID, door: Annotated[Door, opens_for(*READERS)]) -> WholeSlip:
    """A slip with its words; that it was looked at is recorded (I16)."""
    async with door.transaction() as tx:
        slip = await seen_slip(tx, slip_id, door.caller)
        case = await cases.case(tx, slip.case_id)
        await cases.note_look(tx, case.case_id, door.caller.person, sorted(door.caller.roles), tx.now)
    words = case.complaint if slip.text is None else slip.text
    return WholeSlip(**shown(slip).model_dump(), text=words, answer=slip.answer)


@router.post("/{slip_id}/receipts", status_code=201, response_model=SlipOut)
async def post_receipt(slip_id: UUID, door: Annotated[Door, opens_for(Role.PROPERTY_COMPANY)]) -> Response:
    """The property company has our slip: it was delivered (I7)."""

    async def act(tx: Transaction) -> SlipOut:
        await seen_slip(tx, slip_id, door.caller)
        return shown(await use_cases.receive(tx, slip_id, door.caller.person, tx.now))

    return await door.once(None, act)


@router.post("/{slip_id}/answers", status_code=201, response_model=SlipOut)
async def post_answer(slip_id: UUID, body: AnswerIn, door: Annotated[Door, opens_for(*ANSWERERS)]) -> Response:
    """The centre answers a department's slip in writing (I7)."""

    async def act(tx: Transaction) -> SlipOut:
        await seen_slip(tx, slip_id, door.caller)
        return shown(await use_cases.answer(tx, slip_id, body.text, door.caller.person, tx.now))

    return await door.once(body, act)


async def seen_slip(tx: Transaction, slip_id: UUID, caller: Caller) -> Slip:
    """The slip, if the caller may see it. Raises ``NoSuchSlip``."""
    slip = await store.slip(tx, slip_id)
    within = parties(caller)
    if not caller.reaches(slip.project) or (within is not None and slip.party not in within):
        raise NoSuchSlip
    return slip


def parties(caller: Caller) -> list[str] | None:
    """Whose slips he sees: the centre's people all, a department its own."""
    of_the_centre = [role for role in READERS if role not in PARTIES]
    return None if caller.has(*of_the_centre) else [role for role in PARTIES if role in caller.roles]


def shown(slip: Slip) -> SlipOut:
    """The slip for an answer."""
    return SlipOut.model_validate(slip)
