"""A suggestion goes to the supervisor, is decided, answered, and commended (I13)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.events.intake_suggestions import SuggestionDecided, SuggestionPassedOn
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import CaseKind, Role
from plumbing.database import Transaction

from ..domain import suggestions as domain
from ..domain.case import Case, State
from ..domain.limits import LimitName
from ..domain.suggestions import Answer, Commendation, Decision, Suggestion
from ..store import cases, suggestions
from . import following, limits
from .announcing import say


async def expect_passing(tx: Transaction, case: Case, now: datetime) -> None:
    """A new suggestion is to be passed on before the centre closes (I13)."""
    if case.kind is CaseKind.SUGGESTION:
        await limits.start(tx, case, LimitName.SUGGESTION_PASSED_ON, now, owner=Role.CASE_OFFICER)


async def pass_on(
    tx: Transaction, case_id: UUID, is_recommended: bool, opinion: str, by: str, now: datetime
) -> Suggestion:
    """The supervisor has it. Raises ``NoSuchCase``, ``NotASuggestion``, ``CannotMove``, ``PassedOnBefore``."""
    case = await limits.case_held(tx, case_id)
    domain.must_be_suggestion(case, await suggestions.of_case(tx, case_id))
    passed = Suggestion(case_id, case.project, is_recommended, opinion, by, now)
    await suggestions.add(tx, passed)
    await limits.end(tx, case, now, "passed on to the supervisor", (LimitName.SUGGESTION_PASSED_ON,))
    await say(tx, case, SuggestionPassedOn(**_facts(case), is_recommended=is_recommended, passed_by=by))
    return passed


async def decide(tx: Transaction, case_id: UUID, decision: Decision, by: str, now: datetime) -> Suggestion:
    """Adopted or not.

    Raises ``NoSuchCase``, ``NotPassedOn``, ``SuggestionDecidedBefore``, ``OwnOpinion``, ``DecisionIncomplete``.
    """
    case = await limits.case_held(tx, case_id)
    decided = domain.decided(await suggestions.of_case(tx, case_id), decision, by, now, day_in_china(now))
    await suggestions.save(tx, decided)
    await say(tx, case, SuggestionDecided(
        **_facts(case), adopted=decision.adopted, carried_out_by=decision.carried_out_by, due_on=decision.due_on, decided_by=by,
    ))  # fmt: skip
    return decided


async def answer(tx: Transaction, ids: tuple[UUID, UUID], told: Answer, by: str, now: datetime) -> Suggestion:
    """The customer hears of it, which is feedback too (I6). ``ids`` are the case's and the entry's.

    Raises ``NoSuchCase``, ``NotDecided``, ``AnsweredBefore``, ``AnswerIncomplete``.
    """
    case = await limits.case_held(tx, ids[0])
    answered = domain.answered(await suggestions.of_case(tx, ids[0]), told, by, now)
    await suggestions.save(tx, answered)
    if told.way and case.state is not State.CLOSED and not case.merged_into:
        await following.give_feedback(tx, ids[1], ids[0], told.way, told.text, by, now)
    return answered


async def commend(tx: Transaction, commendation: Commendation) -> None:
    """Praised and rewarded, once. Raises ``NoSuchCase``, ``NotAdopted``, ``CommendedBefore``."""
    await cases.case_held(tx, commendation.case_id)
    domain.must_be_adopted(await suggestions.of_case(tx, commendation.case_id))
    if not await suggestions.add_commendation(tx, commendation):
        raise domain.CommendedBefore


def _facts(case: Case) -> dict[str, Any]:
    return {"case_id": case.case_id, "case_no": case.case_no, "project": case.project, "matter": case.matter}
