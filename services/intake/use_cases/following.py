"""A case is followed: feedback, verdict, result, closing (I2, I6, I8, I15)."""

from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.intake import CaseClosed, CaseFeedbackGiven, CaseHandled, CaseJudged
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import ContactWay, Role, Verdict
from plumbing import timers
from plumbing.database import Transaction

from ..domain import case as domain
from ..domain.case import CannotMove, Case, Result, State, Verb, WorkOpen
from ..domain.classifications import closes_with_an_outcome
from ..domain.limits import LEVELS, LimitName
from ..domain.suggestions import must_be_answered
from ..store import cases, suggestions
from ..store.cases import Entry
from . import classifications, limits, long_running, plans, replies, staff_complaints, weekly
from .announcing import say


async def give_feedback(
    tx: Transaction,
    entry_id: UUID,
    case_id: UUID,
    way: ContactWay,
    text: str,
    by: str,
    now: datetime,
    *,
    reached: bool = True,
    other_way_because: str = "",
) -> Case:
    """The customer heard from us, which ends the first limit (I6) and that of the reply agreed (I5), and counts for the week
    (I9); an attempt that did not reach him is on record and ends nothing.

    Raises ``NoSuchCase``, ``CannotMove``, ``OtherWay``.
    """
    case = await _open_case(tx, case_id)
    if reached:
        await replies.must_go_the_way_agreed(tx, case, way, other_way_because)
    await cases.add_entry(tx, case, Entry(entry_id, "feedback", text, by, now, way=way, reached=reached))
    if not reached:
        return case
    await replies.note_other_way(tx, entry_id, case, other_way_because, by, now)
    await long_running.note_contact(tx, case, now)
    await limits.end(tx, case, now, "feedback given", (LimitName.FIRST_FEEDBACK, LimitName.REPLY_AGREED))
    await say(tx, case, CaseFeedbackGiven(
        case_id=case.case_id, case_no=case.case_no, project=case.project, round=case.round, given_by=by, way=way,
    ))  # fmt: skip
    return case


async def judge(
    tx: Transaction,
    entry_id: UUID,
    case_id: UUID,
    verdict: Verdict,
    reason: str,
    by: str,
    roles: frozenset[str],
    now: datetime,
) -> Case:
    """Whether a complaint is valid (I2). Raises ``NoSuchCase``, ``NotAComplaint``, ``OnlyTheHead``, ``CannotMove``."""
    judged = domain.judge(await _open_case(tx, case_id), verdict, roles, now)
    await cases.save(tx, judged, "judge", by, now)
    await cases.add_entry(tx, judged, Entry(entry_id, "verdict", reason, by, now, verdict=verdict))
    await say(tx, judged, CaseJudged(
        case_id=judged.case_id, case_no=judged.case_no, project=judged.project, verdict=verdict, judged_by=by,
    ))  # fmt: skip
    return judged


async def report_result(tx: Transaction, entry_id: UUID, case_id: UUID, result: Result, by: str, now: datetime) -> Case:
    """The office reports what came of a round (I8); either way the customer is visited where V1 asks for it.

    Raises ``NoSuchCase``, ``ReasonMissing``, ``DateBehind``, ``WorkOpen``, ``CannotMove``; settled, also what
    ``plans.must_be_allowed`` and ``staff_complaints.must_owe_nothing`` raise.
    """
    domain.must_be_complete(result, day_in_china(now))
    case = await _open_case(tx, case_id)
    if result.settled and await cases.open_orders(tx, case_id):
        raise WorkOpen
    moved = domain.handle(case, now) if result.settled else domain.report_unsettled(case, now)
    if result.settled:
        await plans.must_be_allowed(tx, case, now, own_authority=result.within_own_authority)
        await staff_complaints.must_owe_nothing(tx, case)
    await cases.add_entry(tx, moved, Entry(
        entry_id, "result", result.text, by, now, settled=result.settled, unsettled_reason=result.unsettled_reason,
        promised_on=result.promised_on, promised_date_agreed=result.promised_date_agreed,
    ))  # fmt: skip
    if result.settled and result.within_own_authority:
        await plans.note_own_authority(tx, entry_id, moved, by, now)
    await cases.add_hands(tx, moved, [by])
    await long_running.watch_promise(tx, moved, result.promised_on, now)
    await end_round(tx, moved, by, now, settled=result.settled)
    if not result.settled:
        await _promise(tx, moved, entry_id, result, now)
    return moved


async def _promise(tx: Transaction, case: Case, entry_id: UUID, result: Result, now: datetime) -> None:
    """The date promised is a limit of whoever handles the case, not of the officer who visits meanwhile (I8)."""
    owner, key = case.handed_to or Role(case.desk), str(entry_id)
    await limits.start(tx, case, LimitName.PROMISED_DATE, now, owner=owner, key=key, until=result.promised_on)


async def end_round(tx: Transaction, case: Case, by: str, now: datetime, *, settled: bool) -> None:
    """The handling of a round ended: its limits with it, and whoever visits is told whom not to send (V1)."""
    await cases.save(tx, case, Verb.HANDLE if settled else "report", by, now)
    ended = (LimitName.WEEKLY_RESULT, *((*LEVELS, LimitName.PLAN_DATE) if settled else ()))
    await limits.end(tx, case, now, "result reported", ended)
    await limits.end(tx, case, now, "result reported", (LimitName.PROMISED_DATE,), gives_way=not settled)
    await say(tx, case, CaseHandled(
        case_id=case.case_id, case_no=case.case_no, project=case.project, unit_no=case.unit_no, kind=case.kind, round=case.round,
        settled=settled, visit_wanted=case.visit_owed, visit_by=case.visit_by, taken_by=case.taken_by,
        may_not_visit=await staff_complaints.may_not_visit(tx, case), customer_id=case.customer_id, handled_at=now,
        is_serious=await staff_complaints.is_serious(tx, case),
    ))  # fmt: skip
    await weekly.expect_feed(tx, case, now)


async def close_with_reason(
    tx: Transaction,
    entry_id: UUID,
    case_id: UUID,
    reason: str,
    by: str,
    now: datetime,
    *,
    outcome: tuple[str, str, str, str] = ("", "", "", ""),
) -> Case:
    """The head closes a case with a recorded reason (I15), a matter outside our management with its ``outcome`` (I3).

    Raises ``NoSuchCase``, ``VisitOwed``, ``WorkOpen``, ``AnswerOwed``, ``CannotMove``, ``OutcomeMissing``, and what
    ``staff_complaints.must_owe_nothing`` raises.
    """
    case = await _open_case(tx, case_id)
    without_visit = closes_with_an_outcome(case) or domain.visited_to_satisfaction(case)
    closed = domain.close_with_reason(case, await cases.open_orders(tx, case_id), now, without_visit=without_visit)
    await staff_complaints.must_owe_nothing(tx, case)
    await classifications.record_outcome(tx, case, outcome, by, now)
    must_be_answered(case, await suggestions.of_case(tx, case_id))
    await cases.add_entry(tx, closed, Entry(entry_id, "closing", reason, by, now))
    await say_closed(tx, closed, by, reason, now, satisfied=False)
    return closed


async def say_closed(tx: Transaction, case: Case, by: str, reason: str, now: datetime, *, satisfied: bool) -> None:
    """Save a closed case and announce it."""
    await cases.save(tx, case, Verb.CLOSE, by, now)
    await limits.end(tx, case, now, "case closed", gives_way=True)
    await timers.disarm(tx, case.case_id)
    await say(tx, case, CaseClosed(
        case_id=case.case_id, case_no=case.case_no, project=case.project, rounds=case.round,
        because="satisfied" if satisfied else "recorded_reason", reason=reason, closed_by=by, customer_id=case.customer_id,
    ))  # fmt: skip


async def _open_case(tx: Transaction, case_id: UUID) -> Case:
    case = await limits.case_held(tx, case_id)
    if case.state is State.CLOSED:
        raise CannotMove("The case is closed.")
    if case.merged_into:
        main = await cases.case(tx, case.merged_into)
        raise CannotMove(f"{case.case_no} is merged into {main.case_no}: go on there, or undo the merge.")
    return case
