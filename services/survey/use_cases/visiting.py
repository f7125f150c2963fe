"""How a return visit is made: appointed, tried, answered, or found not possible (V1, V2, V4).

Whoever moves a visit disarms its timers before he takes hold of it, as a timer that fires holds itself first: the two
never wait for each other in a circle.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.survey_visits import ReturnVisitAppointed, ReturnVisitAttempted
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import ContactWay
from plumbing import timers
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import attempts as attempts_domain
from ..domain import return_visit as domain
from ..domain import seriousness
from ..domain.attempts import Appointment, Attempt, Enough, Outcome
from ..domain.return_visit import AS_AGREED, Answers, ReturnVisit, Waits, Way
from ..store import attempts
from ..store import director as wanted
from ..store import return_visits as store
from ..store.director import Whom
from . import director, month_rule
from .announcing import say, say_result


async def appoint(
    tx: Transaction, appointment_id: UUID, visit_id: UUID, at: datetime, visitor: str, taken: Way, by: str, now: datetime
) -> Appointment:  # fmt: skip
    """An appointment for a visit. Raises ``NoSuchVisit`` and what ``attempts.appoint`` raises."""
    visit = await store.visit_held(tx, visit_id)
    made = attempts_domain.appoint(visit, appointment_id, at, visitor, taken, by, now)
    await attempts.add_appointment(tx, made)
    await say(tx, visit, ReturnVisitAppointed, appointed_for=at, way=made.way, visitor=visitor, appointed_by=by)
    return made


async def attempt(
    tx: Transaction, attempt_id: UUID, visit_id: UUID, tried_at: datetime, outcome: Outcome, taken: Way,
    put_off_until: datetime | None, note: str, by: str, now: datetime,
) -> Attempt:  # fmt: skip
    """A try that brought no answer; after our reply online the month decides.

    Raises ``NoSuchVisit``, ``DirectorMissing`` and what ``attempts.attempt`` raises.
    """
    if outcome is Outcome.REPLIED:
        await month_rule.hold(tx, visit_id)
    visit = await director.held_with_mark(tx, visit_id)
    made = attempts_domain.attempt(visit, attempt_id, tried_at, outcome, taken, put_off_until, note, by, now)
    await attempts.add_attempt(tx, made)
    so_far = len(await attempts.attempts(tx, visit_id))
    await say(tx, visit, ReturnVisitAttempted, way=made.way, outcome=outcome.value, attempts=so_far, attempted_by=by)
    if outcome is Outcome.REPLIED:
        await month_rule.wait(tx, visit, Waits.ONLINE, note, by, now)
    return made


async def record_result(
    tx: Transaction, visit_id: UUID, answers: Answers, by: str, now: datetime, taken: Way = AS_AGREED
) -> ReturnVisit:
    """What came of a visit: the customer's answers, or that he cannot be reached, with the reason.

    Raises ``NoSuchVisit``, and what ``return_visit.record`` or ``attempts.must_be_enough`` raises.
    """
    if answers.reached:
        return await _record(tx, visit_id, answers, by, now, taken)
    domain.must_be_silent(answers)
    await month_rule.hold(tx, visit_id)
    visit = await store.visit_held(tx, visit_id)
    domain.must_be_a_stranger_to_it(visit, by)
    enough = Enough.from_data((await policy(tx, "visiting", day_in_china(now))).data)
    attempts_domain.must_be_enough(visit, await attempts.attempts(tx, visit_id), enough)
    return await month_rule.wait(tx, visit, Waits.UNREACHABLE, answers.comment, by, now)


async def answer_online(tx: Transaction, visit_id: UUID, answers: Answers, now: datetime) -> ReturnVisit:
    """The customer answered by himself, by a link: his word counts at once, also after the visit was given up.

    Raises like ``record_result``; ``DirectorMissing`` where the director has to hear it himself.
    """
    taken = Way(ContactWay.ONLINE, domain.BY_HIMSELF)
    return await _record(tx, visit_id, replace(answers, reached=True), domain.CUSTOMER, now, taken)


async def _record(tx: Transaction, visit_id: UUID, answers: Answers, by: str, now: datetime, taken: Way) -> ReturnVisit:
    await timers.disarm(tx, visit_id)
    visit = domain.record(await director.held_with_mark(tx, visit_id), answers, by, now, taken)
    await store.save(tx, visit)
    if visit.director_present:
        await wanted.attended(tx, Whom.visited(visit), visit.visit_id, now)
    before = await store.dissatisfied_before(tx, visit)
    because = seriousness.of_visit(before, satisfied=bool(visit.satisfied), seriously=visit.seriously)
    await say_result(tx, visit)
    if because:
        await director.require_director(tx, Whom(visit.project, visit.case_id, visit.case_no), because, now)
    return visit
