"""Records of equipment in use over HTTP (D9, form 产品使用情况表)."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.web import Day, Door, In, Out, Page, opens_for, text
from pydantic import Field

from ..store import equipment as store
from ..use_cases import upkeep as use_cases

router = APIRouter(prefix="/equipment-records", tags=["equipment in use"])
READERS = (
    Role.PROPERTY_COMPANY, Role.PROPERTY_DESK, Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.RECORDS_CLERK, Role.ENGINEERING,
    Role.ENGINEERING_DESK, Role.DEPUTY_CHIEF_ENGINEER, Role.CHIEF_ENGINEER,
)  # fmt: skip
Collector = Annotated[Door, opens_for(Role.RECORDS_CLERK, Role.SITE_LEAD, Role.CENTRE_DIRECTOR)]


class RecordIn(In):
    """The form as the property company fills it in, once per estate and kind of equipment."""

    project: Annotated[str, text(60)]
    equipment_kind: Annotated[str, text(60)]
    equipment: Annotated[str, text(200)]
    maker: Annotated[str, text(200, 0)] = ""
    model: Annotated[str, text(200, 0)] = ""
    supplier_contract: Annotated[str, text(60, 0)] = ""
    location: Annotated[str, text(200)]
    quantity: Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
    in_use_since: Day
    condition: Literal["good", "usable", "faulty"]
    fault_count: Annotated[int, Field(ge=0, le=1_000_000, strict=True)] = 0
    fault_description: Annotated[str, text(4000, 0)] = ""
    repairs_done: Annotated[str, text(4000, 0)] = ""
    user_comment: Annotated[str, text(4000, 0)] = ""
    signature: Annotated[str, text(100)]
    filled_in_on: Day


class RecordOut(Out):
    """The record, and how far it went."""

    record_id: UUID
    project: str
    equipment_kind: str
    equipment: str
    maker: str
    model: str
    supplier_contract: str
    location: str
    quantity: int
    in_use_since: date
    condition: str
    fault_count: int
    fault_description: str
    repairs_done: str
    user_comment: str
    signature: str
    filled_in_by: str
    filled_in_on: date
    collected_by: str | None = None
    collected_on: date | None = None
    passed_by: str | None = None
    passed_to_engineering_on: date | None = None


@router.post("", status_code=201, response_model=RecordOut)
async def post_record(
    body: RecordIn, door: Annotated[Door, opens_for(Role.PROPERTY_COMPANY, Role.PROPERTY_DESK)]
) -> Response:
    """The property company's record."""
    door.caller.must_reach(body.project)
    facts: dict[str, Any] = body.model_dump() | {"record_id": new_id()}

    async def act(tx: Transaction) -> RecordOut:
        await use_cases.keep_record(tx, facts, door.caller, tx.now)
        return RecordOut.model_validate(facts | {"filled_in_by": door.caller.person})

    return await door.once(body, act)


@router.get("")
async def get_records(door: Annotated[Door, opens_for(*READERS)]) -> Page[RecordOut]:
    """The records within reach, by project and kind."""
    async with door.reading() as tx:
        found = await store.records(tx, door.caller.reach)
    return Page(items=[RecordOut.model_validate(row) for row in found], next=None)


@router.post("/{record_id}/collections", status_code=201, response_model=RecordOut)
async def post_collection(record_id: UUID, door: Collector) -> Response:
    """The centre has collected it."""

    async def act(tx: Transaction) -> RecordOut:
        return RecordOut.model_validate(await use_cases.collect(tx, record_id, door.caller, tx.now))

    return await door.once(None, act)


@router.post("/{record_id}/passings", status_code=201, response_model=RecordOut)
async def post_passing(record_id: UUID, door: Collector) -> Response:
    """And passed it to engineering."""

    async def act(tx: Transaction) -> RecordOut:
        return RecordOut.model_validate(await use_cases.pass_on(tx, record_id, door.caller, tx.now))

    return await door.once(None, act)
