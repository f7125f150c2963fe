"""A suggestion: passed on the same day, decided by another, answered to the customer; at year's end praised (I13)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Invalid, Problem
from aftercare_contracts.values import CaseKind, ContactWay, Role

from .case import CannotMove, Case, State

CARRIERS = frozenset({
    Role.SERVICE_SUPERVISOR, Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.ENGINEERING_DESK, Role.SALES_DESK, Role.PROPERTY_DESK,
    Role.REPAIR_SQUAD, Role.SALES, Role.ENGINEERING, Role.DESIGN, Role.PROPERTY_COMPANY, Role.COMPANY_OFFICE,
})  # fmt: skip
"""Who can be charged with carrying a suggestion out."""


class NotASuggestion(Conflict):
    """This case is no suggestion."""


class PassedOnBefore(AlreadyDone):
    """The supervisor has this suggestion already."""


class NotPassedOn(Conflict):
    """The suggestion has not yet gone to the supervisor."""


class OwnOpinion(Forbidden):
    """Whoever passed a suggestion on does not decide on it."""


class SuggestionDecidedBefore(AlreadyDone):
    """This suggestion was decided before."""


class DecisionIncomplete(Invalid):
    """What is adopted is carried out by somebody, by a day; what is not, by nobody."""


class NotDecided(Conflict):
    """Nobody has decided on this suggestion yet."""


class AnsweredBefore(AlreadyDone):
    """The customer has the answer to his suggestion already."""


class AnswerIncomplete(Invalid):
    """The customer was told some way, by phone where his suggestion was adopted, or could not be reached, with the reason."""


class AnswerOwed(Conflict):
    """The customer has not yet been told whether his suggestion is adopted, or why not; only then does it close (I13)."""


class NotAdopted(Conflict):
    """Only a suggestion that was adopted is commended."""


class CommendedBefore(AlreadyDone):
    """This suggestion was commended before."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What became of a suggestion since it was passed on."""

    case_id: UUID
    project: str
    is_recommended: bool
    opinion: str
    passed_by: str
    passed_at: datetime
    adopted: bool | None = None
    reason: str | None = None
    carried_out_by: Role | None = None
    due_on: date | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None
    answer: str | None = None
    answer_way: ContactWay | None = None
    unreached_because: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a suggestion is adopted, and why; if so, who carries it out and by when."""

    adopted: bool
    reason: str
    carried_out_by: Role | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the customer was told, and how; or why he could not be."""

    text: str
    way: ContactWay | None = None
    unreached_because: str | None = None


@dataclass(frozen=True, slots=True)
class Commendation:
    """How a suggestion helped, and how that was praised and rewarded."""

    commendation_id: UUID
    case_id: UUID
    helped: str
    praise: str
    reward: str
    commended_by: str
    commended_at: datetime


def must_be_suggestion(case: Case, known: Suggestion | None) -> None:
    """It can be passed on, once. Raises ``NotASuggestion``, ``CannotMove``, ``PassedOnBefore``."""
    if case.kind is not CaseKind.SUGGESTION:
        raise NotASuggestion
    if case.state is State.CLOSED or case.merged_into:
        raise CannotMove("The case is closed, or merged into another.")
    if known:
        raise PassedOnBefore


def must_be_passed_on(known: Suggestion | None) -> Suggestion:
    """Raises ``NotPassedOn``."""
    if known is None:
        raise NotPassedOn
    return known


def decided(known: Suggestion | None, decision: Decision, by: str, now: datetime, today: date) -> Suggestion:
    """The supervisor's or department's decision.

    Raises ``NotPassedOn``, ``SuggestionDecidedBefore``, ``OwnOpinion``, ``DecisionIncomplete``.
    """
    known = must_be_passed_on(known)
    if known.adopted is not None:
        raise SuggestionDecidedBefore
    if by == known.passed_by:
        raise OwnOpinion
    _must_be_whole(decision, today)
    return replace(
        known, adopted=decision.adopted, reason=decision.reason, carried_out_by=decision.carried_out_by,
        due_on=decision.due_on, decided_by=by, decided_at=now,
    )  # fmt: skip


def _must_be_whole(decision: Decision, today: date) -> None:
    carriers = f"one of: {', '.join(sorted(CARRIERS))}"
    wrong = []
    if not decision.adopted:
        for pointer, value in (("/carried_out_by", decision.carried_out_by), ("/due_on", decision.due_on)):
            if value is not None:
                wrong.append(Problem(pointer, str(value), "nothing, as it is not adopted"))
    else:
        if decision.carried_out_by not in CARRIERS:
            wrong.append(Problem("/carried_out_by", str(decision.carried_out_by or "missing"), carriers))
        if decision.due_on is None or decision.due_on < today:
            wrong.append(Problem("/due_on", str(decision.due_on or "missing"), f"{today} or later"))
    if wrong:
        raise DecisionIncomplete("", *wrong)


def answered(known: Suggestion | None, answer: Answer, by: str, now: datetime) -> Suggestion:
    """The customer was told, by phone where it is adopted. Raises ``NotDecided``, ``AnsweredBefore``, ``AnswerIncomplete``."""
    if known is None or known.adopted is None:
        raise NotDecided
    if known.answered_at:
        raise AnsweredBefore
    if (answer.way is None) == (answer.unreached_because is None):
        raise AnswerIncomplete(
            "", Problem("/way", str(answer.way or "missing"), "either a way or why he was not reached")
        )
    if known.adopted and answer.way not in (ContactWay.PHONE, None):
        raise AnswerIncomplete("", Problem("/way", str(answer.way), "phone, as the suggestion is adopted"))
    return replace(
        known, answered_by=by, answered_at=now, answer=answer.text, answer_way=answer.way,
        unreached_because=answer.unreached_because,
    )  # fmt: skip


def must_be_answered(case: Case, known: Suggestion | None) -> None:
    """A suggestion closes only then. Raises ``AnswerOwed``."""
    if case.kind is CaseKind.SUGGESTION and case.state is not State.CLOSED and not (known and known.answered_at):
        raise AnswerOwed


def must_be_adopted(known: Suggestion | None) -> None:
    """Raises ``NotAdopted``."""
    if not (known and known.adopted):
        raise NotAdopted
