"""What befalls a return visit from outside: planned on hearing, reminded of, given up.

Whoever moves a visit disarms its timers before he takes hold of it, as a timer that fires holds itself first: the two
never wait for each other in a circle.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone
from aftercare_contracts.events.intake import CaseClosed, CaseHandled, CaseJudged, CaseReopened
from aftercare_contracts.events.intake_calendar import CalendarNoticeLoaded
from aftercare_contracts.events.intake_conduct import MajorFound, ReplyAgreed
from aftercare_contracts.events.survey import ReturnVisitPlanned, VisitLimitApproaching, VisitLimitPassed
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Verdict
from plumbing import outbox, timers
from plumbing.calendar_days import Day, calendar, load_year
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.policy import policy

from ..domain import return_visit as domain
from ..domain.return_visit import OPEN, Because, ReturnVisit, Rule, State
from ..store import director as wanted
from ..store import return_visits as store
from ..store.director import Whom
from . import director, month_rule, visit_links
from .announcing import facts

REMIND, PASS, ESCALATE = "visit_remind", "visit_pass", "visit_escalate"
LIMIT = "return_visit"


async def plan_visit(tx: Transaction, event: CaseHandled, now: datetime) -> None:
    """Handling ended: a visit is planned where one is wanted; one still planned from before falls away (V1)."""
    await _cancel_open(tx, event.case_id, Because.HANDLED_AGAIN, now)
    if not event.visit_wanted:
        return
    in_force, days = await policy(tx, "return_visits", day_in_china(event.handled_at)), await calendar(tx)
    remind_at, due_at = domain.due_times(Rule.from_data(in_force.data), event.handled_at, days.is_working)
    whom = Whom(event.project, event.case_id, event.case_no, event.customer_id, event.unit_no)
    visit = ReturnVisit(
        visit_id=new_id(), case_id=event.case_id, case_no=event.case_no, project=event.project, unit_no=event.unit_no,
        round=event.round, settled=event.settled, way=domain.way_for(event.visit_by, is_serious=event.is_serious),
        is_serious=event.is_serious, may_not_visit=event.may_not_visit, director_because=await wanted.wanted_by(tx, whom),
        visitor=domain.visitor_for(event.taken_by, event.may_not_visit), customer_id=event.customer_id,
        handled_at=event.handled_at, planned_at=now, remind_at=remind_at, due_at=due_at, policy_version=in_force.version,
    )  # fmt: skip
    await store.add(tx, visit)
    await timers.arm(tx, visit.visit_id, REMIND, remind_at)
    await timers.arm(tx, visit.visit_id, PASS, domain.first_moment_after(due_at))
    planned = ReturnVisitPlanned(**facts(visit), way=visit.way, visitor=visit.visitor, due_at=due_at)
    await outbox.add(tx, planned, about=visit.case_id)
    await director.call(tx, visit)
    await visit_links.send(tx, visit, now)


async def go_as_agreed(tx: Transaction, event: ReplyAgreed, now: datetime) -> None:
    """A visit still to be made is made as the customer wishes now (I5)."""
    await store.set_way(tx, event.case_id, event.visit_by)


async def go_home(tx: Transaction, event: MajorFound, now: datetime) -> None:
    """A visit still to be made on what turned out a major case is made at home (V1)."""
    await store.set_serious(tx, event.case_id)


async def work_goes_on(tx: Transaction, event: CaseReopened, now: datetime) -> None:
    """Another round began; a visit still planned falls away."""
    await _cancel_open(tx, event.case_id, Because.REOPENED, now)


async def case_judged(tx: Transaction, event: CaseJudged, now: datetime) -> None:
    """For an invalid complaint the explaining call is the visit (V1)."""
    if event.verdict is Verdict.INVALID:
        await _cancel_open(tx, event.case_id, Because.FOUND_INVALID, now)


async def case_closed(tx: Transaction, event: CaseClosed, now: datetime) -> None:
    """A closed case waits for no visit."""
    await month_rule.case_closed(tx, event, now)
    await _cancel_open(tx, event.case_id, Because.CLOSED, now)


async def _cancel_open(tx: Transaction, case_id: UUID, because: Because, now: datetime) -> None:
    visit_id = await store.open_of_case(tx, case_id)
    if visit_id is None:
        return
    await timers.disarm(tx, visit_id)
    visit = await store.visit_held(tx, visit_id)
    if visit.state in OPEN:
        await store.save(tx, domain.cancel(visit, because, now))


async def remind(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """The visit's owner is reminded before its time ends (N2); after a standstill that outlasted it, no longer."""
    visit = await _still_planned(tx, timer)
    if domain.has_passed(visit.due_at, now):
        raise AlreadyDone("The time has passed.")
    await outbox.add(tx, VisitLimitApproaching(**_limit(visit)), about=visit.case_id)


async def let_pass(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """The visit was not made in time: the site lead is told, and then the centre director (N2)."""
    visit = await _still_planned(tx, timer)
    await outbox.add(tx, VisitLimitPassed(**_limit(visit), tell=domain.superior(1), step=1), about=visit.case_id)
    step_at = domain.next_step_at(visit.due_at, now, (await calendar(tx)).is_working)
    await timers.arm(tx, visit.visit_id, ESCALATE, step_at)


async def escalate(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """Nothing moved since: the centre director is told (N2)."""
    visit = await _still_planned(tx, timer)
    await outbox.add(tx, VisitLimitPassed(**_limit(visit), tell=domain.superior(2), step=2), about=visit.case_id)


async def _still_planned(tx: Transaction, timer: timers.Timer) -> ReturnVisit:
    visit = await store.visit_held(tx, UUID(timer.subject))
    if visit.state is not State.PLANNED:
        raise AlreadyDone(f"The return visit is {visit.state}.")
    return visit


def _limit(visit: ReturnVisit) -> dict[str, Any]:
    known = {name: getattr(visit, name) for name in ("case_id", "case_no", "project", "round", "due_at")}
    return known | {"limit": LIMIT, "owner_role": domain.OWNER, "reference": visit.case_no}


async def load_notice(tx: Transaction, event: CalendarNoticeLoaded, now: datetime) -> None:
    """The working days follow the year's notice (I14): what is counted from now on goes by it."""
    named = [Day(day.day, day.is_working, day.name, is_provisional=False) for day in event.days]
    await load_year(tx, event.year, named, event.notice)
