"""Visits without an answer: whether the like comes again within the month decides (V2).

Within a project, whoever begins to wait and whoever hears of a case come one after the other, so that no case is missed;
the end of the month looks once more.
"""

from datetime import datetime
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone
from aftercare_contracts.events.intake import CaseClosed, CaseRegistered
from aftercare_contracts.events.intake_conduct import CaseClassed
from aftercare_contracts.events.survey_visits import ReturnVisitWaiting
from aftercare_contracts.periods import day_in_china
from plumbing import timers
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import return_visit as domain
from ..domain import same_kind
from ..domain.return_visit import ReturnVisit, State, Waits
from ..domain.same_kind import KnownCase
from ..store import known_cases, raised
from ..store import return_visits as store
from .announcing import say, say_result

MONTH_OVER = "visit_month_over"


async def hold(tx: Transaction, visit_id: UUID) -> None:
    """Before the visit is taken hold of: the project's turn, then its timers. Raises ``NoSuchVisit``."""
    await known_cases.hold_project(tx, (await store.visit(tx, visit_id)).project)
    await timers.disarm(tx, visit_id)


async def wait(tx: Transaction, visit: ReturnVisit, waits: Waits, reason: str, by: str, now: datetime) -> ReturnVisit:
    """Let the month decide; where the like has come already, or the month is over, it is decided at once.

    Raises what ``return_visit.wait`` raises.
    """
    months = (await policy(tx, "visiting", day_in_china(now))).data["waiting_months"]
    until = same_kind.month_ends(visit.handled_at if waits is Waits.UNREACHABLE else now, months)
    visit = domain.wait(visit, waits, reason, by, now, until)
    await store.save(tx, visit)
    await say(tx, visit, ReturnVisitWaiting, because=waits.value, until=until, recorded_by=by)
    await timers.arm(tx, visit.visit_id, MONTH_OVER, domain.first_moment_after(until))
    return await _decide(tx, visit, now)


async def case_registered(tx: Transaction, event: CaseRegistered, now: datetime) -> None:
    """A case came; it may be the like of one whose visit has no answer."""
    known = {name: getattr(event, name) for name in known_cases.COLUMNS if name != "closed_at"}
    case = KnownCase(**known)
    await known_cases.hold_project(tx, case.project)
    await known_cases.add(tx, case)
    if event.asked_id:
        await raised.became(tx, event.asked_id, event.case_id, event.case_no)
    await _decide_on(tx, case.project, case.matter, now)


async def case_classed(tx: Transaction, event: CaseClassed, now: datetime) -> None:
    """A case's class or subject was confirmed or corrected; so it may be the like of another now."""
    await known_cases.hold_project(tx, event.project)
    await known_cases.set_kind(tx, event.case_id, event.case_class, event.matter, event.department)
    await _decide_on(tx, event.project, event.matter, now)


async def case_closed(tx: Transaction, event: CaseClosed, now: datetime) -> None:
    """A case closed, and with it what was raised on a visit."""
    await raised.close(tx, event.case_id, now)
    await known_cases.close(tx, event.case_id, now)


async def month_over(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """The month is over: nothing of the kind came, and the visit counts as satisfied."""
    visit = await store.visit_held(tx, UUID(timer.subject))
    if visit.state is not State.AWAITING_MONTH:
        raise AlreadyDone(f"The return visit is {visit.state}.")
    await _decide(tx, visit, now)


async def _decide_on(tx: Transaction, project: str, matter: str, now: datetime) -> None:
    waiting = await store.waiting_on_matter(tx, project, matter)
    await timers.hold(tx, waiting)
    for visit_id in waiting:
        visit = await store.visit_held(tx, visit_id)
        if visit.state is State.AWAITING_MONTH:
            await _decide(tx, visit, now)


async def _decide(tx: Transaction, visit: ReturnVisit, now: datetime) -> ReturnVisit:
    """Dissatisfied where the like came, satisfied where the month went by without; else it goes on waiting."""
    assert visit.waits_from
    assert visit.waits_until
    is_over = domain.has_passed(visit.waits_until, now)
    visited = await known_cases.case(tx, visit.case_id)
    like = None
    if visited:
        others = await known_cases.of_matter(tx, visited.project, visited.matter, visit.waits_from, visit.waits_until)
        like = same_kind.came_again(visit, visited, others)
    if like:
        visit = domain.count_dissatisfied(visit, like.case_no)
    elif is_over:
        visit = domain.count_satisfied(visit)
    else:
        return visit
    await timers.disarm(tx, visit.visit_id)
    await store.save(tx, visit)
    await say_result(tx, visit)
    return visit
