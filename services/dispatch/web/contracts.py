"""Contractors and their contracts."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.periods import add_months, day_in_china
from aftercare_contracts.values import Part, Role
from fastapi import APIRouter, Path, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Limit, encode_cursor, id_in, text_in
from plumbing.web import AmountFen, Door, In, Out, Page, opens_for, text
from pydantic import Field, StringConstraints

from ..domain.access import NoSuchContract, scope, sees
from ..domain.contract import Amendment, Contract, ContractPart
from ..domain.deadlines import RepairTime, TimeUnit
from ..store import contracts as store
from ..use_cases import contracts as use_cases
from .asking import CODE, Wanted

router = APIRouter(tags=["contracts"])
KEEPERS = (Role.ENGINEERING, Role.CENTRE_DIRECTOR, Role.RECORDS_CLERK)
READERS = (
    *KEEPERS,
    Role.ENGINEERING_DESK,
    Role.SITE_LEAD,
    Role.FINANCE_OFFICER,
    Role.AUDITOR,
    Role.LEGAL_COUNSEL,
    Role.DEPUTY_CHIEF_ENGINEER,
)
Code = Annotated[str, Path(pattern=CODE, description="letters of any script, digits, dot, hyphen")]


ContractNo = Annotated[str, text(60), StringConstraints(pattern=r"^[^:]*$")]
"""Without a colon, which parts the names of the ledger's accounts."""


class ContractorIn(In):
    """A contractor's entry."""

    name: Annotated[str, text(200)]
    address: Annotated[str, text(300, 0)] = ""


class ContractorOut(Out):
    """A contractor."""

    code: str
    name: str
    address: str


Buildings = Annotated[list[Annotated[str, text(60)]], Field(max_length=500)]
"""Codes of buildings as the registry of units has them."""


class PartTerms(In):
    """The warranty agreed for a part of the building."""

    part: Part
    warranty_months: Annotated[int, Field(ge=1, le=1200, strict=True)]
    clause: Annotated[str, text(200)]


class RepairTimeTerms(In):
    """The time for a repair, from receipt of the order; a last day that is a holiday moves unless agreed otherwise."""

    unit: TimeUnit
    count: Annotated[int, Field(ge=1, le=100_000, strict=True)]
    moves_off_holidays: bool = True


class ContractIn(In):
    """A contract as agreed."""

    contract_no: ContractNo
    contractor: Annotated[str, text(60)]
    project: Annotated[str, text(60)]
    parts: Annotated[list[PartTerms], Field(min_length=1, max_length=50)]
    completion_accepted_on: date
    repair_time: RepairTimeTerms
    settled_price_fen: AmountFen
    retention_fen: Annotated[int, Field(ge=0, le=10**12, strict=True)]
    liability_ends_on: date
    completion_reported_on: date | None = None
    buildings: Annotated[Buildings, Field(default_factory=list)]


class PartOut(Out):
    """The warranty of a part, with its last day."""

    part: Part
    warranty_months: int
    clause: str
    warranty_until: date


class AmendedPartOut(Out):
    """The warranty of a part as amended."""

    part: Part
    warranty_months: int
    clause: str


class AmendmentOut(Out):
    """What was agreed later, from what day on, by whose entry; what is null stood as it was."""

    amendment_id: UUID
    number: int
    holds_from: date
    parts: list[AmendedPartOut]
    repair_time: RepairTimeTerms | None
    buildings: list[str] | None
    reason: str
    clause: str
    recorded_by: str
    recorded_at: datetime


class ContractOut(Out):
    """A contract as it stands today, with the amendments that have made or will make it so; no buildings: the whole project."""

    contract_id: UUID
    contract_no: str
    contractor: str
    project: str
    parts: list[PartOut]
    completion_accepted_on: date
    repair_time: RepairTimeTerms
    settled_price_fen: int
    retention_fen: int
    liability_ends_on: date
    completion_reported_on: date | None
    buildings: list[str]
    amendments: list[AmendmentOut]


@router.put("/contractors/{code}")
async def put_contractor(code: Code, body: ContractorIn, door: Annotated[Door, opens_for(*KEEPERS)]) -> ContractorOut:
    """Enter a contractor, or correct its entry."""
    contractor = store.Contractor(code, body.name, body.address)
    async with door.transaction() as tx:
        await use_cases.record_contractor(tx, contractor, door.caller, tx.now)
    return ContractorOut.model_validate(contractor)


@router.get("/contractors")
async def get_contractors(
    door: Annotated[Door, opens_for(*READERS)], cursor: str | None = None, limit: Limit = 50
) -> Page[ContractorOut]:
    """The contractors, by code."""
    after = text_in(cursor)
    async with door.reading() as tx:
        found = await store.contractors(tx, after, limit + 1)
    more = encode_cursor([found[limit - 1].code]) if len(found) > limit else None
    return Page(items=[ContractorOut.model_validate(each) for each in found[:limit]], next=more)


@router.post("/contracts", status_code=201, response_model=ContractOut)
async def post_contract(body: ContractIn, door: Annotated[Door, opens_for(*KEEPERS)]) -> Response:
    """Enter a contract; refused below the law's warranty (L1) and above its retention (L5)."""
    door.caller.must_reach(body.project)
    contract = _contract(new_id(), body)

    async def act(tx: Transaction) -> ContractOut:
        await use_cases.register_contract(tx, contract, door.caller, tx.now)
        return out(contract, tx.now)

    return await door.once(body, act)


@router.get("/contracts")
async def get_contracts(
    door: Annotated[Door, opens_for(*READERS, Role.CONTRACTOR)],
    project: Wanted = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Page[ContractOut]:
    """The contracts within the caller's scope; a contractor's own."""
    after = id_in(cursor)
    async with door.reading() as tx:
        now = tx.now
        found = await store.contracts(tx, scope(door.caller), project, after, limit + 1)
    more = encode_cursor([found[limit - 1].contract_id]) if len(found) > limit else None
    return Page(items=[out(each, now) for each in found[:limit]], next=more)


@router.get("/contracts/{contract_id}")
async def get_contract(contract_id: UUID, door: Annotated[Door, opens_for(*READERS, Role.CONTRACTOR)]) -> ContractOut:
    """One contract, with the last day of each warranty."""
    async with door.reading() as tx:
        now = tx.now
        contract = await store.contract(tx, contract_id)
    if contract is None or not sees(door.caller, contract.project, contract.contractor):
        raise NoSuchContract
    return out(contract, now)


def _contract(contract_id: UUID, body: ContractIn) -> Contract:
    time = body.repair_time
    return Contract(
        contract_id=contract_id,
        contract_no=body.contract_no,
        contractor=body.contractor,
        project=body.project,
        parts=tuple(ContractPart(each.part, each.warranty_months, each.clause) for each in body.parts),
        completion_accepted_on=body.completion_accepted_on,
        repair_time=RepairTime(time.unit, time.count, time.moves_off_holidays),
        settled_price_fen=body.settled_price_fen,
        retention_fen=body.retention_fen,
        liability_ends_on=body.liability_ends_on,
        completion_reported_on=body.completion_reported_on,
        buildings=tuple(dict.fromkeys(body.buildings)),
    )


def out(contract: Contract, now: datetime) -> ContractOut:
    """A contract as it stands at a moment."""
    contract = contract.as_of(day_in_china(now))
    return ContractOut(
        contract_id=contract.contract_id,
        contract_no=contract.contract_no,
        contractor=contract.contractor,
        project=contract.project,
        parts=[
            PartOut(
                part=each.part,
                warranty_months=each.warranty_months,
                clause=each.clause,
                warranty_until=add_months(contract.completion_accepted_on, each.warranty_months),
            )
            for each in contract.parts
        ],
        completion_accepted_on=contract.completion_accepted_on,
        repair_time=_time(contract.repair_time),
        settled_price_fen=contract.settled_price_fen,
        retention_fen=contract.retention_fen,
        liability_ends_on=contract.liability_ends_on,
        completion_reported_on=contract.completion_reported_on,
        buildings=list(contract.buildings),
        amendments=[_amendment(each) for each in contract.amendments],
    )


def _time(time: RepairTime) -> RepairTimeTerms:
    return RepairTimeTerms(unit=time.unit, count=time.count, moves_off_holidays=time.moves_off_holidays)


def _amendment(amendment: Amendment) -> AmendmentOut:
    return AmendmentOut(
        amendment_id=amendment.amendment_id,
        number=amendment.number,
        holds_from=amendment.holds_from,
        parts=[AmendedPartOut.model_validate(each) for each in amendment.parts],
        repair_time=_time(amendment.repair_time) if amendment.repair_time else None,
        buildings=None if amendment.buildings is None else list(amendment.buildings),
        reason=amendment.reason,
        clause=amendment.clause,
        recorded_by=amendment.recorded_by,
        recorded_at=amendment.recorded_at,
    )
