"""A person's own data: copied, corrected, erased; what is kept, and why."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.web import Day, Door, In, Out, opens_for, text
from pydantic import model_validator

from ..domain.keeping import NoSuchCustomer
from ..store import keeping as store
from ..store import people
from ..use_cases import keeping as use_cases
from .cases import seen

router = APIRouter(tags=["personal data"])
KEEPERS = (Role.RECORDS_CLERK, Role.SITE_LEAD, Role.CENTRE_DIRECTOR)


class CopyIn(In):
    """For what the copy is, as a rule the person's own request."""

    purpose: Annotated[str, text(500)]


class PersonCopy(Out):
    """Everything kept about a person, for the person."""

    name: str
    phone: str
    added_at: datetime
    earlier: list[dict[str, Any]]
    units: list[dict[str, Any]]
    cases: list[dict[str, Any]]


class CorrectionIn(In):
    """What is right, and how that is known."""

    name: Annotated[str, text(100)] | None = None
    phone: Annotated[str, text(60)] | None = None
    reason: Annotated[str, text(500)]

    @model_validator(mode="after")
    def _corrects(self) -> "CorrectionIn":
        if self.name is None and self.phone is None:
            raise ValueError("send name, phone or both")
        return self


class ErasureIn(In):
    """Why, as a rule the person's own request."""

    reason: Annotated[str, text(500)]


class ErasureOut(Out):
    """An erasure, asked for or done."""

    erasure_id: UUID
    customer_id: UUID
    is_erased: bool


class ReasonOut(Out):
    """Why a record is kept."""

    because: str
    until_on: date | None


class VerdictOut(Out):
    """What becomes of a record: without a reason its names go."""

    case_no: str
    project: str
    is_erased: bool
    reasons: list[ReasonOut]


class DryRun(Out):
    """What the next run would erase, and what it would leave and why."""

    on: date
    items: list[VerdictOut]


class DisputeIn(In):
    """What is disputed."""

    reason: Annotated[str, text(2000)]


class DisputeMade(Out):
    """The dispute, while which lasts nothing of the case is erased."""

    dispute_id: UUID


@router.post("/customers/{customer_id}/copies", status_code=201)
async def post_copy(customer_id: UUID, body: CopyIn, door: Annotated[Door, opens_for(*KEEPERS)]) -> PersonCopy:
    """Everything about a person, to be given to that person; that it was made is recorded (L8)."""
    async with door.transaction() as tx:
        await _reached(tx, customer_id, door)
        found = await use_cases.copy(tx, customer_id)
        await people.note_look(
            tx, "person_copy", None, None, door.caller.person, sorted(door.caller.roles), tx.now, customer_id
        )
    return PersonCopy(**found)


@router.post("/customers/{customer_id}/corrections", status_code=201, response_model=ErasureOut)
async def post_correction(
    customer_id: UUID, body: CorrectionIn, door: Annotated[Door, opens_for(*KEEPERS)]
) -> Response:
    """Another name or phone; the earlier one stays legible to those who keep the records (L8)."""
    correction_id = new_id()

    async def act(tx: Transaction) -> ErasureOut:
        await _reached(tx, customer_id, door)
        await use_cases.correct(tx, customer_id, body.name, body.phone, body.reason, door.caller.person)
        return ErasureOut(erasure_id=correction_id, customer_id=customer_id, is_erased=False)

    return await door.once(body, act)


@router.post("/customers/{customer_id}/erasures", status_code=201, response_model=ErasureOut)
async def post_erasure(customer_id: UUID, body: ErasureIn, door: Annotated[Door, opens_for(*KEEPERS)]) -> Response:
    """Ask for a person's erasure; refused with every reason why the data must be kept (L8, I16)."""
    erasure_id = new_id()

    async def act(tx: Transaction) -> ErasureOut:
        await _reached(tx, customer_id, door)
        await use_cases.ask_erasure(tx, erasure_id, customer_id, body.reason, door.caller.person, tx.now)
        return ErasureOut(erasure_id=erasure_id, customer_id=customer_id, is_erased=False)

    return await door.once(body, act)


@router.post("/customers/{customer_id}/erasures/{erasure_id}/confirmations", status_code=201, response_model=ErasureOut)
async def post_confirmation(
    customer_id: UUID, erasure_id: UUID, door: Annotated[Door, opens_for(Role.SITE_LEAD, Role.CENTRE_DIRECTOR)]
) -> Response:
    """A second person confirms: names and words go, numbers and figures stay."""

    async def act(tx: Transaction) -> ErasureOut:
        await _reached(tx, customer_id, door)
        await use_cases.confirm_erasure(tx, customer_id, erasure_id, door.caller.person, tx.now)
        return ErasureOut(erasure_id=erasure_id, customer_id=customer_id, is_erased=True)

    return await door.once(None, act)


@router.get("/erasures/due")
async def get_due(door: Annotated[Door, opens_for(Role.CENTRE_DIRECTOR, Role.RECORDS_CLERK)], on: Day) -> DryRun:
    """What a run on that day would erase and what it would leave, without doing it: the first batch (I16)."""
    async with door.reading() as tx:
        verdicts = await use_cases.look(tx, on)
    items = [
        VerdictOut(
            case_no=one.case_no, project=one.project, is_erased=not one.reasons,
            reasons=[ReasonOut(because=reason.because, until_on=reason.until_on) for reason in one.reasons],
        )
        for one in verdicts
        if door.caller.reaches(one.project)
    ]  # fmt: skip
    return DryRun(on=on, items=items)


@router.post("/cases/{case_id}/disputes", status_code=201, response_model=DisputeMade)
async def post_dispute(
    case_id: UUID, body: DisputeIn, door: Annotated[Door, opens_for(*KEEPERS, Role.LEGAL_COUNSEL)]
) -> Response:
    """Something about the case is disputed: its record is kept while that lasts (I16)."""
    dispute_id = new_id()

    async def act(tx: Transaction) -> DisputeMade:
        await seen(tx, case_id, door.caller)
        await store.open_dispute(tx, dispute_id, case_id, body.reason, door.caller.person, tx.now)
        return DisputeMade(dispute_id=dispute_id)

    return await door.once(body, act)


@router.post("/cases/{case_id}/disputes/{dispute_id}/settlements", status_code=201, response_model=DisputeMade)
async def post_settlement(
    case_id: UUID, dispute_id: UUID, door: Annotated[Door, opens_for(*KEEPERS, Role.LEGAL_COUNSEL)]
) -> Response:
    """The dispute is over."""

    async def act(tx: Transaction) -> DisputeMade:
        await seen(tx, case_id, door.caller)
        await use_cases.settle_dispute(tx, case_id, dispute_id, door.caller.person, tx.now)
        return DisputeMade(dispute_id=dispute_id)

    return await door.once(None, act)


async def _reached(tx: Transaction, customer_id: UUID, door: Door) -> None:
    """Whoever keeps a person's data reaches every project where the person is known. Raises ``NoSuchCustomer``."""
    known_in = await store.projects_of(tx, customer_id)
    if not known_in or not all(door.caller.reaches(project) for project in known_in):
        raise NoSuchCustomer
