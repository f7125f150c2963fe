"""Substitutes over HTTP: named by the signer who is away or his superior, ended early by either (B4)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Cursor, Limit, id_in
from plumbing.web import Door, In, Out, Page, opens_for, text
from pydantic import AfterValidator

from ..domain.people import EVERY_PROJECT
from ..domain.substitutes import MAY_STAND_IN, SUPERIORS
from ..domain.tiers import SIGNERS
from ..store import substitutes as store
from ..use_cases import substitutes as use_cases
from .asking import READERS, Moment, next_page, person, reach

router = APIRouter(prefix="/substitutions", tags=["substitutes"])
Anyone = Annotated[Door, opens_for(*READERS, *MAY_STAND_IN)]


def _that_signs(role: Role) -> Role:
    if role not in SUPERIORS:
        raise ValueError(f"{role} signs no claims; one of: {', '.join(sorted(SUPERIORS))}")
    return role


class SubstituteIn(In):
    """Who stands in for whom. No project is every project; no ``away`` is oneself; no beginning is now."""

    role: Annotated[Role, AfterValidator(_that_signs)]
    project: Annotated[str, text(50)] | None = None
    away: Annotated[str, text(200)] | None = None
    substitute: Annotated[str, text(200)]
    starts_at: Moment | None = None
    ends_at: Moment
    reason: Annotated[str, text(2000)]


class EndingIn(In):
    """Why it ends early."""

    reason: Annotated[str, text(2000)]


class SubstitutionOut(Out):
    """A substitution; ``holds_now`` says whether the substitute may sign."""

    substitution_id: UUID
    role: Role
    project: str | None
    away: str
    substitute: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    named_at: datetime
    named_by: str
    ended_at: datetime | None
    ended_by: str | None
    end_reason: str | None
    holds_now: bool


@router.post("", status_code=201, response_model=SubstitutionOut)
async def name_substitute(body: SubstituteIn, door: Annotated[Door, opens_for(*SIGNERS)]) -> Response:
    """Name who signs in one's own role, or in that of somebody below, for a time (B4)."""
    substitution_id, by = new_id(), person(door.caller)
    project = body.project or EVERY_PROJECT
    door.caller.must_reach(project)
    asked = use_cases.Request(
        body.role, project, body.away or by.id, body.substitute, body.starts_at, body.ends_at, body.reason
    )

    async def act(tx: Transaction) -> SubstitutionOut:
        await use_cases.name_substitute(tx, substitution_id, asked, by, tx.now)
        return SubstitutionOut.model_validate(await store.summary(tx, tx.now, substitution_id))

    return await door.once(body, act)


@router.post("/{substitution_id}/endings", status_code=201, response_model=SubstitutionOut)
async def end_substitution(substitution_id: UUID, body: EndingIn, door: Anyone) -> Response:
    """End it early: who is away, who named, the substitute himself, or a superior."""

    async def act(tx: Transaction) -> SubstitutionOut:
        await use_cases.end_substitution(tx, substitution_id, body.reason, person(door.caller), tx.now)
        return SubstitutionOut.model_validate(await store.summary(tx, tx.now, substitution_id))

    return await door.once(body, act)


@router.get("")
async def list_substitutions(
    door: Anyone,
    role: Annotated[Role | None, Query()] = None,
    holding: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[SubstitutionOut]:
    """Substitutions within reach and one's own, the latest first; those that hold now where asked."""
    async with door.reading() as tx:
        rows = await store.summaries(
            tx, tx.now, projects=reach(door.caller), person=door.caller.person, role=role, before=id_in(cursor),
            only_holding=holding, limit=limit + 1,
        )  # fmt: skip
    items = [SubstitutionOut.model_validate(row) for row in rows[:limit]]
    return Page(items=items, next=next_page(rows, limit, "substitution_id"))
