"""Corrective and preventive action."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import CaseClass, Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import PLAIN, Cursor, Limit, encode_cursor, id_in
from plumbing.policy import policy
from plumbing.web import Caller, Door, In, Out, Page, opens_for, text
from pydantic import Field

from ..domain import actions as domain
from ..domain.actions import Action, ActionKind, ActionState, NoSuchAction, Plan
from ..store import actions as store
from ..use_cases import actions as use_cases
from ..use_cases.actions import Check, Occasion
from .cases import Code
from .views import STAFF

router = APIRouter(tags=["corrective and preventive action"])
OPENERS = (
    Role.SERVICE_SUPERVISOR, Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.QUALITY_SUPERVISOR, Role.MANAGEMENT_REPRESENTATIVE,
    Role.DEPARTMENT_MANAGER,
)  # fmt: skip
SOME = 20
"""How many of a candidate's cases are named."""


class PlanIn(In):
    """What is to be done against which cause, by whom and when, and who checks the effect."""

    cause: Annotated[str, text(4000)]
    action: Annotated[str, text(4000)]
    owner_role: Role
    owner_person: Annotated[str, text(100)] | None = None
    due_on: date
    check_role: Role = Role.SERVICE_SUPERVISOR
    check_on: date

    def plan(self) -> Plan:
        """As the domain knows it."""
        return Plan(**{name: getattr(self, name) for name in PlanIn.model_fields})


class ActionIn(PlanIn):
    """An action about cases, or about a matter, of a project."""

    project: Annotated[str, text(40)]
    kind: ActionKind
    cases: Annotated[list[UUID], Field(max_length=200, default_factory=list)]
    matter: Annotated[str, text(40)] | None = None


class CompletionIn(In):
    """What was done."""

    text: Annotated[str, text(4000)]


class CheckIn(In):
    """Whether it had effect, by what was found; if not, the action that follows."""

    effective: bool
    finding: Annotated[str, text(4000)]
    next: PlanIn | None = None


class ActionOut(Out):
    """An action."""

    action_id: UUID
    action_no: str
    project: str
    matter: str | None
    kind: ActionKind
    cause: str
    action: str
    owner_role: Role
    owner_person: str | None
    due_on: date
    check_role: Role
    check_on: date
    follows: UUID | None
    opened_by: str
    opened_at: datetime
    state: ActionState
    done_by: str | None
    done_at: datetime | None
    done_text: str | None
    checked_by: str | None
    checked_at: datetime | None
    finding: str | None


class WholeAction(ActionOut):
    """An action with the cases it is about, and the action that followed it."""

    cases: list[UUID]
    followed_by: UUID | None


class Candidate(Out):
    """A class and subject that wants an action: so many cases, of which the latest are named."""

    case_class: CaseClass
    matter: str
    cases: int
    is_repeated: bool
    is_far_reaching: bool
    case_ids: list[UUID]


class Candidates(Out):
    """Matters that want an action, and by what figures."""

    cases_wanted: int
    since: datetime
    policy_version: int
    items: list[Candidate]


@router.post("/actions", status_code=201, response_model=WholeAction)
async def post_action(body: ActionIn, door: Annotated[Door, opens_for(*OPENERS)]) -> Response:
    """Open an action against what was repeated or reaches far (I12)."""
    door.caller.must_reach(body.project)
    action_id = new_id()
    occasion = Occasion(body.project, body.kind, body.matter, list(dict.fromkeys(body.cases)))

    async def act(tx: Transaction) -> WholeAction:
        opened = await use_cases.open_action(tx, action_id, occasion, body.plan(), door.caller.person, tx.now)
        return await _shown(tx, opened)

    return await door.once(body, act)


@router.post("/actions/{action_id}/completions", status_code=201, response_model=WholeAction)
async def post_completion(
    action_id: UUID, body: CompletionIn, door: Annotated[Door, opens_for(*sorted(domain.OWNERS))]
) -> Response:
    """The owner says what was done (I12)."""
    caller = door.caller

    async def act(tx: Transaction) -> WholeAction:
        await _seen(tx, action_id, caller)
        done = await use_cases.report_done(tx, action_id, body.text, caller.person, caller.roles, tx.now)
        return await _shown(tx, done)

    return await door.once(body, act)


@router.post("/actions/{action_id}/checks", status_code=201, response_model=WholeAction)
async def post_check(
    action_id: UUID, body: CheckIn, door: Annotated[Door, opens_for(*sorted(domain.CHECKERS))]
) -> Response:
    """Another checks the effect; without any, the next action is opened with it (I12, B6)."""
    caller, next_id = door.caller, new_id()
    found = Check(body.effective, body.finding, body.next.plan() if body.next else None)

    async def act(tx: Transaction) -> WholeAction:
        await _seen(tx, action_id, caller)
        checked = await use_cases.check(tx, (action_id, next_id), found, caller.person, caller.roles, tx.now)
        return await _shown(tx, checked)

    return await door.once(body, act)


@router.get("/actions")
async def get_actions(
    door: Annotated[Door, opens_for(*STAFF)],
    project: Code = None,
    state: ActionState | None = None,
    case_id: UUID | None = None,
    overdue: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ActionOut]:
    """The actions within the caller's reach, the latest first; ``overdue`` ones wait for the action or its check."""
    async with door.reading() as tx:
        today = day_in_china(tx.now) if overdue else None
        wanted = store.Wanted(door.caller.reach, project, state, case_id, today)
        found = await store.actions(tx, wanted, id_in(cursor), limit + 1)
    items = [ActionOut.model_validate(action) for action in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].action_id]) if len(found) > limit else None)


@router.get("/actions/{action_id}")
async def get_action(action_id: UUID, door: Annotated[Door, opens_for(*STAFF)]) -> WholeAction:
    """An action, the cases it is about, and what followed."""
    async with door.reading() as tx:
        await _seen(tx, action_id, door.caller)
        return await _shown(tx, await store.action(tx, action_id))


@router.get("/action-candidates")
async def get_candidates(
    project: Annotated[str, Query(min_length=1, max_length=40, pattern=PLAIN)],
    door: Annotated[Door, opens_for(*OPENERS)],
) -> Candidates:
    """Matters that were repeated or reach far and have no action under way (I12)."""
    door.caller.must_reach(project, "query:project")
    async with door.reading() as tx:
        today = day_in_china(tx.now)
        in_force = await policy(tx, "corrective_action", today)
        rule = domain.rule_from(in_force.data)
        since = domain.month_begins(rule, today)
        rows = await store.candidates(tx, project, since, rule)
    items = [
        Candidate(**dict(row) | {"is_repeated": row["cases"] >= rule.cases, "case_ids": row["case_ids"][:SOME]})
        for row in rows
    ]
    return Candidates(cases_wanted=rule.cases, since=since, policy_version=in_force.version, items=items)


async def _seen(tx: Transaction, action_id: UUID, caller: Caller) -> None:
    if not caller.reaches((await store.action(tx, action_id)).project):
        raise NoSuchAction


async def _shown(tx: Transaction, action: Action) -> WholeAction:
    named, after = await store.case_ids(tx, action.action_id), await store.following(tx, action.action_id)
    return WholeAction(**ActionOut.model_validate(action).model_dump(), cases=named, followed_by=after)
