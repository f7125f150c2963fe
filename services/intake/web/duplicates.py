"""Likely duplicates, links, merges, repeats."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import CaseClass, Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import PLAIN
from plumbing.policy import policy
from plumbing.web import Day, Door, In, Out, opens_for, text

from ..domain.case import State
from ..store import duplicates as store
from ..use_cases import duplicates as use_cases
from .cases import seen
from .views import MAY_REGISTER, STAFF, CaseOut, shown

router = APIRouter(tags=["duplicates"])
MERGE = (Role.CASE_OFFICER, Role.SERVICE_OFFICER, Role.SERVICE_SUPERVISOR, Role.SITE_LEAD, Role.CENTRE_DIRECTOR)


class ContactIn(In):
    """As much of a contact as tells it from another."""

    project: Annotated[str, text(40)]
    unit_no: Annotated[str, text(40)] | None = None
    matter: Annotated[str, text(40)]
    complaint: Annotated[str, text(20_000)]


class CandidateOut(Out):
    """A case that may be the same: how likely, from 0 to 1, and what speaks for it."""

    case_id: UUID
    case_no: str
    unit_no: str | None
    matter: str
    state: State
    registered_at: datetime
    score: float
    because: tuple[str, ...]


class Candidates(Out):
    """The likeliest first."""

    items: list[CandidateOut]


class LinkIn(In):
    """With which case, and why."""

    other: UUID
    reason: Annotated[str, text(500)]


class LinkMade(Out):
    """The new link."""

    link_id: UUID


class LinkOut(Out):
    """A case that belongs together with this one."""

    link_id: UUID
    case_id: UUID
    case_no: str
    project: str
    state: State
    reason: str
    linked_by: str
    linked_at: datetime


class MergeIn(In):
    """Into which case, and why."""

    into: UUID
    reason: Annotated[str, text(500)]


class UndoIn(In):
    """Why it is undone."""

    reason: Annotated[str, text(500)]


class MergeOut(Out):
    """A merge, and its undoing where it was undone."""

    merge_id: UUID
    case_id: UUID
    case_no: str
    into_id: UUID
    into_no: str
    reason: str
    merged_by: str
    merged_at: datetime
    undone_by: str | None
    undone_at: datetime | None
    undone_because: str | None


class RepeatOut(Out):
    """An earlier case of the same kind."""

    case_id: UUID
    case_no: str
    state: State
    registered_at: datetime
    is_same_customer: bool


class Related(Out):
    """What a case has to do with others."""

    merged_into: UUID | None
    links: list[LinkOut]
    merges: list[MergeOut]
    repeats: list[RepeatOut]


class Counted(Out):
    """A subject, how often it came and in how many units; far-reaching where policy says so (I12)."""

    matter: str
    case_class: CaseClass
    cases: int
    units: int
    repeats: int
    is_far_reaching: bool


class CountedSubjects(Out):
    """The most frequent first."""

    items: list[Counted]


@router.post("/cases/likely-duplicates")
async def post_likely_duplicates(body: ContactIn, door: Annotated[Door, opens_for(*MAY_REGISTER)]) -> Candidates:
    """Before a contact is saved: cases that may be the same. Nothing is kept of what was asked (B3)."""
    door.caller.must_reach(body.project)
    async with door.reading() as tx:
        found = await use_cases.likely_duplicates(
            tx, body.project, body.unit_no, body.matter, body.complaint, door.caller.person, tx.now
        )
    return Candidates(items=[
        CandidateOut(
            case_id=one.case_id, case_no=one.case_no, unit_no=one.unit_no, matter=one.matter, state=one.state,
            registered_at=one.registered_at, score=one.match.score, because=one.match.because,
        )
        for one in found
    ])  # fmt: skip


@router.post("/cases/{case_id}/links", status_code=201, response_model=LinkMade)
async def post_link(case_id: UUID, body: LinkIn, door: Annotated[Door, opens_for(*MERGE)]) -> Response:
    """Two cases belong together."""
    link_id = new_id()

    async def act(tx: Transaction) -> LinkMade:
        for each in (case_id, body.other):
            await seen(tx, each, door.caller)
        await use_cases.link(tx, link_id, case_id, body.other, body.reason, door.caller.person, tx.now)
        return LinkMade(link_id=link_id)

    return await door.once(body, act)


@router.delete("/cases/{case_id}/links/{link_id}", status_code=204)
async def delete_link(case_id: UUID, link_id: UUID, door: Annotated[Door, opens_for(*MERGE)]) -> None:
    """They do not belong together after all; that they were linked stays on record."""
    async with door.transaction() as tx:
        await seen(tx, case_id, door.caller)
        await use_cases.unlink(tx, case_id, link_id, door.caller.person, tx.now)


@router.post("/cases/{case_id}/merges", status_code=201, response_model=CaseOut)
async def post_merge(case_id: UUID, body: MergeIn, door: Annotated[Door, opens_for(*MERGE)]) -> Response:
    """The case goes on in another; number, entries and timeline stay (B3)."""
    merge_id = new_id()

    async def act(tx: Transaction) -> CaseOut:
        for each in (case_id, body.into):
            await seen(tx, each, door.caller)
        return shown(await use_cases.merge(tx, merge_id, case_id, body.into, body.reason, door.caller.person, tx.now))

    return await door.once(body, act)


@router.post("/cases/{case_id}/merge-undos", status_code=201, response_model=CaseOut)
async def post_merge_undo(case_id: UUID, body: UndoIn, door: Annotated[Door, opens_for(*MERGE)]) -> Response:
    """The case stands alone again, as before the merge; the limits the merge had ended run anew (B3)."""

    async def act(tx: Transaction) -> CaseOut:
        await seen(tx, case_id, door.caller)
        return shown(await use_cases.undo_merge(tx, case_id, body.reason, door.caller.person, tx.now))

    return await door.once(body, act)


@router.get("/cases/{case_id}/related")
async def get_related(case_id: UUID, door: Annotated[Door, opens_for(*STAFF)]) -> Related:
    """Links, merges, and earlier cases of the same kind; of other projects only those within the caller's reach."""
    async with door.reading() as tx:
        case = await seen(tx, case_id, door.caller)
        links = [row for row in await store.links(tx, case_id) if door.caller.reaches(row["project"])]
        merges, repeats = await store.merges(tx, case_id), await store.repeats(tx, case_id)
    return Related(
        merged_into=case.merged_into,
        links=[LinkOut(**dict(row)) for row in links],
        merges=[MergeOut(**dict(row)) for row in merges],
        repeats=[RepeatOut(**dict(row)) for row in repeats],
    )


@router.get("/repeats")
async def get_repeats(
    project: Annotated[str, Query(min_length=1, max_length=40, pattern=PLAIN)],
    since: Day,
    door: Annotated[Door, opens_for(*STAFF)],
) -> CountedSubjects:
    """How often each subject came in a project since a day (I12)."""
    door.caller.must_reach(project, "query:project")
    async with door.reading() as tx:
        rows = await store.counted(tx, project, since)
        far_reaching = (await policy(tx, "repeats", since)).data["far_reaching"]
    return CountedSubjects(items=[Counted(**dict(row), is_far_reaching=row["cases"] >= far_reaching) for row in rows])
