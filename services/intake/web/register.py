"""The register's form of a case: written, and shown as the paper has it (来电、来访登记表)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from aftercare_contracts.periods import day_in_china
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.web import Caller, Door, In, Out, opens_for, text

from ..domain import register as domain
from ..domain.case import Case
from ..domain.register import Line, Signature, SignedHow, Signer, Written
from ..store import cases as store
from ..use_cases import register as use_cases
from .cases import seen
from .following import FOLLOWERS
from .views import LOOKERS, person_for

router = APIRouter(prefix="/cases/{case_id}", tags=["the register's form"])


class SignatureIn(In):
    """That the customer signed: who, how, and when."""

    signed_by: Signer
    signed_how: SignedHow
    signed_on: date


class LineIn(In):
    """An entry of the form. A follow-up done names the one it ``answers``; the customer's feedback has his signature."""

    kind: Written
    text: Annotated[str, text(4000)]
    happened_on: date
    answers: UUID | None = None
    signature: SignatureIn | None = None


class LineMade(Out):
    """The new entry, and what is still to be followed up."""

    entry_id: UUID
    open_follow_ups: list[UUID]


class ActionTaken(Out):
    """已采取行动."""

    action_taken: str
    action_taken_by: str
    action_taken_on: date


class FollowUpNeeded(Out):
    """所需跟踪行动."""

    entry_id: UUID
    follow_up_needed: str
    follow_up_needed_by: str
    follow_up_needed_on: date
    is_open: bool


class FollowUpDone(Out):
    """已进行的跟踪行动."""

    answers: UUID
    follow_up_done: str
    follow_up_done_by: str
    follow_up_done_on: date


class CustomerSignature(Out):
    """签名."""

    signed_by: Signer
    signed_how: SignedHow


class CustomerFeedback(Out):
    """客户反馈意见."""

    customer_feedback: str
    customer_signature: CustomerSignature
    customer_signed_on: date


class RegisterPage(Out):
    """The form's page, field for field."""

    page_no: str
    case_no: str
    complaint: str
    customer_name: str
    unit_no: str | None
    contact: str
    recorded_by: str
    recorded_on: date
    action_taken: list[ActionTaken]
    follow_up_needed: list[FollowUpNeeded]
    follow_up_done: list[FollowUpDone]
    customer_feedback: list[CustomerFeedback]
    unsettled_reason: str | None
    promised_on: date | None
    promised_date_agreed: bool | None


@router.post("/entries", status_code=201, response_model=LineMade)
async def post_entry(case_id: UUID, body: LineIn, door: Annotated[Door, opens_for(*FOLLOWERS)]) -> Response:
    """Write into the form; what is written stays (I1)."""
    entry_id = new_id()
    signature = Signature(**dict(body.signature)) if body.signature else None
    line = Line(body.kind, body.text, body.happened_on, body.answers, signature)

    async def act(tx: Transaction) -> LineMade:
        await seen(tx, case_id, door.caller)
        await use_cases.write(tx, entry_id, case_id, line, door.caller.person, tx.now)
        still_open = domain.open_follow_ups(await store.entries(tx, case_id))
        return LineMade(entry_id=entry_id, open_follow_ups=[entry["entry_id"] for entry in still_open])

    return await door.once(body, act)


@router.get("/register")
async def get_register(case_id: UUID, door: Annotated[Door, opens_for(*LOOKERS)]) -> RegisterPage:
    """The form's page; that it was looked at is recorded (I16)."""
    async with door.transaction() as tx:
        case = await seen(tx, case_id, door.caller)
        name, phone = await store.contact(tx, case.customer_id)
        await store.note_look(tx, case_id, door.caller.person, sorted(door.caller.roles), tx.now)
        return shown_page(case, name, phone, await store.entries(tx, case_id), door.caller)


def shown_page(case: Case, name: str, phone: str, entries: Sequence[Any], caller: Caller) -> RegisterPage:
    """The page for this caller."""
    name, contact = person_for(caller, name, phone)
    still_open = {entry["entry_id"] for entry in domain.open_follow_ups(entries)}
    promise = domain.promise(entries) or {}
    return RegisterPage(
        page_no=domain.page_no(case.case_no), case_no=case.case_no, complaint=case.complaint, customer_name=name,
        unit_no=case.unit_no, contact=contact,
        recorded_by=case.taken_by, recorded_on=day_in_china(case.registered_at),
        action_taken=[ActionTaken(**_named(entry)) for entry in _of(Written.ACTION_TAKEN, entries)],
        follow_up_needed=[
            FollowUpNeeded(**_named(entry), entry_id=entry["entry_id"], is_open=entry["entry_id"] in still_open)
            for entry in _of(Written.FOLLOW_UP_NEEDED, entries)
        ],
        follow_up_done=[
            FollowUpDone(**_named(entry), answers=entry["answers"]) for entry in _of(Written.FOLLOW_UP_DONE, entries)
        ],
        customer_feedback=[_feedback(entry) for entry in _of(Written.CUSTOMER_FEEDBACK, entries)],
        unsettled_reason=promise.get("unsettled_reason"), promised_on=promise.get("promised_on"),
        promised_date_agreed=promise.get("promised_date_agreed"),
    )  # fmt: skip


def _of(kind: Written, entries: Sequence[Any]) -> list[Any]:
    return [entry for entry in entries if entry["kind"] == kind]


def _named(entry: Any) -> dict[str, Any]:
    """Text, person and date under the form's own names."""
    kind = entry["kind"]
    return {kind: entry["text"], f"{kind}_by": entry["recorded_by"], f"{kind}_on": entry["happened_on"]}


def _feedback(entry: Any) -> CustomerFeedback:
    signature = CustomerSignature(signed_by=Signer(entry["signed_by"]), signed_how=SignedHow(entry["signed_how"]))
    return CustomerFeedback(
        customer_feedback=entry["text"], customer_signature=signature, customer_signed_on=entry["signed_on"]
    )
