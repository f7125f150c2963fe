"""The door for the daily list (N2, B1)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.errors import Forbidden
from aftercare_contracts.values import Role
from fastapi import APIRouter, Query
from plumbing.paging import PLAIN, Cursor, Limit, encode_cursor, number_in
from plumbing.web import Door, Out, Page, opens_for

from ..domain.daily import Kind, Listed, Urgency, counts
from ..use_cases import daily as use_cases

router = APIRouter(prefix="/daily-list", tags=["daily list"])
READERS = tuple(role for role in Role if role not in (Role.CUSTOMER, Role.CONTRACTOR, Role.HOTLINE))
HEADS = (
    Role.SITE_LEAD, Role.SERVICE_SUPERVISOR, Role.CENTRE_DIRECTOR, Role.DEPARTMENT_MANAGER, Role.DEPUTY_CHIEF_ENGINEER,
    Role.VICE_PRESIDENT, Role.GENERAL_MANAGER, Role.OPERATOR,
)  # fmt: skip
Named = Annotated[str | None, Query(min_length=1, max_length=100, pattern=PLAIN)]


class NotYourList(Forbidden):
    """Others' lists are for heads."""


class ItemOut(Out):
    """One thing: ``what`` is a code by its kind; ``role`` or ``person`` is whose it is."""

    kind: Kind
    what: str
    reference: str
    case_id: UUID | None
    project: str | None
    role: Role | None
    person: str | None
    due_at: datetime | None
    since: datetime | None
    urgency: Urgency


class DailyListOut(Page[ItemOut]):
    """A page of the list, and the counts of the whole."""

    passed: int
    due_today: int
    fresh: int
    held: int


@router.get("")
async def get_daily_list(
    door: Annotated[Door, opens_for(*READERS)],
    person: Named = None,
    role: Role | None = None,
    project: Named = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> DailyListOut:
    """What is the caller's today, the most pressing first: passed, due today, new, held. A head may ask for another's, by
    role or by person; a person's list is what names him."""
    caller = door.caller
    is_own = (role is None or role in caller.roles) and person in (None, caller.person)
    if not is_own and not caller.has(*HEADS):
        raise NotYourList
    if project is not None:
        caller.must_reach(project, "query:project")
    within = [project] if project is not None else caller.reach
    roles = [role] if role is not None else sorted(caller.roles) if person is None else []
    skip = max(0, min(number_in(cursor) or 0, 2**31))
    async with door.reading() as tx:
        whose = person or (caller.person if is_own and role is None else None)
        found = await use_cases.listed(tx, within, roles, whose, tx.now)
    shown = found[skip : skip + limit]
    return DailyListOut(
        items=[_shown(each) for each in shown],
        next=encode_cursor([skip + limit]) if len(found) > skip + limit else None,
        **{name: getattr(counts(found), name) for name in ("passed", "due_today", "fresh", "held")},
    )


def _shown(each: Listed) -> ItemOut:
    names = [name for name in ItemOut.model_fields if name != "urgency"]
    return ItemOut(**{name: getattr(each.item, name) for name in names}, urgency=each.urgency)
