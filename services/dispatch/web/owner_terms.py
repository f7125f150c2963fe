"""What the owners of a project were promised beyond the law."""

from datetime import date, datetime
from typing import Annotated

from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Part, Role
from fastapi import APIRouter
from plumbing.paging import Limit, encode_cursor, number_in
from plumbing.web import Door, In, Out, Page, opens_for, text
from pydantic import Field

from ..domain.access import NoSuchProject
from ..domain.owner_terms import OwnerTerms
from ..domain.terms import Promise
from ..store import owner_terms as store
from ..use_cases import owner_terms as use_cases
from .contracts import READERS, Code

router = APIRouter(tags=["warranty"])
PROMISERS = (Role.LEGAL_COUNSEL, Role.CENTRE_DIRECTOR, Role.RECORDS_CLERK)


class TermIn(In):
    """What was promised for a part, from handover, and the clause that says so."""

    part: Part
    months: Annotated[int, Field(ge=1, le=1200, strict=True)]
    clause: Annotated[str, text(200)]


class OwnerTermsIn(In):
    """All promises of a project that hold from a day on; none takes back to the law's minimum."""

    holds_from: date
    terms: Annotated[list[TermIn], Field(max_length=50)]
    reason: Annotated[str, text(500)]


class TermOut(Out):
    """What was promised for a part."""

    part: Part
    months: int
    clause: str


class OwnerTermsOut(Out):
    """One version of a project's promises."""

    project: str
    version: int
    holds_from: date
    terms: list[TermOut]
    reason: str
    recorded_by: str
    recorded_at: datetime


@router.put("/owner-terms/{project}")
async def put_owner_terms(
    project: Code, body: OwnerTermsIn, door: Annotated[Door, opens_for(*PROMISERS)]
) -> OwnerTermsOut:
    """Enter what the owners are promised from a day on; refused below the owner's minimum (L2). Saying what the latest version
    says makes no other."""
    _must_see(door, project)
    async with door.transaction() as tx:
        promises = tuple(Promise(each.part, each.months, each.clause) for each in body.terms)
        terms = OwnerTerms(
            project=project, version=0, holds_from=body.holds_from, promises=promises, reason=body.reason,
            recorded_by=door.caller.person, recorded_at=tx.now,
        )  # fmt: skip
        return _out(await use_cases.enter(tx, terms, tx.now))


@router.get("/owner-terms/{project}")
async def get_owner_terms(
    project: Code, door: Annotated[Door, opens_for(*READERS)], on: date | None = None
) -> OwnerTermsOut:
    """The version in force on a day, by default today in China."""
    _must_see(door, project)
    async with door.reading() as tx:
        found = await store.in_force(tx, project, on or day_in_china(tx.now))
    if found is None:
        raise NoSuchProject(f"Nothing was promised the owners of {project} beyond the law on that day.")
    return _out(found)


@router.get("/owner-terms/{project}/versions")
async def get_owner_terms_versions(
    project: Code, door: Annotated[Door, opens_for(*READERS)], cursor: str | None = None, limit: Limit = 50
) -> Page[OwnerTermsOut]:
    """Every version with who entered it and when, the latest first."""
    _must_see(door, project)
    before = number_in(cursor)
    async with door.reading() as tx:
        found = await store.versions(tx, project, before, limit + 1)
    more = encode_cursor([found[limit - 1].version]) if len(found) > limit else None
    return Page(items=[_out(each) for each in found[:limit]], next=more)


def _must_see(door: Door, project: str) -> None:
    if not door.caller.reaches(project):
        raise NoSuchProject


def _out(terms: OwnerTerms) -> OwnerTermsOut:
    return OwnerTermsOut(
        project=terms.project,
        version=terms.version,
        holds_from=terms.holds_from,
        terms=[TermOut.model_validate(each) for each in terms.promises],
        reason=terms.reason,
        recorded_by=terms.recorded_by,
        recorded_at=terms.recorded_at,
    )
