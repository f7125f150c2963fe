"""Who saw and who was given a record; what an authority is shown (I16)."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from aftercare_contracts.errors import Problem
from aftercare_contracts.values import Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import PLAIN, Cursor, Limit, encode_cursor, number_in
from plumbing.web import Door, In, Out, Page, opens_for, text
from pydantic import Field, model_validator

from ..domain.case import State
from ..store import cases, people
from ..store import records as store
from ..use_cases import disclosing
from .cases import seen

router = APIRouter(tags=["records"])
KEEPERS = (Role.RECORDS_CLERK, Role.SITE_LEAD, Role.CENTRE_DIRECTOR)
OVERSEERS = (*KEEPERS, Role.AUDITOR, Role.QUALITY_SUPERVISOR)


class LookOut(Out):
    """Somebody saw a full record."""

    id: int
    case_id: UUID
    case_no: str
    project: str
    by: str
    roles: list[str]
    at: datetime


class OutIn(In):
    """A copy, or the record itself until a day: for what, and to whom."""

    kind: Literal["copy", "loan"]
    purpose: Annotated[str, text(500)]
    given_to: Annotated[str, text(100)]
    due_back_on: date | None = None

    @model_validator(mode="after")
    def _comes_back(self) -> "OutIn":
        if (self.kind == "loan") != (self.due_back_on is not None):
            raise ValueError("a loan has due_back_on, a copy has none")
        return self


class GivenOut(Out):
    """What was given of a record."""

    out_id: UUID
    kind: str
    purpose: str
    given_to: str
    given_by: str
    given_at: datetime
    due_back_on: date | None
    returned_by: str | None
    returned_at: datetime | None


class Given(Out):
    """From the first."""

    items: list[GivenOut]


class OutMade(Out):
    """A copy or loan."""

    out_id: UUID


class DisclosureIn(In):
    """What an authority asks for, in writing and with its credentials."""

    authority: Annotated[str, text(200)]
    credentials: Annotated[str, text(500)]
    request_ref: Annotated[str, text(200)]
    case_nos: Annotated[list[Annotated[str, text(40)]], Field(min_length=1, max_length=200)]


class DecisionIn(In):
    """Whether the head consents."""

    consented: bool


class DisclosureOut(Out):
    """A request and the head's word."""

    disclosure_id: UUID
    authority: str
    request_ref: str
    cases: list[UUID]
    asked_by: str
    decided_by: str | None
    is_consented: bool | None


class DisclosedRecord(Out):
    """A record as shown to the authority."""

    case_id: UUID
    case_no: str
    project: str
    unit_no: str | None
    kind: str
    matter: str
    complaint: str
    state: State
    registered_at: datetime
    closed_at: datetime | None
    customer_name: str
    contact: str
    entries: list[dict[str, Any]]


class Disclosed(Out):
    """What was asked for, and no more."""

    items: list[DisclosedRecord]


@router.get("/looks")
async def get_looks(
    door: Annotated[Door, opens_for(*OVERSEERS)],
    case_id: UUID | None = None,
    by: Annotated[str | None, Query(min_length=1, max_length=100, pattern=PLAIN)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[LookOut]:
    """Who looked at full records, the latest first."""
    within = door.caller.reach
    async with door.reading() as tx:
        rows = await store.looks(tx, within, case_id, by, number_in(cursor), limit + 1)
    items = [LookOut(**dict(row)) for row in rows[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].id]) if len(rows) > limit else None)


@router.post("/cases/{case_id}/given", status_code=201, response_model=OutMade)
async def post_given(case_id: UUID, body: OutIn, door: Annotated[Door, opens_for(*KEEPERS)]) -> Response:
    """Record that a copy went out, or the record itself for a while."""
    out_id = new_id()

    async def act(tx: Transaction) -> OutMade:
        await seen(tx, case_id, door.caller)
        by = door.caller.person
        await store.give(tx, out_id, case_id, body.kind, body.purpose, body.given_to, by, body.due_back_on)
        return OutMade(out_id=out_id)

    return await door.once(body, act)


@router.post("/cases/{case_id}/given/{out_id}/returns", status_code=201, response_model=OutMade)
async def post_return(case_id: UUID, out_id: UUID, door: Annotated[Door, opens_for(*KEEPERS)]) -> Response:
    """A loan is back."""

    async def act(tx: Transaction) -> OutMade:
        await seen(tx, case_id, door.caller)
        if not await store.take_back(tx, case_id, out_id, door.caller.person, tx.now):
            raise disclosing.NoSuchLoan
        return OutMade(out_id=out_id)

    return await door.once(None, act)


@router.get("/cases/{case_id}/given")
async def get_given(case_id: UUID, door: Annotated[Door, opens_for(*OVERSEERS)]) -> Given:
    """Copies and loans of a case's record."""
    async with door.reading() as tx:
        await seen(tx, case_id, door.caller)
        return Given(items=[GivenOut(**dict(row)) for row in await store.given(tx, case_id)])


@router.post("/disclosures", status_code=201, response_model=DisclosureOut)
async def post_disclosure(
    body: DisclosureIn, door: Annotated[Door, opens_for(Role.RECORDS_CLERK, Role.SITE_LEAD)]
) -> Response:
    """An authority asks in writing to see records; nobody else from outside is shown any (I16)."""
    disclosure_id = new_id()

    async def act(tx: Transaction) -> DisclosureOut:
        known = await store.cases_by_number(tx, body.case_nos)
        problems = [
            Problem(f"/case_nos/{i}", f"no case {number}", "the number of a case within your reach")
            for i, number in enumerate(body.case_nos)
            if number not in known or not door.caller.reaches((await cases.case(tx, known[number])).project)
        ]
        if problems:
            raise disclosing.UnknownCases("", *problems)
        wanted = [known[number] for number in dict.fromkeys(body.case_nos)]
        await store.ask_disclosure(
            tx, disclosure_id, body.authority, body.credentials, body.request_ref, wanted, door.caller.person
        )
        return await _shown(tx, disclosure_id)

    return await door.once(body, act)


@router.post("/disclosures/{disclosure_id}/decisions", status_code=201, response_model=DisclosureOut)
async def post_decision(
    disclosure_id: UUID, body: DecisionIn, door: Annotated[Door, opens_for(Role.CENTRE_DIRECTOR)]
) -> Response:
    """The head consents or not."""

    async def act(tx: Transaction) -> DisclosureOut:
        await disclosing.decide(tx, disclosure_id, door.caller.person, tx.now, consented=body.consented)
        return await _shown(tx, disclosure_id)

    return await door.once(body, act)


@router.get("/disclosures/{disclosure_id}/records")
async def get_disclosed(
    disclosure_id: UUID, door: Annotated[Door, opens_for(Role.RECORDS_CLERK, Role.SITE_LEAD, Role.CENTRE_DIRECTOR)]
) -> Disclosed:
    """Exactly what was asked for and consented to, to be shown to the authority; recorded as a look at each."""
    async with door.transaction() as tx:
        rows = await disclosing.records_of(tx, disclosure_id)
        if not all(door.caller.reaches(row["project"]) for row in rows):
            raise disclosing.NoSuchDisclosure
        roles = sorted(door.caller.roles)
        for row in rows:
            await cases.note_look(tx, row["case_id"], door.caller.person, roles, tx.now)
        await people.note_look(tx, "disclosure", None, None, door.caller.person, roles, tx.now)
    return Disclosed(items=[DisclosedRecord(**dict(row)) for row in rows])


async def _shown(tx: Transaction, disclosure_id: UUID) -> DisclosureOut:
    row = await store.disclosure_held(tx, disclosure_id)
    assert row is not None
    return DisclosureOut(**{name: row[name] for name in DisclosureOut.model_fields})
